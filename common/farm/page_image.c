/* page_image.c: names of page images, and the event that requests one. */
#include "common/farm/page_image.h"

#include "common/farm/event_publish.h"

/* A thumbnail for lists, then twice the pixels of a page on a phone, on a screen, and zoomed in. */
const int page_image_widths[PAGE_IMAGE_WIDTHS] = { 320, 800, 1600, 2400 };

int page_image_width(int wanted)
{
	for (int i = 0; i < PAGE_IMAGE_WIDTHS; i++) {
		if (page_image_widths[i] >= wanted)
			return page_image_widths[i];
	}
	return page_image_widths[PAGE_IMAGE_WIDTHS - 1];
}

bool page_image_is_width(int width)
{
	return page_image_width(width) == width;
}

const char *page_image_extension(struct arena *arena, int width)
{
	return arena_printf(arena, "w%d.webp", width);
}

int page_image_request(struct natsconn *conn, const struct workflow *workflow, int page, int width,
	struct err *err)
{
	struct arena *arena = arena_new();
	const struct event_header cause = event_header_of(workflow);
	const struct event event = {
		.type = EVENT_PAGE_IMAGE_REQUESTED,
		.header = event_header_next(&cause, arena),
		.page_number = page,
		.width = width,
	};
	int rc = event_publish(conn, natsconn_settings(conn)->page_image_requested_subject, &event,
		NULL, arena, err);
	arena_free(&arena);
	return rc;
}
