/* live: GET /jobs/{id}/live.m3u8 and its segments: a book as HTTP Live Streaming (RFC 8216),
 * while it is being made and afterwards. */
#include "web/jobs/live.h"

#include "common/base/pageset.h"
#include "common/base/timestamp.h"
#include "common/farm/free_space.h"
#include "web/http/object_reply.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/jobs/jobs.h"
#include "web/jobs/live_sound.h"
#include "web/jobs/restore.h"
#include "web/state/app.h"
#include "web/state/newcomers.h"
#include "web/state/on_demand.h"

#include <stdlib.h>
#include <string.h>

enum {
	MAX_DIGITS = 7,
	WAIT_MS = 8000, /* for the first segment: players dislike an empty playlist */
	BELIEVED_MS = 1000,
	/* What a new player gets of a growing playlist: few enough that it cannot start after
	 * the beginning. */
	FIRST_SEGMENTS = 3,
	QUIET_MS = 60000, /* players reload every ten seconds, or twice as often at most */
	NEW_MS = 4000,    /* some, such as mpv, open the playlist twice before they start */
	TRIES = 3,
};

static int number_of(const char *text, size_t len)
{
	return len > 0 && len <= MAX_DIGITS && strspn(text, "0123456789") >= len ? atoi(text) : -1;
}

static int look(struct request *request, struct natsconn *conn, const struct workflow *workflow,
	int origin, struct live_sound *ret_sound, struct err *err)
{
	return live_sound_get(
		request->app->live_pages, conn, workflow, origin, request->arena, ret_sound, err);
}

/* -1: the reply has been made. */
static int get_sound(struct request *request, struct natsconn *conn,
	const struct workflow *workflow, int origin, struct live_sound *ret_sound)
{
	struct err err;
	if (workflow->total_pages > 0 && origin > workflow->total_pages) {
		reply_problem(
			request, PROBLEM_NOT_FOUND, "the job has %d pages", workflow->total_pages);
		return -1;
	}
	int rc = look(request, conn, workflow, origin, ret_sound, &err);
	if (rc < 0 && err.kind == ERR_UNAVAILABLE && live_sound_is_joined(workflow)) {
		if (!restore_audio(request, conn, workflow))
			return -1;
		rc = look(request, conn, workflow, origin, ret_sound, &err);
	}
	if (rc == 0)
		return 0;
	if (err.kind == ERR_NOT_FOUND)
		reply_problem(request, PROBLEM_NOT_FOUND, "the job is %s: %s",
			workflow_status_name(workflow->status), err.text);
	else
		reply_err(request, &err);
	return -1;
}

/* ---- the playlist ---- */

/* Most players start a growing playlist three segments before its end, even if it says to start
 * at its beginning. So a new player is given only that much; it gets more when it reloads. */
static bool is_newcomer(struct request *request, const struct meta *fields, int origin)
{
	const char *whole = meta_get(fields, "whole");
	const char *program = request_header(request, "User-Agent");
	if (whole && strcmp(whole, "true") == 0)
		return false;
	const char *who = arena_printf(request->arena, "%s %d %s %.100s", request->params[0],
		origin, request_client(request), program ? program : "");
	return newcomers_greet(request->app->listening, who, clock_monotonic_ms(),
		(struct newcomers_rule) { .quiet_ms = QUIET_MS, .new_ms = NEW_MS });
}

static void append_list(struct buf *list, const struct live_sound *sound, int segments, bool ended)
{
	buf_printf(list,
		"#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:1\n"
		"#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-INDEPENDENT-SEGMENTS\n"
		"#EXT-X-START:TIME-OFFSET=0,PRECISE=YES\n#EXT-X-MAP:URI=\"live/%d-0.m4s\"\n",
		LIVE_MAX_SECONDS, sound->origin);
	for (int i = 1; i <= segments; i++)
		buf_printf(list, "#EXTINF:%.5f,\nlive/%d-%d.m4s\n",
			live_grid_seconds(
				&sound->grid, i, sound->segments, sound->samples, sound->all),
			sound->origin, i);
	if (ended)
		buf_append_string(list, "#EXT-X-ENDLIST\n");
}

