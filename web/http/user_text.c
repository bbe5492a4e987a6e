/* user_text: validates and quotes text written by users, file names above all. */
#include "web/http/user_text.h"

#include "common/base/utf8.h"

#include <stdint.h>
#include <string.h>

bool user_text_is_clean(const char *text, bool lines)
{
	size_t left = strlen(text);
	while (left > 0) {
		unsigned char c = (unsigned char)*text;
		size_t len = utf8_sequence(text, left);
		if (len == 0 || c == 0x7f)
			return false;
		if (c < 0x20 && !(lines && (c == '\n' || c == '\r' || c == '\t')))
			return false;
		if (c == 0xc2 && (unsigned char)text[1] < 0xa0) /* U+0080 to U+009F */
			return false;
		text += len;
		left -= len;
	}
	return true;
}

/* Control characters, and marks that make a name look different from what it is (U+200B..F,
 * U+202A..E, U+2060..F, U+FEFF). */
static bool is_deceptive(const char *p, size_t len)
{
	const unsigned char *u = (const unsigned char *)p;
	if (len == 1)
		return u[0] < 0x20 || u[0] == 0x7f;
	if (len == 2)
		return u[0] == 0xc2 && u[1] < 0xa0;
	if (len != 3)
		return false;
	if (u[0] == 0xe2 && u[1] == 0x80)
		return (u[2] >= 0x8b && u[2] <= 0x8f) || (u[2] >= 0xa8 && u[2] <= 0xae);
	if (u[0] == 0xe2 && u[1] == 0x81)
		return u[2] >= 0xa0 && u[2] <= 0xaf;
	return u[0] == 0xef && u[1] == 0xbb && u[2] == 0xbf;
}

static const char *last_component(const char *raw)
{
	const char *name = raw;
	for (const char *p = raw; *p; p++) {
		if (*p == '/' || *p == '\\')
			name = p + 1;
	}
	return name;
}

/* Shortens a name that is too long before its extension, which says what kind of file it is. */
static void cut_name(char *name, size_t len)
{
	const char *dot = strrchr(name, '.');
	size_t extension = dot ? strlen(dot) : 0;
	if (len <= USER_FILE_NAME_MAX)
		return;
	if (extension < 2 || extension > 5)
		extension = 0;
	size_t stem = utf8_cut(name, len - extension, USER_FILE_NAME_MAX - extension);
	memmove(name + stem, name + len - extension, extension + 1);
}

char *user_file_name(struct arena *arena, const char *raw)
{
	char *clean = utf8_sanitize(arena, last_component(raw ? raw : ""));
	size_t left = strlen(clean), kept = 0;
	for (const char *p = clean; left > 0;) {
		size_t len = utf8_sequence(p, left);
		if (!is_deceptive(p, len)) {
			memmove(clean + kept, p, len);
			kept += len;
		}
		p += len;
		left -= len;
	}
	clean[kept] = '\0';
	cut_name(clean, kept);
	while (*clean == ' ')
		clean++;
	for (kept = strlen(clean); kept > 0 && clean[kept - 1] == ' ';)
		clean[--kept] = '\0';
	if (!*clean || strcmp(clean, ".") == 0 || strcmp(clean, "..") == 0)
		return arena_string(arena, "document.pdf");
	return clean;
}

char *user_file_name_as(struct arena *arena, const char *name, const char *extension)
{
	const char *dot = strrchr(name, '.');
	size_t stem = dot && dot > name && strlen(dot) <= 5 ? (size_t)(dot - name) : strlen(name);
	return arena_printf(arena, "%.*s.%s", (int)stem, name, extension);
}

void user_text_percent(struct buf *buf, const char *text, const char *plain)
{
	for (const char *p = text; *p; p++) {
		bool keep = (*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') ||
			    (*p >= 'a' && *p <= 'z') || strchr(plain, *p);
		if (keep)
			buf_append_char(buf, *p);
		else
			buf_printf(buf, "%%%02X", (unsigned char)*p);
	}
}

char *user_content_disposition(struct arena *arena, const char *disposition, const char *name)
{
	struct buf text = BUF_EMPTY;
	bool plain = true;
	buf_printf(&text, "%s; filename=\"", disposition);
	for (const char *p = name; *p; p++) {
		unsigned char c = (unsigned char)*p;
		/* '%' is plain ASCII too, but old browsers decode it. */
		bool keep = c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '%';
		plain = plain && keep;
		if (keep || c < 0x80 || c >= 0xc0) /* one underscore for each character */
			buf_append_char(&text, keep ? *p : '_');
	}
	buf_append_char(&text, '"');
	if (!plain) {
		buf_append_string(&text, "; filename*=UTF-8''");
		user_text_percent(&text, name, "!#$&+-.^_`|~"); /* attr-char of RFC 8187 */
	}
	char *value = arena_string(arena, buf_string(&text));
	buf_free(&text);
	return value;
}

void user_text_html(struct buf *buf, const char *text)
{
	size_t left = strlen(text);
	while (left > 0) {
		size_t len = utf8_sequence(text, left);
		if (len == 0) {
			buf_append_string(buf, "\xef\xbf\xbd");
			len = 1;
		} else if (*text == '&') {
			buf_append_string(buf, "&amp;");
		} else if (*text == '<') {
			buf_append_string(buf, "&lt;");
		} else if (*text == '>') {
			buf_append_string(buf, "&gt;");
		} else if (*text == '"') {
			buf_append_string(buf, "&quot;");
		} else if (*text == '\'') {
			buf_append_string(buf, "&#39;");
		} else {
			buf_append(buf, text, len);
		}
		text += len;
		left -= len;
	}
}
