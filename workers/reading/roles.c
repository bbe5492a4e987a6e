/* roles.c: which lines are headings, begin an item of a list, or keep their ends. */
#include "common/text/letters.h"
#include "common/words/word_lists.h"
#include "workers/reading/chars.h"
#include "workers/reading/numbers.h"
#include "workers/reading/parts.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct reading_line *roles_line_before(const struct reading_page *page, size_t i)
{
	return i > 0 && page->lines[i - 1].column == page->lines[i].column ? &page->lines[i - 1]
									   : NULL;
}

static const struct reading_line *line_after(const struct reading_page *page, size_t i)
{
	return i + 1 < page->count && page->lines[i + 1].column == page->lines[i].column
		       ? &page->lines[i + 1]
		       : NULL;
}

bool roles_gap_between(const struct reading_page *page, const struct reading_line *line,
	const struct reading_line *next)
{
	return next->box.bottom - line->box.bottom > 1.3f * page->leading;
}

static bool stands_apart(const struct reading_page *page, size_t i)
{
	const struct reading_line *before = roles_line_before(page, i),
				  *after = line_after(page, i);
	return (!before || roles_gap_between(page, before, &page->lines[i])) &&
	       (!after || roles_gap_between(page, &page->lines[i], after));
}

/* ---- lists ---- */

/* The length of a bullet and the blank after it, or 0. */
static size_t bullet_length(const char *line)
{
	static const char *const bullets[] = { "\xe2\x80\xa2", "\xe2\x80\xa3", "\xe2\x97\xa6",
		"\xe2\x97\x8f", "\xe2\x97\x8b", "\xe2\x96\xaa", "\xe2\x96\xa0", "\xe2\x96\xa1",
		"\xe2\x80\xa7", "\xc2\xb7", "\xe2\x80\x94", "*", "-", "\xe2\x9e\xa2",
		"\xef\x82\xb7",
		/* how OCR engines see round ones: cent, copyright, registered */
		"\xc2\xa2", "\xc2\xa9", "\xc2\xae" };
	for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++) {
		size_t n = strlen(bullets[i]);
		if (strncmp(line, bullets[i], n) == 0 && (line[n] == ' ' || line[n] == '\t'))
			return n + 1;
	}
	return 0;
}

/* A dash may also begin what somebody says, or go on after a line's end. */
static bool is_dash(const char *line)
{
	return strncmp(line, "\xe2\x80\x94", 3) == 0 || *line == '-';
}

static bool is_beside(const struct reading_line *line, float left)
{
	const float off = 4; /* points */
	return fabsf(line->box.left - left) < off;
}

static void find_bullets(struct reading_page *page)
{
	bool list = false;
	float left = 0; /* of the last bullet */
	for (size_t i = 0; i < page->count; i++) {
		struct reading_line *line = &page->lines[i];
		size_t len = line->role == LINE_TEXT ? bullet_length(line->text) : 0;
		const struct reading_line *before = roles_line_before(page, i);
		if (len == 0 || (is_dash(line->text) && before &&
					!chars_end_sentence(before->text, strlen(before->text)) &&
					before->role != LINE_ITEM &&
					islower((unsigned char)line->text[len])))
			continue;
		line->text += len;
		line->role = LINE_ITEM;
		left = line->box.left;
		list = true;
	}
	/* An engine that takes some bullets of a list for signs takes others for letters. */
	for (size_t i = 0; list && i < page->count; i++) {
		struct reading_line *line = &page->lines[i];
		if (line->role == LINE_TEXT && page->source == LAYOUT_FROM_OCR &&
			(line->text[0] == 'e' || line->text[0] == 'o') && line->text[1] == ' ' &&
			(isupper((unsigned char)line->text[2]) || is_beside(line, left))) {
			line->text += 2;
			line->role = LINE_ITEM;
		}
	}
}

/* A sign before the text that lines of a list begin with, which may be any letter: fonts of signs
 * say nothing of what they draw. Its bytes with the blank behind it, or 0. */
static size_t hanging_length(const struct reading_page *page, const struct reading_line *line)
{
	size_t len;
	uint32_t code = chars_at(line->text, &len);
	const struct layout_line *from = &page->layout->lines[line->from[0]];
	if (page->source != LAYOUT_FROM_TEXT || line->from_count != 1 || !from->words ||
		from->word_count < 2 || letters_is_digit(code) || letters_is_cjk(code) ||
		line->text[len] != ' ' || strchr(">$#+%", *line->text))
		return 0;
	float gap = from->words[1].left - from->words[0].right;
	/* in type of one width all blanks are wide */
	float next = from->word_count > 2 ? from->words[2].left - from->words[1].right : 0;
	return gap > 0.35f * line->size && gap > 1.3f * next ? len + 1 : 0;
}

static bool hang_alike(
	const struct reading_page *page, const struct reading_line *a, const struct reading_line *b)
{
	const float off = 1.5f; /* points */
	const struct layout_line *x = &page->layout->lines[a->from[0]];
	const struct layout_line *y = &page->layout->lines[b->from[0]];
	return fabsf(x->words[0].left - y->words[0].left) < off &&
	       fabsf(x->words[1].left - y->words[1].left) < off;
}

