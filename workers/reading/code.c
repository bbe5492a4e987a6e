/* code.c: listings of programs, which are told by their type of one width or by their signs, and
 * announced, since nobody follows them by ear. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SHORT_LINES = 2 }; /* so many are read: commands that the text speaks of */

/* ---- type of one width ---- */

static size_t characters(const char *text, size_t bytes)
{
	size_t count = 0;
	for (size_t i = 0; i < bytes; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

/* Of the type's size, mean over a line's words; 0: not known, or they are not of one width. */
static float letter_width(const struct layout_line *line)
{
	enum { LEAST_LETTERS = 2 };
	const float off = 0.03f;
	float least = 1e9f, most = 0;
	size_t index = 0, seen = 0;
	if (!line->words || line->size <= 0)
		return 0;
	for (const char *p = line->text; *p && index < line->word_count; index++) {
		size_t len = strcspn(p, " \t"), letters = characters(p, len);
		float width = line->words[index].right - line->words[index].left;
		float one = width / (float)letters / line->size;
		if (letters >= LEAST_LETTERS) {
			least = fminf(least, one);
			most = fmaxf(most, one);
			seen++;
		}
		p += len;
		p += *p != '\0';
	}
	return seen > 0 && most - least <= off * most ? (least + most) / 2 : 0;
}

/* The width that most lines which might be of one width have; 0: there is no such type, or all of
 * the page is in it. */
static float find_width(const struct reading_page *page, const float *widths)
{
	enum { LEAST_LINES = 2 };
	float best = 0;
	size_t most = 0;
	for (size_t i = 0; i < page->count; i++) {
		size_t same = 0;
		for (size_t k = 0; widths[i] > 0 && k < page->count; k++)
			same += fabsf(widths[k] - widths[i]) < 0.01f;
		if (same > most) {
			most = same;
			best = widths[i];
		}
	}
	/* Two words of one line may be of one width by chance, but not lines of many words. */
	bool usual = best > 0.48f && best < 0.66f;
	return most >= LEAST_LINES && most * 10 <= page->count * 9 && usual ? best : 0;
}

static bool *find_typed(const struct reading_page *page)
{
	float *widths = arena_alloc(page->arena, (page->count + 1) * sizeof *widths);
	bool *typed = arena_alloc(page->arena, page->count + 1);
	for (size_t i = 0; i < page->count; i++) {
		const struct reading_line *line = &page->lines[i];
		widths[i] = line->from_count == 1 && page->source == LAYOUT_FROM_TEXT
				    ? letter_width(&page->layout->lines[*line->from])
				    : 0;
	}
	float width = find_width(page, widths);
	for (size_t i = 0; i < page->count; i++)
		typed[i] = width > 0 && fabsf(widths[i] - width) < 0.012f;
	return typed;
}

/* ---- signs ---- */

static bool begins_command(const char *line)
{
	static const char *const prompts[] = { "$ ", "# ", "> ", "% ", ">>> ", "+ " };
	for (size_t i = 0; i < sizeof prompts / sizeof *prompts; i++) {
		if (strncmp(line, prompts[i], strlen(prompts[i])) == 0)
			return true;
	}
	return false;
}

bool code_is(const char *line)
{
	size_t signs = 0, all = 0;
	if (strncmp(line, "$ ", 2) == 0 || strncmp(line, "# ", 2) == 0)
		return true;
	for (const char *p = line; *p; p++) {
		signs += strchr("{}();=<>$#|&\\[]_", *p) != NULL;
		all++;
	}
	char last = line[all - 1];
	return signs * 6 >= all || ((last == ';' || last == '{') && signs >= 2) || last == '}';
}

static bool has_signs(const char *line)
{
	return begins_command(line) || line[strcspn(line, "{}()=<>$#|&\\[];\"")] != '\0';
}

/* ---- blocks ---- */

/* Lines of a listing follow each other; white between them is part of it. */
static bool follows(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i], *before = &page->lines[i - 1];
	return line->column == before->column &&
	       line->box.bottom - before->box.bottom < 3.2f * page->leading;
}

static bool may_be_code(const struct reading_line *line)
{
	return line->role == LINE_TEXT || line->role == LINE_OWN || line->role == LINE_ITEM;
}

/* From `first` on, one kind of line. */
static size_t block_end(const struct reading_page *page, const bool *code, size_t first)
{
	size_t end = first + 1;
	while (end < page->count && code[end] && follows(page, end))
		end++;
	return end;
}

/* Type of one width alone may also be a letter, or a list of names. */
static bool is_listing(const struct reading_page *page, size_t first, size_t end)
{
	size_t signs = 0, sentences = 0;
	for (size_t i = first; i < end; i++) {
		const char *text = page->lines[i].text;
		size_t len = strlen(text);
		signs += has_signs(text);
		sentences += len > 0 && text[len - 1] == '.';
	}
	return signs * 5 >= end - first && sentences * 3 <= end - first;
}

/* Sentences go on from line to line: it is text, whatever its type. */
static bool is_prose(const struct reading_page *page, size_t first, size_t end)
{
	enum { LEAST_BYTES = 25 };
	size_t runs = 0, ignored;
	for (size_t i = first + 1; i < end; i++) {
		const char *before = page->lines[i - 1].text;
		size_t len = strlen(before);
		runs += len >= LEAST_BYTES && !chars_end_sentence(before, len) &&
			letters_is_lower(chars_at(page->lines[i].text, &ignored));
	}
	return runs * 3 >= end - first - 1;
}

static const char *said_of(const struct reading_options *options, size_t lines, struct arena *arena)
{
	if (options->code == READING_SKIP)
		return "";
	const char *words = spoken_word(options->language, SAY_CODE);
	const char *bar = strchr(words, '#');
	return arena_printf(arena, "%.*s%zu%s", (int)(bar - words), words, lines, bar + 1);
}

static void announce(struct reading_page *page, size_t first, size_t end,
	const struct reading_options *options, struct changes *changes)
{
	struct buf whole = BUF_EMPTY;
	for (size_t i = first; i < end; i++)
		buf_printf(&whole, "%s%s", i > first ? "\n" : "", page->lines[i].text);
	const char *text = arena_string_n(page->arena, whole.data, whole.len);
	const char *said = said_of(options, end - first, page->arena);
	buf_free(&whole);
	changes_add(changes, CHANGE_CODE, text, *said ? said : NULL);
	page_merge(page, first, end);
	page->lines[first].text = text;
	page->lines[first].said = said;
	page->lines[first].role = LINE_CODE;
}

void code_find(
	struct reading_page *page, const struct reading_options *options, struct changes *changes)
{
	bool *typed = find_typed(page);
	bool *code = arena_alloc(page->arena, page->count + 1);
	for (size_t i = 0; i < page->count; i++) {
		const struct reading_line *line = &page->lines[i];
		code[i] = may_be_code(line) && !strchr(line->text, '\t') &&
			  (typed[i] || (line->role == LINE_OWN && code_is(line->text) &&
					       !formula_is(line->text)));
	}
	for (size_t first = 0, end; first < page->count; first = end) {
		end = first + 1;
		if (!code[first])
			continue;
		end = block_end(page, code, first);
		if (!is_listing(page, first, end)) {
			/* names below each other, which must not run together */
			bool names = end - first > SHORT_LINES && !is_prose(page, first, end);
			for (size_t i = first; names && i < end; i++)
				page->lines[i].role = LINE_OWN;
			continue;
		}
		/* One or two lines that are told by their signs alone may be anything. */
		for (size_t i = first; i < end; i++) {
			if (typed[i] || end - first > SHORT_LINES)
				page->lines[i].role = LINE_CODE;
		}
		if (options->code == READING_READ ||
			(end - first <= SHORT_LINES && options->code != READING_SKIP))
			continue;
		memmove(code + first + 1, code + end, page->count - end);
		memmove(typed + first + 1, typed + end, page->count - end);
		announce(page, first, end, options, changes);
		end = first + 1;
	}
}
