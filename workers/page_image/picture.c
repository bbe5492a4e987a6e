/* picture.c: draws a page in colour with MuPDF. */
#include "workers/page_image/picture.h"

#include "workers/pdf_to_png/rendering_parts.h"

#include <math.h>

/* Sets up drawing in colour, as wide as `context` points to. The page's edges coincide with the
 * picture's exactly, so that fractions of the one are fractions of the other. Throws. */
static int fit(struct rendering *r, fz_page *page, struct rendering_frame *ret_frame, void *context,
	struct err *err)
{
	fz_context *ctx = r->ctx;
	const int *wanted = context;
	fz_rect bounds = fz_bound_page(ctx, page);
	double width = (double)bounds.x1 - (double)bounds.x0;
	double height = (double)bounds.y1 - (double)bounds.y0;
	(void)err;
	if (!(width > 0 && height > 0))
		fz_throw(ctx, FZ_ERROR_GENERIC, "the page has no size");
	double most = (double)*wanted * PICTURE_MAX_RATIO;
	double scale = fmin(*wanted / width, most / height);
	ret_frame->box = (fz_irect) { .x1 = (int)fmax(round(width * scale), 1),
		.y1 = (int)fmax(round(height * scale), 1) };
	ret_frame->matrix = fz_concat(fz_translate(-bounds.x0, -bounds.y0),
		fz_scale((float)(ret_frame->box.x1 / width), (float)(ret_frame->box.y1 / height)));
	ret_frame->colours = fz_device_rgb(ctx);
	return 0;
}

int picture_draw(
	struct rendering *r, int page, int width, struct picture *ret_picture, struct err *err)
{
	fz_context *ctx = r->ctx;
	if (rendering_draw(r, page, fit, &width, err) < 0)
		return -1;
	*ret_picture = (struct picture) {
		.width = fz_pixmap_width(ctx, r->pixmap),
		.height = fz_pixmap_height(ctx, r->pixmap),
		.stride = fz_pixmap_stride(ctx, r->pixmap),
		.samples = fz_pixmap_samples(ctx, r->pixmap),
	};
	return 0;
}
