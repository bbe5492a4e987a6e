/* site: the page and its static files, read once at the start. */
#ifndef LECTERN_WEB_HTTP_SITE_H
#define LECTERN_WEB_HTTP_SITE_H

#include "common/base/buf.h"
#include "common/base/err.h"

#include <stddef.h>

struct site;

struct site_file {
	const char *path; /* "/style.css" */
	const char *content_type;
	char *data; /* owned */
	size_t len;
	struct buf packed; /* owned: data compressed with gzip */
	char etag[80];
};

/* Reads every file from LECTERN_PAGE_DIR if that is set, from the source tree when this program
 * runs in its build tree, otherwise from the installation directory. The caller frees *ret_site,
 * which is immutable and may be shared by threads. */
int site_new(struct site **ret_site, struct err *err);
void site_free(struct site **site);

/* NULL: no such file. "/" is the page's template. Valid as long as the site. */
const struct site_file *site_find(const struct site *site, const char *path);

#endif
