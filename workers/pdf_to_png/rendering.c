/* rendering.c: opening documents, and drawing their pages. */
#include "workers/pdf_to_png/rendering.h"

#include "common/base/alloc.h"
#include "common/base/pageset.h"
#include "common/base/timestamp.h"
#include "workers/engine/io.h"
#include "workers/pdf_to_png/rendering_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	STORE_BYTES = 128 * 1024 * 1024,
	BASE_MEMORY = 768 * 1024 * 1024,
	BYTES_A_PIXEL = 16,      /* groups and masks need several images of the page's size */
	MARK_WITHIN = 16 * 1024, /* from either end; ISO 32000-1, Annex H, has 1024 */
	MAX_SIDE = 32767,        /* Tesseract reads no larger image */
	LEAST_DPI = 36,          /* print below is not legible */
};

/* ---- MuPDF's surroundings ---- */

static void on_progress(void *context)
{
	struct rendering *r = context;
	if (!r->stopped && !r->moved(r->context)) {
		r->stopped = true;
		r->cookie.abort = 1;
	}
	if (!r->late && clock_process_ms() >= r->deadline_ms) {
		r->late = true;
		r->cookie.abort = 1;
		/* Where nothing asks the cookie, MuPDF asks for memory. */
		r->memory.closed = true;
	}
}

static void on_message(void *context, const char *message)
{
	struct rendering *r = context;
	if (!r->trouble[0])
		snprintf(r->trouble, sizeof r->trouble, "%s", message);
}

static int next_bytes(fz_context *ctx, fz_stream *stream, size_t max)
{
	struct rendering *r = stream->state;
	struct err err;
	size_t len = 0;
	(void)max;
	on_progress(r);
	if (engine_read_at(r->input.fd, r->input.data, RENDERING_READ_SIZE, r->input.offset, &len,
		    &err) < 0) {
		r->unreadable = true;
		fz_throw(ctx, FZ_ERROR_GENERIC, "%s", err.text);
	}
	if (len == 0)
		return EOF;
	r->input.offset += len;
	stream->rp = r->input.data;
	stream->wp = stream->rp + len;
	stream->pos = (int64_t)r->input.offset;
	return *stream->rp++;
}

static void seek_bytes(fz_context *ctx, fz_stream *stream, int64_t offset, int whence)
{
	struct rendering *r = stream->state;
	(void)ctx;
	int64_t size = (int64_t)r->input.size;
	int64_t target = offset;
	if (whence == SEEK_CUR)
		target += stream->pos - (stream->wp - stream->rp);
	else if (whence == SEEK_END)
		target += size;
	if (target < 0)
		target = 0;
	if (target > size)
		target = size;
	r->input.offset = (uint64_t)target;
	stream->pos = target;
	stream->rp = stream->wp = r->input.data;
}

static void drop_bytes(fz_context *ctx, void *state)
{
	(void)ctx;
	(void)state;
}

int rendering_failure(struct rendering *r, const char *what, struct err *err)
{
	if (r->stopped)
		return err_set(err, ERR_UNAVAILABLE, "stopped");
	if (r->late)
		return err_set(err, ERR_INVALID, "%s: not done within page_timeout_seconds = %lld",
			what, (long long)r->limits.max_seconds);
	if (r->unreadable)
		return err_set(err, ERR_INTERNAL, "%s", fz_caught_message(r->ctx));
	if (r->memory.refused)
		return err_set(err, ERR_INVALID,
			"%s: needs more than %zu MiB of memory, the limit for "
			"max_page_megapixels = %lld",
			what, r->memory.limit >> 20, (long long)r->limits.max_megapixels);
	return err_set(err, ERR_INVALID, "%s: %s", what, fz_caught_message(r->ctx));
}

/* Before a piece of work that has a time limit of its own. */
void rendering_begin(struct rendering *r)
{
	r->trouble[0] = '\0';
	r->memory.refused = r->memory.closed = r->late = false;
	r->deadline_ms = clock_process_ms() + r->limits.max_seconds * 1000;
}

/* ---- opening ---- */

