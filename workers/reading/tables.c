/* tables.c: tables are read row by row, unless they are numbers that nobody could follow by ear. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DENSE_ROWS = 5, FOLLOWED_COLUMNS = 6, DENSE_PERCENT = 60 };

/* ---- tables ---- */

bool table_is_number(const char *cell, size_t len)
{
	size_t digits = 0, letters = 0;
	for (size_t i = 0; i < len; i++) {
		digits += letters_is_digit((unsigned char)cell[i]);
		letters += letters_is_letter((unsigned char)cell[i]);
	}
	return digits > 0 && letters <= 1;
}

struct cells {
	size_t rows, columns, all, numbers;
};

static void count_cells(const char *row, struct cells *cells)
{
	size_t columns = 0;
	for (const char *p = row;; p++) {
		size_t len = strcspn(p, "\t");
		columns++;
		cells->all++;
		cells->numbers += table_is_number(p, len);
		p += len;
		if (!*p)
			break;
	}
	cells->rows++;
	cells->columns = columns > cells->columns ? columns : cells->columns;
}

/* "(a)<TAB>text": what stands before the white is no cell. */
static bool begins_with_label(const char *text)
{
	size_t len = strcspn(text, "\t");
	size_t letters = 0;
	for (size_t i = 0; i < len; i++)
		letters += letters_is_letter((unsigned char)text[i]);
	return len <= 6 && letters <= 1 && !strchr(text + len + 1, '\t') && strlen(text + len) > 12;
}

static bool is_row(const struct reading_line *line)
{
	return strchr(line->text, '\t') && line->role == LINE_TEXT &&
	       !begins_with_label(line->text);
}

/* In a table a label is a cell as others are. */
static bool goes_on_as_row(const struct reading_page *page, size_t i)
{
	const float off = 3; /* points */
	const struct reading_line *line = &page->lines[i], *before = &page->lines[i - 1];
	const char *tab = strchr(line->text, '\t'), *tab_before = strchr(before->text, '\t');
	return line->role == LINE_TEXT && tab && tab_before && !strchr(tab_before + 1, '\t') &&
	       fabsf(line->box.left - before->box.left) < off;
}

static bool is_of_numbers(const struct cells *cells)
{
	return cells->numbers * 100 >= cells->all * DENSE_PERCENT;
}

static void announce(struct reading_page *page, size_t first, size_t end, const struct cells *cells,
	const struct reading_options *options, struct changes *changes)
{
	struct buf whole = BUF_EMPTY;
	for (size_t i = first; i < end; i++)
		buf_printf(&whole, "%s%s", i > first ? "\n" : "", page->lines[i].text);
	char numbers[2][24];
	snprintf(numbers[0], sizeof numbers[0], "%zu", cells->rows);
	snprintf(numbers[1], sizeof numbers[1], "%zu", cells->columns);
	const char *words =
		spoken_word(options->language, is_of_numbers(cells) ? SAY_NUMBERS : SAY_TABLE);
	const char *middle = strchr(words, '#'), *end_words = strchr(middle + 1, '#');
	const char *said = arena_printf(page->arena, "%.*s%s%.*s%s%s", (int)(middle - words), words,
		numbers[0], (int)(end_words - middle - 1), middle + 1, numbers[1], end_words + 1);
	const char *text = arena_string_n(page->arena, buf_string(&whole), whole.len);
	if (options->tables == READING_SKIP)
		said = "";
	changes_add(changes, CHANGE_TABLE, text, *said ? said : NULL);
	buf_free(&whole);
	page_merge(page, first, end);
	page->lines[first].text = text;
	page->lines[first].said = said;
	page->lines[first].role = LINE_TABLE;
}

/* A cell's second line, between two rows: it stands further in than the row begins. */
static bool is_rest_of_row(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i], *before = &page->lines[i - 1];
	bool first =
		i < 2 || page->lines[i - 2].column != line->column || !is_row(&page->lines[i - 2]);
	bool last = i + 1 >= page->count || page->lines[i + 1].column != line->column ||
		    !is_row(&page->lines[i + 1]);
	return is_row(before) && !is_row(line) && line->role == LINE_TEXT &&
	       line->column == before->column && !(first && last) &&
	       line->box.left > before->box.left + page->body &&
	       line->box.bottom - before->box.bottom < 1.4f * page->leading;
}

static void join_cells(struct reading_page *page)
{
	for (size_t i = 1; i < page->count;) {
		struct reading_line *before = &page->lines[i - 1];
		if (!is_rest_of_row(page, i)) {
			i++;
			continue;
		}
		before->text =
			arena_printf(page->arena, "%s %s", before->text, page->lines[i].text);
		page_merge(page, i - 1, i + 1);
	}
}

/* More columns than one remembers, in most rows. Few rows of words are read all the same. */
static bool nobody_could_follow(const struct cells *cells)
{
	return cells->rows >= DENSE_ROWS && cells->columns > FOLLOWED_COLUMNS &&
	       (is_of_numbers(cells) || cells->all * 10 >= cells->rows * cells->columns * 7);
}

/* The names of the columns, before rows of numbers. */
static bool is_head(const struct reading_page *page, size_t first, size_t end)
{
	enum { LEAST_ROWS = 3, LONGEST_NAME = 30 };
	struct cells head = { 0, 0, 0, 0 }, rows = { 0, 0, 0, 0 };
	count_cells(page->lines[first].text, &head);
	for (size_t i = first + 1; i < end; i++)
		count_cells(page->lines[i].text, &rows);
	for (const char *p = page->lines[first].text; *p; p += p[0] == '\t') {
		size_t len = strcspn(p, "\t");
		if (len > LONGEST_NAME)
			return false;
		p += len;
	}
	return end - first >= LEAST_ROWS && head.columns >= 2 && head.numbers == 0 &&
	       rows.numbers * 3 >= rows.all;
}

static void find_rows(
	struct reading_page *page, const struct reading_options *options, struct changes *changes)
{
	join_cells(page);
	for (size_t first = 0, end; first < page->count; first = end) {
		struct cells cells = { 0, 0, 0, 0 };
		int column = page->lines[first].column;
		for (end = first;
			end < page->count && page->lines[end].column == column &&
			(is_row(&page->lines[end]) || (end > first && goes_on_as_row(page, end)));
			end++)
			count_cells(page->lines[end].text, &cells);
		if (cells.rows < 2) {
			end = end > first ? end : first + 1;
			continue;
		}
		bool named = is_head(page, first, end);
		for (size_t i = first; i < end; i++) {
			page->lines[i].role = LINE_ROW;
			page->lines[i].head = named && i > first ? page->lines[first].text : NULL;
		}
		if (options->tables == READING_SKIP ||
			(options->tables == READING_ANNOUNCE && nobody_could_follow(&cells))) {
			announce(page, first, end, &cells, options, changes);
			end = first + 1;
		}
	}
}

/* Elsewhere white is just white. */
static void blank_tabs(struct reading_page *page)
{
	for (size_t i = 0; i < page->count; i++) {
		struct reading_line *line = &page->lines[i];
		if (line->role == LINE_ROW || !strchr(line->text, '\t'))
			continue;
		char *text = arena_string(page->arena, line->text);
		for (char *p = text; (p = strchr(p, '\t'));)
			*p = ' ';
		line->text = text;
	}
}

void tables_find(
	struct reading_page *page, const struct reading_options *options, struct changes *changes)
{
	find_rows(page, options, changes);
	blank_tabs(page);
}
