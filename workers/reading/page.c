/* page.c: a layout as a page under work, its lines and rows. */
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void changes_add(struct changes *changes, enum reading_change_kind kind, const char *text,
	const char *spoken)
{
	if (!changes)
		return;
	if (changes->count == changes->room) {
		size_t room = changes->room ? changes->room * 2 : 16;
		struct reading_change *items = arena_alloc(changes->arena, room * sizeof *items);
		if (changes->count > 0)
			memcpy(items, changes->items, changes->count * sizeof *items);
		changes->items = items;
		changes->room = room;
	}
	changes->items[changes->count++] = (struct reading_change) { kind, text, spoken };
}

/* ---- rows ---- */

struct place {
	const struct reading_line *line;
	size_t index;
};

static int from_top(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->line->box.top < y->line->box.top || x->line->box.top > y->line->box.top)
		return x->line->box.top < y->line->box.top ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static int from_left(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->line->box.left < y->line->box.left || x->line->box.left > y->line->box.left)
		return x->line->box.left < y->line->box.left ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

/* Side by side: more than half of the lower one. */
static bool beside(const struct row *row, const struct layout_box *box)
{
	float top = row->top > box->top ? row->top : box->top;
	float bottom = row->bottom < box->bottom ? row->bottom : box->bottom;
	float height = box->bottom - box->top, row_height = row->bottom - row->top;
	return bottom - top > (height < row_height ? height : row_height) / 2;
}

/* Lines one above the other, of which one has a tall sign in it. */
static bool is_over(const struct place *places, size_t count, const struct layout_box *box)
{
	for (size_t i = 0; i < count; i++) {
		const struct layout_box *other = &places[i].line->box;
		float left = other->left > box->left ? other->left : box->left;
		float right = other->right < box->right ? other->right : box->right;
		float width = box->right - box->left, other_width = other->right - other->left;
		if (right - left > 0.5f * (width < other_width ? width : other_width))
			return true;
	}
	return false;
}

static void finish_row(struct row *row, struct place *places, struct arena *arena)
{
	size_t *lines = arena_alloc(arena, row->count * sizeof *lines);
	struct buf text = BUF_EMPTY;
	qsort(places, row->count, sizeof *places, from_left);
	for (size_t i = 0; i < row->count; i++) {
		lines[i] = places[i].index;
		buf_printf(&text, "%s%s", i > 0 ? "\t" : "", places[i].line->text);
	}
	row->lines = lines;
	row->text = arena_string_n(arena, buf_string(&text), text.len);
	buf_free(&text);
}

static void widen_row(struct row *row, const struct reading_line *line)
{
	const struct layout_box *box = &line->box;
	bool first = row->count == 0;
	row->top = first || box->top < row->top ? box->top : row->top;
	row->bottom = first || box->bottom > row->bottom ? box->bottom : row->bottom;
	row->left = first || box->left < row->left ? box->left : row->left;
	row->right = first || box->right > row->right ? box->right : row->right;
	row->size = line->size > row->size ? line->size : row->size;
	row->count++;
}

/* Higher than wide: it runs along the page's side. */
static bool is_upright(const struct reading_line *line)
{
	float width = line->box.right - line->box.left, height = line->box.bottom - line->box.top;
	return height > 2 * width && strlen(line->text) > 3;
}

struct rows page_rows(const struct reading_page *page)
{
	struct place *places = arena_alloc(page->arena, page->count * sizeof *places);
	struct rows rows = { arena_alloc(page->arena, page->count * sizeof *rows.rows), 0 };
	size_t used = 0;
	for (size_t i = 0; i < page->count; i++) {
		if (!is_upright(&page->lines[i]))
			places[used++] = (struct place) { &page->lines[i], i };
	}
	if (used > 0)
		qsort(places, used, sizeof *places, from_top);
	for (size_t first = 0, i = 0; first < used; first = i) {
		struct row *row = &rows.rows[rows.count++];
		for (; i < used && (i == first || (beside(row, &places[i].line->box) &&
							  !is_over(places + first, i - first,
								  &places[i].line->box)));
			i++)
			widen_row(row, places[i].line);
		finish_row(row, places + first, page->arena);
	}
	return rows;
}

/* ---- the page ---- */

