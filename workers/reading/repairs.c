/* repairs.c: lines whose letters were drawn in odd ways: each by itself with white between, each
 * twice, or the whole line twice for a bolder look. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- each letter twice: "HHeeaadd" ---- */

/* Bytes of the character that stands here twice, or 0. */
static size_t twice_length(const char *p)
{
	size_t len;
	chars_at(p, &len);
	return len > 0 && strncmp(p, p + len, len) == 0 ? len : 0;
}

static bool is_doubled(const char *text)
{
	enum { LEAST_PAIRS = 6 };
	size_t pairs = 0;
	while (*text) {
		size_t len = strchr(" \t", *text) ? 0 : twice_length(text);
		if (len == 0 && !strchr(" \t", *text))
			return false;
		pairs += len > 0;
		text += len > 0 ? 2 * len : 1;
	}
	return pairs >= LEAST_PAIRS;
}

static const char *undouble(const char *text, struct arena *arena)
{
	struct buf out = BUF_EMPTY;
	while (*text) {
		size_t len = strchr(" \t", *text) ? 0 : twice_length(text);
		buf_append(&out, text, len > 0 ? len : 1);
		text += len > 0 ? 2 * len : 1;
	}
	const char *single = arena_string_n(arena, buf_string(&out), out.len);
	buf_free(&out);
	return single;
}

/* ---- each letter by itself: "T H E  H U M A N" ---- */

static size_t token_length(const char *p)
{
	return strcspn(p, " \t");
}

static bool is_letter_alone(const char *token, size_t len)
{
	size_t size;
	return letters_is_letter(chars_at(token, &size)) && size == len;
}

/* "A B C D" names columns or answers. */
static bool is_alphabet(const char *text)
{
	unsigned char last = 0;
	for (const char *p = text; *p; p += token_length(p), p += *p != '\0') {
		if (token_length(p) > 1)
			continue;
		if (last && (unsigned char)*p != last + 1)
			return false;
		last = (unsigned char)*p;
	}
	return true;
}

/* Every character of the line stands by itself, as in type whose widths a PDF tells wrongly. */
static bool is_letterspaced(const struct layout_line *line)
{
	enum { LEAST_LETTERS = 5, LEAST_TOKENS = 8 };
	size_t single = 0, tokens = 0, tabs = 0, signs = 0, size;
	for (const char *p = line->text; *p; p += token_length(p), p += *p != '\0') {
		bool letter = is_letter_alone(p, token_length(p));
		single += letter;
		chars_at(p, &size);
		signs += !letter && size == token_length(p);
		tabs += p[token_length(p)] == '\t';
		tokens++;
	}
	bool all = single + signs == tokens && tokens >= LEAST_TOKENS && single >= 3;
	return line->words && line->word_count == tokens && tabs * 2 < tokens &&
	       (all || (single >= LEAST_LETTERS && single * 5 >= tokens * 4)) &&
	       !is_alphabet(line->text);
}

static int by_value(const void *a, const void *b)
{
	const float *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

/* White that is more than between most letters, of those between words `first` and `end`. */
static float wide_gap(const struct layout_line *line, size_t first, size_t end, struct arena *arena)
{
	size_t count = end - first - 1;
	float *gaps = arena_alloc(arena, count * sizeof *gaps);
	for (size_t i = 0; i < count; i++)
		gaps[i] = line->words[first + i + 1].left - line->words[first + i].right;
	qsort(gaps, count, sizeof *gaps, by_value);
	float usual = gaps[count / 3];
	return fmaxf(1.5f * usual, usual + 0.15f * line->size);
}

/* The letters of words `first` to `end` that stand closest become words; where more white is, a
 * blank stays. */
static const char *close_up(
	const struct layout_line *line, size_t first, size_t end, struct arena *arena)
{
	float wide = wide_gap(line, first, end, arena);
	struct buf out = BUF_EMPTY;
	size_t i = 0;
	for (const char *p = line->text; *p; i++) {
		size_t len = token_length(p);
		buf_append(&out, p, len);
		p += len;
		bool inside = i >= first && i + 1 < end;
		if (*p && (!inside || line->words[i + 1].left - line->words[i].right > wide))
			buf_append_char(&out, inside ? ' ' : *p);
		p += *p != '\0';
	}
	const char *text = arena_string_n(arena, buf_string(&out), out.len);
	buf_free(&out);
	return text;
}

/* A word set with white between its letters, as German books do where others have italics, is
 * found at its small letters; *ret_first and *ret_end are its first letter and what follows the
 * last one. */
static bool find_spaced_word(const struct layout_line *line, size_t *ret_first, size_t *ret_end)
{
	enum { LEAST_LETTERS = 4 };
	size_t index = 0, run = 0, lower = 0, size;
	if (!line->words)
		return false;
	for (const char *p = line->text; *p && index < line->word_count; index++) {
		size_t len = token_length(p);
		bool letter = is_letter_alone(p, len);
		if (!letter && run >= LEAST_LETTERS && lower + 1 >= run)
			break;
		run = letter ? run + 1 : 0;
		lower = letter ? lower + letters_is_lower(chars_at(p, &size)) : 0;
		p += len;
		p += *p != '\0';
	}
	*ret_first = index - run;
	*ret_end = index;
	return run >= LEAST_LETTERS && lower + 1 >= run && !is_alphabet(line->text);
}

const char *repairs_of_text(const struct layout_line *line, struct arena *arena)
{
	size_t first, end;
	if (is_doubled(line->text))
		return undouble(line->text, arena);
	if (is_letterspaced(line))
		return close_up(line, 0, line->word_count, arena);
	if (find_spaced_word(line, &first, &end))
		return close_up(line, first, end, arena);
	return line->text;
}

/* ---- a hyphen twice ---- */

/* MuPDF makes a hyphen of a soft hyphen at a line's end, and one stands there twice where the word
 * has its own. A page with such dashes within its lines was typed so. */
void repairs_of_hyphens(struct reading_page *page)
{
	for (size_t i = 0; i < page->count; i++) {
		const char *dash = strstr(page->lines[i].text, "--");
		if (dash && dash[2] != '\0')
			return;
	}
	for (size_t i = 0; i < page->count; i++) {
		struct reading_line *line = &page->lines[i];
		size_t len = strlen(line->text);
		if (len > 2 && strcmp(line->text + len - 2, "--") == 0 &&
			chars_letters_before(line->text, line->text + len - 2) > 0)
			line->text = arena_printf(page->arena, "%.*s%s", (int)(len - 2), line->text,
				CHARS_OWN_HYPHEN);
	}
}

/* ---- the line twice ---- */

/* Another line in the same place begins with the same text; of two that are alike the first
 * stays. */
bool repairs_is_copy(const struct layout *layout, size_t i)
{
	enum { NEAR = 6 };
	const struct layout_line *line = &layout->lines[i];
	size_t len = strlen(line->text), first = i > NEAR ? i - NEAR : 0;
	if (layout->source != LAYOUT_FROM_TEXT)
		return false;
	for (size_t k = first; k < layout->count && k <= i + NEAR; k++) {
		const struct layout_line *other = &layout->lines[k];
		float off = 0.25f * line->size;
		if (k == i || fabsf(other->box.left - line->box.left) > off ||
			fabsf(other->box.top - line->box.top) > off ||
			strncmp(other->text, line->text, len) != 0)
			continue;
		if (other->text[len] != '\0' || k < i)
			return true;
	}
	return false;
}