/* At least three lines hang in the same way, and they are not a, b, c. */
static void find_hanging_signs(struct reading_page *page)
{
	enum { LEAST_ALIKE = 3 };
	size_t *lengths = arena_alloc(page->arena, (page->count + 1) * sizeof *lengths);
	for (size_t i = 0; i < page->count; i++)
		lengths[i] = page->lines[i].role == LINE_TEXT
				     ? hanging_length(page, &page->lines[i])
				     : 0;
	for (size_t i = 0; i < page->count; i++) {
		size_t alike = 0, lettered = 0;
		unsigned char last = 0;
		for (size_t k = 0; lengths[i] > 0 && k < page->count; k++) {
			if (lengths[k] == 0 || !hang_alike(page, &page->lines[i], &page->lines[k]))
				continue;
			unsigned char sign = (unsigned char)page->lines[k].text[0];
			lettered += last && sign == last + 1;
			last = sign;
			alike++;
		}
		if (alike < LEAST_ALIKE || lettered * 2 >= alike)
			continue;
		page->lines[i].role = LINE_ITEM;
	}
	for (size_t i = 0; i < page->count; i++) {
		if (page->lines[i].role == LINE_ITEM && lengths[i] > 0)
			page->lines[i].text += lengths[i];
	}
}

/* "1.", "(a)", "b)", "[12]" and the blank after it: its length, or 0. */
static size_t label_length(const char *line)
{
	size_t bracket = *line == '(' || *line == '[', len = bracket;
	size_t digits = strspn(line + len, "0123456789");
	if (digits > 3)
		return 0;
	len += digits > 0 ? digits : isalpha((unsigned char)line[len]) != 0;
	if (len == bracket)
		return 0;
	char close = line[len];
	bool closed = bracket ? close == (*line == '(' ? ')' : ']')
			      : close == ')' || (close == '.' && digits > 0);
	if (!closed || (line[len + 1] != ' ' && line[len + 1] != '\t'))
		return 0;
	return len + 2;
}

/* The text before ended, and another item like this one is on the page. */
static void find_labels(struct reading_page *page)
{
	size_t labelled = 0, bracketed = 0;
	for (size_t i = 0; i < page->count; i++) {
		bool label = label_length(page->lines[i].text) > 0;
		labelled += label && *page->lines[i].text != '[';
		bracketed += label && *page->lines[i].text == '[';
	}
	for (size_t i = 0; i < page->count; i++) {
		struct reading_line *line = &page->lines[i];
		const struct reading_line *before = roles_line_before(page, i);
		if (line->role != LINE_TEXT || label_length(line->text) == 0 ||
			(*line->text == '[' ? bracketed : labelled) < 2)
			continue;
		/* hanging, or at least where a sentence may begin */
		if (!before || roles_gap_between(page, before, line) ||
			chars_end_sentence(before->text, strlen(before->text)) ||
			before->box.left > line->box.left + page->body || before->role == LINE_ITEM)
			line->role = LINE_ITEM;
	}
}

/* ---- headings ---- */

/* "3.1. Purpose", "4.2 /usr/lib". "4. Purpose" may also be an item, unless it is set apart. */
size_t roles_heading_levels(const char *line)
{
	size_t levels = 0;
	while (isdigit((unsigned char)*line)) {
		size_t digits = strspn(line, "0123456789");
		if (digits > 2)
			return 0;
		line += digits;
		levels++;
		if (*line == '.')
			line++;
	}
	return (*line == ' ' || *line == '\t') && line[1] && !islower((unsigned char)line[1])
		       ? levels
		       : 0;
}

static bool is_chapter(const char *line)
{
	size_t len = strcspn(line, " ");
	return line[len] && (word_list_has(&word_list_chapter_words, line, len) ||
				    word_list_has(&word_list_part_words, line, len) ||
				    word_list_has(&word_list_appendix_words, line, len));
}

static bool is_capitals(const char *line)
{
	size_t upper = 0, len;
	for (; *line; line += len ? len : 1) {
		uint32_t code = chars_at(line, &len);
		if (letters_is_lower(code))
			return false;
		upper += letters_is_upper(code);
	}
	return upper >= 4;
}

static float column_width(const struct reading_page *page, size_t i)
{
	float left = page->lines[i].box.left, right = page->lines[i].box.right;
	for (size_t k = 0; k < page->count; k++) {
		if (page->lines[k].column != page->lines[i].column)
			continue;
		left = page->lines[k].box.left < left ? page->lines[k].box.left : left;
		right = page->lines[k].box.right > right ? page->lines[k].box.right : right;
	}
	return right - left;
}

/* No item of a list: its neighbours are not labelled. */
static bool is_single_label(const struct reading_page *page, size_t i)
{
	const struct reading_line *before = roles_line_before(page, i),
				  *after = line_after(page, i);
	return (!before || label_length(before->text) == 0) &&
	       (!after || label_length(after->text) == 0);
}

