/* page_texts: the text of the page under work and of those around it, each extracted once as a
 * turn goes through a document page by page. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_PAGE_TEXTS_H
#define LECTERN_WORKERS_PDF_TO_PNG_PAGE_TEXTS_H

#include "workers/page/neighbours.h"
#include "workers/pdf_to_png/rendering.h"

struct page_texts;

struct page_texts *page_texts_new(struct rendering *rendering);
void page_texts_free(struct page_texts **texts);

/* A page without readable text has none of it, which is no error. What is returned is good until
 * the next call. ERR_UNAVAILABLE and ERR_INTERNAL as for rendering_text. */
int page_texts_get(struct page_texts *texts, int page, const struct own_text **ret_text,
	struct neighbours *ret_neighbours, struct err *err);

#endif
