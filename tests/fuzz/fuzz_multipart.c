/* A form upload: the first line is the Content-Type, the rest the body. In one piece or byte by
 * byte, the same must come out. */
#include "fuzz.h"

#include "common/base/buf.h"
#include "web/http/multipart.h"

#include <string.h>

static int note_begin(void *context, const char *name, const char *file_name,
	const char *content_type, struct err *err)
{
	(void)err;
	buf_printf(context, "<%s|%s|%s>", name, file_name ? file_name : "-",
		content_type ? content_type : "-");
	return 0;
}

static int note_data(void *context, const void *data, size_t len, struct err *err)
{
	(void)err;
	buf_append(context, data, len);
	return 0;
}

static int note_end(void *context, struct err *err)
{
	(void)err;
	buf_append_string(context, "</>");
	return 0;
}

/* Feeds pieces of that size; notes what came out and whether it ended well. */
static void parse(
	const char *type, const uint8_t *body, size_t size, size_t piece, struct buf *notes)
{
	static const struct multipart_sink sink = { note_begin, note_data, note_end };
	struct multipart *parser = NULL;
	struct err err = { 0 };
	if (multipart_new(type, &sink, notes, &parser, &err) < 0) {
		buf_append_string(notes, err.text);
		return;
	}
	int rc = 0;
	for (size_t at = 0; at < size && rc == 0; at += piece)
		rc = multipart_feed(parser, body + at, size - at < piece ? size - at : piece, &err);
	if (rc == 0)
		rc = multipart_finish(parser, &err);
	multipart_free(&parser);
	FUZZ_CHECK(rc == 0 || (err.kind == ERR_INVALID && err.text[0]));
	buf_append_string(notes, rc == 0 ? "ok" : err.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *line_end = size ? memchr(data, '\n', size) : NULL;
	if (!line_end)
		return 0;
	struct buf type = BUF_EMPTY, whole = BUF_EMPTY, bytes = BUF_EMPTY, some = BUF_EMPTY;
	buf_append(&type, data, (size_t)(line_end - data));
	size_t rest = size - type.len - 1;
	parse(buf_string(&type), line_end + 1, rest, rest ? rest : 1, &whole);
	parse(buf_string(&type), line_end + 1, rest, 1, &bytes);
	parse(buf_string(&type), line_end + 1, rest, 7, &some);
	FUZZ_CHECK(whole.len == bytes.len && memcmp(whole.data, bytes.data, whole.len) == 0);
	FUZZ_CHECK(whole.len == some.len && memcmp(whole.data, some.data, whole.len) == 0);
	buf_free(&type);
	buf_free(&whole);
	buf_free(&bytes);
	buf_free(&some);
	return 0;
}
