/* fitz_memory: MuPDF's allocator with a limit, and a heartbeat.
 *
 * MuPDF renders a page in one call. Everything it does takes memory in many small pieces, so its
 * allocator is the place where the working code itself can be seen moving. A file that asks for
 * more than the limit fails, not the machine. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_FITZ_MEMORY_H
#define LECTERN_WORKERS_PDF_TO_PNG_FITZ_MEMORY_H

#include <mupdf/fitz.h>
#include <stdbool.h>
#include <stddef.h>

struct fitz_memory {
	size_t limit, used; /* bytes */
	bool refused;       /* something was asked for that the limit does not allow */
	bool closed;        /* nothing more is given: the work shall end */
	unsigned calls;
	void (*moved)(void *context); /* every few calls; must not call MuPDF; NULL: nobody asks */
	void *context;
};

/* Callbacks over *memory, which must outlive the fz_context made with them. */
fz_alloc_context fitz_memory_callbacks(struct fitz_memory *memory);

#endif