static int from_largest(const void *a, const void *b)
{
	const float *x = a, *y = b;
	return *x > *y ? -1 : *x < *y;
}

/* The size of the largest type in which sentences run on from line to line: no heading is of it,
 * though most of the page may be smaller print, references or an appendix. */
static float text_size(const struct reading_page *page)
{
	enum { LEAST_RUNS = 4 }; /* a long title has fewer */
	float *sizes = arena_alloc(page->arena, (page->count + 1) * sizeof *sizes);
	size_t count = 0;
	for (size_t i = 1; i < page->count; i++) {
		const struct reading_line *line = &page->lines[i],
					  *before = roles_line_before(page, i);
		if (before && fabsf(line->size - before->size) < 0.05f * line->size &&
			chars_run_on(before->text, strlen(before->text), line->text) &&
			line->box.bottom - before->box.bottom < 1.6f * line->size)
			sizes[count++] = fminf(line->size, before->size);
	}
	if (count > 0)
		qsort(sizes, count, sizeof *sizes, from_largest);
	for (size_t i = 0; i + LEAST_RUNS <= count; i++) {
		float last = sizes[i + LEAST_RUNS - 1];
		if (last >= 0.95f * sizes[i])
			return fmaxf(last, page->body);
	}
	return page->body;
}

/* `body`: the size of the text. OCR sees sizes roughly. */
static bool is_heading(const struct reading_page *page, size_t i, float body)
{
	enum { MAX_LENGTH = 120 };
	const struct reading_line *line = &page->lines[i], *before = roles_line_before(page, i);
	size_t len = strlen(line->text), levels = roles_heading_levels(line->text);
	size_t ignored;
	bool gap = !before || roles_gap_between(page, before, line);
	bool sentence = strchr(".,;:", line->text[len - 1]) != NULL && levels == 0;
	if (len > MAX_LENGTH || strchr(line->text, '\t'))
		return false;
	if (letters_is_lower(chars_at(line->text, &ignored)) || line->size < 0.95f * body)
		return false;
	if (line->size >= 1.12f * body && page->source == LAYOUT_FROM_TEXT)
		return !sentence || line->size >= 1.4f * body;
	if (line->size >= 1.6f * body)
		return true;
	if (sentence || line->box.right - line->box.left > 0.8f * column_width(page, i))
		return false;
	if (line->size >= 1.2f * body && gap)
		return true;
	if (levels >= 2 || (is_chapter(line->text) && stands_apart(page, i)))
		return gap;
	if (levels == 1)
		return stands_apart(page, i) && strchr(".,;:", line->text[len - 1]) == NULL &&
		       (line->bold || is_single_label(page, i));
	if (is_capitals(line->text))
		return stands_apart(page, i) && page->count > 1;
	return line->bold && gap &&
	       (!line_after(page, i) || !line_after(page, i)->bold || stands_apart(page, i));
}

/* The second line of a heading too long for one. */
static bool ends_heading(const struct reading_page *page, size_t i, float body)
{
	const struct reading_line *line = &page->lines[i], *before = roles_line_before(page, i);
	bool marked = line->size >= 1.12f * body || line->bold;
	/* OCR sees sizes roughly. */
	float off = page->source == LAYOUT_FROM_OCR ? 0.12f : 0.05f;
	return before && before->role == LINE_HEADING && marked && line->bold == before->bold &&
	       fabsf(line->size - before->size) < off * before->size &&
	       line->box.bottom - before->box.bottom < 1.5f * line->size;
}

/* A page on which every second line is one has none. */
static void find_headings(struct reading_page *page)
{
	size_t found = 0;
	float body = text_size(page);
	bool *is = arena_alloc(page->arena, page->count + 1);
	for (size_t i = 0; i < page->count; i++) {
		is[i] = page->lines[i].role == LINE_TEXT && is_heading(page, i, body);
		found += is[i] && page->lines[i].size < 1.12f * body;
	}
	if (found > 4 && found * 3 > page->count)
		return;
	for (size_t i = 0; i < page->count; i++) {
		if (is[i] || (page->lines[i].role == LINE_TEXT && ends_heading(page, i, body)))
			page->lines[i].role = LINE_HEADING;
	}
}

/* ---- code ---- */

static void find_code(struct reading_page *page)
{
	for (size_t i = 0; i < page->count; i++) {
		struct reading_line *line = &page->lines[i];
		const struct reading_line *before = roles_line_before(page, i);
		const struct reading_line *after = line_after(page, i);
		bool beside = (before && before->role == LINE_OWN) ||
			      (before && code_is(before->text)) ||
			      (after && code_is(after->text)) || stands_apart(page, i);
		if (line->role == LINE_TEXT && code_is(line->text) && beside)
			line->role = LINE_OWN;
	}
}

void roles_find(struct reading_page *page)
{
	find_hanging_signs(page);
	find_bullets(page);
	entries_find(page);
	find_headings(page);
	find_labels(page);
	verse_find(page);
	find_code(page);
}
