/* asides.c: what stands beside a part of a column, whose lines make room for it: a pull quote, a
 * box, a margin note; or two short texts beside each other.
 *
 * There is a place from left to right that no line crosses for a while. On one side of it text runs
 * on from line to line. What is on the other side is no cell of its lines if it runs on as well, or
 * if its lines do not stand level with them. */
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LINES = 400, LEAST_TEXT = 3, LEAST_ASIDE = 2, LEAST_COLUMN = 6 };

struct search {
	const struct reading_page *page;
	const struct reading_line *lines; /* from top to bottom */
	size_t count;
};

/* Lines from `first` to `end`, of which none crosses `x`. */
struct stretch {
	float x;
	size_t first, end;
	size_t left, right; /* lines on either side */
};

static int from_top(const void *a, const void *b)
{
	const struct reading_line *x = a, *y = b;
	return x->box.top < y->box.top ? -1 : x->box.top > y->box.top;
}

static bool is_right(const struct reading_line *line, float x)
{
	return line->box.left >= x;
}

/* With some white before it. */
static bool is_left(const struct search *s, const struct reading_line *line, float x)
{
	const float least_white = 0.6f; /* in sizes of the type */
	return line->box.right <= x - least_white * s->page->body;
}

static bool crosses(const struct search *s, size_t i, float x)
{
	return !is_right(&s->lines[i], x) && !is_left(s, &s->lines[i], x);
}

/* Just left of line `i`. */
static float place_of(const struct search *s, size_t i)
{
	return s->lines[i].box.left - 0.1f;
}

/* As far as no line crosses the left edge of line `i`. */
static struct stretch stretch_at(const struct search *s, size_t i)
{
	struct stretch found = { place_of(s, i), i, i + 1, 0, 0 };
	while (found.first > 0 && !crosses(s, found.first - 1, found.x))
		found.first--;
	while (found.end < s->count && !crosses(s, found.end, found.x))
		found.end++;
	/* from where something stands on the right until it does no more */
	while (!is_right(&s->lines[found.first], found.x))
		found.first++;
	for (size_t k = found.first; k < found.end; k++) {
		found.right += is_right(&s->lines[k], found.x);
		found.left += !is_right(&s->lines[k], found.x);
	}
	return found;
}

/* ---- evidence ---- */

/* Of some words a line, unlike a listing. */
static bool is_prose(const struct flow *flow)
{
	enum { LEAST_BLANKS = 2 };
	return flow_is_text(flow) && flow->blanks >= LEAST_BLANKS * flow->pieces;
}

static struct flow flow_of(const struct search *s, const struct stretch *stretch, bool right)
{
	struct flow flow = { .last = NULL };
	for (size_t i = stretch->first; i < stretch->end; i++) {
		const char *text = s->lines[i].text;
		if (is_right(&s->lines[i], stretch->x) == right)
			flow_add(&flow, text, strlen(text));
	}
	return flow;
}

static bool are_level(const struct search *s, size_t i, size_t k, float x)
{
	const float off = 1.5f; /* points */
	return is_right(&s->lines[k], x) != is_right(&s->lines[i], x) &&
	       fabsf(s->lines[k].box.bottom - s->lines[i].box.bottom) < off;
}

/* Lines that begin far above it or below are not. */
static bool is_level(const struct search *s, const struct stretch *stretch, size_t i)
{
	const float far = 4 * s->page->body, top = s->lines[i].box.top;
	for (size_t k = i; k-- > stretch->first && top - s->lines[k].box.top < far;) {
		if (are_level(s, i, k, stretch->x))
			return true;
	}
	for (size_t k = i + 1; k < stretch->end && s->lines[k].box.top - top < far; k++) {
		if (are_level(s, i, k, stretch->x))
			return true;
	}
	return false;
}

/* Most lines of that side stand beside no line of the other. */
static bool is_uneven(const struct search *s, const struct stretch *stretch, bool right)
{
	size_t level = 0, all = 0;
	for (size_t i = stretch->first; i < stretch->end; i++) {
		if (is_right(&s->lines[i], stretch->x) != right)
			continue;
		all++;
		level += is_level(s, stretch, i);
	}
	return level * 2 < all;
}

/* The last line on a side. */
static const struct reading_line *last_of(
	const struct search *s, const struct stretch *stretch, bool right)
{
	const struct reading_line *last = NULL;
	for (size_t i = stretch->first; i < stretch->end; i++) {
		if (is_right(&s->lines[i], stretch->x) == right)
			last = &s->lines[i];
	}
	return last;
}

