/* heads.c: running heads, feet and page numbers, known by what the pages before and after
 * have in the same place. */
#include "workers/reading/chars.h"
#include "workers/reading/numbers.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ROWS = 3, SELF = NEIGHBOURS_REACH };

enum edge { TOP, BOTTOM };

struct search {
	const struct reading_page *page;
	const struct page_context *context;
	enum edge edge;
	float paragraph_gap; /* on the page, see paragraph_gap() */
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

/* How far it is to the next row towards the text, in steps from line to line. 1: no gap. Where few
 * lines are, all of them may stand apart. */
static float gap_within(
	const struct reading_page *page, const struct rows *rows, enum edge edge, size_t k)
{
	const struct row *row = row_at(rows, edge, k), *next = row_at(rows, edge, k + 1);
	float usual = fminf(page->leading, 1.45f * page->body);
	if (!row || !next || usual <= 0)
		return 1;
	float step = edge == TOP ? next->bottom - row->bottom : row->bottom - next->bottom;
	return step / usual;
}

static float gap_of(const struct search *s, size_t k)
{
	return gap_within(s->page, &s->context->rows[SELF], s->edge, k);
}

static int by_value(const void *a, const void *b)
{
	const float *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

/* The white that parts paragraphs on this page, where it does, in steps from line to line. */
static float paragraph_gap(const struct reading_page *page, const struct rows *rows)
{
	enum { EDGE = 2 };
	const float least = 1.2f, most = 2.2f; /* what is more parts other things, too */
	float *gaps = arena_alloc(page->arena, (rows->count + 1) * sizeof *gaps);
	size_t count = 0;
	for (size_t k = EDGE; k + EDGE < rows->count; k++) {
		float gap = gap_within(page, rows, TOP, k);
		if (gap > least)
			gaps[count++] = gap;
	}
	if (count == 0)
		return 1;
	qsort(gaps, count, sizeof *gaps, by_value);
	return fminf(gaps[count / 2], most);
}

/* Near the edge of the sheet, it and the rows beyond it stand off the text by more than paragraphs
 * do. */
static bool is_apart(const struct search *s, size_t k)
{
	const float edge = 0.13f;
	const struct row *row = row_at(&s->context->rows[SELF], s->edge, k);
	if (!row || place_of(s->page, row, s->edge) > edge * s->page->height)
		return false;
	float least = fmaxf(1.4f, 1.15f * s->paragraph_gap);
	for (; k <= MAX_ROWS; k++) {
		if (!row_at(&s->context->rows[SELF], s->edge, k + 1) || gap_of(s, k) >= least)
			return true;
	}
	return false;
}

/* It stands where no text does: far from the left edge of the lines around it, or close to the edge
 * of the sheet with some white behind it. */
static bool has_own_place(const struct search *s, const struct row *row, size_t k)
{
	const float near_edge = 0.07f;
	const struct row *next = row_at(&s->context->rows[SELF], s->edge, k + 1);
	float gap = gap_of(s, k);
	if (gap < 1.15f)
		return false;
	return place_of(s->page, row, s->edge) < near_edge * s->page->height ||
	       (next && gap >= s->paragraph_gap && row->left - next->left > 6 * s->page->body);
}

/* Its type is smaller than the text's. */
static bool is_small(const struct search *s, const struct row *row)
{
	float ratio = s->page->source == LAYOUT_FROM_OCR ? 0.8f : 0.93f;
	return row->size <= ratio * s->page->body;
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
	ENUMERATION, /* "Article 4", "Article 5": the text counts so, too */
	FOLIO,       /* a number that goes on, and nothing else */
	SAME_WORDS,  /* and a number that goes on */
	SAME_CELL,   /* one of several parts */
	SAME_ALL,    /* letter by letter */
};

enum { LEAST_LETTERS = 3 };

/* Rows of several parts have one in common: "CHAPTER 4<TAB>Where to begin". */
static bool have_same_cell(const char *x, const char *y, struct arena *arena)
{
	if (!strchr(x, '\t') || !strchr(y, '\t'))
		return false;
	for (const char *p = x; *p; p += p[strcspn(p, "\t")] ? strcspn(p, "\t") + 1 : strlen(p)) {
		size_t len = strcspn(p, "\t");
		const struct numbered cell = numbers_of(arena_string_n(arena, p, len), arena);
		if (cell.rest_count < LEAST_LETTERS)
			continue;
		for (const char *q = y; *q;) {
			size_t other = strcspn(q, "\t");
			if (other == len && strncmp(p, q, len) == 0)
				return true;
			q += other + (q[other] != '\0');
		}
	}
	return false;
}

static size_t digits_in(const char *text)
{
	size_t count = 0;
	for (; *text; text++)
		count += *text >= '0' && *text <= '9';
	return count;
}

/* A number alone, or with the letter of an appendix: "A-4", "B.12"; or one of so many digits that
 * it counts the pages of a file: "ABC000123". */
static bool is_folio(const char *row, const struct numbered *found)
{
	enum { LONG_NUMBER = 5 };
	bool word = row[strcspn(row, " \t")] == '\0';
	return numbers_only(row) ||
	       (word && found->count == 1 &&
		       (found->rest_count <= 1 || digits_in(row) >= LONG_NUMBER));
}

/* One word and a number, or a date, and no white between them. */
static bool is_enumeration(const char *row, const struct numbered *found)
{
	size_t blanks = 0;
	for (const char *p = row; *p; p++)
		blanks += *p == ' ';
	return !strchr(row, '\t') && !numbers_only(row) && (blanks < 2 || found->count > 1);
}

/* What two rows in the same place, so many pages apart, have in common. */
static enum evidence compare(const struct search *s, const char *x, const char *y, long pages)
{
	struct arena *arena = s->page->arena;
	const struct numbered a = numbers_of(x, arena), b = numbers_of(y, arena);
	bool same_rest = numbers_same_rest(&a, &b, s->page->source == LAYOUT_FROM_OCR);
	if (same_rest && a.rest_count >= LEAST_LETTERS && same_numbers(&a, &b))
		return SAME_ALL;
	if (goes_on(&a, &b, pages) && same_rest)
		return is_folio(x, &a) && is_folio(y, &b) ? FOLIO
		       : is_enumeration(x, &a)            ? ENUMERATION
							  : SAME_WORDS;
	if (have_same_cell(x, y, arena))
		return SAME_CELL;
	if (goes_on(&a, &b, pages) && a.at_end && b.at_end && a.count == 1 && b.count == 1)
		return SAME_NUMBER;
	return NOTHING;
}

/* Text of that size is no running head, however often it comes. */
static bool is_large(const struct search *s, const struct row *row)
{
	float ratio = s->page->source == LAYOUT_FROM_OCR ? 1.35f : 1.2f;
	return row->size > ratio * s->page->body;
}

static bool is_short(const struct search *s, const struct row *row)
{
	return row->right - row->left < 0.6f * s->page->width || strchr(row->text, '\t');
}

/* What a page around has in a row's place. */
struct witness {
	enum evidence evidence;
	bool taken;    /* it has anything there */
	bool mirrored; /* the same, elsewhere from left to right, as on left and right pages */
};

static struct witness ask(const struct search *s, const struct row *row, int at)
{
	const struct reading_page *other = s->context->pages[at];
	struct witness found = { NOTHING, false, false };
	for (size_t i = 0; other && i <= MAX_ROWS; i++) {
		const struct row *candidate = row_at(&s->context->rows[at], s->edge, i);
		if (!candidate || !same_place(s->page, row, other, candidate, s->edge))
			continue;
		enum evidence evidence = compare(s, row->text, candidate->text, at - SELF);
		found.taken = true;
		if (evidence <= found.evidence)
			continue;
		found.evidence = evidence;
		found.mirrored = evidence >= SAME_WORDS &&
				 fabsf(candidate->left - row->left) > 3 * s->page->body;
	}
	return found;
}

struct witnesses {
	size_t known, taken; /* pages around, and those with something in that place */
	bool mirrored;
	size_t of[SAME_ALL + 1];
};

static struct witnesses ask_around(const struct search *s, const struct row *row)
{
	struct witnesses found = { .known = 0 };
	for (int at = 0; at < NEIGHBOURS_COUNT; at++) {
		if (at == SELF || !s->context->pages[at])
			continue;
		const struct witness witness = ask(s, row, at);
		found.of[witness.evidence]++;
		found.known += s->context->rows[at].count > 0;
		found.taken += witness.taken;
		found.mirrored = found.mirrored || witness.mirrored;
	}
	return found;
}

/* Where each page has its head, it need not be the same on more than one other: chapters are
 * short. What two pages alone have there is a text that both say. */
static bool is_usual_place(const struct witnesses *found, size_t same)
{
	return same >= 2 || found->known <= 2 || found->taken > same || found->mirrored;
}

static bool is_repeated(const struct search *s, const struct row *row, size_t k)
{
	const struct witnesses found = ask_around(s, row);
	bool apart = is_apart(s, k), small = is_small(s, row);
	size_t same = found.of[SAME_ALL] + found.of[SAME_CELL] + found.of[SAME_WORDS];
	if (found.of[FOLIO] > 0 && (apart || small || (k == 0 && gap_of(s, k) > 1.15f)) &&
		!is_large(s, row))
		return true;
	if (same >= 2 && !is_large(s, row) && has_own_place(s, row, k))
		return true;
	if (is_large(s, row) || !(apart || small))
		return false;
	if (same > 0 && is_usual_place(&found, same))
		return true;
	if (found.of[ENUMERATION] > 0 && small && apart &&
		is_usual_place(&found, found.of[ENUMERATION]))
		return true;
	return found.of[SAME_NUMBER] > 0 && k == 0 && is_short(s, row) && apart &&
	       strchr(row->text, '\t');
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
	if (!is_short(s, row) || !(is_apart(s, k) || is_small(s, row)) || is_large(s, row))
		return false;
	size_t parted = 0;
	for (int a = 0; a < NEIGHBOURS_COUNT; a++) {
		const struct row *x = a == SELF ? NULL : row_in_place(s, row, a);
		parted += x && strchr(x->text, '\t');
		for (int b = a + 1; x && b < NEIGHBOURS_COUNT; b++) {
			const struct row *y = b == SELF ? NULL : row_in_place(s, row, b);
			enum evidence evidence = y ? compare(s, x->text, y->text, b - a) : NOTHING;
			bool counts = evidence != SAME_NUMBER || strchr(x->text, '\t');
			if (evidence != NOTHING && evidence != ENUMERATION && counts)
				return true;
		}
	}
	/* A head at the left and another at the right, and both change with each page. */
	return k == 0 && parted >= 2 && strchr(row->text, '\t') && gap_of(s, k) >= 1.8f;
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
	return is_repeated(s, row, k) || is_in_slot(s, row, k) || is_marked(s, row, k) ||
	       looks_like_head(s, row, k);
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

/* Whether all rows of a page are surely what the pages around have there, too. */
static bool says_nothing_else(const struct search *top, const struct search *bottom)
{
	const struct rows *rows = &top->context->rows[SELF];
	for (size_t i = 0; i < rows->count; i++) {
		if (!is_repeated(top, &rows->rows[i], i) &&
			!is_repeated(bottom, &rows->rows[i], rows->count - 1 - i))
			return false;
	}
	return rows->count > 0;
}

/* A page that says nothing else keeps what it has, unless that is surely known. */
void heads_remove(
	struct reading_page *page, const struct page_context *context, struct changes *changes)
{
	const struct rows *rows = &context->rows[SELF];
	bool *dropped = arena_alloc(page->arena, page->count + 1);
	float gap = paragraph_gap(page, rows);
	struct search top = { page, context, TOP, gap }, bottom = { page, context, BOTTOM, gap };
	size_t above = count_heads(&top), below = count_heads(&bottom);
	if (above + below >= rows->count && says_nothing_else(&top, &bottom)) {
		below = above < rows->count ? rows->count - above : 0;
	} else {
		if (above >= rows->count)
			above = 0;
		if (above + below >= rows->count)
			below = 0;
	}
	remove_rows(&top, above, dropped, changes);
	remove_rows(&bottom, below, dropped, changes);
	for (size_t i = page->count; i-- > 0;) {
		if (dropped[i])
			page_remove(page, i);
	}
}
