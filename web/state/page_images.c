/* page_images.c: how a picture is requested, and when it is not. */
#include "web/state/page_images.h"

#include "common/farm/free_space.h"
#include "common/farm/page_image.h"
#include "common/objstore/store.h"

/* How long a failure to draw a page is valid; after that the PDF may be a different one. */
enum { BELIEVED_MS = 60000 };

const char *page_images_key(const struct page_images_request *request, struct arena *arena)
{
	return workflow_page_key(arena, request->workflow->tenant_id, request->workflow->id,
		request->page, page_image_extension(arena, request->width));
}

struct asking {
	const struct settings *settings;
	const struct page_images_request *request;
	struct arena *arena;
	enum page_image_result refusal;
	const char *reason;
};

static int ask(void *context, struct natsconn *conn, struct err *err)
{
	struct asking *asking = context;
	const struct settings *settings = asking->settings;
	const struct page_images_request *request = asking->request;
	struct object_info pdf;
	char full[FREE_SPACE_TEXT];
	if (objstore_info(conn, settings->nats.pdf_object_store_bucket, request->workflow->pdf_key,
		    asking->arena, &pdf, err) < 0) {
		asking->refusal = PAGE_IMAGE_NO_PDF;
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	}
	if (free_space_is_low(conn, settings, settings->http.min_free_disk_mb << 20, full)) {
		asking->refusal = PAGE_IMAGE_NO_ROOM;
		asking->reason = arena_string(asking->arena, full);
		return 0;
	}
	return page_image_request(conn, request->workflow, request->page, request->width, err) < 0
		       ? -1
		       : 1;
}

int page_images_get(struct on_demand *all, struct natsconn *conn, const struct settings *settings,
	const struct page_images_request *request, struct arena *arena,
	enum page_image_result *ret_result, const char **ret_reason, struct err *err)
{
	static const enum page_image_result results[] = {
		[ON_DEMAND_READY] = PAGE_IMAGE_READY,
		[ON_DEMAND_FAILED] = PAGE_IMAGE_FAILED,
		[ON_DEMAND_BUSY] = PAGE_IMAGE_BUSY,
	};
	struct asking asking = { .settings = settings, .request = request, .arena = arena };
	const struct on_demand_request what = {
		.bucket = settings->nats.page_image_object_store_bucket,
		.key = page_images_key(request, arena),
		.believed_ms = BELIEVED_MS,
		.ask = ask,
		.context = &asking,
	};
	enum on_demand_result result;
	if (on_demand_get(all, conn, &what, arena, &result, ret_reason, err) < 0)
		return -1;
	*ret_result = result == ON_DEMAND_REFUSED ? asking.refusal : results[result];
	if (result == ON_DEMAND_REFUSED)
		*ret_reason = asking.reason;
	return 0;
}
