/* page_edges: how the edges of the page under work and of those around it look, each drawn small
 * once as a turn goes through a document page by page. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_PAGE_EDGES_H
#define LECTERN_WORKERS_PDF_TO_PNG_PAGE_EDGES_H

#include "workers/page/edge_marks.h"
#include "workers/pdf_to_png/rendering.h"

struct page_edges;

struct page_edges *page_edges_new(struct rendering *rendering);
void page_edges_free(struct page_edges **edges);

/* What of a page's edges comes again on the two pages before and the two after. A page that cannot
 * be drawn has none of it, which is no error. The image that rendering_page gave is gone then; what
 * is returned is good until the next call. ERR_UNAVAILABLE and ERR_INTERNAL as for
 * rendering_page. */
int page_edges_get(
	struct page_edges *edges, int page, struct edge_marks *ret_marks, struct err *err);

#endif
