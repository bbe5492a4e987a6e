/* ocr_slips.c: what OCR makes of small and odd print: marks of notes, rules of tables, paths. */
#include "common/text/letters.h"
#include "common/words/word_lists.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <ctype.h>
#include <string.h>

/* ---- a line's text ---- */

/* A rule between cells: "|" at a cell's beginning or end. */
static size_t rule_length(const char *text, const char *p)
{
	bool begins = p == text || p[-1] == '\t', ends = p[1] == '\0' || p[1] == '\t';
	if (*p != '|' || p[1] == '|' || !(begins || ends))
		return 0;
	return p[1] == ' ' || (p[1] == '\t' && begins) ? 2 : 1;
}

/* In type of one width "l" looks like "1": "/1ib", "/1lib". No file is called so, but "/1st". */
static size_t false_one_length(const char *text, const char *p)
{
	bool begins = p > text && p[-1] == '/' && (p - 1 == text || p[-2] != '/');
	if (!begins || *p != '1' || !islower((unsigned char)p[1]) || strncmp(p, "1st", 3) == 0)
		return 0;
	return 1;
}

/* A blank within "you' ll", where the apostrophe is drawn wide. */
static size_t false_blank_length(const char *text, const char *p)
{
	static const char *const endings[] = { "ll", "s", "re", "ve", "t", "d", "m", "LL", "S",
		"RE", "VE", "T", "D", "M" };
	if (*p != ' ' || p - text < 2 || p[-1] != '\'' || !isalpha((unsigned char)p[-2]))
		return 0;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t len = strlen(endings[i]);
		if (strncmp(p + 1, endings[i], len) == 0 && !isalnum((unsigned char)p[1 + len]))
			return islower((unsigned char)p[1]) || isupper((unsigned char)p[-2]);
	}
	return 0;
}

/* ---- raised endings of ordinals ---- */

static const char *ending_of(const char *digits, size_t len)
{
	char last = digits[len - 1];
	bool teen = len > 1 && digits[len - 2] == '1';
	return teen || last == '0' || last > '3' ? "th"
	       : last == '1'                     ? "st"
	       : last == '2'                     ? "nd"
						 : "rd";
}

/* What surely follows an ordinal, when inches and notes are to be told from it. */
static bool goes_with_ordinal(const char *rest)
{
	rest += strncmp(rest, "of ", 3) == 0 ? 3 : 0; /* "of May" */
	return word_list_has(&word_list_ordinal_nouns, rest, chars_letters(rest));
}

/* "22\xe2\x84\xa2 of May", "1* prize", "19\" century": small raised letters that OCR takes for one
 * sign. Its length behind the number that ends at p, or 0. */
static size_t false_ending_length(const char *text, const char *p, const char **ret_ending)
{
	enum { MOST_DIGITS = 3 };
	static const char *const signs[] = { "\xe2\x84\xa2", "*", "\"", "\xc2\xae", "'" };
	size_t digits = 0;
	while (p - digits > text && isdigit((unsigned char)p[-1 - (long)digits]))
		digits++;
	bool begins = p - digits == text || strchr(" \t(", p[-1 - (long)digits]);
	if (digits == 0 || digits > MOST_DIGITS || !begins)
		return 0;
	*ret_ending = ending_of(p - digits, digits);
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		size_t len = strlen(signs[i]);
		if (strncmp(p, signs[i], len) != 0 || p[len] != ' ')
			continue;
		/* a trade mark never stands behind a number */
		bool sure = i == 0 && islower((unsigned char)p[len + 1]);
		bool fits = *signs[i] != '*' || strcmp(*ret_ending, "st") == 0;
		return sure || (fits && goes_with_ordinal(p + len + 1)) ? len : 0;
	}
	return 0;
}

static bool may_have_ending(const char *text)
{
	for (const char *p = text; *p; p++) {
		if (isdigit((unsigned char)*p) &&
			(strchr("*\"'", p[1]) || (unsigned char)p[1] > 0x7f))
			return true;
	}
	return false;
}

