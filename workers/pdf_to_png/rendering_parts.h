/* rendering_parts: what the files of rendering share. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_RENDERING_PARTS_H
#define LECTERN_WORKERS_PDF_TO_PNG_RENDERING_PARTS_H

#include "workers/pdf_to_png/fitz_memory.h"
#include "workers/pdf_to_png/rendering.h"
#include "workers/pdf_to_png/text_device.h"

#include <mupdf/fitz.h>
#include <mupdf/pdf.h>

enum { RENDERING_READ_SIZE = 64 * 1024, RENDERING_TROUBLE_SIZE = 200 };

struct rendering {
	fz_context *ctx;
	pdf_document *pdf;
	fz_pixmap *pixmap;
	struct rendering_limits limits;
	struct fitz_memory memory;
	fz_cookie cookie;
	rendering_progress *moved;
	void *context;
	int pages;
	bool stopped;
	bool unreadable;
	bool late;
	int64_t deadline_ms;                  /* of what is under work, by clock_process_ms() */
	char trouble[RENDERING_TROUBLE_SIZE]; /* what MuPDF complained of first, of this page */
	struct {
		fz_stext_page *page;
		struct text_device device;
	} extracted; /* the page whose text is read */
	struct {
		int fd;
		uint64_t offset, size;
		unsigned char data[RENDERING_READ_SIZE];
	} input;
};

/* What failed, from an exception just caught. Returns -1. */
int rendering_failure(struct rendering *rendering, const char *what, struct err *err);

/* Before a piece of work that has a time limit of its own. */
void rendering_begin(struct rendering *rendering);

/* Where on the pixmap a page comes, and in which colours. */
struct rendering_frame {
	fz_matrix matrix;
	fz_irect box;
	fz_colorspace *colours; /* the context's own */
};

/* Chooses the frame of a page; context is rendering_draw's. Throws, or sets err. */
typedef int rendering_fit(struct rendering *rendering, fz_page *page,
	struct rendering_frame *ret_frame, void *context, struct err *err);

/* Draws a page (from 1) into rendering->pixmap, once more where damage was found and repaired on
 * the way. */
int rendering_draw(
	struct rendering *rendering, int page, rendering_fit *fit, void *context, struct err *err);

/* Draws a page in colour without the calls of its text for which `without`, by their number, is not
 * 0; NULL: with all of them. The caller drops the pixmap. Throws. */
fz_pixmap *rendering_draw_without(struct rendering *rendering, fz_page *page, int dpi,
	const struct own_text *text, const unsigned char *without);

/* Is the page (from 0) an object that was read, not a mere reference to one? */
bool rendering_has_page(struct rendering *rendering, int index);

#endif
