/* rendering_textless.c: draws a page in colour without some of the calls that draw text. */
#include "workers/pdf_to_png/rendering_parts.h"

enum { POINTS_AN_INCH = 72 };

struct drawing {
	const struct own_text *text;
	const unsigned char *asked; /* by call */
	uint32_t items;             /* glyphs so far */
	size_t call;                /* the first that may begin or go on there */
	int nested;                 /* within a tile, or a glyph that is drawn itself */
	const fz_text *last_text;
	bool last_asked;
	fz_device device; /* the draw device's own calls */
};

static uint32_t length_of(const fz_text *text)
{
	size_t length = 0;
	for (const fz_text_span *span = text->head; span; span = span->next)
		length += (size_t)span->len;
	return (uint32_t)length;
}

/* Calls were counted by glyphs: those of the text pass may be shorter. */
static bool is_asked(fz_context *ctx, struct drawing *drawing, const fz_text *text)
{
	const struct own_call *calls = drawing->text->calls;
	bool asked = false;
	if (drawing->nested > 0)
		return false;
	if (text == drawing->last_text)
		return drawing->last_asked;
	uint32_t end = drawing->items + length_of(text);
	size_t i = drawing->call;
	for (; i < drawing->text->call_count && calls[i].first_item < end; i++)
		asked = asked || (drawing->asked[i] &&
					 calls[i].first_item + calls[i].items > drawing->items);
	drawing->call = i > 0 ? i - 1 : 0;
	drawing->items = end;
	fz_drop_text(ctx, drawing->last_text);
	drawing->last_text = fz_keep_text(ctx, text);
	drawing->last_asked = asked;
	return asked;
}

static void on_fill_text(fz_context *ctx, fz_device *device, const fz_text *text, fz_matrix ctm,
	fz_colorspace *space, const float *color, float alpha, fz_color_params params)
{
	struct drawing *drawing = fz_user_context(ctx);
	if (is_asked(ctx, drawing, text))
		return;
	drawing->nested++;
	drawing->device.fill_text(ctx, device, text, ctm, space, color, alpha, params);
	drawing->nested--;
}

/* NOLINTNEXTLINE(readability-function-size): MuPDF has so many parameters */
static void on_stroke_text(fz_context *ctx, fz_device *device, const fz_text *text,
	const fz_stroke_state *stroke, fz_matrix ctm, fz_colorspace *space, const float *color,
	float alpha, fz_color_params params)
{
	struct drawing *drawing = fz_user_context(ctx);
	if (is_asked(ctx, drawing, text))
		return;
	drawing->nested++;
	drawing->device.stroke_text(ctx, device, text, stroke, ctm, space, color, alpha, params);
	drawing->nested--;
}

/* What is drawn through letters is not, without them. */
static void on_clip_text(
	fz_context *ctx, fz_device *device, const fz_text *text, fz_matrix ctm, fz_rect scissor)
{
	struct drawing *drawing = fz_user_context(ctx);
	fz_text *none = NULL;
	if (!is_asked(ctx, drawing, text)) {
		drawing->device.clip_text(ctx, device, text, ctm, scissor);
		return;
	}
	none = fz_new_text(ctx);
	fz_try(ctx)
	{
		drawing->device.clip_text(ctx, device, none, ctm, scissor);
	}
	fz_always(ctx)
	{
		fz_drop_text(ctx, none);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static void on_clip_stroke_text(fz_context *ctx, fz_device *device, const fz_text *text,
	const fz_stroke_state *stroke, fz_matrix ctm, fz_rect scissor)
{
	struct drawing *drawing = fz_user_context(ctx);
	is_asked(ctx, drawing, text);
	drawing->device.clip_stroke_text(ctx, device, text, stroke, ctm, scissor);
}

static void on_ignore_text(fz_context *ctx, fz_device *device, const fz_text *text, fz_matrix ctm)
{
	(void)device;
	(void)ctm;
	is_asked(ctx, fz_user_context(ctx), text);
}

/* A tile may be at hand from before, and is not drawn then: neither pass counts its text. */
static int on_begin_tile(fz_context *ctx, fz_device *device, fz_rect area, fz_rect view,
	float x_step, float y_step, fz_matrix ctm, int id)
{
	struct drawing *drawing = fz_user_context(ctx);
	drawing->nested++;
	return drawing->device.begin_tile(ctx, device, area, view, x_step, y_step, ctm, id);
}

static void on_end_tile(fz_context *ctx, fz_device *device)
{
	struct drawing *drawing = fz_user_context(ctx);
	drawing->nested--;
	drawing->device.end_tile(ctx, device);
}

static void override(struct drawing *drawing, fz_device *device)
{
	drawing->device = *device;
	device->begin_tile = on_begin_tile;
	device->end_tile = on_end_tile;
	device->fill_text = on_fill_text;
	device->stroke_text = on_stroke_text;
	device->clip_text = on_clip_text;
	device->clip_stroke_text = on_clip_stroke_text;
	device->ignore_text = on_ignore_text;
}

/* Throws. */
static fz_pixmap *draw(struct rendering *r, fz_page *page, int dpi, struct drawing *drawing)
{
	fz_context *ctx = r->ctx;
	fz_matrix scale = fz_scale((float)dpi / POINTS_AN_INCH, (float)dpi / POINTS_AN_INCH);
	fz_irect box = fz_round_rect(fz_transform_rect(fz_bound_page(ctx, page), scale));
	fz_device *device = NULL;
	fz_pixmap *pixmap = fz_new_pixmap_with_bbox(ctx, fz_device_rgb(ctx), box, NULL, 0);
	fz_var(device);
	fz_try(ctx)
	{
		fz_clear_pixmap_with_value(ctx, pixmap, 0xff);
		device = fz_new_draw_device(ctx, scale, pixmap);
		if (drawing->asked)
			override(drawing, device);
		fz_set_user_context(ctx, drawing);
		fz_run_page(ctx, page, device, fz_identity, &r->cookie);
		fz_close_device(ctx, device);
	}
	fz_always(ctx)
	{
		fz_set_user_context(ctx, NULL);
		fz_drop_device(ctx, device);
	}
	fz_catch(ctx)
	{
		fz_drop_pixmap(ctx, pixmap);
		fz_rethrow(ctx);
	}
	return pixmap;
}

fz_pixmap *rendering_draw_without(struct rendering *rendering, fz_page *page, int dpi,
	const struct own_text *text, const unsigned char *without)
{
	struct rendering *r = rendering;
	const unsigned char *asked = without;
	fz_context *ctx = r->ctx;
	struct drawing drawing = { .text = text, .asked = asked };
	fz_pixmap *pixmap = NULL;
	fz_var(pixmap);
	fz_try(ctx)
	{
		pixmap = draw(r, page, dpi, &drawing);
	}
	fz_always(ctx)
	{
		fz_drop_text(ctx, drawing.last_text);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
	return pixmap;
}
