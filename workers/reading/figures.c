/* figures.c: what is written in a drawing or a chart: axis numbers, names of points. Above the
 * caption of a figure such labels stand here and there, short and mostly small. A chart without a
 * caption is known by an axis: numbers one above the other, that rise evenly. */
#include "common/text/letters.h"
#include "common/words/word_lists.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_LABELS = 3, MOST_LABELS = 120 };

static bool is_figure(const char *text)
{
	return word_list_has(&word_list_figure_words, text, strcspn(text, " ")) && caption_is(text);
}

/* The most letters in a row. */
static size_t longest_word(const char *text)
{
	size_t run = 0, longest = 0;
	for (size_t len; *text; text += len ? len : 1) {
		run = letters_is_letter(chars_at(text, &len)) ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static size_t words_of(const char *text)
{
	size_t count = 1;
	for (; *text; text++)
		count += *text == ' ' || *text == '\t';
	return count;
}

struct labels {
	size_t count;
	size_t tiny;      /* a number, a letter or two, or small type */
	size_t small;     /* in small type */
	size_t scattered; /* not below the one before */
};

static bool is_small(const struct reading_page *page, const struct reading_line *line)
{
	return line->size < 0.93f * page->body;
}

static bool is_tiny(const struct reading_page *page, const struct reading_line *line)
{
	return longest_word(line->text) <= 2 || is_small(page, line);
}

/* Short, and neither a title nor the end of a paragraph. */
static bool may_be_label(const struct reading_page *page, const struct reading_line *line)
{
	enum { MOST_WORDS = 8, MOST_BYTES = 48 };
	bool tiny = is_tiny(page, line);
	size_t len = strlen(line->text);
	if (line->role != LINE_TEXT || line->said || len > MOST_BYTES ||
		words_of(line->text) > (tiny ? MOST_WORDS : 3) || line->size > 1.1f * page->body)
		return false;
	return tiny || (!line->bold && !chars_end_sentence(line->text, len));
}

/* The first of the labels above line `i`, or `i`. */
static size_t first_label(const struct reading_page *page, size_t i)
{
	struct labels found = { 0, 0, 0, 0 };
	size_t first = i;
	while (first > 0 && i - first < MOST_LABELS &&
		page->lines[first - 1].column == page->lines[i].column &&
		may_be_label(page, &page->lines[first - 1]))
		first--;
	/* a title may be above the drawing */
	while (first < i && !is_tiny(page, &page->lines[first]))
		first++;
	for (size_t k = first; k < i; k++) {
		found.count++;
		found.tiny += is_tiny(page, &page->lines[k]);
		found.small += is_small(page, &page->lines[k]);
		found.scattered += k > first && fabsf(page->lines[k].box.left -
							page->lines[k - 1].box.left) > page->body;
	}
	bool drawn = found.count >= LEAST_LABELS && found.tiny * 2 > found.count &&
		     found.scattered * 2 >= found.count - 1;
	drawn = drawn || (found.count == LEAST_LABELS - 1 && found.small == found.count &&
				 found.scattered == found.count - 1);
	return drawn ? first : i;
}

/* ---- charts ---- */

struct number {
	const struct layout_box *box;
	double value;
};

struct axis {
	struct number from, to; /* its highest and its lowest */
	size_t count;
};

static bool read_number(const char *text, double *ret_value)
{
	char *end;
	if (!strchr("-.0123456789", *text))
		return false;
	*ret_value = strtod(text, &end);
	return end > text && (*end == '\0' || strcmp(end, "%") == 0) && isfinite(*ret_value);
}

static size_t numbers_on(const struct reading_page *page, struct number *numbers, size_t room)
{
	size_t count = 0;
	for (size_t i = 0; i < page->own_lines && count < room; i++) {
		const struct layout_line *line = &page->layout->lines[i];
		struct number *number = &numbers[count];
		number->box = &line->box;
		count += read_number(line->text, &number->value);
	}
	return count;
}

static bool is_same_edge(const struct layout_box *a, const struct layout_box *b)
{
	const float off = 1.5f; /* points */
	return fabsf(a->right - b->right) < off || fabsf(a->left - b->left) < off ||
	       fabsf(a->left + a->right - b->left - b->right) < 2 * off;
}

/* The next number further down. */
static const struct number *below(
	const struct number *numbers, size_t count, const struct number *from)
{
	const struct number *found = NULL;
	for (size_t i = 0; i < count; i++) {
		const struct number *next = &numbers[i];
		if (next->box->bottom > from->box->bottom + 1 &&
			is_same_edge(next->box, from->box) &&
			(!found || next->box->bottom < found->box->bottom))
			found = next;
	}
	return found;
}

/* Years that stand above what happened in them are no axis. */
static bool has_text_between(
	const struct reading_page *page, const struct layout_box *from, const struct layout_box *to)
{
	for (size_t i = 0; i < page->own_lines; i++) {
		const struct layout_box *box = &page->layout->lines[i].box;
		float y = (box->top + box->bottom) / 2;
		if (y > from->bottom && y < to->top && box->left < from->right &&
			box->right > from->left)
			return true;
	}
	return false;
}

/* From a number downwards, as long as they fall evenly. Rows that are counted rise. */
static struct axis axis_from(const struct reading_page *page, const struct number *numbers,
	size_t count, const struct number *from)
{
	struct axis axis = { *from, *from, 1 };
	float step = 0;
	double fall = 0;
	for (const struct number *next; (next = below(numbers, count, &axis.to)); axis.count++) {
		float down = next->box->bottom - axis.to.box->bottom;
		double less = axis.to.value - next->value;
		if (axis.count == 1) {
			step = down;
			fall = less;
		}
		if (fall <= 0 || fabsf(down - step) > 0.15f * step ||
			fabs(less - fall) > 0.02 * fall ||
			has_text_between(page, axis.to.box, next->box))
			break;
		axis.to = *next;
	}
	return axis;
}

/* The longest; one of few numbers is none. */
static bool find_axis(const struct reading_page *page, struct axis *ret_axis)
{
	enum { LEAST_NUMBERS = 4, MOST_NUMBERS = 200 };
	struct number *numbers = arena_alloc(page->arena, MOST_NUMBERS * sizeof *numbers);
	size_t count = numbers_on(page, numbers, MOST_NUMBERS), most = LEAST_NUMBERS - 1;
	for (size_t i = 0; i < count; i++) {
		const struct axis axis = axis_from(page, numbers, count, &numbers[i]);
		if (axis.count > most) {
			most = axis.count;
			*ret_axis = axis;
		}
	}
	return most >= LEAST_NUMBERS;
}

/* Each of its cells is. */
static bool may_be_labels(const struct reading_page *page, const struct reading_line *line)
{
	enum { MOST_WORDS = 3, MOST_BYTES = 24 };
	if (line->role != LINE_TEXT || line->said || line->size > 1.1f * page->body)
		return false;
	for (const char *cell = line->text; *cell;) {
		size_t len = strcspn(cell, "\t");
		const char *label = arena_string_n(page->arena, cell, len);
		if ((len > MOST_BYTES || words_of(label) > MOST_WORDS ||
			    chars_end_sentence(label, len)) &&
			longest_word(label) > 1)
			return false;
		cell += len + (cell[len] != '\0');
	}
	return true;
}

/* The line that the highest number of the axis stands in, or NULL. */
static const struct reading_line *line_of_axis(
	const struct reading_page *page, const struct axis *axis)
{
	const struct layout_box *top = axis->from.box;
	float y = (top->top + top->bottom) / 2;
	for (size_t i = 0; i < page->count; i++) {
		const struct layout_box *box = &page->lines[i].box;
		if (y > box->top && y < box->bottom && box->left < top->right &&
			box->right > top->left)
			return &page->lines[i];
	}
	return NULL;
}

/* Beside the axis, or a little below it, in its column. */
static bool is_in_chart(const struct reading_page *page, const struct axis *axis, int column,
	const struct reading_line *line)
{
	const struct layout_box *top = axis->from.box, *bottom = axis->to.box;
	float y = (line->box.top + line->box.bottom) / 2;
	return line->column == column && y > top->top - page->leading &&
	       y < bottom->bottom + 3 * page->leading &&
	       line->box.left > fminf(top->left, bottom->left) - 6 * page->body;
}

static void remove_chart(struct reading_page *page, struct changes *changes)
{
	struct axis axis = { .count = 0 };
	if (!find_axis(page, &axis))
		return;
	const struct reading_line *first = line_of_axis(page, &axis);
	if (!first)
		return;
	const int column = first->column; /* the line itself is removed */
	for (size_t i = page->count; i-- > 0;) {
		const struct reading_line *line = &page->lines[i];
		if (is_in_chart(page, &axis, column, line) && may_be_labels(page, line)) {
			changes_add(changes, CHANGE_FIGURE, line->text, NULL);
			page_remove(page, i);
		}
	}
}

void figures_clean(
	struct reading_page *page, const struct reading_options *options, struct changes *changes)
{
	if (options->figures == READING_READ)
		return;
	remove_chart(page, changes);
	for (size_t i = 0; i < page->count; i++) {
		if (page->lines[i].role != LINE_TEXT || !is_figure(page->lines[i].text))
			continue;
		size_t first = first_label(page, i);
		for (; i > first; i--) {
			changes_add(changes, CHANGE_FIGURE, page->lines[first].text, NULL);
			page_remove(page, first);
		}
	}
}
