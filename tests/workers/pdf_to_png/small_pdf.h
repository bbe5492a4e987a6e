/* small_pdf: a PDF of one page from its drawing operators, opened and read as pdf-to-png does. */
#ifndef LECTERN_TESTS_WORKERS_PDF_TO_PNG_SMALL_PDF_H
#define LECTERN_TESTS_WORKERS_PDF_TO_PNG_SMALL_PDF_H

#include "workers/pdf_to_png/rendering.h"

struct small_pdf {
	const char *content;
	const char *objects;   /* whole objects from number 20 on, or NULL */
	const char *page;      /* more entries of the page's dictionary, or NULL */
	const char *trailer;   /* more entries of the trailer, or NULL */
	const char *catalogue; /* more entries of the catalogue, or NULL */
	const char *header;    /* instead of the first line, or NULL */
};

/* Opens it; if that fails the test does, unless it wants to know why. Fonts: /T Times, /C Courier,
 * /Z ZapfDingbats, /L Times whose codes 1 to 4 are f_i, f_l, t_t and f_f_i, /W Wingdings; graphics
 * states: /A0 opacity 0, /A2 opacity 0.02, /A3 opacity 0.3, /M multiplies; /F a form that is
 * object 20. */
struct rendering *small_pdf_open(const struct small_pdf *pdf, struct err *ret_err);

/* The lines of what is to be seen of its page, each ended by a newline, and of what is not. In the
 * arena. */
struct small_pdf_text {
	char *seen, *unseen;
	struct own_text own;
};

struct small_pdf_text small_pdf_read(const struct small_pdf *pdf, int dpi, struct arena *arena);

#endif
