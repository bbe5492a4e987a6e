/* order.c: columns one after the other, and pieces of one line put together.
 *
 * A gutter is a place that few lines cross, with columns of text on either side. Lines that cross
 * it, headlines and what spans the page, part the page into bands; within a band the left column
 * comes before the right one, and each may have columns again. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LINES = 3000, MAX_DEPTH = 4, LEAST_LINES = 3 };

struct sorting {
	struct reading_page *page;
	struct reading_line *sorted; /* room for all */
	size_t count;
	int column;
	struct changes *changes;
};

static float width_of(const struct reading_line *line)
{
	return line->box.right - line->box.left;
}

/* ---- lines of one column ---- */

/* Hebrew, Arabic and their kin are read from the right. */
static bool is_rtl(const char *text)
{
	size_t rtl = 0, other = 0, len;
	for (; *text; text += len ? len : 1) {
		uint32_t code = chars_at(text, &len);
		bool right = letters_is_rtl(code);
		rtl += right;
		other += !right && letters_is_letter(code);
	}
	return rtl > other;
}

static size_t pieces_of(const struct reading_page *part, const struct row *row)
{
	size_t count = 1;
	for (size_t i = 0; i < row->count; i++)
		count += part->lines[row->lines[i]].from_count;
	return count;
}

static void join_row(struct sorting *s, const struct reading_page *part, const struct row *row)
{
	struct reading_line *to = &s->sorted[s->count++];
	bool rtl = is_rtl(row->text);
	struct buf text = BUF_EMPTY;
	size_t *from = arena_alloc(s->page->arena, pieces_of(part, row) * sizeof *from), used = 0;
	for (size_t i = 0; i < row->count; i++) {
		size_t at = row->lines[rtl ? row->count - 1 - i : i];
		const struct reading_line *piece = &part->lines[at];
		if (piece->from_count > 0)
			memcpy(from + used, piece->from, piece->from_count * sizeof *from);
		used += piece->from_count;
		if (i == 0) {
			*to = *piece;
			buf_append_string(&text, piece->text);
			continue;
		}
		float gap = rtl ? to->box.left - piece->box.right : piece->box.left - to->box.right;
		buf_printf(&text, "%c%s", gap > 1.5f * s->page->body ? '\t' : ' ', piece->text);
		to->box.left = piece->box.left < to->box.left ? piece->box.left : to->box.left;
		to->box.right = piece->box.right > to->box.right ? piece->box.right : to->box.right;
		to->size = piece->size > to->size ? piece->size : to->size;
	}
	to->from = from;
	to->from_count = used;
	to->box.top = row->top;
	to->box.bottom = row->bottom;
	to->text = arena_string_n(s->page->arena, text.data, text.len);
	to->column = s->column;
	buf_free(&text);
}

static void sort_column(struct sorting *s, const struct reading_line *lines, size_t count)
{
	struct reading_page part = *s->page;
	part.lines = arena_alloc(s->page->arena, (count + 1) * sizeof *part.lines);
	part.count = count;
	if (count > 0)
		memcpy(part.lines, lines, count * sizeof *lines);
	struct rows rows = page_rows(&part);
	s->column++;
	for (size_t i = 0; i < rows.count; i++)
		join_row(s, &part, &rows.rows[i]);
}

/* ---- gutters ---- */

struct sides {
	size_t left, right, across;
	float left_edge, left_end, right_start, right_edge;
};

static struct sides part_at(const struct reading_line *lines, size_t count, float x)
{
	struct sides sides = { 0, 0, 0, 1e9f, -1e9f, 1e9f, -1e9f };
	for (size_t i = 0; i < count; i++) {
		const struct layout_box *box = &lines[i].box;
		if (box->right <= x) {
			sides.left++;
			sides.left_edge = box->left < sides.left_edge ? box->left : sides.left_edge;
			sides.left_end = box->right > sides.left_end ? box->right : sides.left_end;
		} else if (box->left >= x) {
			sides.right++;
			sides.right_start =
				box->left < sides.right_start ? box->left : sides.right_start;
			sides.right_edge =
				box->right > sides.right_edge ? box->right : sides.right_edge;
		} else {
			sides.across++;
		}
	}
	return sides;
}

