/* cover.c: draws the first page with MuPDF and packs it with libjpeg, as small as it must be. */
#include "workers/pdf_to_png/cover.h"

#include "workers/engine/io.h"
#include "workers/pdf_to_png/rendering_parts.h"

#include <jpeglib.h>
#include <math.h>
#include <setjmp.h>
#include <stdlib.h>

/* ---- drawing ---- */

/* Throws. */
static fz_pixmap *draw(struct rendering *r, fz_page *page)
{
	fz_context *ctx = r->ctx;
	fz_rect bounds = fz_bound_page(ctx, page);
	float longer = fmaxf(bounds.x1 - bounds.x0, bounds.y1 - bounds.y0);
	if (!(longer > 0))
		fz_throw(ctx, FZ_ERROR_GENERIC, "the page has no size");
	fz_matrix scale = fz_scale((COVER_SIDE - 1) / longer, (COVER_SIDE - 1) / longer);
	fz_irect box = fz_round_rect(fz_transform_rect(bounds, scale));
	fz_pixmap *pixmap = fz_new_pixmap_with_bbox(ctx, fz_device_rgb(ctx), box, NULL, 0);
	fz_device *device = NULL;
	fz_var(device);
	fz_try(ctx)
	{
		fz_clear_pixmap_with_value(ctx, pixmap, 0xff);
		device = fz_new_draw_device(ctx, scale, pixmap);
		fz_run_page(ctx, page, device, fz_identity, &r->cookie);
		fz_close_device(ctx, device);
	}
	fz_always(ctx)
	{
		fz_drop_device(ctx, device);
	}
	fz_catch(ctx)
	{
		fz_drop_pixmap(ctx, pixmap);
		fz_rethrow(ctx);
	}
	return pixmap;
}

static int draw_first(struct rendering *r, fz_pixmap **ret_pixmap, struct err *err)
{
	fz_context *ctx = r->ctx;
	fz_page *page = NULL;
	fz_pixmap *pixmap = NULL;
	fz_var(page);
	fz_var(pixmap);
	r->cookie = (fz_cookie) { .abort = r->stopped };
	rendering_begin(r);
	if (!rendering_has_page(r, 0))
		return err_set(err, ERR_INVALID, "the first page is not in the file");
	fz_try(ctx)
	{
		page = fz_load_page(ctx, &r->pdf->super, 0);
		pixmap = draw(r, page);
	}
	fz_always(ctx)
	{
		fz_drop_page(ctx, page);
	}
	fz_catch(ctx)
	{
		return rendering_failure(r, "the cover cannot be drawn", err);
	}
	if (r->stopped || r->late) {
		fz_drop_pixmap(ctx, pixmap);
		return rendering_failure(r, "the cover cannot be drawn", err);
	}
	*ret_pixmap = pixmap;
	return 0;
}

/* ---- packing ---- */

struct packing {
	struct jpeg_error_mgr errors;
	jmp_buf failed;
	struct jpeg_compress_struct jpeg;
	unsigned char *data; /* malloc'ed by libjpeg */
	unsigned long len;
};

static void on_error(j_common_ptr jpeg)
{
	struct packing *packing = (struct packing *)jpeg->err;
	longjmp(packing->failed, 1);
}

/* libjpeg would print. */
static void on_message(j_common_ptr jpeg)
{
	(void)jpeg;
}

static void pack_rows(struct packing *packing, unsigned char *samples, int stride, int quality)
{
	struct jpeg_compress_struct *jpeg = &packing->jpeg;
	jpeg->input_components = 3;
	jpeg->in_color_space = JCS_RGB;
	jpeg_set_defaults(jpeg);
	jpeg_set_quality(jpeg, quality, TRUE);
	jpeg_start_compress(jpeg, TRUE);
	while (jpeg->next_scanline < jpeg->image_height) {
		JSAMPROW row = samples + (size_t)jpeg->next_scanline * (size_t)stride;
		jpeg_write_scanlines(jpeg, &row, 1);
	}
	jpeg_finish_compress(jpeg);
}

/* The picture is in packing->data then, which is the caller's in any case. */
static bool pack(struct packing *packing, fz_context *ctx, fz_pixmap *pixmap, int quality)
{
	packing->jpeg.err = jpeg_std_error(&packing->errors);
	packing->errors.error_exit = on_error;
	packing->errors.output_message = on_message;
	if (setjmp(packing->failed)) {
		jpeg_destroy_compress(&packing->jpeg);
		return false;
	}
	jpeg_create_compress(&packing->jpeg);
	jpeg_mem_dest(&packing->jpeg, &packing->data, &packing->len);
	packing->jpeg.image_width = (JDIMENSION)fz_pixmap_width(ctx, pixmap);
	packing->jpeg.image_height = (JDIMENSION)fz_pixmap_height(ctx, pixmap);
	pack_rows(packing, fz_pixmap_samples(ctx, pixmap), fz_pixmap_stride(ctx, pixmap), quality);
	jpeg_destroy_compress(&packing->jpeg);
	return true;
}

static int write_packed(fz_context *ctx, fz_pixmap *pixmap, int fd, struct err *err)
{
	static const int qualities[] = { 85, 70, 50, 30, 15 };
	int rc = err_set(err, ERR_INVALID, "the cover cannot be made small enough");
	bool fits = false;
	for (size_t i = 0; i < sizeof qualities / sizeof *qualities && !fits; i++) {
		struct packing packing = { .data = NULL, .len = 0 };
		bool packed = pack(&packing, ctx, pixmap, qualities[i]);
		fits = packed && packing.len <= COVER_MAX_BYTES;
		if (fits)
			rc = engine_write(fd, packing.data, packing.len, err);
		free(packing.data);
	}
	return rc;
}

int cover_write(struct rendering *rendering, int fd, struct err *err)
{
	fz_pixmap *pixmap = NULL;
	if (draw_first(rendering, &pixmap, err) < 0)
		return -1;
	int rc = write_packed(rendering->ctx, pixmap, fd, err);
	fz_drop_pixmap(rendering->ctx, pixmap);
	return rc;
}
