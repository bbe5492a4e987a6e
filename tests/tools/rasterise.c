/* rasterise.c: draws pages and puts the pictures into a PDF again. */
#include "tests/tools/rasterise.h"

#include "common/base/alloc.h"

#include <mupdf/fitz.h>
#include <mupdf/pdf.h>
#include <stdlib.h>
#include <string.h>

enum { SCAN_DPI = 200, SPECKS_A_MILLION = 40 };

/* Tests stop at the first thing that does not work. */
static fz_context *new_context(void)
{
	fz_context *ctx = fz_new_context(NULL, NULL, FZ_STORE_DEFAULT);
	if (!ctx)
		abort();
	return ctx;
}

static pdf_document *open_document(fz_context *ctx, const struct buf *pdf)
{
	fz_stream *stream = fz_open_memory(ctx, (const unsigned char *)pdf->data, pdf->len);
	pdf_document *document = pdf_open_document_with_stream(ctx, stream);
	fz_drop_stream(ctx, stream);
	return document;
}

static void add_specks(unsigned char *pixels, size_t count)
{
	unsigned long state = 42;
	for (size_t i = 0; i < count / 1000000 * SPECKS_A_MILLION; i++) {
		state = state * 6364136223846793005ul + 1442695040888963407ul;
		pixels[(state >> 20) % count] = (unsigned char)(state >> 56);
	}
}

static void scan_page(fz_context *ctx, pdf_document *document, int index, struct made_page *page)
{
	fz_matrix place = fz_concat(
		fz_rotate((float)page->askew), fz_translate((float)page->right, (float)page->down));
	fz_matrix matrix = fz_concat(place, fz_scale(SCAN_DPI / 72.0f, SCAN_DPI / 72.0f));
	fz_page *loaded = fz_load_page(ctx, &document->super, index);
	fz_irect sheet = fz_round_rect(fz_transform_rect(
		fz_bound_page(ctx, loaded), fz_scale(SCAN_DPI / 72.0f, SCAN_DPI / 72.0f)));
	fz_pixmap *pixmap = fz_new_pixmap_with_bbox(ctx, fz_device_gray(ctx), sheet, NULL, 0);
	fz_clear_pixmap_with_value(ctx, pixmap, 0xff);
	fz_device *device = fz_new_draw_device(ctx, matrix, pixmap);
	fz_run_page(ctx, loaded, device, fz_identity, NULL);
	fz_close_device(ctx, device);
	fz_drop_device(ctx, device);
	fz_drop_page(ctx, loaded);
	size_t size = (size_t)fz_pixmap_stride(ctx, pixmap) * (size_t)fz_pixmap_height(ctx, pixmap);
	page->pixel_width = fz_pixmap_width(ctx, pixmap);
	page->pixel_height = fz_pixmap_height(ctx, pixmap);
	page->pixels = alloc_zeroed(1, size);
	memcpy(page->pixels, fz_pixmap_samples(ctx, pixmap), size);
	add_specks(page->pixels, size);
	buf_clear(&page->content);
	buf_printf(&page->content, "q %g 0 0 %g 0 0 cm /I Do Q\n", page->width, page->height);
	fz_drop_pixmap(ctx, pixmap);
}

void scan_pages(struct made_page *pages, int count)
{
	struct buf pdf = BUF_EMPTY;
	pdf_build(pages, count, count, &pdf);
	fz_context *ctx = new_context();
	fz_try(ctx)
	{
		pdf_document *document = open_document(ctx, &pdf);
		for (int i = 0; i < count; i++)
			scan_page(ctx, document, i, &pages[i]);
		pdf_drop_document(ctx, document);
	}
	fz_catch(ctx)
	{
		abort();
	}
	fz_drop_context(ctx);
	buf_free(&pdf);
}

void lock_document(struct buf *pdf)
{
	fz_context *ctx = new_context();
	fz_try(ctx)
	{
		pdf_document *document = open_document(ctx, pdf);
		pdf_write_options options;
		pdf_parse_write_options(ctx, &options,
			"encrypt=aes-256,owner-password=secret,user-password=secret");
		fz_buffer *locked = fz_new_buffer(ctx, pdf->len);
		fz_output *output = fz_new_output_with_buffer(ctx, locked);
		pdf_write_document(ctx, document, output, &options);
		fz_close_output(ctx, output);
		fz_drop_output(ctx, output);
		unsigned char *data;
		size_t len = fz_buffer_storage(ctx, locked, &data);
		buf_clear(pdf);
		buf_append(pdf, data, len);
		fz_drop_buffer(ctx, locked);
		pdf_drop_document(ctx, document);
	}
	fz_catch(ctx)
	{
		abort();
	}
	fz_drop_context(ctx);
}