/* Do `size` bytes from there hold any of two marks? */
static int has_mark(struct rendering *r, uint64_t offset, const char *mark, const char *other,
	bool *ret_found, size_t *ret_len, struct err *err)
{
	char data[MARK_WITHIN];
	if (engine_read_at(r->input.fd, data, sizeof data, offset, ret_len, err) < 0)
		return -1;
	*ret_found = memmem(data, *ret_len, mark, strlen(mark)) ||
		     memmem(data, *ret_len, other, strlen(other));
	return 0;
}

/* What mail and web servers put before a document may push its header far down, or take its place;
 * readers open such a file by what stands at its end. */
static int check_magic(struct rendering *r, struct err *err)
{
	size_t len;
	bool found;
	if (engine_file_size(r->input.fd, &r->input.size, err) < 0 ||
		has_mark(r, 0, "%PDF-", "%PDF-", &found, &len, err) < 0)
		return -1;
	if (len == 0)
		return err_set(err, ERR_INVALID, "not a PDF: the file is empty");
	uint64_t tail = r->input.size > MARK_WITHIN ? r->input.size - MARK_WITHIN : 0;
	if (!found && has_mark(r, tail, "startxref", "%%EOF", &found, &len, err) < 0)
		return -1;
	if (!found)
		return err_set(err, ERR_INVALID, "not a PDF: no %%PDF- at its start");
	return 0;
}

static int make_context(struct rendering *r, struct err *err)
{
	fz_alloc_context callbacks = fitz_memory_callbacks(&r->memory);
	fz_context *ctx = fz_new_context(&callbacks, NULL, STORE_BYTES);
	if (!ctx)
		return err_set(err, ERR_INTERNAL, "MuPDF cannot be initialised");
	fz_set_warning_callback(ctx, on_message, r);
	fz_set_error_callback(ctx, on_message, r);
	/* Reading needs black on white, not true colours. */
	fz_disable_icc(ctx);
	r->ctx = ctx;
	return 0;
}

static int open_pdf(struct rendering *r, struct err *err)
{
	fz_context *ctx = r->ctx;
	fz_stream *stream = NULL;
	fz_var(stream);
	fz_try(ctx)
	{
		stream = fz_new_stream(ctx, r, next_bytes, drop_bytes);
		stream->seek = seek_bytes;
		r->pdf = pdf_open_document_with_stream(ctx, stream);
	}
	fz_always(ctx)
	{
		fz_drop_stream(ctx, stream);
	}
	fz_catch(ctx)
	{
		return rendering_failure(r, "the PDF is damaged and cannot be opened", err);
	}
	return 0;
}

bool rendering_has_page(struct rendering *r, int index)
{
	fz_context *ctx = r->ctx;
	bool found = false;
	fz_var(found);
	fz_try(ctx)
	{
		found = pdf_is_dict(ctx, pdf_lookup_page_obj(ctx, r->pdf, index));
	}
	fz_catch(ctx)
	{
		found = false;
	}
	return found;
}

/* A count that the document cannot hold: more pages than objects, and the last is not there. */
static bool is_boast(struct rendering *r, int pages)
{
	return pages > pdf_xref_len(r->ctx, r->pdf) && !rendering_has_page(r, pages - 1);
}

/* Lost pages of a damaged document fail one by one, but some must be there. */
static bool has_some_page(struct rendering *r, int pages)
{
	enum { LOOK_AT = 256 };
	for (int i = 0; i < pages && i < LOOK_AT; i++) {
		if (rendering_has_page(r, i))
			return true;
	}
	return false;
}

/* Of a download that broke off, MuPDF's repair gathers what objects there are: none may be a
 * catalog, and a document without one counts 0 pages, as an empty one does. */
static int no_pages(struct rendering *r, struct err *err)
{
	fz_context *ctx = r->ctx;
	bool whole = false;
	fz_var(whole);
	fz_try(ctx)
	{
		pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, r->pdf), PDF_NAME(Root));
		whole = !pdf_was_repaired(ctx, r->pdf) &&
			pdf_is_dict(ctx, pdf_dict_get(ctx, root, PDF_NAME(Pages)));
	}
	fz_catch(ctx)
	{
		whole = false;
	}
	if (whole)
		return err_set(err, ERR_INVALID, "the PDF has no pages");
	return err_set(err, ERR_INVALID,
		"the PDF is damaged, or a part of it is missing: no page can be found in it");
}