static const char *with_endings(const char *text, struct arena *arena)
{
	struct buf out = BUF_EMPTY;
	const char *ending = "";
	if (!may_have_ending(text))
		return text;
	for (const char *p = text; *p;) {
		size_t len = p > text ? false_ending_length(text, p, &ending) : 0;
		if (len > 0)
			buf_append_string(&out, ending);
		else
			buf_append_char(&out, *p);
		p += len > 0 ? len : 1;
	}
	const char *copy = arena_string_n(arena, buf_string(&out), out.len);
	buf_free(&out);
	return copy;
}

const char *ocr_slips_text(const char *text, struct arena *arena)
{
	struct buf out = BUF_EMPTY;
	text = with_endings(text, arena);
	if (!strchr(text, '|') && !strstr(text, "/1") && !strstr(text, "' "))
		return text;
	for (const char *p = text; *p;) {
		size_t rule = rule_length(text, p), one = false_one_length(text, p);
		rule += false_blank_length(text, p);
		if (one > 0 && p[1] != 'l')
			buf_append_char(&out, 'l');
		else if (rule == 0 && one == 0)
			buf_append_char(&out, *p);
		p += rule + one > 0 ? rule + one : 1;
	}
	while (out.len > 0 && strchr(" \t", out.data[out.len - 1]))
		out.data[--out.len] = '\0';
	const char *copy = arena_string_n(arena, buf_string(&out), out.len);
	buf_free(&out);
	return copy;
}

/* ---- marks of notes ---- */

static size_t sign_length(const char *p)
{
	static const char *const signs[] = { "'", "\"", "`", "?", "!", "*", ">", "^", "~",
		"\xc2\xb0", "\xc2\xae", "\xc2\xa9", "\xc2\xba", "\xc2\xaa" };
	for (size_t i = 0; *p && i < sizeof signs / sizeof *signs; i++) {
		size_t len = strlen(signs[i]);
		if (strncmp(p, signs[i], len) == 0)
			return len;
	}
	return 0;
}

static bool is_quote(char c)
{
	return c == '\'' || c == '"' || c == '`';
}

size_t ocr_slips_mark_length(const char *text)
{
	size_t len = sign_length(text), ignored;
	/* what is quoted */
	if (len == 0 || (is_quote(*text) && strchr(text + 1, *text)))
		return 0;
	len += sign_length(text + len);
	size_t more = strspn(text + len, "0123456789lISB");
	if (more <= 2 && text[len + more] == ' ')
		len += more;
	len += strspn(text + len, " ");
	return text[len] == '/' || letters_is_upper(chars_at(text + len, &ignored)) ? len : 0;
}

/* Bytes of signs, or of a number or letter that stands alone, or 0. */
static size_t stray_length(const char *p)
{
	size_t len = 0, more;
	while ((more = sign_length(p + len)) > 0)
		len += more;
	if (len == 0)
		len = strspn(p, "0123456789") <= 2 ? strspn(p, "0123456789") : 0;
	if (len == 0 && isupper((unsigned char)*p) && *p != 'A' && *p != 'I')
		len = 1;
	return len;
}

/* Behind the end of a sentence or clause, by itself or not: where it begins, with the blank before
 * it; and before the next sentence. */
static const char *find_stray(const char *text, size_t *ret_len)
{
	for (const char *p = text; *p; p++) {
		size_t blank = p[1] == ' ', ignored;
		const char *mark = p + 1 + blank;
		size_t len = strchr(".,;:)", *p) ? stray_length(mark) : 0;
		if (len == 0 || (!blank && (isalnum((unsigned char)*mark) || is_quote(*mark))))
			continue;
		bool next =
			mark[len] == ' ' && letters_is_upper(chars_at(mark + len + 1, &ignored));
		if (mark[len] != '\0' && !next)
			continue;
		*ret_len = blank + len;
		return p + 1;
	}
	return NULL;
}

void ocr_slips_remove_marks(struct reading_page *page, size_t notes, struct changes *changes)
{
	for (size_t i = 0; notes > 0 && i < page->count; i++) {
		struct reading_line *line = &page->lines[i];
		size_t len;
		const char *stray = line->role == LINE_NOTE || strchr(line->text, '\t')
					    ? NULL
					    : find_stray(line->text, &len);
		if (!stray)
			continue;
		changes_add(
			changes, CHANGE_NOTE_MARK, arena_string_n(page->arena, stray, len), NULL);
		line->text = arena_printf(
			page->arena, "%.*s%s", (int)(stray - line->text), line->text, stray + len);
		notes--;
	}
}
