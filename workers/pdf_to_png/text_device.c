/* text_device.c: overrides of MuPDF's structured-text device, which it is given better glyphs by.
 */
#include "workers/pdf_to_png/text_device.h"

#include "common/base/alloc.h"
#include "workers/pdf_to_png/glyph_line.h"
#include "workers/pdf_to_png/glyph_memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_CALLS = 0xffffff, /* a colour has so many bits */
	MAX_LOOKS = 2000000,
	MAX_GROUPS = 64,
};

static const float faint_alpha = 0.3f;
static const float light = 0.7f;     /* of white: invisible on paper, maybe */
static const float thin = 3;         /* points: what covers text is thicker */
static const float ornament = 0.01f; /* of the page */

/* ---- calls ---- */

static float luminance(fz_context *ctx, fz_colorspace *space, const float *color)
{
	float rgb[3] = { 0, 0, 0 };
	if (!space || !color)
		return 0;
	fz_convert_color(ctx, space, color, fz_device_rgb(ctx), rgb, NULL, fz_default_color_params);
	return 0.3f * rgb[0] + 0.59f * rgb[1] + 0.11f * rgb[2];
}

static fz_rect scissor_of(const fz_device *device)
{
	return device->container_len > 0 ? device->container[device->container_len - 1].scissor
					 : fz_infinite_rect;
}

static bool is_within(const fz_device *device, int container)
{
	for (int i = 0; i < device->container_len; i++) {
		if (device->container[i].type == container)
			return true;
	}
	return false;
}

static bool holds(fz_rect outer, fz_rect inner)
{
	return inner.x0 >= outer.x0 - 1 && inner.y0 >= outer.y0 - 1 && inner.x1 <= outer.x1 + 1 &&
	       inner.y1 <= outer.y1 + 1;
}

static uint32_t length_of(const fz_text *text)
{
	size_t length = 0;
	for (const fz_text_span *span = text->head; span; span = span->next)
		length += (size_t)span->len;
	return (uint32_t)length;
}

/* Returns its number. */
static uint32_t add_call(struct text_device *d, const fz_text *text, fz_rect box, bool suspect)
{
	bool tile = is_within(d->device, fz_device_container_stack_is_tile);
	uint32_t length = tile ? 0 : length_of(text);
	size_t first = d->item_count;
	d->item_count += length;
	if (d->call_count >= MAX_CALLS) {
		struct text_call *last = &d->calls[d->call_count - 1];
		last->items += length;
		last->box = fz_union_rect(last->box, box);
		last->suspect = true;
		return (uint32_t)d->call_count - 1;
	}
	if (d->call_count == d->call_room) {
		d->call_room = d->call_room ? 2 * d->call_room : 256;
		d->calls = alloc_resize(d->calls, d->call_room * sizeof *d->calls);
	}
	d->calls[d->call_count] = (struct text_call) {
		.first_item = (uint32_t)first,
		.items = length,
		.twin = (uint32_t)d->call_count,
		.suspect = suspect,
		.box = box,
	};
	return (uint32_t)d->call_count++;
}

/* ---- glyphs ---- */

struct copying {
	fz_context *ctx;
	struct text_device *d;
	const fz_text_span *span;
	fz_text *copy;
	fz_matrix ctm;
	float size; /* on the page */
	uint32_t call;
};

static void show(const struct copying *c, const fz_text_item *item, int glyph, uint32_t code)
{
	const fz_text_span *span = c->span;
	fz_matrix trm = span->trm;
	trm.e = item->x;
	trm.f = item->y;
	fz_show_glyph(c->ctx, c->copy, span->font, trm, glyph, (int)code, (int)span->wmode,
		(int)span->bidi_level, (fz_bidi_direction)span->markup_dir,
		(fz_text_language)span->language);
}

static void show_all(
	const struct copying *c, const fz_text_item *item, const uint32_t *codes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		show(c, item, i == 0 ? item->gid : -1, codes[i]);
}

static int decode_utf8(const char **text)
{
	int code = 0;
	*text += fz_chartorune(&code, *text);
	return code;
}