static bool is_identity(fz_context *ctx, pdf_obj *filter)
{
	return !filter || pdf_name_eq(ctx, filter, PDF_NAME(Identity));
}

/* Only attached files are encrypted: the pages can be read without the password. Throws. */
static bool locks_pages(struct rendering *r)
{
	fz_context *ctx = r->ctx;
	pdf_obj *encrypt = pdf_dict_get(ctx, pdf_trailer(ctx, r->pdf), PDF_NAME(Encrypt));
	bool crypt_filters = pdf_dict_get_int(ctx, encrypt, PDF_NAME(V)) >= 4;
	return !(crypt_filters && is_identity(ctx, pdf_dict_get(ctx, encrypt, PDF_NAME(StmF))) &&
		 is_identity(ctx, pdf_dict_get(ctx, encrypt, PDF_NAME(StrF))));
}

static int count_pages(struct rendering *r, struct err *err)
{
	fz_context *ctx = r->ctx;
	bool locked = false;
	int pages = 0;
	fz_var(locked);
	fz_var(pages);
	fz_try(ctx)
	{
		/* Tries the empty password first. */
		locked = pdf_needs_password(ctx, r->pdf) && locks_pages(r);
		if (!locked)
			pages = pdf_count_pages(ctx, r->pdf);
	}
	fz_catch(ctx)
	{
		return rendering_failure(r, "the PDF is damaged: its pages cannot be found", err);
	}
	if (locked)
		return err_set(err, ERR_INVALID, "the PDF is protected by a password");
	if (pages < 1)
		return no_pages(r, err);
	if (pages > PAGESET_MAX_PAGE || is_boast(r, pages) || !has_some_page(r, pages))
		return err_set(err, ERR_INVALID,
			"the PDF is damaged: it claims to have %d pages, which are not in it",
			pages);
	if (pages > r->limits.max_pages)
		return err_set(err, ERR_INVALID, "the PDF has %d pages: max_pages = %lld", pages,
			(long long)r->limits.max_pages);
	r->pages = pages;
	return 0;
}

int rendering_open(int fd, const struct rendering_limits *limits, rendering_progress *moved,
	void *context, struct rendering **ret_rendering, struct err *err)
{
	struct rendering *r = alloc_zeroed(1, sizeof *r);
	r->limits = *limits;
	r->moved = moved;
	r->context = context;
	r->input.fd = fd;
	r->memory = (struct fitz_memory) {
		.limit = BASE_MEMORY + (size_t)limits->max_megapixels * 1000000 * BYTES_A_PIXEL,
		.moved = on_progress,
		.context = r,
	};
	rendering_begin(r);
	if (check_magic(r, err) < 0 || make_context(r, err) < 0 || open_pdf(r, err) < 0 ||
		count_pages(r, err) < 0) {
		rendering_free(&r);
		return -1;
	}
	*ret_rendering = r;
	return 0;
}

void rendering_free(struct rendering **rendering)
{
	struct rendering *r = *rendering;
	if (!r)
		return;
	if (r->ctx) {
		fz_drop_pixmap(r->ctx, r->pixmap);
		pdf_drop_document(r->ctx, r->pdf);
		fz_drop_context(r->ctx);
	}
	alloc_free(rendering);
}

int rendering_pages(const struct rendering *r)
{
	return r->pages;
}

/* ---- rendering ---- */

/* The resolution, *dpi at most, at which a page of that size (in points) keeps within the limits.
 * Its unit is so many points long. */
static int fit_dpi(const struct rendering_limits *limits, double width, double height, double unit,
	int *dpi, struct err *err)
{
	double least = fmax(floor(LEAST_DPI / unit), 1);
	double max_pixels = (double)limits->max_megapixels * 1e6;
	double longer = width > height ? width : height;
	double best = fmin(*dpi, sqrt(max_pixels / (width * height)) * 72);
	best = floor(fmin(best, (MAX_SIDE - 1) / longer * 72));
	/* Both sides are rounded up to whole pixels. */
	while (best >= least &&
		ceil(width * best / 72 + 1) * ceil(height * best / 72 + 1) > max_pixels)
		best -= 1;
	if (!(best >= least))
		return err_set(err, ERR_INVALID,
			"a page of %.0f by %.0f mm is too large to be legible within "
			"max_page_megapixels = %lld",
			width / 72 * 25.4, height / 72 * 25.4, (long long)limits->max_megapixels);
	*dpi = (int)best;
	return 0;
}

