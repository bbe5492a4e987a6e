/* xml.c: escapes text and drops characters that XML 1.0 cannot represent. */
#include "common/base/xml.h"

#include "common/base/utf8.h"

#include <string.h>

static bool is_no_character(const char *p, size_t len)
{
	unsigned char c = (unsigned char)*p;
	if (len == 1)
		return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7f;
	return len == 3 && (memcmp(p, "\xef\xbf\xbe", 3) == 0 || memcmp(p, "\xef\xbf\xbf", 3) == 0);
}

static const char *escape_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return NULL;
	}
}

void xml_text(struct buf *out, const char *text)
{
	for (size_t left = strlen(text), len; left > 0; text += len, left -= len) {
		len = utf8_sequence(text, left);
		const char *escape = escape_of(*text);
		if (len == 0) {
			buf_append_string(out, "\xef\xbf\xbd");
			len = 1;
		} else if (escape) {
			buf_append_string(out, escape);
		} else if (!is_no_character(text, len)) {
			buf_append(out, text, len);
		}
	}
}