/* The first glyph says it all; those beside it are silent, and others are left out. */
static void show_actual(const struct copying *c, const fz_text_item *item)
{
	struct text_device *d = c->d;
	fz_point place = fz_transform_point_xy(item->x, item->y, c->ctm);
	const char *text = d->actual.text;
	if (!*text)
		return;
	if (d->actual.said) {
		if (fabsf(place.y - d->actual.origin.y) < 0.1f * c->size ||
			fabsf(place.x - d->actual.origin.x) < 0.1f * c->size)
			show(c, item, item->gid, GLYPH_FILLER);
		return;
	}
	d->actual.said = true;
	d->actual.origin = place;
	for (int glyph = item->gid; *text; glyph = -1)
		show(c, item, glyph, (uint32_t)decode_utf8(&text));
}

/* Drawn here before, for a bolder look. */
static bool is_twin(const struct copying *c, const fz_text_item *item)
{
	struct text_device *d = c->d;
	if (item->ucs <= ' ' || item->ucs == 0xa0 || item->gid <= 0)
		return false;
	fz_point place = fz_transform_point_xy(item->x, item->y, c->ctm);
	long other = glyph_memory_find(d->memory, item->ucs, place, c->size, c->call);
	if (other < 0)
		return false;
	if ((uint32_t)other != c->call)
		d->calls[other].twin = c->call;
	return true;
}

/* Shows one glyph with what follows from it; returns how many items those are. */
static int show_glyph(const struct copying *c, int at)
{
	const fz_text_span *span = c->span;
	const fz_text_item *item = &span->items[at];
	int next = at + 1;
	while (next < span->len && span->items[next].gid < 0)
		next++;
	if (is_twin(c, item))
		return next - at;
	const struct glyph_meaning *meaning = NULL;
	if (next == at + 1 && item->ucs != ' ' && item->ucs >= 0)
		meaning = glyph_cache_find(c->ctx, c->d->cache, span->font, item->gid, item->ucs);
	if (meaning && meaning->count > 0) {
		show_all(c, item, meaning->codes, meaning->count);
		return 1;
	}
	for (int i = at; i < next; i++)
		show(c, &span->items[i], span->items[i].gid, (uint32_t)span->items[i].ucs);
	return next - at;
}

static void copy_span(struct copying *c)
{
	const fz_text_span *span = c->span;
	c->size = fz_matrix_expansion(fz_concat(span->trm, c->ctm));
	if (c->d->actual.text) {
		for (int i = 0; i < span->len; i++) {
			if (span->items[i].gid >= 0)
				show_actual(c, &span->items[i]);
		}
		return;
	}
	for (int i = 0; i < span->len;)
		i += show_glyph(c, i);
}

