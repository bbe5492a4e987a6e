/* respeak: POST /jobs/{id}/respeak: speaks a finished book again from its stored texts, in
 * another voice or at another speed; nothing is rendered or read again.
 *
 * The request's options become the job's own, so that a retry and every worker use them. If it
 * is only for some pages, they are kept beside the job's own (workflow_set_manner): the other
 * pages remain as they are if their audio is stored, and are spoken as before if it is not.
 */
#include "common/base/json.h"
#include "common/base/log.h"
#include "common/farm/speech.h"
#include "common/farm/workflow_store.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/jobs/jobs.h"
#include "web/jobs/json_body.h"
#include "web/jobs/options.h"
#include "web/jobs/redo.h"
#include "web/state/app.h"
#include "web/state/installed.h"

#include <stdlib.h>
#include <string.h>

/* Options that only the speaking stage uses. */
static const struct {
	const char *name;
	bool of_page; /* may be given for some pages only */
} fields[] = {
	{ "voice", true },
	{ "speed", true },
	{ "pitch", false },
	{ "pronunciation", false },
};

struct respeak {
	struct request *request;
	struct natsconn *conn;
	const struct settings *settings;
	struct meta options;   /* the job's, with the requested ones merged in */
	struct pageset wanted; /* owned: the requested pages; empty: all */
	struct pageset again;  /* owned: the pages to be spoken */
};

/* ---- the request ---- */

static const char *text_of(const cJSON *item, struct arena *arena)
{
	if (cJSON_IsNumber(item))
		return arena_printf(arena, "%.15g", item->valuedouble);
	return cJSON_IsNull(item) ? "" : cJSON_GetStringValue(item);
}

static bool is_field(const char *name, bool some_pages)
{
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		if (strcmp(fields[i].name, name) == 0)
			return fields[i].of_page || !some_pages;
	}
	return false;
}

/* Merges the object's options into the job's; an empty value removes an option. */
static int merge_options(struct respeak *respeak, const struct workflow *workflow,
	const cJSON *object, struct err *err)
{
	struct arena *arena = respeak->request->arena;
	const cJSON *item;
	cJSON_ArrayForEach(item, object)
	{
		const char *value = text_of(item, arena);
		if (strcmp(item->string, "pages") == 0)
			continue;
		if (!is_field(item->string, respeak->wanted.count > 0))
			return err_set(err, ERR_INVALID, "%.40s: %s", item->string,
				is_field(item->string, false)
					? "is for the whole book, not for some pages"
					: "cannot be set here");
		if (!value)
			return err_set(
				err, ERR_INVALID, "%s: must be a string or a number", item->string);
		if (job_options_add(&respeak->options, arena, item->string, value, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < workflow->options.count; i++) {
		const struct meta_item *own = &workflow->options.items[i];
		if (!cJSON_GetObjectItemCaseSensitive(object, own->key) ||
			strcmp(own->key, "pages") == 0)
			meta_set(&respeak->options, arena, own->key, own->value);
	}
	return 0;
}

static int read_pages(struct respeak *respeak, const struct workflow *workflow, const cJSON *object,
	struct err *err)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, "pages");
	const char *text = item ? text_of(item, respeak->request->arena) : "";
	if (!text)
		return err_set(err, ERR_INVALID, "pages: must be like \"1-20,35\"");
	if (pageset_parse(&respeak->wanted, text, err) < 0)
		return err_prefix(err, "pages");
	for (int page = pageset_next(&respeak->wanted, 1); page > 0;
		page = pageset_next(&respeak->wanted, page + 1)) {
		if (page > workflow->total_pages)
			return err_set(err, ERR_INVALID, "pages: the document has %d",
				workflow->total_pages);
		if (pageset_has(&workflow->skipped, page))
			return err_set(err, ERR_INVALID, "pages: page %d was left out", page);
	}
	return 0;
}

static int read_fields(struct respeak *respeak, const struct workflow *workflow, struct err *err)
{
	cJSON *object = NULL;
	if (json_body_parse(respeak->request, &object, err) < 0)
		return -1;
	int rc = read_pages(respeak, workflow, object, err);
	if (rc == 0)
		rc = merge_options(respeak, workflow, object, err);
	if (rc == 0)
		rc = installed_check(respeak->request->app->installed, &respeak->options,
			workflow->language, err);
	cJSON_Delete(object);
	return rc;
}

/* ---- which pages ---- */

static bool can_be_respoken(const struct workflow *workflow)
{
	return workflow->total_pages > 0 &&
	       (workflow->status == WORKFLOW_COMPLETED ||
		       workflow->status == WORKFLOW_COMPLETED_WITH_ERRORS ||
		       workflow->status == WORKFLOW_FAILED);
}

static int find(struct respeak *respeak, const struct workflow *workflow, int page,
	enum job_object_kinds kind, const char *extension, struct err *err)
{
	return redo_find(
		respeak->conn, workflow, page, kind, extension, respeak->request->arena, err);
}

/* A page that was not requested remains if its audio is stored, and so does the silence for a
 * page that could not be read. */
static int choose_page(
	struct respeak *respeak, const struct workflow *workflow, int page, struct err *err)
{
	bool wanted = respeak->wanted.count == 0 || pageset_has(&respeak->wanted, page);
	int text = find(respeak, workflow, page, JOB_TEXT, "txt", err);
	if (text < 0)
		return -1;
	if (text == 0 && wanted && respeak->wanted.count > 0)
		return err_set(err, ERR_CONFLICT, "page %d has no text: retry the job", page);
	if (text == 0 || !wanted) {
		int wav = pageset_has(&workflow->received, page)
				  ? find(respeak, workflow, page, JOB_WAV, "wav", err)
				  : 0;
		if (wav < 0 || (wav == 0 && text == 0))
			return wav < 0 ? -1
				       : err_set(err, ERR_CONFLICT,
						 "neither text nor audio of page %d is kept", page);
		if (wav == 1)
			return 0;
	}
	pageset_add(&respeak->again, page);
	return 0;
}