static int by_value(const void *a, const void *b)
{
	const float *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

float page_body_size(const struct reading_page *page)
{
	struct weight {
		float size;
		size_t letters;
	} *weights = arena_alloc(page->arena, page->count * sizeof *weights);
	size_t all = 0, so_far = 0;
	for (size_t i = 0; i < page->count; i++) {
		weights[i] = (struct weight) { page->lines[i].size, strlen(page->lines[i].text) };
		all += weights[i].letters;
	}
	if (page->count > 0)
		qsort(weights, page->count, sizeof *weights, by_value);
	for (size_t i = 0; i < page->count; i++) {
		so_far += weights[i].letters;
		if (so_far * 2 >= all)
			return weights[i].size;
	}
	return 0;
}

static float leading(const struct reading_page *page)
{
	enum { FEW_STEPS = 5 };
	struct rows rows = page_rows(page);
	float *steps = arena_alloc(page->arena, (rows.count + 1) * sizeof *steps);
	size_t count = 0;
	for (size_t i = 1; i < rows.count; i++) {
		float step = rows.rows[i].bottom - rows.rows[i - 1].bottom;
		if (step > 0 && step < 3 * page->body)
			steps[count++] = step;
	}
	float usual = 1.3f * page->body;
	if (count == 0)
		return usual;
	qsort(steps, count, sizeof *steps, by_value);
	/* a few lines may all stand apart */
	return count < FEW_STEPS && steps[count / 2] > usual ? usual : steps[count / 2];
}

/* Half of the letters of a layout are of this size or smaller. */
static float body_of_layout(const struct layout *layout, struct arena *arena)
{
	struct reading_page page = { .arena = arena,
		.lines = arena_alloc(arena, (layout->count + 1) * sizeof *page.lines) };
	for (size_t i = 0; i < layout->count; i++)
		page.lines[page.count++] = (struct reading_line) { .text = layout->lines[i].text,
			.size = layout->lines[i].size };
	return page_body_size(&page);
}

struct reading_page *page_of_layout(
	const struct layout *layout, struct changes *changes, struct arena *arena)
{
	layout = vertical_join(layout, arena);
	layout = fills_open(layout, arena);
	layout = gutters_open(layout, body_of_layout(layout, arena), arena);
	struct reading_page *page = arena_alloc(arena, sizeof *page);
	*page = (struct reading_page) {
		.arena = arena,
		.layout = layout,
		.own_lines = layout->count,
		.source = layout->source,
		.width = layout->width,
		.height = layout->height,
		.lines = arena_alloc(arena, layout->count * sizeof *page->lines),
	};
	size_t *from = arena_alloc(arena, (layout->count + 1) * sizeof *from);
	for (size_t i = 0; i < layout->count; i++) {
		from[i] = i;
		const struct layout_line *line = &layout->lines[i];
		if (repairs_is_copy(layout, i))
			continue;
		const char *text = chars_normalise(repairs_of_text(line, arena), arena);
		if (layout->source == LAYOUT_FROM_OCR)
			text = ocr_slips_text(text, arena);
		if (reading_text_is_blank(text)) {
			changes_add(changes, CHANGE_SIGN, line->text, NULL);
			continue;
		}
		page->lines[page->count++] = (struct reading_line) {
			.text = text,
			.box = line->box,
			.size = line->size,
			.bold = line->bold,
			.block = line->block,
			.from = &from[i],
			.from_count = 1,
		};
	}
	page->body = page_body_size(page);
	page->leading = leading(page);
	margins_clean(page, changes);
	repairs_of_hyphens(page);
	return page;
}

void page_remove(struct reading_page *page, size_t i)
{
	memmove(&page->lines[i], &page->lines[i + 1], (page->count - i - 1) * sizeof *page->lines);
	page->count--;
}

void page_merge(struct reading_page *page, size_t first, size_t end)
{
	struct reading_line *line = &page->lines[first];
	size_t count = 0, used = 0;
	for (size_t i = first; i < end; i++)
		count += page->lines[i].from_count;
	size_t *from = arena_alloc(page->arena, (count + 1) * sizeof *from);
	for (size_t i = first; i < end; i++) {
		const struct reading_line *part = &page->lines[i];
		if (part->from_count > 0)
			memcpy(from + used, part->from, part->from_count * sizeof *from);
		used += part->from_count;
		line->box.left = fminf(line->box.left, part->box.left);
		line->box.top = fminf(line->box.top, part->box.top);
		line->box.right = fmaxf(line->box.right, part->box.right);
		line->box.bottom = fmaxf(line->box.bottom, part->box.bottom);
	}
	line->from = from;
	line->from_count = count;
	memmove(&page->lines[first + 1], &page->lines[end],
		(page->count - end) * sizeof *page->lines);
	page->count -= end - first - 1;
}

void page_announce(struct reading_page *page, size_t first, size_t end,
	enum reading_change_kind kind, const char *said, struct changes *changes)
{
	struct buf whole = BUF_EMPTY;
	for (size_t i = first; i < end; i++)
		buf_printf(&whole, "%s%s", i > first ? "\n" : "", page->lines[i].text);
	const char *text = arena_string_n(page->arena, whole.data, whole.len);
	buf_free(&whole);
	changes_add(changes, kind, text, *said ? said : NULL);
	page_merge(page, first, end);
	page->lines[first].text = text;
	page->lines[first].said = said;
}
