/* file.c: feeds inih line by line, in a form that it cannot misread. */
#include "common/config/file.h"

#include "common/base/buf.h"
#include "common/base/utf8.h"

#include <ctype.h>
#include <ini.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* inih keeps section and key in 50-byte buffers and truncates longer names. */
enum { NAME_SIZE = 49 };

struct reader {
	const char *name;
	const struct settings_sink *sink;
	const char *p, *end; /* the text not yet read */
	int line;
	char section[NAME_SIZE], key[NAME_SIZE];
	const char *value, *value_end; /* the part of the line's value not yet passed to inih */
	bool in_value;                 /* inih has not received the whole value yet */
	struct buf text;               /* the value as received back from inih */
	bool failed;
	struct err *err;
};

int settings_file_err(struct err *err, const char *name, int line, const char *section,
	const char *key, const char *reason)
{
	char where[64] = "", what[160] = "";
	if (line)
		snprintf(where, sizeof where, ":%d", line);
	if (section && *section)
		snprintf(what, sizeof what, " [%s]", section);
	if (key && *key)
		snprintf(what + strlen(what), sizeof what - strlen(what), " %s", key);
	/* Keep the end of a very long path, which tells more, so that the reason is not cut off. */
	size_t len = strlen(name);
	const char *cut = len > 200 ? "..." : "";
	return err_set(err, ERR_INVALID, "%s%s%s:%s%s%s", cut, len > 200 ? name + len - 197 : name,
		where, what, *what ? ": " : " ", reason);
}

static int refuse(struct reader *r, const char *key, const char *reason)
{
	r->failed = true;
	return settings_file_err(r->err, r->name, r->line, r->section, key, reason);
}

static bool is_bare(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	return p;
}

/* Copies the bare name at p; returns the first character after it, or NULL if it is too long. */
static const char *copy_name(const char *p, const char *end, char name[NAME_SIZE])
{
	size_t len = 0;
	while (p + len < end && is_bare(p[len]))
		len++;
	if (len >= NAME_SIZE)
		return NULL;
	memcpy(name, p, len);
	name[len] = '\0';
	return p + len;
}

static int check_characters(struct reader *r, const char *p, const char *end)
{
	for (; p < end; p++) {
		unsigned char c = (unsigned char)*p;
		if (c == 0)
			return refuse(r, NULL, "a NUL byte");
		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return refuse(r, NULL, "a control character");
	}
	return 0;
}

/* Reads "[nats]"; p points after the bracket. */
static int read_section(struct reader *r, const char *p, const char *end)
{
	char name[NAME_SIZE];
	r->section[0] = '\0';
	if (p < end && *p == '[')
		return refuse(r, NULL, "arrays of tables ([[...]]) are not supported");
	p = skip_blanks(p, end);
	if (p < end && (*p == '"' || *p == '\''))
		return refuse(r, NULL, "quoted section names are not supported");
	p = copy_name(p, end, name);
	if (!p)
		return refuse(r, NULL, "the section's name is too long");
	p = skip_blanks(p, end);
	if (p < end && *p == '.')
		return refuse(r, NULL, "dotted section names are not supported");
	if (!*name)
		return refuse(r, NULL, "a section's name is expected after [");
	if (p == end || *p != ']')
		return refuse(r, NULL, "] is expected after the section's name");
	p = skip_blanks(p + 1, end);
	if (p < end && *p != '#')
		return refuse(r, NULL, "unexpected text after the section");
	memcpy(r->section, name, sizeof name);
	struct err reason = { 0 };
	if (r->sink->section(r->sink->context, name, r->line, &reason) < 0)
		return refuse(r, NULL, reason.text);
	return 0;
}

/* Reads "key = value". */
static int read_assignment(struct reader *r, const char *p, const char *end)
{
	if (*p == ';')
		return refuse(r, NULL, "a comment starts with #, not ;");
	if (*p == '"' || *p == '\'')
		return refuse(r, NULL, "quoted keys are not supported");
	const char *after = copy_name(p, end, r->key);
	if (!after)
		return refuse(r, NULL, "the key is too long");
	if (after == p)
		return refuse(r, NULL,
			*p == '=' ? "the key is missing before ="
				  : "a key, a [section] or a # comment is expected");
	p = skip_blanks(after, end);
	if (p < end && *p == '.')
		return refuse(r, r->key, "dotted keys are not supported");
	if (p < end && *p == ':')
		return refuse(r, r->key, "= is expected after a key, not :");
	if (p == end || *p != '=')
		return refuse(r, r->key, "= is expected after the key");
	if (!*r->section)
		return refuse(r, r->key, "stands before any [section]");
	p = skip_blanks(p + 1, end);
	if (p == end || *p == '#')
		return refuse(r, r->key, "the value is missing");
	r->value = p;
	r->value_end = end;
	r->in_value = true;
	buf_clear(&r->text);
	return 0;
}

