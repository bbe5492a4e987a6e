/* picture.c: draws a page in colour with MuPDF. */
#include "workers/page_image/picture.h"

#include "workers/pdf_to_png/rendering_parts.h"

#include <math.h>

/* What a page of that size gets: its sides are those of the picture exactly, so that a fraction of
 * the one is the same of the other. Throws. */
static fz_matrix fit(fz_context *ctx, fz_rect bounds, int wanted, fz_irect *ret_box)
{
	double width = (double)bounds.x1 - (double)bounds.x0;
	double height = (double)bounds.y1 - (double)bounds.y0;
	if (!(width > 0 && height > 0))
		fz_throw(ctx, FZ_ERROR_GENERIC, "the page has no size");
	double most = (double)wanted * PICTURE_MAX_RATIO;
	double scale = fmin(wanted / width, most / height);
	ret_box->x0 = ret_box->y0 = 0;
	ret_box->x1 = (int)fmax(round(width * scale), 1);
	ret_box->y1 = (int)fmax(round(height * scale), 1);
	return fz_concat(fz_translate(-bounds.x0, -bounds.y0),
		fz_scale((float)(ret_box->x1 / width), (float)(ret_box->y1 / height)));
}

/* Throws; r->pixmap is there or not. */
static void draw(struct rendering *r, fz_page *page, int width)
{
	fz_context *ctx = r->ctx;
	fz_irect box;
	fz_matrix matrix = fit(ctx, fz_bound_page(ctx, page), width, &box);
	fz_device *device = NULL;
	fz_var(device);
	r->pixmap = fz_new_pixmap_with_bbox(ctx, fz_device_rgb(ctx), box, NULL, 0);
	fz_clear_pixmap_with_value(ctx, r->pixmap, 0xff);
	fz_try(ctx)
	{
		device = fz_new_draw_device(ctx, matrix, r->pixmap);
		fz_run_page(ctx, page, device, fz_identity, &r->cookie);
		fz_close_device(ctx, device);
	}
	fz_always(ctx)
	{
		fz_drop_device(ctx, device);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static int try_draw(struct rendering *r, int number, int width, struct err *err)
{
	fz_context *ctx = r->ctx;
	fz_page *page = NULL;
	fz_var(page);
	fz_drop_pixmap(ctx, r->pixmap);
	r->pixmap = NULL;
	r->cookie = (fz_cookie) { .abort = r->stopped };
	rendering_begin(r);
	if (!rendering_has_page(r, number - 1))
		return err_set(err, ERR_INVALID, "the page is not in the file, which is damaged");
	fz_try(ctx)
	{
		page = fz_load_page(ctx, &r->pdf->super, number - 1);
		draw(r, page, width);
	}
	fz_always(ctx)
	{
		fz_drop_page(ctx, page);
	}
	fz_catch(ctx)
	{
		return rendering_failure(r, "the page cannot be drawn", err);
	}
	/* An aborted page may have ended as if it were whole. */
	if (r->stopped || r->late)
		return rendering_failure(r, "the page cannot be drawn", err);
	return 0;
}

int picture_draw(
	struct rendering *r, int page, int width, struct picture *ret_picture, struct err *err)
{
	fz_context *ctx = r->ctx;
	bool repaired = pdf_was_repaired(ctx, r->pdf);
	int rc = try_draw(r, page, width, err);
	/* Damage found on the way makes MuPDF look for the objects anew: now it knows more. */
	if (rc < 0 && err->kind == ERR_INVALID && !repaired && pdf_was_repaired(ctx, r->pdf))
		rc = try_draw(r, page, width, err);
	if (rc < 0)
		return -1;
	*ret_picture = (struct picture) {
		.width = fz_pixmap_width(ctx, r->pixmap),
		.height = fz_pixmap_height(ctx, r->pixmap),
		.stride = fz_pixmap_stride(ctx, r->pixmap),
		.samples = fz_pixmap_samples(ctx, r->pixmap),
	};
	return 0;
}