/* Hands the text to MuPDF with the call's number for a colour. */
static void hand_on(fz_context *ctx, struct text_device *d, fz_device *device, const fz_text *text,
	fz_matrix ctm, uint32_t call)
{
	struct copying c = { .ctx = ctx, .d = d, .ctm = ctm, .call = call };
	const float color[3] = {
		((float)(call >> 16 & 0xff) + 0.5f) / 255,
		((float)(call >> 8 & 0xff) + 0.5f) / 255,
		((float)(call & 0xff) + 0.5f) / 255,
	};
	c.copy = fz_new_text(ctx);
	fz_try(ctx)
	{
		for (c.span = text->head; c.span; c.span = c.span->next)
			copy_span(&c);
		d->fill_text(ctx, device, c.copy, ctm, fz_device_rgb(ctx), color, 1,
			fz_default_color_params);
	}
	fz_always(ctx)
	{
		fz_drop_text(ctx, c.copy);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static void take_text(fz_context *ctx, fz_device *device, const fz_text *text,
	const fz_stroke_state *stroke, fz_matrix ctm, bool suspect)
{
	struct text_device *d = fz_user_context(ctx);
	/* Filled and then stroked. */
	if (text == d->last_text)
		return;
	fz_rect box = fz_bound_text(ctx, text, stroke, ctm);
	suspect = suspect || is_within(device, fz_device_container_stack_is_mask) ||
		  d->group_alpha < faint_alpha || !holds(scissor_of(device), box);
	uint32_t call = add_call(d, text, box, suspect);
	hand_on(ctx, d, device, text, ctm, call);
	fz_drop_text(ctx, d->last_text);
	d->last_text = fz_keep_text(ctx, text);
}

static void on_fill_text(fz_context *ctx, fz_device *device, const fz_text *text, fz_matrix ctm,
	fz_colorspace *space, const float *color, float alpha, fz_color_params params)
{
	(void)params;
	take_text(ctx, device, text, NULL, ctm,
		alpha < faint_alpha || luminance(ctx, space, color) > light);
}

/* NOLINTNEXTLINE(readability-function-size): MuPDF has so many parameters */
static void on_stroke_text(fz_context *ctx, fz_device *device, const fz_text *text,
	const fz_stroke_state *stroke, fz_matrix ctm, fz_colorspace *space, const float *color,
	float alpha, fz_color_params params)
{
	(void)params;
	take_text(ctx, device, text, stroke, ctm,
		alpha < faint_alpha || luminance(ctx, space, color) > light);
}

static void on_clip_text(
	fz_context *ctx, fz_device *device, const fz_text *text, fz_matrix ctm, fz_rect scissor)
{
	(void)scissor;
	take_text(ctx, device, text, NULL, ctm, true);
}

static void on_clip_stroke_text(fz_context *ctx, fz_device *device, const fz_text *text,
	const fz_stroke_state *stroke, fz_matrix ctm, fz_rect scissor)
{
	(void)scissor;
	take_text(ctx, device, text, stroke, ctm, true);
}

static void on_ignore_text(fz_context *ctx, fz_device *device, const fz_text *text, fz_matrix ctm)
{
	struct text_device *d = fz_user_context(ctx);
	d->invisible += (int)length_of(text);
	take_text(ctx, device, text, NULL, ctm, true);
}

/* ---- what may hide text ---- */

/* Something opaque was drawn there. */
static void cover(struct text_device *d, const fz_device *device, fz_rect place, float alpha)
{
	place = fz_intersect_rect(place, scissor_of(device));
	if (alpha * d->group_alpha < faint_alpha || !(place.x1 - place.x0 > thin) ||
		!(place.y1 - place.y0 > thin))
		return;
	bool all = d->looks > MAX_LOOKS;
	d->looks += d->call_count;
	for (size_t i = 0; i < d->call_count; i++) {
		struct text_call *call = &d->calls[i];
		if (!call->suspect &&
			(all || !fz_is_empty_rect(fz_intersect_rect(call->box, place))))
			call->suspect = true;
	}
}

/* NOLINTNEXTLINE(readability-function-size): MuPDF has so many parameters */
static void on_fill_path(fz_context *ctx, fz_device *device, const fz_path *path, int even_odd,
	fz_matrix ctm, fz_colorspace *space, const float *color, float alpha,
	fz_color_params params)
{
	(void)even_odd;
	(void)space;
	(void)color;
	(void)params;
	cover(fz_user_context(ctx), device, fz_bound_path(ctx, path, NULL, ctm), alpha);
}

/* NOLINTNEXTLINE(readability-function-size): MuPDF has so many parameters */
static void on_stroke_path(fz_context *ctx, fz_device *device, const fz_path *path,
	const fz_stroke_state *stroke, fz_matrix ctm, fz_colorspace *space, const float *color,
	float alpha, fz_color_params params)
{
	(void)space;
	(void)color;
	(void)params;
	/* A frame covers nothing; a thick line may be a bar. */
	if (stroke->linewidth * fz_matrix_expansion(ctm) > thin)
		cover(fz_user_context(ctx), device, fz_bound_path(ctx, path, stroke, ctm), alpha);
}

static void on_fill_shade(fz_context *ctx, fz_device *device, fz_shade *shade, fz_matrix ctm,
	float alpha, fz_color_params params)
{
	(void)params;
	cover(fz_user_context(ctx), device, fz_bound_shade(ctx, shade, ctm), alpha);
}

static float area_of(fz_rect rect)
{
	return fz_is_empty_rect(rect) ? 0 : (rect.x1 - rect.x0) * (rect.y1 - rect.y0);
}

static void picture(struct text_device *d, fz_matrix ctm)
{
	fz_rect place = fz_transform_rect(fz_unit_rect, ctm);
	if (area_of(fz_intersect_rect(place, d->page->mediabox)) >
		area_of(d->page->mediabox) * ornament)
		d->pictures = fz_union_rect(d->pictures, place);
}

static int length_of_page(const fz_stext_page *page)
{
	size_t length = 0;
	for (const fz_stext_block *block = page->first_block; block; block = block->next) {
		for (const fz_stext_line *line = block->u.t.first_line; line; line = line->next) {
			for (const fz_stext_char *c = line->first_char; c; c = c->next)
				length++;
		}
	}
	return (int)length;
}

/* A picture over most of the page lies over all that was drawn before. */
static void on_fill_image(fz_context *ctx, fz_device *device, fz_image *image, fz_matrix ctm,
	float alpha, fz_color_params params)
{
	struct text_device *d = fz_user_context(ctx);
	fz_rect place = fz_transform_rect(fz_unit_rect, ctm);
	fz_rect page = d->page->mediabox;
	(void)params;
	picture(d, ctm);
	if (image->mask)
		alpha = 0.5f;
	cover(d, device, place, alpha);
	if (alpha > 0.5f && area_of(fz_intersect_rect(place, page)) > area_of(page) / 2)
		d->invisible = length_of_page(d->page);
}

static void on_fill_image_mask(fz_context *ctx, fz_device *device, fz_image *image, fz_matrix ctm,
	fz_colorspace *space, const float *color, float alpha, fz_color_params params)
{
	struct text_device *d = fz_user_context(ctx);
	(void)image;
	(void)space;
	(void)color;
	(void)params;
	picture(d, ctm);
	cover(d, device, fz_transform_rect(fz_unit_rect, ctm), alpha);
}

static void on_begin_group(fz_context *ctx, fz_device *device, fz_rect area, fz_colorspace *space,
	int isolated, int knockout, int blend_mode, float alpha)
{
	struct text_device *d = fz_user_context(ctx);
	(void)device;
	(void)area;
	(void)space;
	(void)isolated;
	(void)knockout;
	(void)blend_mode;
	if (d->groups < MAX_GROUPS)
		d->group_alphas[d->groups] = d->group_alpha;
	d->groups++;
	d->group_alpha *= alpha;
}

static void on_end_group(fz_context *ctx, fz_device *device)
{
	struct text_device *d = fz_user_context(ctx);
	(void)device;
	if (d->groups > 0 && --d->groups < MAX_GROUPS)
		d->group_alpha = d->group_alphas[d->groups];
}

/* ---- life ---- */

void text_device_init(struct text_device *d, fz_device *stext, fz_stext_page *page)
{
	*d = (struct text_device) {
		.device = stext,
		.page = page,
		.pictures = fz_empty_rect,
		.group_alpha = 1,
		.memory = glyph_memory_new(),
		.cache = glyph_cache_new(),
		.fill_text = stext->fill_text,
	};
	stext->fill_text = on_fill_text;
	stext->stroke_text = on_stroke_text;
	stext->clip_text = on_clip_text;
	stext->clip_stroke_text = on_clip_stroke_text;
	stext->ignore_text = on_ignore_text;
	stext->fill_path = on_fill_path;
	stext->stroke_path = on_stroke_path;
	stext->fill_shade = on_fill_shade;
	stext->fill_image = on_fill_image;
	stext->fill_image_mask = on_fill_image_mask;
	stext->begin_group = on_begin_group;
	stext->end_group = on_end_group;
}

void text_device_free(fz_context *ctx, struct text_device *d)
{
	fz_drop_text(ctx, d->last_text);
	d->last_text = NULL;
	glyph_memory_free(&d->memory);
	glyph_cache_free(&d->cache);
	alloc_free(&d->calls);
	d->call_count = d->call_room = 0;
}

void text_device_actual(struct text_device *d, const char *text)
{
	d->actual.text = text;
	d->actual.said = false;
}
