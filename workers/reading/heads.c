/* heads.c: running heads, feet and page numbers, known by what the pages before and after
 * have in the same place. */
#include "workers/reading/chars.h"
#include "workers/reading/numbers.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <string.h>

enum { MAX_ROWS = 3, SELF = NEIGHBOURS_REACH };

enum edge { TOP, BOTTOM };

struct search {
	const struct reading_page *page;
	const struct page_context *context;
	enum edge edge;
};

/* ---- places ---- */

static const struct row *row_at(const struct rows *rows, enum edge edge, size_t k)
{
	if (k >= rows->count)
		return NULL;
	return &rows->rows[edge == TOP ? k : rows->count - 1 - k];
}

/* From the edge of the sheet. */
static float place_of(const struct reading_page *page, const struct row *row, enum edge edge)
{
	return edge == TOP ? (row->top + row->bottom) / 2
			   : page->height - (row->top + row->bottom) / 2;
}

static bool same_place(const struct reading_page *a, const struct row *x,
	const struct reading_page *b, const struct row *y, enum edge edge)
{
	bool seen = a->source == LAYOUT_FROM_OCR || b->source == LAYOUT_FROM_OCR;
	float off = seen ? 14.0f : 5.0f, ratio = seen ? 1.5f : 1.15f;
	return fabsf(place_of(a, x, edge) - place_of(b, y, edge)) <= off &&
	       x->size <= y->size * ratio && y->size <= x->size * ratio;
}

/* How far it is to the next row towards the text, in steps from line to line. 1: no gap. */
static float gap_of(const struct search *s, size_t k)
{
	const struct rows *rows = &s->context->rows[SELF];
	const struct row *row = row_at(rows, s->edge, k), *next = row_at(rows, s->edge, k + 1);
	if (!next || s->page->leading <= 0)
		return 1;
	float step = s->edge == TOP ? next->bottom - row->bottom : row->bottom - next->bottom;
	return step / s->page->leading;
}

/* ---- evidence ---- */

static bool goes_on(const struct numbered *a, const struct numbered *b, long pages)
{
	for (size_t i = 0; i < a->count; i++) {
		for (size_t j = 0; j < b->count; j++) {
			if (b->numbers[j] - a->numbers[i] == pages)
				return true;
		}
	}
	return false;
}

static bool same_numbers(const struct numbered *a, const struct numbered *b)
{
	bool same = a->count == b->count;
	for (size_t i = 0; same && i < a->count; i++)
		same = a->numbers[i] == b->numbers[i];
	return same;
}

enum evidence {
	NOTHING,
	SAME_NUMBER, /* a number goes on, the words differ */
	SAME_WORDS,
	SAME_ALL, /* letter by letter */
};

/* What two rows in the same place, so many pages apart, have in common. */
static enum evidence compare(const struct search *s, const char *x, const char *y, long pages)
{
	enum { LEAST_LETTERS = 3 };
	struct arena *arena = s->page->arena;
	const struct numbered a = numbers_of(x, arena), b = numbers_of(y, arena);
	bool same_rest = numbers_same_rest(&a, &b, s->page->source == LAYOUT_FROM_OCR);
	if (same_rest && a.rest_count >= LEAST_LETTERS && same_numbers(&a, &b))
		return SAME_ALL;
	if (goes_on(&a, &b, pages) && same_rest)
		return SAME_WORDS;
	if (goes_on(&a, &b, pages) && a.at_end && b.at_end)
		return SAME_NUMBER;
	return NOTHING;
}

/* Text of that size is no running head, however often it comes with a number that goes on:
 * "Chapter 1", "Chapter 2". */
static bool is_large(const struct search *s, const struct row *row)
{
	return row->size > 1.2f * s->page->body;
}

static bool is_short(const struct search *s, const struct row *row)
{
	return row->right - row->left < 0.6f * s->page->width || strchr(row->text, '\t');
}

static bool is_head_beside(const struct search *s, const struct row *row, size_t k, int at)
{
	const struct reading_page *other = s->context->pages[at];
	for (size_t i = 0; other && i <= MAX_ROWS; i++) {
		const struct row *candidate = row_at(&s->context->rows[at], s->edge, i);
		if (!candidate || !same_place(s->page, row, other, candidate, s->edge))
			continue;
		enum evidence evidence = compare(s, row->text, candidate->text, at - SELF);
		if (evidence == SAME_ALL || (evidence == SAME_WORDS && !is_large(s, row)))
			return true;
		if (evidence == SAME_NUMBER && k == 0 && is_short(s, row) && gap_of(s, k) > 1.15f &&
			!is_large(s, row))
			return true;
	}
	return false;
}

