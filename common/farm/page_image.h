/* page_image: a page's picture in colour, for people: drawn on demand, and kept for some
 * days in the bucket PAGE_IMAGES as `<tenant>/<workflow>/page_00042.w800.webp`.
 *
 * The picture that cannot be drawn is an empty object whose metadata say why (META_OUTCOME
 * "failed", META_REASON). */
#ifndef LECTERN_COMMON_FARM_PAGE_IMAGE_H
#define LECTERN_COMMON_FARM_PAGE_IMAGE_H

#include "common/farm/workflow.h"
#include "common/nats/connection.h"

#include <stdbool.h>

enum { PAGE_IMAGE_WIDTHS = 4 };

/* Pixels, ascending: no other widths are drawn. */
extern const int page_image_widths[PAGE_IMAGE_WIDTHS];

/* The next of them that is at least so wide; the largest. */
int page_image_width(int wanted);
bool page_image_is_width(int width);

/* "w800.webp", for workflow_page_key. In the arena. */
const char *page_image_extension(struct arena *arena, int width);

/* Asks for it to be drawn. */
int page_image_request(struct natsconn *conn, const struct workflow *workflow, int page, int width,
	struct err *err);

#endif