/* The text on that side goes on below, where lines are as wide as the column again. */
static bool flows_around(const struct search *s, const struct stretch *stretch, bool right)
{
	const float off = 0.5f * s->page->body;
	const struct reading_line *last = last_of(s, stretch, right);
	const struct reading_line *below = stretch->end < s->count ? &s->lines[stretch->end] : NULL;
	if (!last || !below || fabsf(below->size - last->size) > 0.06f * last->size ||
		below->bold != last->bold ||
		below->box.bottom - last->box.bottom > 1.5f * s->page->leading)
		return false;
	return right ? fabsf(below->box.right - last->box.right) < off
		     : fabsf(below->box.left - last->box.left) < off;
}

/* Of two texts, the sentence of the one on that side, and of no other, goes on below. */
static bool goes_on_below(const struct search *s, const struct stretch *stretch, bool right)
{
	const char *text = last_of(s, stretch, right)->text;
	const char *other = last_of(s, stretch, !right)->text;
	return chars_run_on(text, strlen(text), s->lines[stretch->end].text) &&
	       chars_end_sentence(other, strlen(other));
}

/* All of that side is of smaller type than the text, and narrower than half of it: notes in the
 * margin. OCR sees sizes roughly. */
static bool is_margin(const struct search *s, const struct stretch *stretch, bool right)
{
	const float ratio = 0.93f;
	float least[2] = { 1e9f, 1e9f }, most[2] = { 0, 0 }, largest = 0;
	for (size_t i = stretch->first; i < stretch->end; i++) {
		const struct reading_line *line = &s->lines[i];
		bool of_margin = is_right(line, stretch->x) == right;
		least[of_margin] = fminf(least[of_margin], line->box.left);
		most[of_margin] = fmaxf(most[of_margin], line->box.right);
		largest = of_margin ? fmaxf(largest, line->size) : largest;
	}
	return s->page->source == LAYOUT_FROM_TEXT && largest < ratio * s->page->body &&
	       2 * (most[1] - least[1]) < most[0] - least[0];
}

static bool judge(const struct search *s, const struct stretch *stretch, struct aside *ret_aside)
{
	size_t counts[2] = { stretch->left, stretch->right };
	struct flow flows[2] = { flow_of(s, stretch, false), flow_of(s, stretch, true) };
	bool text[2] = { is_prose(&flows[0]), is_prose(&flows[1]) };
	float top = s->lines[stretch->first].box.top, bottom = top;
	for (size_t i = stretch->first; i < stretch->end; i++)
		bottom = fmaxf(bottom, s->lines[i].box.bottom);
	*ret_aside = (struct aside) { stretch->x, top, bottom, false, false };
	for (int main = 0; main < 2; main++) {
		int other = 1 - main;
		if (!text[main] || counts[main] < LEAST_TEXT || counts[other] < LEAST_ASIDE)
			continue;
		bool around = flows_around(s, stretch, main == 1) &&
			      (flow_is_text(&flows[other]) ? goes_on_below(s, stretch, main == 1)
							   : is_uneven(s, stretch, other == 1));
		if (around || (counts[main] >= LEAST_COLUMN && is_margin(s, stretch, other == 1))) {
			ret_aside->around = true;
			ret_aside->text_is_right = main == 1;
			return true;
		}
	}
	if (text[0] && text[1])
		return counts[0] >= LEAST_TEXT && counts[1] >= LEAST_TEXT;
	/* a title or an index of contents beside a column of text, down to the page's end */
	int main = text[1];
	return text[main] && counts[main] >= LEAST_COLUMN && counts[1 - main] >= LEAST_ASIDE &&
	       stretch->end == s->count && is_uneven(s, stretch, main == 0);
}

/* Lines with one left edge mostly stand in one stretch. */
static bool is_tried(const struct stretch *tried, size_t count, const struct search *s, size_t i)
{
	for (size_t k = 0; k < count; k++) {
		if (i >= tried[k].first && i < tried[k].end && !(place_of(s, i) < tried[k].x) &&
			!(place_of(s, i) > tried[k].x))
			return true;
	}
	return false;
}

bool asides_find(const struct reading_page *page, const struct reading_line *lines, size_t count,
	struct aside *ret_aside)
{
	struct reading_line *sorted = arena_alloc(page->arena, (count + 1) * sizeof *sorted);
	struct stretch *tried = arena_alloc(page->arena, (count + 1) * sizeof *tried);
	const struct search s = { page, sorted, count };
	size_t most = 0, tried_count = 0;
	if (count < LEAST_TEXT + LEAST_ASIDE || count > MOST_LINES)
		return false;
	memcpy(sorted, lines, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, from_top);
	for (size_t i = count; i-- > 0;) {
		struct aside found;
		if (is_tried(tried, tried_count, &s, i))
			continue;
		const struct stretch stretch = tried[tried_count++] = stretch_at(&s, i);
		if (stretch.right <= most || stretch.left == 0 || !judge(&s, &stretch, &found))
			continue;
		most = stretch.right;
		*ret_aside = found;
	}
	return most > 0;
}
