/* chars.c: characters, found in a text and made such as a voice reads well. */
#include "workers/reading/chars.h"

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "common/text/letters.h"
#include "workers/reading/text.h"

#include <ctype.h>
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* ---- finding them ---- */

uint32_t chars_at(const char *p, size_t *ret_len)
{
	size_t len = *p ? utf8_sequence(p, strnlen(p, 4)) : 0, ignored;
	*ret_len = len;
	return len > 0 ? letters_decode(p, len, &ignored) : 0;
}

const char *chars_before(const char *start, const char *end)
{
	if (end > start)
		end--;
	while (end > start && ((unsigned char)*end & 0xc0) == 0x80)
		end--;
	return end;
}

size_t chars_letters(const char *p)
{
	size_t all = 0, len;
	while (letters_is_letter(chars_at(p + all, &len)))
		all += len;
	return all;
}

size_t chars_letters_before(const char *start, const char *end)
{
	const char *p = end;
	size_t len;
	while (p > start && letters_is_letter(chars_at(chars_before(start, p), &len)))
		p = chars_before(start, p);
	return (size_t)(end - p);
}

bool reading_text_is_blank(const char *text)
{
	size_t len = strlen(text);
	for (size_t i = 0; i < len;) {
		size_t n = utf8_sequence(text + i, len - i);
		if (n > 0 && letters_is_alnum(letters_decode(text + i, n, &n)))
			return false;
		i += n ? n : 1;
	}
	return true;
}

bool chars_end_sentence(const char *text, size_t len)
{
	while (len > 0 && strchr("\"')]", text[len - 1]))
		len--;
	if (len == 0 || strchr(".!?:;", text[len - 1]))
		return true;
	/* Chinese and Japanese full stops */
	return len >= 3 && (strncmp(text + len - 3, "\xe3\x80\x82", 3) == 0 ||
				   strncmp(text + len - 3, "\xef\xbc\x81", 3) == 0 ||
				   strncmp(text + len - 3, "\xef\xbc\x9f", 3) == 0);
}

/* ---- making them readable ---- */

#define EM_DASH "\xe2\x80\x94"

struct replacement {
	uint32_t first, last;
	const char *with;
};

static const struct replacement replacements[] = {
	{ 0x00a0, 0x00a0, " " },  /* no-break space */
	{ 0x0080, 0x009f, " " },  /* C1 controls */
	{ 0x2000, 0x200a, " " },  /* spaces of all widths */
	{ 0x200b, 0x200f, "" },   /* of no width, and direction marks */
	{ 0x2010, 0x2011, "-" },  /* hyphens */
	{ 0x2018, 0x201b, "'" },  /* single quotes and apostrophes */
	{ 0x201c, 0x201f, "\"" }, /* double quotes */
	{ 0x2026, 0x2026, "..." },
	{ 0x2028, 0x2029, " " }, /* line and paragraph separators */
	{ 0x202a, 0x202e, "" },  /* direction */
	{ 0x202f, 0x202f, " " },
	{ 0x2032, 0x2032, "'" }, /* primes */
	{ 0x2033, 0x2033, "\"" },
	{ 0x2039, 0x203a, "'" },
	{ 0x205f, 0x205f, " " },
	{ 0x2060, 0x2064, "" },
	{ 0x2066, 0x2069, "" },  /* direction */
	{ 0x2212, 0x2212, "-" }, /* minus */
	{ 0x3000, 0x3000, " " },
	{ 0xfb00, 0xfb00, "ff" }, /* ligatures */
	{ 0xfb01, 0xfb01, "fi" },
	{ 0xfb02, 0xfb02, "fl" },
	{ 0xfb03, 0xfb03, "ffi" },
	{ 0xfb04, 0xfb04, "ffl" },
	{ 0xfb05, 0xfb06, "st" },
	{ 0xfe00, 0xfe0f, "" }, /* variation selectors */
	{ 0xfeff, 0xfeff, "" },
	{ 0xfffd, 0xfffd, " " },
};

static const char *replacement_of(uint32_t code)
{
	for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++) {
		if (code >= replacements[i].first && code <= replacements[i].last)
			return replacements[i].with;
	}
	return NULL;
}

/* A range of numbers keeps a plain hyphen; a dash in a sentence is a pause. */
static void append_dash(struct buf *out, const char *rest)
{
	bool after_digit = out->len > 0 && isdigit((unsigned char)out->data[out->len - 1]);
	if (after_digit && isdigit((unsigned char)*rest))
		buf_append_char(out, '-');
	else
		buf_append_string(out, " " EM_DASH " ");
}

/* French ones have blanks within: a mark stands for each, and tidy() takes them away. German ones
 * point the other way and have none. */
static void append_guillemet(struct buf *out, bool closing)
{
	buf_append_string(out, closing ? "\x01\"" : "\"\x02");
}

/* At the end of a line it is seen. Behind a hyphen it says that this one is the word's own: a
 * non-breaking one stands for both. */
static void append_soft_hyphen(struct buf *out, bool at_end)
{
	if (!at_end)
		return;
	if (out->len > 0 && out->data[out->len - 1] == '-') {
		out->len--;
		buf_append_string(out, CHARS_OWN_HYPHEN);
	} else {
		buf_append_char(out, '-');
	}
}

