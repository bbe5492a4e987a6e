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

/* Widths of letters, in sizes of the type. */
struct widths {
	float least, most;
	size_t seen; /* words */
};

/* "1,204", "(3)": no letter is in it; "a12": the only one begins it. */
static bool is_number(const char *word, size_t len)
{
	size_t letters = 0, digits = 0;
	for (size_t i = 0; i < len; i++) {
		letters +=
			letters_is_letter((unsigned char)word[i]) || (unsigned char)word[i] >= 0x80;
		digits += letters_is_digit((unsigned char)word[i]);
	}
	return letters == 0 || (letters == 1 && digits > 1 && digits + 1 == len);
}

/* Digits are of one width in most type: their words count where `numbers` are asked for. */
static void add_words(const struct layout_line *line, bool numbers, struct widths *widths)
{
	enum { LEAST_LETTERS = 2 };
	size_t index = 0;
	if (!line->words || line->size <= 0)
		return;
	for (const char *p = line->text; *p && index < line->word_count; index++) {
		size_t len = strcspn(p, " \t"), letters = characters(p, len);
		float width = line->words[index].right - line->words[index].left;
		float one = width / (float)letters / line->size;
		if (letters >= LEAST_LETTERS && is_number(p, len) == numbers) {
			widths->least = fminf(widths->least, one);
			widths->most = fmaxf(widths->most, one);
			widths->seen++;
		}
		p += len;
		p += *p != '\0';
	}
}

/* Mean over a line's words, or its numbers; 0: not known, or they are not of one width. */
static float letter_width(
	const struct reading_page *page, const struct reading_line *line, bool numbers)
{
	const float off = 0.03f;
	struct widths widths = { 1e9f, 0, 0 };
	for (size_t i = 0; i < line->from_count; i++)
		add_words(&page->layout->lines[line->from[i]], numbers, &widths);
	return widths.seen > 0 && widths.most - widths.least <= off * widths.most
		       ? (widths.least + widths.most) / 2
		       : 0;
}

static bool is_near(float width, float other)
{
	return width > 0 && fabsf(width - other) < 0.012f;
}

/* The width that most lines which might be of one width have; 0: there is no such type. */
static float find_width(const float *widths, size_t lines, size_t *ret_count)
{
	enum { LEAST_LINES = 2 };
	float best = 0;
	size_t most = 0;
	for (size_t i = 0; i < lines; i++) {
		size_t same = 0;
		for (size_t k = 0; widths[i] > 0 && k < lines; k++)
			same += is_near(widths[k], widths[i]);
		if (same > most) {
			most = same;
			best = widths[i];
		}
	}
	/* Two words of one line may be of one width by chance, but not lines of many words. */
	bool usual = best > 0.48f && best < 0.66f;
	*ret_count = most;
	return most >= LEAST_LINES && usual ? best : 0;
}

/* A page around has lines of other type. */
static bool has_other_type(const struct reading_page *const around[NEIGHBOURS_COUNT], float width)
{
	enum { LEAST_LINES = 3 };
	size_t others = 0;
	for (int at = 0; at < NEIGHBOURS_COUNT; at++) {
		for (size_t i = 0; around[at] && i < around[at]->count; i++) {
			const struct reading_line *line = &around[at]->lines[i];
			others += strchr(line->text, ' ') &&
				  !is_near(letter_width(around[at], line, false), width);
		}
	}
	return others >= LEAST_LINES;
}

/* Lines of nothing but numbers are, where those beside them are. */
static void add_numbers(const struct reading_page *page, float width, bool *typed)
{
	for (int back = 0; back < 2; back++) {
		for (size_t n = 1; n < page->count; n++) {
			size_t i = back ? page->count - 1 - n : n, other = back ? i + 1 : i - 1;
			const struct reading_line *line = &page->lines[i];
			typed[i] = typed[i] ||
				   (typed[other] && is_number(line->text, strlen(line->text)) &&
					   is_near(letter_width(page, line, true), width));
		}
	}
}

/* Which lines are of one width. Where all of a page is, and of those around it, nothing is told by
 * it. */
