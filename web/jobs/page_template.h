/* page_template: HTML pages with values filled in. In a template, {{name}} stands for a value,
 * and {{#name}}...{{/name}} encloses a section that only some requests are shown. */
#ifndef LECTERN_WEB_JOBS_PAGE_TEMPLATE_H
#define LECTERN_WEB_JOBS_PAGE_TEMPLATE_H

#include "common/base/buf.h"
#include "web/http/request.h"

#include <stdbool.h>

/* Appends the value of that name, escaped; nothing if there is none. */
typedef void page_template_value(
	struct buf *html, const char *name, struct request *request, const void *context);

/* Whether the section of that name is shown. */
typedef bool page_template_shows(const char *section, struct request *request);

/* Replies with the site's file at `path`, filled in. `shows` may be NULL: all sections are
 * shown. */
void page_template_reply(struct request *request, const char *path, page_template_value *value,
	page_template_shows *shows, const void *context);

#endif