static int choose_pages(struct respeak *respeak, const struct workflow *workflow, struct err *err)
{
	for (int page = 1; page <= workflow->total_pages; page++) {
		if (!pageset_has(&workflow->skipped, page) &&
			choose_page(respeak, workflow, page, err) < 0)
			return -1;
	}
	return respeak->again.count > 0 ? 0
					: err_set(err, ERR_CONFLICT, "no page has a text to speak");
}

/* ---- the work ---- */

static int conflict(const struct workflow *workflow, struct err *err)
{
	return err_set(err, ERR_CONFLICT,
		"the job is %s: a book can be spoken again once it is done",
		workflow_status_name(workflow->status));
}

static bool is_own(const struct workflow *workflow, const char *name, const char *value)
{
	const char *own = meta_get(&workflow->options, name);
	return own && value ? strcmp(own, value) == 0 : own == value;
}

/* Kept in the state, so that whoever announces these pages speaks them in the same way. */
static int keep_for_pages(struct workflow *workflow, const struct respeak *respeak, struct err *err)
{
	const char *voice = meta_get(&respeak->options, "voice");
	const char *speed = meta_get(&respeak->options, "speed");
	if (is_own(workflow, "voice", voice) && is_own(workflow, "speed", speed)) {
		workflow_unset_manner(workflow, &respeak->wanted);
		return 0;
	}
	/* The speed was checked when it was read. */
	return workflow_set_manner(workflow, &respeak->wanted, voice, speed ? atoi(speed) : 0, err);
}

static void keep_for_all(struct workflow *workflow, const struct respeak *respeak)
{
	workflow_clear_manners(workflow);
	workflow->options = (struct meta) { 0 };
	for (size_t i = 0; i < respeak->options.count; i++)
		meta_set(&workflow->options, workflow->arena, respeak->options.items[i].key,
			respeak->options.items[i].value);
}

/* The old audio is removed first: once the job is open, any that was left would be taken for the
 * new. If the process dies before the state is written, a finished job remains with its joined
 * audio and can be respoken again; if it dies after that, the pages lack everything but their
 * texts, and the reconciler announces them again after a while. */
static int reopen(struct workflow *workflow, void *context, struct err *err)
{
	const struct respeak *respeak = context;
	if (!can_be_respoken(workflow))
		return conflict(workflow, err);
	if (respeak->wanted.count == 0)
		keep_for_all(workflow, respeak);
	else if (keep_for_pages(workflow, respeak, err) < 0)
		return -1;
	if (redo_remove(respeak->conn, workflow, &respeak->again, JOB_PCM | JOB_WAV, err) < 0)
		return -1;
	redo_reopen(workflow, &respeak->again);
	return 1;
}

static int announce(struct respeak *respeak, const struct workflow *workflow, struct err *err)
{
	struct arena *arena = respeak->request->arena;
	for (int page = pageset_next(&respeak->again, 1); page > 0;
		page = pageset_next(&respeak->again, page + 1)) {
		struct event event = {
			.type = EVENT_TEXT_PROCESSED,
			.key = workflow_page_key(
				arena, workflow->tenant_id, workflow->id, page, "txt"),
			.png_key = workflow_page_key(
				arena, workflow->tenant_id, workflow->id, page, "png"),
			.page_number = page,
			.total_pages = workflow->total_pages,
			.speech = speech_of_page(workflow, page, &respeak->settings->tts),
		};
		if (redo_publish(respeak->conn, respeak->settings->nats.text_processed_subject,
			    &event, workflow, arena, err) < 0)
			return -1;
	}
	return 0;
}

static int respeak_job(struct respeak *respeak, const struct workflow *before, struct err *err)
{
	struct workflow *now = NULL;
	if (workflow_store_change(respeak->conn, before->id, reopen, respeak, &now, NULL, err) < 0)
		return -1;
	jobs_written(respeak->request, now);
	log_info("%s: %d pages to be spoken again, over HTTP", now->id,
		pageset_count(&respeak->again));
	int rc = announce(respeak, now, err);
	workflow_free(&now);
	return rc;
}

static void serve(struct respeak *respeak, const struct workflow *workflow)
{
	struct request *request = respeak->request;
	struct err err;
	if (!can_be_respoken(workflow)) {
		conflict(workflow, &err);
		reply_problem(request, PROBLEM_CONFLICT, "%s", err.text);
	} else if (read_fields(respeak, workflow, &err) < 0) {
		reply_problem(request, PROBLEM_BAD_OPTION, "%s", err.text);
	} else if (choose_pages(respeak, workflow, &err) < 0 ||
		   respeak_job(respeak, workflow, &err) < 0) {
		reply_err(request, &err);
	} else {
		redo_reply(request);
	}
}

void handle_job_respeak(struct request *request)
{
	struct workflow *workflow = NULL;
	struct respeak respeak = {
		.request = request,
		.conn = jobs_conn(request),
		.settings = request->server->settings,
		.wanted = PAGESET_EMPTY,
		.again = PAGESET_EMPTY,
	};
	if (!respeak.conn)
		return;
	redo_begin();
	if (jobs_read(request, respeak.conn, &workflow) == 0)
		serve(&respeak, workflow);
	redo_end();
	pageset_free(&respeak.wanted);
	pageset_free(&respeak.again);
	workflow_free(&workflow);
}