/* Advances to the next non-empty line. Returns 1 for a section, 2 for an assignment, 0 at the end
 * or on error. */
static int next_line(struct reader *r)
{
	while (r->p < r->end) {
		const char *p = r->p;
		const char *end = memchr(p, '\n', (size_t)(r->end - p));
		r->p = end ? end + 1 : r->end;
		if (!end)
			end = r->end;
		if (end > p && end[-1] == '\r')
			end--;
		r->line++;
		p = skip_blanks(p, end);
		if (check_characters(r, p, end) < 0)
			return 0;
		if (p == end || *p == '#')
			continue;
		if (*p == '[')
			return read_section(r, p + 1, end) < 0 ? 0 : 1;
		return read_assignment(r, p, end) < 0 ? 0 : 2;
	}
	return 0;
}

/* Every other character could have a meaning to inih and is passed as %XX. */
static bool is_harmless(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.' || c == '/';
}

/* Appends to str as much of the value as fits. */
static void write_chunk(struct reader *r, char *str, size_t size)
{
	size_t len = strlen(str);
	while (r->value < r->value_end && len + 5 < size) {
		char c = *r->value++;
		if (is_harmless(c))
			str[len++] = c;
		else
			len += (size_t)snprintf(str + len, size - len, "%%%02X", (unsigned char)c);
	}
	str[len++] = '\n';
	str[len] = '\0';
}

/* inih's ini_reader: produces one line, like fgets(). */
static char *read_for_inih(char *str, int num, void *stream)
{
	struct reader *r = stream;
	if (r->failed)
		return NULL;
	if (r->in_value) {
		/* inih takes an indented line as a continuation of the value. */
		snprintf(str, (size_t)num, " ");
		write_chunk(r, str, (size_t)num);
		return str;
	}
	switch (next_line(r)) {
	case 1:
		snprintf(str, (size_t)num, "[%s]\n", r->section);
		return str;
	case 2:
		snprintf(str, (size_t)num, "%s=", r->key);
		write_chunk(r, str, (size_t)num);
		return str;
	default:
		return NULL;
	}
}

static int unhex(char c)
{
	return c <= '9' ? c - '0' : c - 'A' + 10;
}

/* inih's ini_handler: receives a whole value, or the next part of one. */
static int take_from_inih(void *user, const char *section, const char *key, const char *chunk)
{
	struct reader *r = user;
	if (r->failed)
		return 0;
	for (const char *p = chunk; *p; p++) {
		char c = *p;
		if (c == '%') {
			c = (char)(unhex(p[1]) << 4 | unhex(p[2]));
			p += 2;
		}
		buf_append_char(&r->text, c);
	}
	if (r->value < r->value_end)
		return 1;
	r->in_value = false;
	struct err reason = { 0 };
	if (r->sink->value(r->sink->context, section, key, buf_string(&r->text), r->text.len,
		    r->line, &reason) < 0)
		refuse(r, key, reason.text);
	return !r->failed;
}

static int line_of(const char *text, const char *p)
{
	int line = 1;
	for (; text < p; text++)
		line += *text == '\n';
	return line;
}

static int check_utf8(const char *name, const char *text, size_t len, struct err *err)
{
	for (const char *p = text, *end = text + len; p < end;) {
		size_t n = utf8_sequence(p, (size_t)(end - p));
		if (n == 0)
			return settings_file_err(
				err, name, line_of(text, p), NULL, NULL, "invalid UTF-8");
		p += n;
	}
	return 0;
}

int settings_file_read(const char *name, const char *text, size_t len,
	const struct settings_sink *sink, struct err *err)
{
	static const char bom[] = "\xef\xbb\xbf";
	if (len >= 3 && memcmp(text, bom, 3) == 0) {
		text += 3;
		len -= 3;
	}
	if (check_utf8(name, text, len, err) < 0)
		return -1;
	struct reader r = { .name = name, .sink = sink, .p = text, .end = text + len, .err = err };
	int rc = ini_parse_stream(read_for_inih, &r, take_from_inih, &r);
	buf_free(&r.text);
	if (r.failed)
		return -1;
	/* This inih was built without multi-line values, or with other limits. */
	if (rc != 0 || r.in_value)
		return err_set(err, ERR_INTERNAL, "%s:%d: inih failed (%d)", name, r.line, rc);
	return 0;
}
