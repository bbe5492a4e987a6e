/* rendering_text.c: a page's own text, by MuPDF's structured text. */
#include "common/base/alloc.h"
#include "workers/page/superscript.h"
#include "workers/pdf_to_png/glyph_line.h"
#include "workers/pdf_to_png/rendering_parts.h"
#include "workers/pdf_to_png/text_processor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One line of MuPDF's, or several on one baseline: it parts them where much white is between. */
struct run {
	const fz_stext_line *first;
	size_t lines, characters; /* with blanks */
	int block;
	int quadrant; /* the way its text runs: 0 right, 1 down, 2 left, 3 up */
};

struct runs {
	struct run *items; /* in the arena */
	size_t count;
	size_t glyphs; /* of the longest run */
};

/* ---- which way a line runs ---- */

static int quadrant_of(const fz_stext_line *line)
{
	/* Chinese or Japanese in columns is upright all the same. */
	if (line->wmode == 1)
		return 0;
	if (fabsf(line->dir.x) >= fabsf(line->dir.y))
		return line->dir.x >= 0 ? 0 : 2;
	return line->dir.y >= 0 ? 1 : 3;
}

static float along(const fz_stext_line *line, fz_point p)
{
	return line->dir.x * p.x + line->dir.y * p.y;
}

static float across(const fz_stext_line *line, fz_point p)
{
	return line->dir.x * p.y - line->dir.y * p.x;
}

/* On the same baseline, and further on. */
static bool goes_on(const fz_stext_line *line, const fz_stext_line *next)
{
	const fz_stext_char *a = line->first_char, *b = next->first_char;
	if (!a || !b || line->wmode != next->wmode ||
		line->dir.x * next->dir.x + line->dir.y * next->dir.y < 0.99f)
		return false;
	float off = fabsf(across(line, a->origin) - across(line, b->origin));
	return off < 0.25f * fminf(a->size, b->size) &&
	       along(line, b->origin) >= along(line, line->last_char->origin);
}

/* ---- runs ---- */

static size_t length_of(const fz_stext_line *line)
{
	size_t length = 0;
	for (const fz_stext_char *c = line->first_char; c; c = c->next)
		length++;
	return length;
}

static void add_block(struct runs *runs, const fz_stext_block *block, int number)
{
	struct run *run = NULL;
	for (const fz_stext_line *line = block->u.t.first_line; line; line = line->next) {
		if (!line->first_char)
			continue;
		if (!run || !line->prev || !goes_on(line->prev, line)) {
			run = &runs->items[runs->count++];
			*run = (struct run) {
				.first = line,
				.block = number,
				.quadrant = quadrant_of(line),
			};
		}
		run->lines++;
		run->characters += length_of(line);
		if (run->characters > runs->glyphs)
			runs->glyphs = run->characters;
	}
}

static struct runs find_runs(const fz_stext_page *page, struct arena *arena)
{
	struct runs runs = { NULL, 0, 0 };
	size_t lines = 0;
	int number = 0;
	for (const fz_stext_block *block = page->first_block; block; block = block->next) {
		for (const fz_stext_line *line = block->u.t.first_line; line; line = line->next)
			lines++;
	}
	runs.items = arena_alloc(arena, lines * sizeof *runs.items);
	for (const fz_stext_block *block = page->first_block; block; block = block->next)
		add_block(&runs, block, number++);
	return runs;
}

/* Quarter turns that the page lies on its side: the way of most of its text. */
static int main_quadrant(const struct runs *runs)
{
	size_t characters[4] = { 0 };
	int most = 0;
	for (size_t i = 0; i < runs->count; i++)
		characters[runs->items[i].quadrant] += runs->items[i].characters;
	for (int quadrant = 1; quadrant < 4; quadrant++) {
		if (characters[quadrant] > characters[most])
			most = quadrant;
	}
	return most;
}

/* ---- from a run to a line ---- */

struct extraction {
	struct rendering *rendering;
	struct arena *arena;
	struct own_text *text;
	struct glyph *glyphs; /* room for the longest run */
	fz_rect bounds;       /* of the page */
	int quadrant;         /* the main one */
	struct own_line *lines;
};

/* The place on a page turned until its main quadrant is the upright one. */
static fz_point turned(const struct extraction *e, fz_point p)
{
	float width = e->bounds.x1 - e->bounds.x0, height = e->bounds.y1 - e->bounds.y0;
	switch (e->quadrant) {
	case 1:
		return fz_make_point(p.y, width - p.x);
	case 2:
		return fz_make_point(width - p.x, height - p.y);
	case 3:
		return fz_make_point(height - p.y, p.x);
	default:
		return p;
	}
}