/* Reads the job and its audio from the origin on, waiting a while for the first segment. -1: the
 * reply has been made. */
static int wait_for_sound(struct request *request, struct natsconn *conn, int origin,
	struct job_view *ret_view, struct live_sound *ret_sound)
{
	const int64_t until_ms = clock_monotonic_ms() + WAIT_MS;
	for (;;) {
		uint64_t change = job_table_now(request->app->table);
		if (jobs_view(request, ret_view) < 0)
			return -1;
		const struct workflow *workflow = ret_view->workflow;
		int64_t left_ms = until_ms - clock_monotonic_ms();
		int rc = get_sound(request, conn, workflow, origin, ret_sound);
		if (rc == 0 && ret_sound->segments > 0)
			return 0;
		if (rc == 0 && left_ms <= 0) {
			reply_header(request, "Retry-After", "2");
			reply_problem(request, PROBLEM_BUSY,
				"page %d has not been spoken yet: try again later", origin);
		}
		job_view_free(ret_view);
		if (rc < 0 || left_ms <= 0)
			return -1;
		job_table_wait(request->app->table, change, left_ms);
	}
}

int live_read_origin(struct request *request, const struct meta *fields, int *ret_origin)
{
	const char *from = meta_get(fields, "from");
	int page = from ? number_of(from, strlen(from)) : *ret_origin;
	if (from && (page < 1 || page > PAGESET_MAX_PAGE)) {
		reply_problem(request, PROBLEM_BAD_OPTION, "from: must be a page number");
		return -1;
	}
	*ret_origin = page;
	return 0;
}

void handle_live(struct request *request)
{
	struct job_view view;
	struct live_sound sound;
	struct meta fields = { 0 };
	int origin = 1;
	struct natsconn *conn = jobs_conn(request);
	if (!conn || request_fields(request, &fields) < 0 ||
		live_read_origin(request, &fields, &origin) < 0 ||
		wait_for_sound(request, conn, origin, &view, &sound) < 0)
		return;
	struct buf list = BUF_EMPTY;
	bool ended = workflow_is_finished(view.workflow);
	int segments = sound.segments;
	if (is_newcomer(request, &fields, origin) && !ended && segments > FIRST_SEGMENTS)
		segments = FIRST_SEGMENTS;
	append_list(&list, &sound, segments, ended);
	job_view_free(&view);
	reply_header(request, "Cache-Control", "no-cache");
	reply_body(request, 200, "application/vnd.apple.mpegurl", &list);
}

/* ---- a segment ---- */

struct asking {
	const struct settings *settings;
	const struct workflow *workflow;
	int origin;
	const struct event_live *segment;
	char full[FREE_SPACE_TEXT];
};

static int ask(void *context, struct natsconn *conn, struct err *err)
{
	struct asking *asking = context;
	const struct settings *settings = asking->settings;
	if (free_space_is_low(conn, settings, settings->http.min_free_disk_mb << 20, asking->full))
		return 0;
	return live_audio_request(conn, asking->workflow, asking->origin, asking->segment, err) < 0
		       ? -1
		       : 1;
}

static void reply_segment(struct request *request, struct natsconn *conn, const char *key)
{
	const struct object_reply what = {
		.bucket = request->server->settings->nats.live_audio_object_store_bucket,
		.key = key,
		.content_type = "audio/mp4",
		.disposition = "inline",
		.file_name = "segment.m4s",
	};
	if (object_reply(request, conn, &what) < 0)
		reply_problem(request, PROBLEM_NOT_FOUND, "the segment has just been removed");
}

/* True: the reply has been made. False: the segment's pages have been joined or are being
 * redone. */