static bool has_left_neighbour(const struct reading_line *lines, size_t count, size_t i, float from)
{
	const struct layout_box *box = &lines[i].box;
	float middle = (box->top + box->bottom) / 2;
	for (size_t k = 0; k < count; k++) {
		const struct layout_box *other = &lines[k].box;
		if (k != i && other->left >= from && other->right <= box->left &&
			other->top < middle && other->bottom > middle)
			return true;
	}
	return false;
}

/* Lines of text fill their column, cells of a table do not. */
static bool is_filled(
	const struct reading_line *lines, size_t count, float from, float to, float body)
{
	float filled = 0;
	size_t inside = 0, rows = 0;
	for (size_t i = 0; i < count; i++) {
		if (lines[i].box.left < from || lines[i].box.right > to)
			continue;
		filled += width_of(&lines[i]);
		inside++;
		rows += !has_left_neighbour(lines, count, i, from);
	}
	/* more than one column may be there, and they must be no table */
	float least = rows < inside ? 0.75f : 0.6f;
	return inside >= LEAST_LINES && to - from >= 8 * body &&
	       filled >= least * (to - from) * (float)rows;
}

static int by_place(const void *a, const void *b)
{
	const struct reading_line *const *x = a, *const *y = b;
	return (*x)->box.top < (*y)->box.top ? -1 : (*x)->box.top > (*y)->box.top;
}

/* Sentences go on from line to line: neither cells of a table do so, nor listings. */
static bool runs_on(const struct sorting *s, const struct reading_line *lines, size_t count,
	float from, float to)
{
	enum { LEAST_COLUMN = 6, LEAST_RUNS = 2, LEAST_BYTES = 15 };
	const struct reading_line **inside =
		arena_alloc(s->page->arena, (count + 1) * sizeof *inside);
	size_t used = 0, runs = 0;
	for (size_t i = 0; i < count; i++) {
		if (lines[i].box.left >= from && lines[i].box.right <= to)
			inside[used++] = &lines[i];
	}
	if (used < LEAST_COLUMN || to - from < 8 * s->page->body)
		return false;
	qsort(inside, used, sizeof *inside, by_place);
	for (size_t i = 1; i < used; i++) {
		const char *before = inside[i - 1]->text;
		size_t len = strlen(before);
		runs += len >= LEAST_BYTES && chars_run_on(before, len, inside[i]->text) &&
			inside[i]->box.bottom - inside[i - 1]->box.bottom < 1.6f * s->page->leading;
	}
	return runs >= LEAST_RUNS;
}

/* The best place for a gutter; false: the lines are one column. */
static bool find_gutter(
	const struct sorting *s, const struct reading_line *lines, size_t count, float *ret_x)
{
	float body = s->page->body;
	size_t least = count;
	bool found = false;
	for (size_t i = 0; i < count; i++) {
		float x = lines[i].box.right + 0.1f;
		struct sides sides = part_at(lines, count, x);
		if (sides.left < LEAST_LINES || sides.right < LEAST_LINES ||
			sides.across * 2 > count || sides.across >= least ||
			sides.right_start - sides.left_end < 0.7f * body)
			continue;
		bool filled = is_filled(lines, count, sides.left_edge, sides.left_end, body) &&
			      is_filled(lines, count, sides.right_start, sides.right_edge, body);
		if (!filled &&
			(!runs_on(s, lines, count, sides.left_edge, sides.left_end) ||
				!runs_on(s, lines, count, sides.right_start, sides.right_edge)))
			continue;
		least = sides.across;
		found = true;
		*ret_x = x;
	}
	return found;
}