static bool *find_typed(const struct reading_page *page,
	const struct reading_page *const around[NEIGHBOURS_COUNT], bool *ret_all)
{
	float *widths = arena_alloc(page->arena, (page->count + 1) * sizeof *widths);
	bool *typed = arena_alloc(page->arena, page->count + 1);
	size_t count;
	for (size_t i = 0; i < page->count; i++) {
		const struct reading_line *line = &page->lines[i];
		widths[i] = page->source == LAYOUT_FROM_TEXT ? letter_width(page, line, false) : 0;
	}
	float width = find_width(widths, page->count, &count);
	*ret_all = count * 10 > page->count * 9;
	bool told = width > 0 && (!*ret_all || has_other_type(around, width));
	for (size_t i = 0; i < page->count; i++)
		typed[i] = told && is_near(widths[i], width);
	if (told)
		add_numbers(page, width, typed);
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

/* A name and its value as JSON has them. What a name in quotes and a colon introduce may be prose.
 */
static bool begins_with_member(const char *line)
{
	static const char *const words[] = { "true", "false", "null" };
	const char *name = line + strspn(line, " \t{[,");
	size_t len = *name == '"' ? strcspn(name + 1, "\" ") : 0;
	if (len == 0 || strncmp(name + 1 + len, "\": ", 3) != 0)
		return false;
	const char *value = name + len + 4;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strncmp(value, words[i], strlen(words[i])) == 0)
			return true;
	}
	return *value && strchr("\"[{-0123456789", *value);
}

bool code_is(const char *line)
{
	size_t signs = 0, all = 0;
	if (strncmp(line, "$ ", 2) == 0 || strncmp(line, "# ", 2) == 0 || begins_with_member(line))
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
	size_t runs = 0;
	for (size_t i = first + 1; i < end; i++) {
		const char *before = page->lines[i - 1].text;
		size_t len = strlen(before);
		runs += len >= LEAST_BYTES && chars_run_on(before, len, page->lines[i].text);
	}
	return runs * 3 >= end - first - 1;
}

/* Between lines of a program those of few signs are of it, too: "return oil;", "else". */
static void fill_gaps(const struct reading_page *page, bool *code)
{
	enum { MOST_LINES = 2 };
	for (size_t first = 1, end; first < page->count; first = end) {
		end = first + 1;
		if (code[first] || !code[first - 1])
			continue;
		while (end < page->count && !code[end])
			end++;
		bool inside = end < page->count && end - first <= MOST_LINES;
		for (size_t i = first; inside && i <= end; i++) {
			const char *text = page->lines[i].text;
			inside = !roles_gap_between(page, &page->lines[i - 1], &page->lines[i]) &&
				 may_be_code(&page->lines[i]) &&
				 (i == end || strchr(";{}", text[strlen(text) - 1]));
		}
		for (size_t i = first; inside && i < end; i++)
			code[i] = true;
	}
}

static const char *said_of(const struct reading_options *options, size_t lines, struct arena *arena)
{
	if (options->code == READING_SKIP)
		return "";
	const char *words = spoken_word(options->language, SAY_CODE);
	const char *bar = strchr(words, '#');
	return arena_printf(arena, "%.*s%zu%s", (int)(bar - words), words, lines, bar + 1);
}

void code_find(struct reading_page *page, const struct reading_page *const around[NEIGHBOURS_COUNT],
	const struct reading_options *options, struct changes *changes)
{
	bool all, *typed = find_typed(page, around, &all);
	bool *code = arena_alloc(page->arena, page->count + 1);
	for (size_t i = 0; i < page->count; i++) {
		const struct reading_line *line = &page->lines[i];
		bool signs = line->role == LINE_OWN && code_is(line->text) &&
			     !strchr(line->text, '\t') && !formula_is(line->text);
		code[i] = may_be_code(line) && (typed[i] || signs);
	}
	fill_gaps(page, code);
	for (size_t first = 0, end; first < page->count; first = end) {
		end = first + 1;
		if (!code[first])
			continue;
		end = block_end(page, code, first);
		if (end - first == 1 && strchr(page->lines[first].text, '\t'))
			continue; /* a name in a table */
		if (!is_listing(page, first, end) || (all && is_prose(page, first, end))) {
			/* names below each other, which must not run together */
			bool names = end - first > SHORT_LINES && !is_prose(page, first, end);
			for (size_t i = first; names && i < end; i++) {
				if (!strchr(page->lines[i].text, '\t')) /* no row of a table */
					page->lines[i].role = LINE_OWN;
			}
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
		page->lines[first].role = LINE_CODE;
		page_announce(page, first, end, CHANGE_CODE,
			said_of(options, end - first, page->arena), changes);
		end = first + 1;
	}
}