static bool get_segment(struct request *request, struct natsconn *conn,
	const struct workflow *workflow, const struct live_sound *sound, int segment, bool last_try)
{
	const struct settings *settings = request->server->settings;
	struct event_live what;
	struct err err;
	if (live_sound_segment(sound, segment, (int)settings->audio_encoder.aac_kbit * 1000,
		    request->arena, &what, &err) < 0) {
		reply_err(request, &err);
		return true;
	}
	struct asking asking = { settings, workflow, sound->origin, &what, "" };
	const struct on_demand_request wanted = {
		.bucket = settings->nats.live_audio_object_store_bucket,
		.key = live_audio_key(
			request->arena, workflow->tenant_id, workflow->id, sound->origin, segment),
		.source = what.source,
		.believed_ms = BELIEVED_MS,
		.ask = ask,
		.context = &asking,
	};
	enum on_demand_result result;
	const char *reason;
	if (on_demand_get(request->app->on_demand, conn, &wanted, request->arena, &result, &reason,
		    &err) < 0) {
		reply_err(request, &err);
		return true;
	}
	if (result == ON_DEMAND_FAILED && !last_try)
		return false;
	if (result == ON_DEMAND_READY) {
		reply_segment(request, conn, wanted.key);
	} else if (result == ON_DEMAND_FAILED) {
		reply_problem(
			request, PROBLEM_NOT_FOUND, "the segment cannot be encoded: %s", reason);
	} else if (result == ON_DEMAND_REFUSED) {
		reply_header(request, "Retry-After", "60");
		reply_problem(request, PROBLEM_DISK_FULL, "%s", asking.full);
	} else {
		reply_header(request, "Retry-After", "2");
		reply_problem(
			request, PROBLEM_BUSY, "the segment is not ready yet: try again later");
	}
	return true;
}

/* Restores the WAV, from which a segment is cut; a playlist does not need it. False: the reply
 * has been made. */
static bool bring_back(struct request *request, struct natsconn *conn,
	const struct workflow *workflow, int origin, struct live_sound *sound)
{
	if (sound->channels > 0 || !live_sound_is_joined(workflow))
		return true;
	if (!restore_audio(request, conn, workflow) ||
		get_sound(request, conn, workflow, origin, sound) < 0)
		return false;
	if (sound->channels > 0)
		return true;
	reply_header(request, "Retry-After", "5");
	reply_problem(request, PROBLEM_BUSY, "the WAV went just now: please ask again");
	return false;
}

/* Like handle_live, but with the state from the bucket, since the table may lag behind. */
static bool try_segment(
	struct request *request, struct natsconn *conn, int origin, int segment, bool last_try)
{
	struct workflow *workflow = NULL;
	struct live_sound sound;
	bool replied = true;
	if (jobs_read(request, conn, &workflow) < 0)
		return true;
	if (get_sound(request, conn, workflow, origin, &sound) == 0) {
		if (segment <= sound.segments && sound.segments > 0)
			replied = !bring_back(request, conn, workflow, origin, &sound) ||
				  get_segment(request, conn, workflow, &sound, segment, last_try);
		else
			reply_problem(request, PROBLEM_NOT_FOUND, "there is no segment %d%s",
				segment, sound.all ? "" : " yet");
	}
	workflow_free(&workflow);
	return replied;
}

/* "12-3": the third segment from page 12 on. */
void handle_live_segment(struct request *request)
{
	const char *name = request->params[1], *dash = strchr(name, '-');
	int origin = dash ? number_of(name, (size_t)(dash - name)) : -1;
	int segment = dash ? number_of(dash + 1, strlen(dash + 1)) : -1;
	struct natsconn *conn = jobs_conn(request);
	if (!conn)
		return;
	if (origin < 1 || segment < 0) {
		reply_problem(request, PROBLEM_NOT_FOUND, "there is no such segment");
		return;
	}
	for (int i = 1; i <= TRIES; i++) {
		if (try_segment(request, conn, origin, segment, i == TRIES))
			return;
	}
}
