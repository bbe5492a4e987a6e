/* page_image: GET /jobs/{id}/pages/{n}.webp: a page in colour, for viewing. */
#include "common/farm/page_image.h"

#include "web/http/object_reply.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/http/user_text.h"
#include "web/jobs/jobs.h"
#include "web/state/app.h"
#include "web/state/page_images.h"

#include <stdlib.h>
#include <string.h>

enum { STANDARD_WIDTH = 800, MAX_DIGITS = 6 };

static int number_of(const char *text)
{
	size_t len = strlen(text);
	return len > 0 && len <= MAX_DIGITS && strspn(text, "0123456789") == len ? atoi(text) : 0;
}

/* -1: the reply has been made. */
static int read_width(struct request *request, int *ret_width)
{
	struct meta fields = { 0 };
	if (request_fields(request, &fields) < 0)
		return -1;
	const char *text = meta_get(&fields, "width");
	int wanted = text ? number_of(text) : STANDARD_WIDTH;
	if (wanted < 1) {
		reply_problem(request, PROBLEM_BAD_OPTION,
			"width: must be a number of pixels from 1 to 999999");
		return -1;
	}
	*ret_width = page_image_width(wanted);
	return 0;
}

/* -1: the reply has been made. */
static int read_page(struct request *request, const struct workflow *workflow, int *ret_page)
{
	int page = number_of(request->params[1]);
	if (page >= 1 && page <= workflow->total_pages) {
		*ret_page = page;
		return 0;
	}
	if (workflow->total_pages > 0 || workflow_is_finished(workflow))
		reply_problem(
			request, PROBLEM_NOT_FOUND, "the job has %d pages", workflow->total_pages);
	else
		reply_problem(request, PROBLEM_NOT_FOUND,
			"the document has not been opened yet: its pages are not known");
	return -1;
}

static void reply_image(
	struct request *request, struct natsconn *conn, const struct page_images_request *wanted)
{
	struct arena *arena = request->arena;
	const char *name = user_file_name(arena, wanted->workflow->name);
	const struct object_reply what = {
		.bucket = request->server->settings->nats.page_image_object_store_bucket,
		.key = page_images_key(wanted, arena),
		.content_type = "image/webp",
		.disposition = "inline",
		.file_name = user_file_name_as(
			arena, arena_printf(arena, "%s page %d.pdf", name, wanted->page), "webp"),
	};
	if (object_reply(request, conn, &what) < 0)
		reply_problem(request, PROBLEM_NOT_FOUND,
			"page %d: its picture has just been removed", wanted->page);
}

static void reply_wanted(
	struct request *request, struct natsconn *conn, const struct page_images_request *wanted)
{
	enum page_image_result result;
	const char *reason;
	struct err err;
	if (page_images_get(request->app->on_demand, conn, request->server->settings, wanted,
		    request->arena, &result, &reason, &err) < 0) {
		reply_err(request, &err);
		return;
	}
	switch (result) {
	case PAGE_IMAGE_READY:
		reply_image(request, conn, wanted);
		break;
	case PAGE_IMAGE_FAILED:
		reply_problem(request, PROBLEM_NOT_FOUND, "page %d cannot be shown: %s",
			wanted->page, reason);
		break;
	case PAGE_IMAGE_NO_PDF:
		reply_problem(request, PROBLEM_GONE, "the PDF is no longer kept");
		break;
	case PAGE_IMAGE_NO_ROOM:
		reply_header(request, "Retry-After", "60");
		reply_problem(request, PROBLEM_DISK_FULL, "%s", reason);
		break;
	case PAGE_IMAGE_BUSY:
		reply_header(request, "Retry-After", "2");
		reply_problem(request, PROBLEM_BUSY,
			"page %d has not been drawn yet: try again later", wanted->page);
		break;
	}
}

void handle_page_webp(struct request *request)
{
	struct job_view view;
	int width = 0, page = 0;
	struct natsconn *conn = jobs_conn(request);
	if (!conn || read_width(request, &width) < 0 || jobs_view(request, &view) < 0)
		return;
	if (read_page(request, view.workflow, &page) == 0) {
		const struct page_images_request wanted = { view.workflow, page, width };
		reply_wanted(request, conn, &wanted);
	}
	job_view_free(&view);
}
