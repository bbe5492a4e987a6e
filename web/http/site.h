/* site: the page and its few files, read once at the start. */
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
	struct buf packed; /* owned: the same by gzip */
	char etag[80];
};

/* Reads every file from LECTERN_PAGE_DIR if that is set, from the source tree when this program
 * runs where it was built, else from the installed directory. */
int site_new(struct site **ret_site, struct err *err);
void site_free(struct site **site);

/* NULL: no such file. "/" is the page's template. */
const struct site_file *site_find(const struct site *site, const char *path);

#endif