static struct layout_box box_of(fz_rect rect)
{
	return (struct layout_box) { rect.x0, rect.y0, rect.x1, rect.y1 };
}

static struct layout_box turned_box(const struct extraction *e, fz_rect rect)
{
	fz_point a = turned(e, fz_make_point(rect.x0, rect.y0));
	fz_point b = turned(e, fz_make_point(rect.x1, rect.y1));
	return (struct layout_box) { fminf(a.x, b.x), fminf(a.y, b.y), fmaxf(a.x, b.x),
		fmaxf(a.y, b.y) };
}

/* Fonts lie about their height: what is out of proportion is taken for a usual one. */
static fz_rect char_rect(const fz_stext_line *line, const fz_stext_char *c)
{
	const float usual_up = 0.8f, usual_down = 0.2f;
	const fz_quad *quad = &c->quad;
	float height = hypotf(quad->ul.x - quad->ll.x, quad->ul.y - quad->ll.y);
	if (line->wmode == 1 || (height > 0.5f * c->size && height < 1.8f * c->size))
		return fz_rect_from_quad(*quad);
	float advance = hypotf(quad->lr.x - quad->ll.x, quad->lr.y - quad->ll.y);
	fz_point on = fz_make_point(line->dir.x * advance, line->dir.y * advance);
	fz_point rise = fz_make_point(line->dir.y * c->size, -line->dir.x * c->size);
	fz_point a =
		fz_make_point(c->origin.x + rise.x * usual_up, c->origin.y + rise.y * usual_up);
	fz_point b = fz_make_point(
		c->origin.x + on.x - rise.x * usual_down, c->origin.y + on.y - rise.y * usual_down);
	return fz_make_rect(fminf(a.x, b.x), fminf(a.y, b.y), fmaxf(a.x, b.x), fmaxf(a.y, b.y));
}

static bool is_bold(fz_context *ctx, fz_font *font)
{
	static const char *const marks[] = { "Bold", "bold", "Black", "Heavy", "CMBX", "Demi" };
	const char *name = fz_font_name(ctx, font);
	for (size_t i = 0; name && i < sizeof marks / sizeof *marks; i++) {
		if (strstr(name, marks[i]))
			return true;
	}
	return fz_font_is_bold(ctx, font) != 0;
}

/* What a run's characters have in common. */
struct gathered {
	size_t count;
	size_t shown; /* without blanks */
	fz_rect rect; /* of those */
	float size;   /* the commonest: `votes` is its lead over the others */
	size_t votes;
	size_t bold;
	struct glyph_calls calls;
};

static void gather(struct extraction *e, const fz_stext_line *line, const fz_stext_char *c,
	struct gathered *all)
{
	bool blank = c->c == ' ';
	uint32_t call = text_device_call_of(c);
	float start = along(line, c->origin);
	float advance = along(line, c->quad.lr) - along(line, c->quad.ll);
	e->glyphs[all->count++] = (struct glyph) {
		.code = c->c < 0 ? 0 : (uint32_t)c->c,
		.start = start,
		.end = start + fmaxf(advance, 0),
		.call = call,
	};
	if (blank || c->c == GLYPH_FILLER)
		return;
	all->calls.first = all->shown == 0 || call < all->calls.first ? call : all->calls.first;
	all->calls.last = call > all->calls.last ? call : all->calls.last;
	all->rect =
		all->shown == 0 ? char_rect(line, c) : fz_union_rect(all->rect, char_rect(line, c));
	all->shown++;
	all->bold += is_bold(e->rendering->ctx, c->font);
	e->text->characters++;
	e->text->unmapped += glyph_is_unmapped(c->c < 0 ? 0 : (uint32_t)c->c);
	if (all->votes == 0)
		all->size = c->size;
	if (fabsf(all->size - c->size) < 0.05f)
		all->votes++;
	else
		all->votes--;
}

/* Browsers draw raised numbers hardly smaller than the text, but higher than others. */
static bool is_raised(float rise, float size, float line_size)
{
	float ratio = size / line_size, em = rise / line_size;
	return em < 0.8f && ((ratio < 0.8f && em > 0.1f) || (ratio < 0.9f && em > 0.2f));
}

/* Small digits above the line's baseline become superscripts, which is all that is left to tell a
 * note's mark or an exponent from a number. */
