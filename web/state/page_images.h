/* page_images: pictures of pages, drawn on demand. */
#ifndef LECTERN_WEB_STATE_PAGE_IMAGES_H
#define LECTERN_WEB_STATE_PAGE_IMAGES_H

#include "common/config/settings.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"
#include "web/state/on_demand.h"

struct page_images_request {
	const struct workflow *workflow;
	int page, width; /* a width that is offered */
};

enum page_image_result {
	PAGE_IMAGE_READY,
	PAGE_IMAGE_FAILED,  /* cannot be drawn, see *ret_reason */
	PAGE_IMAGE_NO_PDF,  /* the document is no longer stored */
	PAGE_IMAGE_NO_ROOM, /* the disk is full, see *ret_reason */
	PAGE_IMAGE_BUSY,    /* not drawn in time */
};

/* The object's name, in the arena. */
const char *page_images_key(const struct page_images_request *request, struct arena *arena);

/* Waits for the picture as on_demand_get() does. *ret_reason is in the arena. */
int page_images_get(struct on_demand *all, struct natsconn *conn, const struct settings *settings,
	const struct page_images_request *request, struct arena *arena,
	enum page_image_result *ret_result, const char **ret_reason, struct err *err);

#endif