/* ---- bands ---- */

static int from_top(const void *a, const void *b)
{
	const struct reading_line *x = a, *y = b;
	return x->box.top < y->box.top ? -1 : x->box.top > y->box.top;
}

static void sort_lines(struct sorting *s, struct reading_line *lines, size_t count, int depth);

/* In a room of its own: what is sorted is what it was copied from. */
static void sort_part(struct sorting *s, const struct reading_line *lines, size_t count, int depth)
{
	struct reading_line *part = arena_alloc(s->page->arena, (count + 1) * sizeof *part);
	memcpy(part, lines, count * sizeof *part);
	sort_lines(s, part, count, depth + 1);
}

/* Lines that all lie on one side or the other. */
static void sort_band(
	struct sorting *s, const struct reading_line *lines, size_t count, float x, int depth)
{
	struct reading_line *side = arena_alloc(s->page->arena, (count + 1) * sizeof *side);
	for (int right = 0; right < 2; right++) {
		size_t used = 0;
		for (size_t i = 0; i < count; i++) {
			if ((lines[i].box.left >= x) == (right == 1))
				side[used++] = lines[i];
		}
		sort_lines(s, side, used, depth + 1);
	}
}

static bool crosses(const struct reading_line *line, float x)
{
	return line->box.left < x && line->box.right > x;
}

/* The last line of a band stands by itself below both columns: a headline of what follows. */
static bool ends_with_headline(
	const struct sorting *s, const struct reading_line *lines, size_t count)
{
	const struct reading_line *last = &lines[count - 1];
	for (size_t i = 0; i + 1 < count; i++) {
		if (last->box.bottom - lines[i].box.bottom < 1.5f * s->page->leading)
			return false;
	}
	return count > 2;
}

/* Parts beside each other, between what is above and what is below them. */
static bool sort_sides(struct sorting *s, struct reading_line *lines, size_t count, int depth)
{
	struct sides_part parts[SIDES_MAX];
	size_t found = depth > MAX_DEPTH ? 0 : sides_find(s->page, lines, count, parts);
	if (found == 0)
		return false;
	struct reading_line *some = arena_alloc(s->page->arena, (count + 1) * sizeof *some);
	float top = parts[0].top;
	for (size_t i = 1; i < found; i++)
		top = fminf(top, parts[i].top);
	for (int below = 0; below < 2; below++) {
		size_t used = 0;
		for (size_t i = 0; i < count; i++) {
			bool inside = i >= parts[0].first && i < parts[found - 1].end;
			if (!inside && (lines[i].box.top > top) == (below == 1))
				some[used++] = lines[i];
		}
		/* rows of such parts may follow each other down the page */
		sort_lines(s, some, used, below ? depth : depth + 1);
		for (size_t i = 0; below == 0 && i < found; i++)
			sort_part(s, lines + parts[i].first, parts[i].end - parts[i].first, depth);
	}
	return true;
}

/* Between the top and the bottom of an aside. */
static bool is_beside(const struct aside *aside, const struct reading_line *line)
{
	float middle = (line->box.top + line->box.bottom) / 2;
	return middle >= aside->top && middle <= aside->bottom;
}

/* In the order in which they are read. */
enum part { ABOVE, LEFT, RIGHT, BELOW, PARTS };

static enum part part_of(const struct aside *aside, const struct reading_line *line)
{
	bool right = line->box.left >= aside->x;
	if (!is_beside(aside, line))
		return aside->around || line->box.top < aside->top ? ABOVE : BELOW;
	if (aside->around)
		return right == aside->text_is_right ? ABOVE : RIGHT;
	return right ? RIGHT : LEFT;
}

