/* json_out: writes JSON into a buffer, with the escapes that HTML and JavaScript need as well. */
#include "web/http/json_out.h"

#include "common/base/utf8.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

struct json_out json_out(struct buf *buf)
{
	return (struct json_out) { buf, false };
}

static void quote(struct buf *buf, const char *text)
{
	buf_append_char(buf, '"');
	const char *end = text + strlen(text);
	for (const char *p = text; p < end;) {
		unsigned char c = (unsigned char)*p;
		size_t len = utf8_sequence(p, (size_t)(end - p));
		if (len == 0) {
			buf_append_string(buf, "\\ufffd");
			p++;
			continue;
		}
		if (c == '"' || c == '\\')
			buf_printf(buf, "\\%c", c);
		else if (c == '\n')
			buf_append_string(buf, "\\n");
		else if (c < 0x20 || c == 0x7f || c == '<')
			buf_printf(buf, "\\u%04x", c);
		else if (len == 3 &&
			 (memcmp(p, "\xe2\x80\xa8", 3) == 0 || memcmp(p, "\xe2\x80\xa9", 3) == 0))
			buf_append_string(buf, p[2] == '\xa8' ? "\\u2028" : "\\u2029");
		else
			buf_append(buf, p, len);
		p += len;
	}
	buf_append_char(buf, '"');
}

static void begin(struct json_out *out, const char *key)
{
	if (out->comma)
		buf_append_char(out->buf, ',');
	out->comma = true;
	if (key) {
		quote(out->buf, key);
		buf_append_char(out->buf, ':');
	}
}

void json_out_object(struct json_out *out, const char *key)
{
	begin(out, key);
	buf_append_char(out->buf, '{');
	out->comma = false;
}

void json_out_array(struct json_out *out, const char *key)
{
	begin(out, key);
	buf_append_char(out->buf, '[');
	out->comma = false;
}

void json_out_end_object(struct json_out *out)
{
	buf_append_char(out->buf, '}');
	out->comma = true;
}

void json_out_end_array(struct json_out *out)
{
	buf_append_char(out->buf, ']');
	out->comma = true;
}

void json_out_string(struct json_out *out, const char *key, const char *value)
{
	begin(out, key);
	if (value)
		quote(out->buf, value);
	else
		buf_append_string(out->buf, "null");
}

void json_out_int(struct json_out *out, const char *key, int64_t value)
{
	begin(out, key);
	buf_printf(out->buf, "%" PRId64, value);
}

void json_out_bool(struct json_out *out, const char *key, bool value)
{
	begin(out, key);
	buf_append_string(out->buf, value ? "true" : "false");
}

void json_out_null(struct json_out *out, const char *key)
{
	begin(out, key);
	buf_append_string(out->buf, "null");
}

void json_out_number(struct json_out *out, const char *key, double value, int decimals)
{
	if (!isfinite(value)) {
		json_out_null(out, key);
		return;
	}
	begin(out, key);
	buf_printf(out->buf, "%.*f", decimals, value);
	if (decimals == 0)
		return;
	struct buf *buf = out->buf;
	while (buf->data[buf->len - 1] == '0')
		buf->data[--buf->len] = '\0';
	if (buf->data[buf->len - 1] == '.')
		buf->data[--buf->len] = '\0';
}