static void raise_digits(struct extraction *e, const struct run *run, float size)
{
	const fz_stext_line *line = run->first;
	float base = 0;
	bool has_base = false;
	size_t at = 0;
	for (size_t i = 0; i < run->lines; i++, line = line->next) {
		for (const fz_stext_char *c = line->first_char; c; c = c->next, at++) {
			float place = across(run->first, c->origin);
			uint32_t form = has_base ? raised_form(c->c) : 0;
			if (!has_base && c->c != ' ' && fabsf(c->size - size) < 0.05f) {
				base = place;
				has_base = true;
			} else if (form && is_raised(base - place, c->size, size)) {
				e->glyphs[at].code = form;
			}
		}
	}
}

/* Word processors set an "o" of Courier for a bullet. */
static void mend_bullet(struct extraction *e, const fz_stext_line *line)
{
	const fz_stext_char *o = line->first_char, *next = o ? o->next : NULL;
	const char *name = o ? fz_font_name(e->rendering->ctx, o->font) : "";
	if (!o || o->c != 'o' || !strstr(name, "Courier"))
		return;
	while (next && next->c == ' ')
		next = next->next;
	if (!next && line->next)
		next = line->next->first_char;
	if (next && next->font != o->font)
		e->glyphs[0].code = 0x2022;
}

/* Drawn twice, a little apart, for a shadow or a bolder look. */
static bool is_shadow(const struct layout *layout, const struct layout_line *line)
{
	enum { LOOK_BACK = 4 };
	for (size_t i = layout->count; i > 0 && i + LOOK_BACK > layout->count; i--) {
		const struct layout_line *other = &layout->lines[i - 1];
		if (fabsf(other->box.left - line->box.left) < 0.25f * line->size &&
			fabsf(other->box.top - line->box.top) < 0.25f * line->size &&
			strcmp(other->text, line->text) == 0)
			return true;
	}
	return false;
}

/* Places along a line that is upright on the turned page, from its left edge. */
static const struct layout_span *turned_words(const struct extraction *e, const fz_stext_line *line,
	const struct layout_span *words, size_t count)
{
	if (!words || line->wmode == 1)
		return NULL;
	struct layout_span *turned = arena_alloc(e->arena, (count + 1) * sizeof *turned);
	float width = e->bounds.x1 - e->bounds.x0, height = e->bounds.y1 - e->bounds.y0;
	float begin = e->quadrant == 2 ? width : e->quadrant == 3 ? height : 0;
	for (size_t i = 0; i < count; i++)
		turned[i] = (struct layout_span) { begin + words[i].left, begin + words[i].right };
	return turned;
}

static void add_line(struct extraction *e, const struct run *run)
{
	struct gathered all = { 0 };
	const fz_stext_line *line = run->first;
	struct layout *layout = &e->text->layout;
	for (size_t i = 0; i < run->lines; i++, line = line->next) {
		for (const fz_stext_char *c = line->first_char; c; c = c->next)
			gather(e, run->first, c, &all);
	}
	raise_digits(e, run, all.size);
	mend_bullet(e, run->first);
	struct glyph_words words;
	char *text = glyph_line_words(e->glyphs, all.count, all.size, e->arena, &words);
	if (!text)
		return;
	bool upright = run->quadrant == e->quadrant;
	const struct layout_span *spans =
		upright ? turned_words(e, run->first, words.spans, words.count) : NULL;
	const struct layout_line made = {
		.text = text,
		.box = turned_box(e, all.rect),
		.size = all.size,
		.bold = all.bold * 2 > all.shown,
		.block = run->block,
		.confidence = 100,
		.words = spans,
		.word_count = spans ? words.count : 0,
	};
	if (is_shadow(layout, &made))
		return;
	e->lines[layout->count] = (struct own_line) {
		.box = box_of(all.rect),
		.calls = all.calls,
		.words = made.words ? words.calls : NULL,
	};
	layout->lines[layout->count++] = made;
}