/* What a text flows around is read behind it; other texts are read one after the other. */
static void sort_aside(struct sorting *s, const struct reading_line *lines, size_t count, int depth,
	const struct aside *aside)
{
	struct reading_line *some = arena_alloc(s->page->arena, (count + 1) * sizeof *some);
	for (enum part part = ABOVE; part < PARTS; part++) {
		size_t used = 0;
		for (size_t i = 0; i < count; i++) {
			if (part_of(aside, &lines[i]) != part)
				continue;
			some[used] = lines[i];
			some[used++].narrow |= aside->around && is_beside(aside, &lines[i]);
		}
		size_t first = s->count;
		sort_part(s, some, used, depth);
		if (used > 0 && part == RIGHT && aside->around)
			s->sorted[first].starts = true;
	}
}

static void sort_lines(struct sorting *s, struct reading_line *lines, size_t count, int depth)
{
	float x = 0;
	if (count == 0 || sort_sides(s, lines, count, depth))
		return;
	struct aside aside;
	bool shallow = count <= MAX_LINES && depth <= MAX_DEPTH;
	bool beside = shallow && asides_find(s->page, lines, count, &aside);
	bool gutter = shallow && !(beside && aside.around) && find_gutter(s, lines, count, &x);
	if (!gutter) {
		if (beside)
			sort_aside(s, lines, count, depth, &aside);
		else
			sort_column(s, lines, count);
		return;
	}
	qsort(lines, count, sizeof *lines, from_top);
	for (size_t first = 0, end; first < count; first = end) {
		bool across = crosses(&lines[first], x);
		for (end = first + 1; end < count && crosses(&lines[end], x) == across; end++)
			;
		bool headline =
			!across && end < count && ends_with_headline(s, lines + first, end - first);
		if (across)
			sort_column(s, lines + first, end - first);
		else
			sort_band(s, lines + first, end - first - headline, x, depth);
		if (headline)
			sort_column(s, lines + end - 1, 1);
	}
}

/* ---- what runs along the side ---- */

static bool is_upright(const struct reading_line *line)
{
	return line->box.bottom - line->box.top > 2 * width_of(line) && strlen(line->text) > 3;
}

/* Chinese and Japanese in columns are the page's text; others are a stamp at its side if they lie
 * beyond it. They leave `lines`, the former are sorted last. */
static size_t take_uprights(struct sorting *s, struct reading_line *uprights)
{
	struct reading_page *page = s->page;
	float left = page->width, right = 0;
	size_t count = 0, len;
	for (size_t i = 0; i < page->count; i++) {
		const struct reading_line *line = &page->lines[i];
		if (is_upright(line))
			continue;
		left = line->box.left < left ? line->box.left : left;
		right = line->box.right > right ? line->box.right : right;
	}
	for (size_t i = page->count; i-- > 0;) {
		struct reading_line line = page->lines[i];
		if (!is_upright(&line))
			continue;
		page_remove(page, i);
		bool beyond = left <= right && (line.box.right <= left || line.box.left >= right);
		if (beyond && !letters_is_cjk(chars_at(line.text, &len)))
			changes_add(s->changes, CHANGE_MARGIN, line.text, NULL);
		else
			uprights[count++] = line;
	}
	return count;
}

void order_lines(struct reading_page *page, struct changes *changes)
{
	struct sorting s = {
		.page = page,
		.sorted = arena_alloc(page->arena, (page->count + 1) * sizeof *s.sorted),
		.changes = changes,
	};
	struct reading_line *uprights =
		arena_alloc(page->arena, (page->count + 1) * sizeof *uprights);
	size_t upright_count = take_uprights(&s, uprights);
	sort_lines(&s, page->lines, page->count, 0);
	s.column++;
	struct reading_line *columns = s.sorted + s.count;
	while (upright_count-- > 0) { /* the last one found was the first */
		s.sorted[s.count] = uprights[upright_count];
		s.sorted[s.count++].column = s.column;
	}
	vertical_sort(columns, (size_t)(s.sorted + s.count - columns));
	page->lines = s.sorted;
	page->count = s.count;
}