/* Forms of Arabic letters by their place in the word, which voices tell by their code points, and
 * joined ones: the letters themselves. */
static bool append_letters(struct buf *out, uint32_t code)
{
	enum { MOST = 32 };
	UErrorCode error = U_ZERO_ERROR;
	UChar form = (UChar)code, letters[MOST];
	char text[3 * MOST + 1];
	int32_t size = 0;
	if (!(code >= 0xfb50 && code <= 0xfdff) && !(code >= 0xfe70 && code <= 0xfefc))
		return false;
	int32_t len =
		unorm2_normalize(unorm2_getNFKCInstance(&error), &form, 1, letters, MOST, &error);
	u_strToUTF8(text, sizeof text, &size, letters, len, &error);
	if (U_FAILURE(error))
		return false;
	buf_append(out, text, (size_t)size);
	return true;
}

static void append_code(struct buf *out, uint32_t code, const char *p, size_t n)
{
	enum {
		OPENING = 0xab,
		CLOSING = 0xbb,
		SOFT_HYPHEN = 0xad,
		FIRST_DASH = 0x2012,
		LAST_DASH = 0x2015
	};
	const char *with = replacement_of(code);
	if (code == OPENING || code == CLOSING)
		append_guillemet(out, code == CLOSING);
	else if (with)
		buf_append_string(out, with);
	else if (append_letters(out, code))
		return;
	else if (code != '\t' && (code < 0x20 || code == 0x7f))
		buf_append_char(out, ' ');
	else if (code == SOFT_HYPHEN)
		append_soft_hyphen(out, p[n] == '\0');
	else if (code >= FIRST_DASH && code <= LAST_DASH)
		append_dash(out, p + n);
	else
		buf_append(out, p, n);
}

/* Leaders: four or more dots, with or without blanks between. Returns their length, or 0. */
static size_t leader_length(const char *p)
{
	size_t dots = 0, end = 0;
	for (size_t i = 0; p[i] && strchr("._ \t", p[i]); i++) {
		if (p[i] == '.' || p[i] == '_') {
			dots++;
			end = i + 1;
		}
	}
	return dots >= 4 ? end : 0;
}

static bool is_white(char c)
{
	return c == ' ' || c == '\t';
}

/* Trims, makes one blank of many, and a comma of leaders, in place. */
static void tidy(char *line)
{
	char *to = line;
	for (const char *from = line; *from;) {
		if (*from == '\x01') { /* no blank before, if one comes after */
			if (strchr(" \t.,;:?!)\x01", from[2]) && to > line && to[-1] == ' ')
				to--;
			from++;
			continue;
		}
		if (*from == '\x02') {
			from++;
			if (*from == ' ' && (to < line + 2 || strchr(" \t(", to[-2])))
				from++;
			continue;
		}
		if (strchr(";:?!", *from) && to > line && to[-1] == ' ' &&
			(from[1] == '\0' || from[1] == ' '))
			to--; /* French has a blank here too */
		size_t leaders = is_white(*from) ? 0 : leader_length(from);
		if (leaders > 0) {
			while (to > line && is_white(to[-1]))
				to--;
			if (to > line && to[-1] != ',')
				*to++ = ',';
			from += leaders;
			if (to > line && *from && *from != ' ') /* what they lead to is no cell */
				*to++ = ' ', from += *from == '\t';
		} else if (is_white(*from) && (to == line || is_white(to[-1]))) {
			if (*from == '\t' && to > line)
				to[-1] = '\t';
			from++;
		} else {
			*to++ = *from++;
		}
	}
	while (to > line && is_white(to[-1]))
		to--;
	*to = '\0';
}

/* Letters and the accents behind them as one character each, where Unicode has that. */
static char *compose(char *text, struct arena *arena)
{
	enum { MOST = 4096 };
	UErrorCode error = U_ZERO_ERROR;
	UChar wide[MOST], composed[MOST];
	int32_t len = 0;
	if (!strstr(text, "\xcc") && !strstr(text, "\xcd")) /* U+0300 to U+037F */
		return text;
	u_strFromUTF8(wide, MOST, &len, text, -1, &error);
	len = unorm2_normalize(unorm2_getNFCInstance(&error), wide, len, composed, MOST, &error);
	if (U_FAILURE(error) || len >= MOST)
		return text;
	int32_t size = 0, room = 3 * len + 1;
	char *out = arena_alloc(arena, (size_t)room);
	u_strToUTF8(out, room, &size, composed, len, &error);
	return U_FAILURE(error) ? text : out;
}

char *chars_normalise(const char *text, struct arena *arena)
{
	struct buf out = BUF_EMPTY;
	size_t len = strlen(text);
	for (size_t i = 0; i < len;) {
		size_t n = utf8_sequence(text + i, len - i);
		if (n > 0)
			append_code(&out, letters_decode(text + i, n, &n), text + i, n);
		else
			buf_append_char(&out, ' ');
		i += n ? n : 1;
	}
	char *line = arena_string_n(arena, buf_string(&out), out.len);
	buf_free(&out);
	tidy(line);
	return compose(line, arena);
}

bool chars_run_on(const char *text, size_t len, const char *next)
{
	size_t ignored;
	return letters_is_lower(chars_at(next, &ignored)) && !chars_end_sentence(text, len);
}