static const struct row *row_in_place(const struct search *s, const struct row *row, int at)
{
	const struct reading_page *other = s->context->pages[at];
	for (size_t i = 0; other && i < MAX_ROWS; i++) {
		const struct row *candidate = row_at(&s->context->rows[at], s->edge, i);
		if (candidate && same_place(s->page, row, other, candidate, s->edge))
			return candidate;
	}
	return NULL;
}

/* Others have their heads in this place, and this page has something short of that size there. */
static bool is_in_slot(const struct search *s, const struct row *row, size_t k)
{
	if (!is_short(s, row) || gap_of(s, k) < 1.3f || is_large(s, row))
		return false;
	for (int a = 0; a < NEIGHBOURS_COUNT; a++) {
		for (int b = a + 1; b < NEIGHBOURS_COUNT; b++) {
			const struct row *x = a == SELF ? NULL : row_in_place(s, row, a);
			const struct row *y = b == SELF ? NULL : row_in_place(s, row, b);
			if (x && y && compare(s, x->text, y->text, b - a) != NOTHING)
				return true;
		}
	}
	return false;
}

/* Where the pages around are known by their look alone. */
static bool is_marked(const struct search *s, const struct row *row, size_t k)
{
	float middle = (row->top + row->bottom) / 2, covered = 0;
	for (size_t i = 0; i < s->context->marks.count; i++) {
		const struct edge_mark *mark = &s->context->marks.items[i];
		float left = fmaxf(mark->box.left, row->left);
		float right = fminf(mark->box.right, row->right);
		if (mark->box.top > middle || mark->box.bottom < middle || right <= left)
			continue;
		if (mark->kind != MARK_SLOT || (is_short(s, row) && gap_of(s, k) > 1.3f))
			covered += right - left;
	}
	/* Much of it may be white between its parts. */
	float least = strchr(row->text, '\t') ? 0.2f : 0.5f;
	return covered > least * (row->right - row->left) && !is_large(s, row);
}

/* Without others to compare with: a number alone, or with few words at its side, by itself at the
 * sheet's edge. */
static bool looks_like_head(const struct search *s, const struct row *row, size_t k)
{
	float zone = numbers_only(row->text) ? 0.2f : 0.12f;
	if (k > 0 || s->context->rows[SELF].count < 2 || gap_of(s, k) < 1.3f ||
		place_of(s->page, row, s->edge) > zone * s->page->height)
		return false;
	if (numbers_only(row->text))
		return true;
	const struct numbered found = numbers_of(row->text, s->page->arena);
	return found.at_end && found.count == 1 && strchr(row->text, '\t') &&
	       row->size <= 1.1f * s->page->body;
}

static bool is_head(const struct search *s, const struct row *row, size_t k)
{
	for (int at = 0; at < NEIGHBOURS_COUNT; at++) {
		if (at != SELF && is_head_beside(s, row, k, at))
			return true;
	}
	return is_in_slot(s, row, k) || is_marked(s, row, k) || looks_like_head(s, row, k);
}

/* ---- removal ---- */

/* Clearly more white between it and the head before it than beyond it: here the text begins. */
static bool begins_text(const struct search *s, size_t k)
{
	if (k == 0)
		return false;
	float above = gap_of(s, k - 1), below = gap_of(s, k);
	return above * s->page->leading >= 1.8f * s->page->body && above >= 1.3f * below;
}

static size_t count_heads(const struct search *s)
{
	const struct rows *rows = &s->context->rows[SELF];
	size_t found = 0;
	while (found < MAX_ROWS && found < rows->count && !begins_text(s, found) &&
		is_head(s, row_at(rows, s->edge, found), found))
		found++;
	return found;
}

static void remove_rows(
	const struct search *s, size_t count, bool *dropped, struct changes *changes)
{
	for (size_t k = 0; k < count; k++) {
		const struct row *row = row_at(&s->context->rows[SELF], s->edge, k);
		enum reading_change_kind kind = numbers_only(row->text) ? CHANGE_PAGE_NUMBER
						: s->edge == TOP        ? CHANGE_HEADER
									: CHANGE_FOOTER;
		changes_add(changes, kind, row->text, NULL);
		for (size_t i = 0; i < row->count; i++)
			dropped[row->lines[i]] = true;
	}
}

/* A page that says nothing else keeps what it has. */
void heads_remove(
	struct reading_page *page, const struct page_context *context, struct changes *changes)
{
	bool *dropped = arena_alloc(page->arena, page->count + 1);
	struct search top = { page, context, TOP }, bottom = { page, context, BOTTOM };
	size_t above = count_heads(&top), below = count_heads(&bottom);
	size_t rows = context->rows[SELF].count;
	if (above >= rows)
		above = 0;
	if (above + below >= rows)
		below = 0;
	remove_rows(&top, above, dropped, changes);
	remove_rows(&bottom, below, dropped, changes);
	for (size_t i = page->count; i-- > 0;) {
		if (dropped[i])
			page_remove(page, i);
	}
}