static void build(struct extraction *e, const fz_stext_page *page)
{
	struct runs runs = find_runs(page, e->arena);
	struct layout *layout = &e->text->layout;
	e->quadrant = main_quadrant(&runs);
	float width = e->bounds.x1 - e->bounds.x0, height = e->bounds.y1 - e->bounds.y0;
	layout->source = LAYOUT_FROM_TEXT;
	layout->quarter_turns = (4 - e->quadrant) % 4;
	layout->width = e->quadrant % 2 ? height : width;
	layout->height = e->quadrant % 2 ? width : height;
	layout->lines = arena_alloc(e->arena, runs.count * sizeof *layout->lines);
	e->lines = arena_alloc(e->arena, runs.count * sizeof *e->lines);
	e->text->lines = e->lines;
	e->glyphs = alloc_zeroed(runs.glyphs + 1, sizeof *e->glyphs);
	for (size_t i = 0; i < runs.count; i++) {
		if (runs.items[i].quadrant == e->quadrant)
			add_line(e, &runs.items[i]);
	}
	for (size_t i = 0; i < runs.count; i++) {
		if (runs.items[i].quadrant != e->quadrant)
			add_line(e, &runs.items[i]);
	}
	free(e->glyphs);
}

/* ---- the page ---- */

/* Throws. */
static void read_page(struct rendering *r, fz_page *page)
{
	fz_context *ctx = r->ctx;
	const fz_stext_options options = { .flags = FZ_STEXT_MEDIABOX_CLIP };
	fz_device *device = NULL;
	fz_var(device);
	r->extracted.page = fz_new_stext_page(ctx, fz_bound_page(ctx, page));
	fz_try(ctx)
	{
		device = fz_new_stext_device(ctx, r->extracted.page, &options);
		text_device_init(&r->extracted.device, device, r->extracted.page);
		fz_set_user_context(ctx, &r->extracted.device);
		text_processor_run(
			ctx, pdf_page_from_fz_page(ctx, page), &r->extracted.device, &r->cookie);
		fz_close_device(ctx, device);
	}
	fz_always(ctx)
	{
		fz_set_user_context(ctx, NULL);
		fz_drop_device(ctx, device);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static int length_of_page(const fz_stext_page *page)
{
	size_t length = 0;
	for (const fz_stext_block *block = page->first_block; block; block = block->next) {
		for (const fz_stext_line *line = block->u.t.first_line; line; line = line->next)
			length += length_of(line);
	}
	return (int)length;
}

static void take_calls(
	const struct text_device *device, struct arena *arena, struct own_text *ret_text)
{
	struct own_call *calls = arena_alloc(arena, (device->call_count + 1) * sizeof *calls);
	for (size_t i = 0; i < device->call_count; i++) {
		const struct text_call *call = &device->calls[i];
		calls[i] = (struct own_call) { call->first_item, call->items, call->twin,
			call->suspect };
	}
	ret_text->calls = calls;
	ret_text->call_count = device->call_count;
	if (!fz_is_empty_rect(device->pictures))
		ret_text->pictures = box_of(device->pictures);
}

static void take_text(struct rendering *r, struct arena *arena, struct own_text *ret_text)
{
	struct extraction e = {
		.rendering = r,
		.arena = arena,
		.text = ret_text,
		.bounds = r->extracted.page->mediabox,
	};
	int length = length_of_page(r->extracted.page);
	int hidden = r->extracted.device.invisible;
	hidden = hidden < length ? hidden : length;
	*ret_text = (struct own_text) { .hidden = length ? (int)(hidden * 1000LL / length) : 0 };
	take_calls(&r->extracted.device, arena, ret_text);
	build(&e, r->extracted.page);
	if (ret_text->characters > 0)
		ret_text->unmapped = (int)(ret_text->unmapped * 1000LL / ret_text->characters);
}

int rendering_text(struct rendering *r, int page, struct arena *arena, struct own_text *ret_text,
	struct err *err)
{
	fz_context *ctx = r->ctx;
	fz_page *loaded = NULL;
	int rc = 0;
	fz_var(loaded);
	fz_var(rc);
	r->cookie = (fz_cookie) { .abort = r->stopped };
	rendering_begin(r);
	if (!rendering_has_page(r, page - 1))
		return err_set(err, ERR_INVALID, "the page is not in the file, which is damaged");
	fz_try(ctx)
	{
		loaded = fz_load_page(ctx, &r->pdf->super, page - 1);
		read_page(r, loaded);
		take_text(r, arena, ret_text);
	}
	fz_always(ctx)
	{
		fz_drop_stext_page(ctx, r->extracted.page);
		r->extracted.page = NULL;
		text_device_free(ctx, &r->extracted.device);
		fz_drop_page(ctx, loaded);
	}
	fz_catch(ctx)
	{
		rc = rendering_failure(r, "its text cannot be read", err);
	}
	/* What was aborted may have ended as if it were whole. */
	if (rc == 0 && (r->stopped || r->late))
		rc = rendering_failure(r, "its text cannot be read", err);
	return rc;
}
