/* listener: GET and PUT /jobs/{id}/position and /jobs/{id}/bookmarks: where a listener is in a
 * book, for the next time or another device. */
#include "common/farm/listener.h"

#include "common/base/timestamp.h"
#include "common/farm/listener_store.h"
#include "web/http/json_out.h"
#include "web/http/routes.h"
#include "web/jobs/jobs.h"
#include "web/jobs/place.h"
#include "web/state/app.h"
#include "web/state/listeners.h"

/* ---- JSON ---- */

/* "page", "word", "offset", "seconds". */
static int add_place(struct json_out *out, struct place_clock *clock,
	const struct listener_place *place, struct err *err)
{
	double seconds;
	if (place_seconds(clock, place, &seconds, err) < 0)
		return -1;
	json_out_int(out, "page", place->page);
	json_out_int(out, "word", place->word);
	json_out_number(out, "offset", place->offset, 3);
	if (seconds < 0)
		json_out_null(out, "seconds");
	else
		json_out_number(out, "seconds", seconds, 3);
	return 0;
}

static void add_time(struct json_out *out, const char *name, int64_t ms)
{
	char text[TIMESTAMP_SIZE];
	timestamp_format(ms, text);
	json_out_string(out, name, text);
}

static int add_position(struct json_out *out, struct place_clock *clock,
	const struct listener_position *position, struct err *err)
{
	if (position->place.page == 0) {
		json_out_null(out, "position");
		return 0;
	}
	json_out_object(out, "position");
	if (add_place(out, clock, &position->place, err) < 0)
		return -1;
	add_time(out, "updatedAt", position->at_ms);
	json_out_end_object(out);
	return 0;
}

static int add_bookmarks(struct json_out *out, struct place_clock *clock,
	const struct listener_bookmarks *bookmarks, struct err *err)
{
	json_out_int(out, "revision", bookmarks->revision);
	json_out_array(out, "bookmarks");
	for (size_t i = 0; i < bookmarks->count; i++) {
		const struct listener_bookmark *bookmark = &bookmarks->items[i];
		json_out_object(out, NULL);
		json_out_string(out, "id", bookmark->id);
		if (add_place(out, clock, &bookmark->place, err) < 0)
			return -1;
		json_out_string(out, "note", bookmark->note);
		add_time(out, "createdAt", bookmark->created_ms);
		json_out_end_object(out);
	}
	json_out_end_array(out);
	return 0;
}

/* The reply: the position or the bookmarks. */
struct answer {
	const struct listener_position *position;
	const struct listener_bookmarks *bookmarks;
	const bool *accepted; /* NULL: the request was a GET */
};

static void reply_answer(struct request *request, struct natsconn *conn,
	const struct workflow *workflow, const struct answer *answer)
{
	struct place_clock clock;
	struct buf body = BUF_EMPTY;
	struct json_out out = json_out(&body);
	struct err err;
	if (place_clock_open(conn, workflow, &clock, &err) < 0) {
		reply_err(request, &err);
		return;
	}
	json_out_object(&out, NULL);
	int rc = answer->position ? add_position(&out, &clock, answer->position, &err)
				  : add_bookmarks(&out, &clock, answer->bookmarks, &err);
	if (answer->accepted)
		json_out_bool(&out, "accepted", *answer->accepted);
	json_out_end_object(&out);
	buf_append_char(&body, '\n');
	place_clock_close(&clock);
	if (rc == 0) {
		reply_header(request, "Cache-Control", "no-store");
		reply_json(request, 200, &body);
		return;
	}
	buf_free(&body);
	reply_err(request, &err);
}

/* ---- position ---- */

static void get_position(
	struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	struct listener_position position;
	struct err err;
	if (listeners_get(request->app->listeners, conn, workflow->id, &position, &err) < 0)
		reply_err(request, &err);
	else
		reply_answer(request, conn, workflow, &(struct answer) { .position = &position });
}

/* All failures are alike: the client sent something invalid. */
static void refuse_body(struct request *request, const struct err *err)
{
	reply_problem(request, PROBLEM_BAD_OPTION, "%s", err->text);
}

static bool has_page(struct request *request, const struct workflow *workflow, int page)
{
	if (workflow->total_pages == 0 || page <= workflow->total_pages)
		return true;
	reply_problem(request, PROBLEM_BAD_OPTION, "page: the book has %d pages, and no page %d",
		workflow->total_pages, page);
	return false;
}

static void put_position(
	struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	const struct buf *body = request->upload;
	struct listener_position position, stands;
	struct err err;
	if (listener_parse_position(buf_string(body), body->len, &position, &err) < 0) {
		refuse_body(request, &err);
		return;
	}
	if (!has_page(request, workflow, position.place.page))
		return;
	if (listeners_put(request->app->listeners, conn, workflow->id, &position, &stands, &err) <
		0) {
		reply_err(request, &err);
		return;
	}
	jobs_stored(request, conn, workflow);
	bool accepted = stands.at_ms <= position.at_ms;
	reply_answer(request, conn, workflow,
		&(struct answer) { .position = &stands, .accepted = &accepted });
}

/* ---- bookmarks ---- */

static void get_bookmarks(
	struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	const struct listener_key key = listeners_key(request->app->listeners, workflow->id);
	struct listener_state state;
	struct err err;
	if (listener_store_get(conn, &key, request->arena, &state, &err) < 0)
		reply_err(request, &err);
	else
		reply_answer(request, conn, workflow,
			&(struct answer) { .bookmarks = &state.bookmarks });
}

static void put_bookmarks(
	struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	const struct listener_key key = listeners_key(request->app->listeners, workflow->id);
	const struct buf *body = request->upload;
	struct listener_bookmarks bookmarks, stand;
	bool changed = false;
	struct err err;
	if (listener_parse_bookmarks(
		    buf_string(body), body->len, request->arena, &bookmarks, &err) < 0) {
		refuse_body(request, &err);
		return;
	}
	for (size_t i = 0; i < bookmarks.count; i++) {
		if (!has_page(request, workflow, bookmarks.items[i].place.page))
			return;
	}
	if (listener_store_set_bookmarks(
		    conn, &key, &bookmarks, request->arena, &stand, &changed, &err) < 0)
		reply_err(request, &err);
	else
		jobs_stored(request, conn, workflow);
	if (request->replied)
		return;
	if (changed)
		reply_problem(request, PROBLEM_CHANGED,
			"the bookmarks were changed elsewhere: they are now at revision %lld",
			(long long)stand.revision);
	else
		reply_answer(request, conn, workflow, &(struct answer) { .bookmarks = &stand });
}

/* ---- the requests ---- */

static void with_job(struct request *request,
	void (*handle)(struct request *, struct natsconn *, const struct workflow *))
{
	struct job_view view;
	struct natsconn *conn = jobs_conn(request);
	if (!conn || jobs_view(request, &view) < 0)
		return;
	handle(request, conn, view.workflow);
	job_view_free(&view);
}

void handle_position(struct request *request)
{
	with_job(request, get_position);
}

void handle_position_put(struct request *request)
{
	with_job(request, put_position);
}

void handle_bookmarks(struct request *request)
{
	with_job(request, get_bookmarks);
}

void handle_bookmarks_put(struct request *request)
{
	with_job(request, put_bookmarks);
}
