/* sides.c: blocks that stand side by side and are read one after the other, although they are no
 * columns of the page: authors below a title, key words beside an abstract.
 *
 * The order in which they were drawn is the witness. Who sets a table draws it row by row; where
 * several lines were drawn downwards, and then, higher up again and to the right of all of them,
 * several others, both are pieces of their own. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_LINES = 2, MOST_LINES = 1500 };

/* Lines that were drawn one below the other. */
struct run {
	size_t first, end;
	struct layout_box box;
};

struct search {
	const struct reading_line *lines; /* in the order in which they were drawn */
	size_t count;
	float body;
};

static size_t drawn(const struct reading_line *line)
{
	return line->from_count > 0 ? line->from[0] : 0;
}

static int by_drawing(const void *a, const void *b)
{
	size_t x = drawn(a), y = drawn(b);
	return x < y ? -1 : x > y;
}

static void widen(struct layout_box *box, const struct layout_box *other)
{
	box->left = fminf(box->left, other->left);
	box->top = fminf(box->top, other->top);
	box->right = fmaxf(box->right, other->right);
	box->bottom = fmaxf(box->bottom, other->bottom);
}

/* Below the line before, and not beside all of those before. */
static bool goes_down(
	const struct run *run, const struct layout_box *last, const struct layout_box *next)
{
	return next->top > last->top && (next->top + next->bottom) / 2 > last->bottom &&
	       next->left < run->box.right && next->right > run->box.left;
}

/* The lines from `first` on, of which none reaches over `left` or, if it is set, `right`. */
static struct run run_from(const struct search *s, size_t first, float left)
{
	struct run run = { first, first + 1, s->lines[first].box };
	while (run.end < s->count) {
		const struct layout_box *next = &s->lines[run.end].box;
		if (next->left < left || !goes_down(&run, &s->lines[run.end - 1].box, next))
			break;
		widen(&run.box, next);
		run.end++;
	}
	return run;
}

/* Of the lines before `end`, those which end left of `x`, and go down to it. */
static struct run run_before(const struct search *s, size_t end, float x, float least)
{
	struct run run = { end - 1, end, s->lines[end - 1].box };
	while (run.first > 0) {
		const struct layout_box *before = &s->lines[run.first - 1].box;
		if (before->right > x || before->left < least ||
			!goes_down(&run, before, &s->lines[run.first].box))
			break;
		widen(&run.box, before);
		run.first--;
	}
	return run;
}

static bool is_number(const char *text)
{
	size_t digits = 0, letters = 0;
	for (; *text; text++) {
		digits += letters_is_digit((unsigned char)*text);
		letters += letters_is_letter((unsigned char)*text);
	}
	return digits > letters;
}

/* Columns of numbers, and labels before what they are of, are read across whoever drew them. */
static bool is_column(const struct search *s, const struct run *run)
{
	size_t numbers = 0, labels = 0, count = run->end - run->first;
	for (size_t i = run->first; i < run->end; i++) {
		const char *text = s->lines[i].text;
		numbers += is_number(text);
		labels += text[strlen(text) - 1] == ':';
	}
	return count >= LEAST_LINES && numbers * 3 <= count && labels * 3 <= count;
}

static bool is_beside(const struct search *s, const struct run *left, const struct run *right)
{
	float top = fmaxf(left->box.top, right->box.top);
	float bottom = fminf(left->box.bottom, right->box.bottom);
	return right->box.left - left->box.right >= 0.5f * s->body && bottom - top > 1.8f * s->body;
}

/* What is drawn elsewhere and reaches into the height of the group is part of another structure. */
static bool is_clear(const struct search *s, const struct layout_box *box, size_t first, size_t end)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct layout_box *other = &s->lines[i].box;
		float middle = (other->top + other->bottom) / 2;
		if ((i < first || i >= end) && middle > box->top && middle < box->bottom)
			return false;
	}
	return true;
}

/* A group that has its second part begin at line `at`. Returns how many parts, 0: none. */
static size_t group_at(const struct search *s, size_t at, struct run *parts, size_t room)
{
	size_t count = 0;
	struct run right = run_from(s, at, s->lines[at].box.left - 20 * s->body);
	struct run left = run_before(s, at, right.box.left - 0.5f * s->body, -1e9f);
	/* the right part ends where something begins below both */
	right = run_from(s, at, left.box.right + 0.4f * s->body);
	if (!is_beside(s, &left, &right) || !is_column(s, &left) || !is_column(s, &right))
		return 0;
	parts[count++] = left;
	parts[count++] = right;
	while (count < room && right.end < s->count) {
		struct run next = run_from(s, right.end, right.box.right + 0.4f * s->body);
		if (!is_beside(s, &right, &next) || !is_column(s, &next))
			break;
		parts[count++] = right = next;
	}
	struct layout_box box = left.box;
	for (size_t i = 1; i < count; i++)
		widen(&box, &parts[i].box);
	return is_clear(s, &box, left.first, right.end) ? count : 0;
}

size_t sides_find(const struct reading_page *page, struct reading_line *lines, size_t count,
	struct sides_part parts[SIDES_MAX])
{
	struct run runs[SIDES_MAX];
	if (page->source != LAYOUT_FROM_TEXT || count < (size_t)2 * LEAST_LINES ||
		count > MOST_LINES)
		return 0;
	qsort(lines, count, sizeof *lines, by_drawing);
	const struct search s = { lines, count, page->body };
	for (size_t at = LEAST_LINES; at + LEAST_LINES <= count; at++) {
		const struct layout_box *box = &lines[at].box, *before = &lines[at - 1].box;
		if (box->left < before->right || (box->top + box->bottom) / 2 > before->top)
			continue;
		size_t found = group_at(&s, at, runs, SIDES_MAX);
		for (size_t i = 0; i < found; i++)
			parts[i] = (struct sides_part) { runs[i].first, runs[i].end,
				runs[i].box.top, runs[i].box.bottom };
		if (found > 0)
			return found;
	}
	return 0;
}
