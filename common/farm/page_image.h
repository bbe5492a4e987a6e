/* page_image: a page in colour, for people to look at: rendered on demand, and kept for some days
 * in the bucket PAGE_IMAGES as `<tenant>/<workflow>/page_00042.w800.webp`.
 *
 * An image that cannot be rendered is an empty object whose metadata say why (META_OUTCOME
 * "failed", META_REASON).
 */
#ifndef LECTERN_COMMON_FARM_PAGE_IMAGE_H
#define LECTERN_COMMON_FARM_PAGE_IMAGE_H

#include "common/farm/workflow.h"
#include "common/nats/connection.h"

#include <stdbool.h>

enum { PAGE_IMAGE_WIDTHS = 4 };

/* In pixels, ascending; no other widths are rendered. */
extern const int page_image_widths[PAGE_IMAGE_WIDTHS];

/* The smallest of them that is at least this wide, else the largest. */
int page_image_width(int wanted);
bool page_image_is_width(int width);

/* "w800.webp", for workflow_page_key(). In the arena. */
const char *page_image_extension(struct arena *arena, int width);

/* Requests that it be rendered. */
int page_image_request(struct natsconn *conn, const struct workflow *workflow, int page, int width,
	struct err *err);

#endif