/* Points that the page's unit is long: what is drawn on a larger one is larger. */
static double unit_of(fz_context *ctx, fz_page *page)
{
	pdf_obj *object = pdf_page_from_fz_page(ctx, page)->obj;
	double unit = (double)pdf_dict_get_real(ctx, object, PDF_NAME(UserUnit));
	return unit > 1 ? unit : 1;
}

/* Throws. What the page does not fit in is told by err, and r->pixmap stays NULL. */
static void draw(
	struct rendering *r, fz_page *page, rendering_fit *fit, void *context, struct err *err)
{
	fz_context *ctx = r->ctx;
	struct rendering_frame frame = { .matrix = fz_identity };
	if (fit(r, page, &frame, context, err) < 0)
		return;
	fz_device *device = NULL;
	fz_var(device);
	r->pixmap = fz_new_pixmap_with_bbox(ctx, frame.colours, frame.box, NULL, 0);
	fz_clear_pixmap_with_value(ctx, r->pixmap, 0xff);
	fz_try(ctx)
	{
		device = fz_new_draw_device(ctx, frame.matrix, r->pixmap);
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

static int try_draw(
	struct rendering *r, int number, rendering_fit *fit, void *context, struct err *err)
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
		draw(r, page, fit, context, err);
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
	return r->pixmap ? 0 : -1;
}

int rendering_draw(
	struct rendering *r, int page, rendering_fit *fit, void *context, struct err *err)
{
	bool repaired = pdf_was_repaired(r->ctx, r->pdf);
	int rc = try_draw(r, page, fit, context, err);
	/* Damage found on the way makes MuPDF look for the objects anew: now it knows more. */
	if (rc < 0 && err->kind == ERR_INVALID && !repaired && pdf_was_repaired(r->ctx, r->pdf))
		rc = try_draw(r, page, fit, context, err);
	return rc;
}

/* In grey at the resolution that `context` points to, or the most that the limits allow. */
static int fit_grey(struct rendering *r, fz_page *page, struct rendering_frame *ret_frame,
	void *context, struct err *err)
{
	fz_context *ctx = r->ctx;
	int *dpi = context;
	fz_rect bounds = fz_bound_page(ctx, page);
	if (fit_dpi(&r->limits, (double)bounds.x1 - (double)bounds.x0,
		    (double)bounds.y1 - (double)bounds.y0, unit_of(ctx, page), dpi, err) < 0)
		return -1;
	ret_frame->matrix = fz_scale((float)*dpi / 72, (float)*dpi / 72);
	ret_frame->box = fz_round_rect(fz_transform_rect(bounds, ret_frame->matrix));
	ret_frame->colours = fz_device_gray(ctx);
	return 0;
}

static bool is_white(const struct grey_image *image)
{
	for (int y = 0; y < image->height; y++) {
		const unsigned char *row = image->samples + (size_t)y * image->stride;
		if (row[0] != 0xff || memcmp(row, row + 1, (size_t)image->width - 1) != 0)
			return false;
	}
	return true;
}

int rendering_page(
	struct rendering *r, int page, int dpi, struct grey_image *ret_image, struct err *err)
{
	fz_context *ctx = r->ctx;
	if (rendering_draw(r, page, fit_grey, &dpi, err) < 0)
		return -1;
	struct grey_image image = {
		.width = fz_pixmap_width(ctx, r->pixmap),
		.height = fz_pixmap_height(ctx, r->pixmap),
		.dpi = dpi,
		.stride = (size_t)fz_pixmap_stride(ctx, r->pixmap),
		.samples = fz_pixmap_samples(ctx, r->pixmap),
	};
	/* MuPDF draws what it can of a broken page. Nothing at all must not pass for a blank one.
	 */
	if (r->trouble[0] && is_white(&image))
		return err_set(
			err, ERR_INVALID, "nothing of the page can be drawn: %s", r->trouble);
	*ret_image = image;
	return 0;
}
