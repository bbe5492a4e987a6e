/* multipart: splits a form into its parts as the bytes arrive. */
#include "web/http/multipart.h"

#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "web/http/form_header.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_PREAMBLE = 4096 };

enum state {
	STATE_PREAMBLE,
	STATE_BOUNDARY,      /* just after a delimiter */
	STATE_BOUNDARY_DASH, /* after one '-' */
	STATE_BOUNDARY_LINE, /* blanks up to the end of the line */
	STATE_BOUNDARY_LF,
	STATE_HEADER,
	STATE_DATA,
	STATE_EPILOGUE,
};

struct multipart {
	const struct multipart_sink *sink;
	void *context;
	char delimiter[4 + MULTIPART_MAX_BOUNDARY + 1]; /* CR LF "--" boundary */
	size_t delimiter_len;
	size_t matched; /* bytes of the delimiter matched at the end of the last piece */
	enum state state;
	size_t preamble;
	int parts;
	struct buf header;
};

int multipart_new(const char *content_type, const struct multipart_sink *sink, void *context,
	struct multipart **ret_parser, struct err *err)
{
	char boundary[MULTIPART_MAX_BOUNDARY + 1];
	if (form_header_boundary(content_type, boundary, sizeof boundary, err) < 0)
		return -1;
	struct multipart *parser = alloc_zeroed(1, sizeof *parser);
	parser->sink = sink;
	parser->context = context;
	memcpy(parser->delimiter, "\r\n--", 4);
	memcpy(parser->delimiter + 4, boundary, strlen(boundary) + 1);
	parser->delimiter_len = strlen(parser->delimiter);
	/* The first boundary may be at the very start, where no line end precedes it. */
	parser->matched = 2;
	*ret_parser = parser;
	return 0;
}

void multipart_free(struct multipart **parser)
{
	if (!parser || !*parser)
		return;
	buf_free(&(*parser)->header);
	alloc_free(parser);
}

static int content(struct multipart *parser, const char *data, size_t len, struct err *err)
{
	if (len == 0)
		return 0;
	if (parser->state == STATE_DATA)
		return parser->sink->data(parser->context, data, len, err);
	parser->preamble += len;
	if (parser->preamble > MAX_PREAMBLE)
		return err_set(err, ERR_INVALID, "the form does not begin with its boundary");
	return 0;
}

/* Called when a delimiter is complete. */
static int boundary(struct multipart *parser, struct err *err)
{
	parser->matched = 0;
	if (parser->state == STATE_DATA && parser->sink->end(parser->context, err) < 0)
		return -1;
	parser->state = STATE_BOUNDARY;
	return 0;
}

/* Continues a delimiter that began in an earlier piece. A CR occurs only as its first byte, so
 * after a mismatch only the current byte can begin another. */
static int resume_match(
	struct multipart *parser, const char *data, size_t len, size_t *ret_used, struct err *err)
{
	size_t i = 0;
	while (i < len && parser->matched < parser->delimiter_len &&
		data[i] == parser->delimiter[parser->matched]) {
		parser->matched++;
		i++;
	}
	*ret_used = i;
	if (parser->matched == parser->delimiter_len)
		return boundary(parser, err);
	if (i == len)
		return 0;
	size_t matched = parser->matched;
	parser->matched = 0;
	return content(parser, parser->delimiter, matched, err);
}

/* Passes on data (or skips the preamble) up to the next delimiter or the end of the piece. */
static int scan(
	struct multipart *parser, const char *data, size_t len, size_t *ret_used, struct err *err)
{
	if (parser->matched)
		return resume_match(parser, data, len, ret_used, err);
	size_t at = 0;
	for (;;) {
		const char *cr = memchr(data + at, '\r', len - at);
		if (!cr) {
			*ret_used = len;
			return content(parser, data, len, err);
		}
		at = (size_t)(cr - data);
		size_t rest = len - at;
		size_t n = rest < parser->delimiter_len ? rest : parser->delimiter_len;
		if (memcmp(cr, parser->delimiter, n) != 0) {
			at++;
			continue;
		}
		*ret_used = at + n;
		if (content(parser, data, at, err) < 0)
			return -1;
		if (n == parser->delimiter_len)
			return boundary(parser, err);
		parser->matched = n;
		return 0;
	}
}

static int begin_part(struct multipart *parser, struct err *err)
{
	if (++parser->parts > MULTIPART_MAX_PARTS)
		return err_set(err, ERR_INVALID, "more than %d parts", MULTIPART_MAX_PARTS);
	struct form_part part;
	if (form_header_parse(parser->header.data, &part, err) < 0)
		return -1;
	int result = parser->sink->begin(
		parser->context, part.name, part.file_name, part.content_type, err);
	buf_clear(&parser->header);
	parser->state = STATE_DATA;
	parser->matched = 0;
	return result;
}

static int header_byte(struct multipart *parser, char c, struct err *err)
{
	struct buf *header = &parser->header;
	if (!c)
		return err_set(err, ERR_INVALID, "a NUL character in a part's header");
	buf_append_char(header, c);
	if (header->len > MULTIPART_MAX_HEADER)
		return err_set(err, ERR_INVALID, "a part's header is longer than %d bytes",
			MULTIPART_MAX_HEADER);
	bool ended =
		(header->len == 2 && memcmp(header->data, "\r\n", 2) == 0) ||
		(header->len >= 4 && memcmp(header->data + header->len - 4, "\r\n\r\n", 4) == 0);
	return ended ? begin_part(parser, err) : 0;
}

static int boundary_byte(struct multipart *parser, char c, struct err *err)
{
	switch (parser->state) {
	case STATE_BOUNDARY:
		if (c == '-') {
			parser->state = STATE_BOUNDARY_DASH;
			return 0;
		}
		parser->state = STATE_BOUNDARY_LINE;
		/* fall through */
	case STATE_BOUNDARY_LINE:
		if (c == '\r')
			parser->state = STATE_BOUNDARY_LF;
		else if (c != ' ' && c != '\t')
			return err_set(err, ERR_INVALID, "text follows a boundary");
		return 0;
	case STATE_BOUNDARY_DASH:
		if (c != '-')
			return err_set(err, ERR_INVALID, "text follows a boundary");
		parser->state = STATE_EPILOGUE;
		return 0;
	default: /* STATE_BOUNDARY_LF */
		if (c != '\n')
			return err_set(err, ERR_INVALID, "a bare CR follows a boundary");
		parser->state = STATE_HEADER;
		return 0;
	}
}

int multipart_feed(struct multipart *parser, const void *data, size_t len, struct err *err)
{
	const char *p = data;
	while (len > 0) {
		size_t used = 1;
		int result;
		switch (parser->state) {
		case STATE_EPILOGUE:
			return 0;
		case STATE_PREAMBLE:
		case STATE_DATA:
			result = scan(parser, p, len, &used, err);
			break;
		case STATE_HEADER:
			result = header_byte(parser, *p, err);
			break;
		default:
			result = boundary_byte(parser, *p, err);
			break;
		}
		if (result < 0)
			return -1;
		p += used;
		len -= used;
	}
	return 0;
}

int multipart_finish(struct multipart *parser, struct err *err)
{
	if (parser->state == STATE_EPILOGUE)
		return 0;
	return err_set(err, ERR_INVALID, "the form ends before its closing boundary");
}
