/* workflow_json.c: a job's state to and from JSON. */
#include "common/farm/workflow.h"

#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/farm/event.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Longest duration at which doubles still resolve sub-millisecond times: some thousand years. */
#define MAX_SECONDS 1e11

/* ---- reading ---- */

static int read_set(
	const struct json_in *in, const char *name, int total, struct pageset *set, struct err *err)
{
	const char *text = "";
	if (json_find_string(in, name, &text, err) < 0)
		return -1;
	if (pageset_parse(set, text, err) < 0)
		return err_prefix(err, "%s", name);
	int beyond = total ? pageset_next(set, total + 1) : 0;
	if (beyond)
		return err_set(err, ERR_INVALID, "%s: page %d is beyond totalPages %d", name,
			beyond, total);
	return 0;
}

/* Checks that every page of `part` is also in `whole`. */
static int check_within(
	const char *name, const struct pageset *part, const struct pageset *whole, struct err *err)
{
	for (int page = pageset_next(part, 1); page; page = pageset_next(part, page + 1)) {
		if (!pageset_has(whole, page))
			return err_set(err, ERR_INVALID, "%s: page %d is not received", name, page);
	}
	return 0;
}

static int read_sources(const struct json_in *in, struct workflow *workflow, struct err *err)
{
	struct json_in sources;
	int found = json_find_object(in, "textSource", &sources, err);
	if (found <= 0)
		return found;
	if (read_set(&sources, "text", 0, &workflow->from_text, err) < 0 ||
		read_set(&sources, "ocr", 0, &workflow->from_ocr, err) < 0 ||
		check_within("text", &workflow->from_text, &workflow->received, err) < 0 ||
		check_within("ocr", &workflow->from_ocr, &workflow->received, err) < 0)
		return err_prefix(err, "textSource");
	for (int page = pageset_next(&workflow->from_ocr, 1); page;
		page = pageset_next(&workflow->from_ocr, page + 1)) {
		if (pageset_has(&workflow->from_text, page))
			return err_set(err, ERR_INVALID, "textSource: page %d has both", page);
	}
	return 0;
}

static int check_skipped(const struct workflow *workflow, struct err *err)
{
	const struct pageset *skipped = &workflow->skipped;
	if (skipped->count && !workflow->total_pages)
		return err_set(err, ERR_INVALID, "skipped: totalPages is not known");
	for (int page = pageset_next(skipped, 1); page; page = pageset_next(skipped, page + 1)) {
		if (pageset_has(&workflow->received, page))
			return err_set(err, ERR_INVALID, "skipped: page %d is received too", page);
	}
	return 0;
}

static int read_manner(const struct json_in *in, struct workflow *workflow, struct err *err)
{
	struct pageset pages = PAGESET_EMPTY;
	const char *voice = NULL;
	int64_t speed = 0;
	int rc = read_set(in, "pages", workflow->total_pages, &pages, err);
	if (rc == 0 && json_find_string(in, "voice", &voice, err) < 0)
		rc = -1;
	if (rc == 0 && json_find_int(in, "speed", 0, INT_MAX, &speed, err) < 0)
		rc = -1;
	if (rc == 0)
		rc = workflow_set_manner(workflow, &pages, voice, (int)speed, err);
	pageset_free(&pages);
	return rc;
}

/* Early versions had at most one, as an object. */
static int read_manners(const struct json_in *in, struct workflow *workflow, struct err *err)
{
	const cJSON *array = cJSON_GetObjectItemCaseSensitive(in->object, "respoken"), *item;
	struct json_in one;
	if (!cJSON_IsArray(array)) {
		int found = json_find_object(in, "respoken", &one, err);
		return found <= 0 ? found : read_manner(&one, workflow, err);
	}
	cJSON_ArrayForEach(item, array)
	{
		if (!cJSON_IsObject(item))
			return err_set(err, ERR_INVALID, "respoken: must be an array of objects");
		one = (struct json_in) { item, "respoken.", in->arena };
		if (read_manner(&one, workflow, err) < 0)
			return -1;
	}
	return 0;
}

static int read_reopened(const struct json_in *in, struct workflow *workflow, struct err *err)
{
	int64_t reopened = 0;
	if (json_find_int(in, "reopened", 0, INT_MAX, &reopened, err) < 0)
		return -1;
	workflow->reopened = (int)reopened;
	return read_manners(in, workflow, err);
}

static int read_pages(const struct json_in *in, struct workflow *workflow, struct err *err)
{
	int64_t total = 0, completing = 0;
	if (json_find_int(in, "totalPages", 0, PAGESET_MAX_PAGE, &total, err) < 0 ||
		json_find_int(in, "completingPage", 0, total, &completing, err) < 0)
		return -1;
	workflow->total_pages = (int)total;
	workflow->completing_page = (int)completing;
	if (read_set(in, "received", (int)total, &workflow->received, err) < 0 ||
		read_set(in, "blank", (int)total, &workflow->blank, err) < 0 ||
		read_set(in, "skipped", (int)total, &workflow->skipped, err) < 0 ||
		read_set(in, "standIn", (int)total, &workflow->stand_in, err) < 0 ||
		read_set(in, "remade", (int)total, &workflow->remade, err) < 0 ||
		check_within("blank", &workflow->blank, &workflow->received, err) < 0 ||
		check_within("standIn", &workflow->stand_in, &workflow->received, err) < 0 ||
		read_sources(in, workflow, err) < 0 || read_reopened(in, workflow, err) < 0)
		return -1;
	return check_skipped(workflow, err);
}

/* Reads the pages of one element of "failed": "page" or "pages". */
static int read_failed_pages(
	const struct json_in *in, int max, struct pageset *ret_pages, struct err *err)
{
	int64_t page;
	if (cJSON_HasObjectItem(in->object, "pages"))
		return read_set(in, "pages", max, ret_pages, err);
	if (json_get_int(in, "page", 1, max, &page, err) < 0)
		return -1;
	pageset_add(ret_pages, (int)page);
	return 0;
}

/* Adds the same failure for all these pages, keeping the list sorted. */
static int add_failures(struct workflow *workflow, const struct page_failure *what,
	const struct pageset *pages, struct err *err)
{
	struct page_failure **link = &workflow->failed;
	for (int page = pageset_next(pages, 1); page; page = pageset_next(pages, page + 1)) {
		if (!pageset_has(&workflow->received, page) || pageset_has(&workflow->blank, page))
			return err_set(err, ERR_INVALID, "failed.page: %d is %s", page,
				pageset_has(&workflow->blank, page) ? "blank too" : "not received");
		while (*link && (*link)->page < page)
			link = &(*link)->next;
		if (*link && (*link)->page == page)
			return err_set(err, ERR_INVALID, "failed.page: %d appears twice", page);
		struct page_failure *failure = arena_alloc(workflow->arena, sizeof *failure);
		*failure = *what;
		failure->page = page;
		failure->next = *link;
		*link = failure;
		link = &failure->next;
	}
	return 0;
}

/* Reads one element of "failed". *last is the first page of the previous element, and becomes this
 * one's. */
static int read_failure(
	const struct json_in *in, struct workflow *workflow, int *last, struct err *err)
{
	struct page_failure what = { .stage = "", .reason = "" };
	struct pageset pages = PAGESET_EMPTY;
	int max = workflow->total_pages ? workflow->total_pages : PAGESET_MAX_PAGE;
	int rc = read_failed_pages(in, max, &pages, err);
	int first = rc == 0 ? pageset_next(&pages, 1) : 0;
	if (rc == 0 && first <= *last)
		rc = err_set(
			err, ERR_INVALID, "%spage: %d does not follow %d", in->path, first, *last);
	*last = first;
	if (rc == 0)
		rc = json_find_string(in, "stage", &what.stage, err);
	if (rc >= 0)
		rc = json_find_string(in, "reason", &what.reason, err);
	if (rc >= 0)
		rc = json_find_bool(in, "final", &what.final, err);
	if (rc >= 0)
		rc = add_failures(workflow, &what, &pages, err);
	pageset_free(&pages);
	return rc;
}

static int read_failures(const struct json_in *in, struct workflow *workflow, struct err *err)
{
	const cJSON *array = NULL;
	int found = json_find_array(in, "failed", &array, err);
	if (found <= 0)
		return found;
	int last = 0;
	const cJSON *item;
	cJSON_ArrayForEach(item, array)
	{
		if (!cJSON_IsObject(item))
			return err_set(err, ERR_INVALID, "failed: must be an array of objects");
		const struct json_in element = { item, "failed.", in->arena };
		if (read_failure(&element, workflow, &last, err) < 0)
			return -1;
	}
	return 0;
}

static int read_note(const struct json_in *in, int max, struct page_note *note, struct err *err)
{
	if (json_get_string(in, "kind", &note->kind, err) < 0 ||
		json_get_string(in, "reason", &note->reason, err) < 0 ||
		read_set(in, "pages", max, &note->pages, err) < 0)
		return -1;
	if (note->pages.count == 0)
		return err_set(err, ERR_INVALID, "%spages: none", in->path);
	return 0;
}

static int read_notes(const struct json_in *in, struct workflow *workflow, struct err *err)
{
	const cJSON *array = NULL, *item;
	int found = json_find_array(in, "notes", &array, err);
	if (found <= 0)
		return found;
	struct page_note **link = &workflow->notes;
	cJSON_ArrayForEach(item, array)
	{
		if (!cJSON_IsObject(item))
			return err_set(err, ERR_INVALID, "notes: must be an array of objects");
		const struct json_in element = { item, "notes.", in->arena };
		struct page_note *note = arena_alloc(workflow->arena, sizeof *note);
		*note = (struct page_note) { .pages = PAGESET_EMPTY };
		*link = note;
		if (read_note(&element, workflow->total_pages, note, err) < 0)
			return -1;
		link = &note->next;
	}
	return 0;
}

static int read_options(const struct json_in *in, struct workflow *workflow, struct err *err)
{
	struct json_in options;
	int found = json_find_object(in, "options", &options, err);
	if (found <= 0)
		return found;
	const cJSON *item;
	cJSON_ArrayForEach(item, options.object)
	{
		if (!cJSON_IsString(item))
			return err_set(
				err, ERR_INVALID, "options.%.100s: must be a string", item->string);
		meta_set(&workflow->options, workflow->arena, item->string, item->valuestring);
	}
	return 0;
}

static int read_audio(const struct json_in *in, struct workflow *workflow, struct err *err)
{
	struct json_in audio;
	int found = json_find_object(in, "audio", &audio, err);
	if (found <= 0)
		return found;
	if (json_find_number(&audio, "seconds", 0, MAX_SECONDS, &workflow->audio_seconds, err) <
			0 ||
		json_find_int(&audio, "bytes", 0, JSON_MAX_INT, &workflow->audio_bytes, err) < 0 ||
		json_find_string(&audio, "digest", &workflow->audio_digest, err) < 0)
		return -1;
	return 0;
}

static int read_name(
	const struct json_in *in, const char *name, const char **ret_name, struct err *err)
{
	if (json_get_string(in, name, ret_name, err) < 0)
		return -1;
	if (!event_name_is_safe(*ret_name))
		return err_set(
			err, ERR_INVALID, "%s: must be 1 to 64 of A-Z, a-z, 0-9, _ and -", name);
	return 0;
}

static int read_names(const struct json_in *in, struct workflow *workflow, struct err *err)
{
	workflow->user_id = workflow->name = workflow->pdf_key = "";
	if (read_name(in, "workflowId", &workflow->id, err) < 0 ||
		read_name(in, "tenantId", &workflow->tenant_id, err) < 0 ||
		json_find_string(in, "userId", &workflow->user_id, err) < 0 ||
		json_find_string(in, "name", &workflow->name, err) < 0 ||
		json_find_string(in, "pdfKey", &workflow->pdf_key, err) < 0 ||
		json_find_string(in, "language", &workflow->language, err) < 0 ||
		json_find_string(in, "finalAudioKey", &workflow->final_audio_key, err) < 0)
		return -1;
	return 0;
}

static int read_status(const struct json_in *in, struct workflow *workflow, struct err *err)
{
	const char *status;
	if (json_get_string(in, "status", &status, err) < 0)
		return -1;
	if (!workflow_status_parse(status, &workflow->status))
		return err_set(err, ERR_INVALID, "status: \"%.60s\" is not a known status", status);
	if (json_find_string(in, "error", &workflow->error, err) < 0 ||
		json_find_bool(in, "final", &workflow->final, err) < 0 ||
		json_find_string(in, "waiting", &workflow->waiting, err) < 0 ||
		json_find_string(in, "slow", &workflow->slow, err) < 0 ||
		json_find_string(in, "createdAt", &workflow->created_at, err) < 0 ||
		json_find_string(in, "startedAt", &workflow->started_at, err) < 0 ||
		json_find_string(in, "finishedAt", &workflow->finished_at, err) < 0 ||
		json_find_string(in, "updatedAt", &workflow->updated_at, err) < 0)
		return -1;
	return 0;
}

int workflow_parse(const char *json, size_t len, struct workflow **ret_workflow, struct err *err)
{
	cJSON *root = NULL;
	if (json_parse(json, len, &root, err) < 0)
		return err_prefix(err, "workflow");
	struct workflow *workflow = alloc_zeroed(1, sizeof *workflow);
	workflow->arena = arena_new();
	const struct json_in in = { root, "", workflow->arena };
	int rc = 0;
	if (read_names(&in, workflow, err) < 0 || read_status(&in, workflow, err) < 0 ||
		read_options(&in, workflow, err) < 0 || read_pages(&in, workflow, err) < 0 ||
		read_failures(&in, workflow, err) < 0 || read_notes(&in, workflow, err) < 0 ||
		read_audio(&in, workflow, err) < 0)
		rc = err_prefix(err, "workflow");
	cJSON_Delete(root);
	if (rc < 0)
		workflow_free(&workflow);
	else
		*ret_workflow = workflow;
	return rc;
}

/* ---- writing ---- */

static void write_set(cJSON *root, const char *name, const struct pageset *set)
{
	struct buf text = BUF_EMPTY;
	pageset_format(set, &text);
	json_add_string(root, name, buf_string(&text));
	buf_free(&text);
}

/* Pages that failed in the same way. */
struct same_failures {
	const char *stage, *reason;
	bool final;
	struct pageset pages;
};

static struct same_failures *failures_like(
	struct same_failures *kinds, size_t count, const struct page_failure *failure)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(kinds[i].stage, failure->stage) == 0 &&
			strcmp(kinds[i].reason, failure->reason) == 0 &&
			kinds[i].final == failure->final)
			return &kinds[i];
	}
	return NULL;
}

/* Failures shared by many pages are written once: a bucket entry is a message and therefore limited
 * in size, and a long book may fail on every page. */
static void write_failures(cJSON *root, const struct workflow *workflow)
{
	struct same_failures *kinds = NULL;
	size_t count = 0;
	for (const struct page_failure *f = workflow->failed; f; f = f->next) {
		struct same_failures *kind = failures_like(kinds, count, f);
		if (!kind) {
			kinds = alloc_resize(kinds, (count + 1) * sizeof *kinds);
			kind = &kinds[count++];
			*kind = (struct same_failures) { f->stage, f->reason, f->final,
				PAGESET_EMPTY };
		}
		pageset_add(&kind->pages, f->page);
	}
	cJSON *failed = json_add_array(root, "failed");
	for (size_t i = 0; i < count; i++) {
		cJSON *item = json_append_object(failed);
		if (pageset_count(&kinds[i].pages) == 1)
			json_add_int(item, "page", pageset_next(&kinds[i].pages, 1));
		else
			write_set(item, "pages", &kinds[i].pages);
		json_add_string(item, "stage", kinds[i].stage);
		json_add_string(item, "reason", kinds[i].reason);
		if (kinds[i].final)
			json_add_bool(item, "final", true);
		pageset_free(&kinds[i].pages);
	}
	free(kinds);
}

static void write_reopened(cJSON *root, const struct workflow *workflow)
{
	if (workflow->reopened)
		json_add_int(root, "reopened", workflow->reopened);
	if (!workflow->manners)
		return;
	cJSON *array = json_add_array(root, "respoken");
	for (const struct page_manner *m = workflow->manners; m; m = m->next) {
		cJSON *item = json_append_object(array);
		write_set(item, "pages", &m->pages);
		if (m->voice)
			json_add_string(item, "voice", m->voice);
		if (m->speed)
			json_add_int(item, "speed", m->speed);
	}
}

static void write_pages(cJSON *root, const struct workflow *workflow)
{
	json_add_int(root, "totalPages", workflow->total_pages);
	json_add_int(root, "completingPage", workflow->completing_page);
	write_set(root, "received", &workflow->received);
	write_set(root, "blank", &workflow->blank);
	write_set(root, "skipped", &workflow->skipped);
	cJSON *sources = json_add_object(root, "textSource");
	write_set(sources, "text", &workflow->from_text);
	write_set(sources, "ocr", &workflow->from_ocr);
	write_set(root, "standIn", &workflow->stand_in);
	if (workflow->remade.count)
		write_set(root, "remade", &workflow->remade);
	write_reopened(root, workflow);
	write_failures(root, workflow);
}

static void write_notes(cJSON *root, const struct workflow *workflow)
{
	cJSON *notes = json_add_array(root, "notes");
	for (const struct page_note *note = workflow->notes; note; note = note->next) {
		cJSON *item = json_append_object(notes);
		json_add_string(item, "kind", note->kind);
		write_set(item, "pages", &note->pages);
		json_add_string(item, "reason", note->reason);
	}
}

static void write_audio(cJSON *root, const struct workflow *workflow)
{
	json_add_string(root, "finalAudioKey", workflow->final_audio_key);
	if (!workflow->audio_digest && !workflow->final_audio_key) {
		json_add_string(root, "audio", NULL);
		return;
	}
	cJSON *audio = json_add_object(root, "audio");
	json_add_number(audio, "seconds", workflow->audio_seconds);
	json_add_int(audio, "bytes", workflow->audio_bytes);
	json_add_string(audio, "digest", workflow->audio_digest);
}

char *workflow_format(const struct workflow *workflow)
{
	cJSON *root = json_new();
	json_add_string(root, "workflowId", workflow->id);
	json_add_string(root, "tenantId", workflow->tenant_id);
	json_add_string(root, "userId", workflow->user_id);
	json_add_string(root, "name", workflow->name);
	json_add_string(root, "pdfKey", workflow->pdf_key);
	json_add_string(root, "status", workflow_status_name(workflow->status));
	json_add_string(root, "error", workflow->error);
	if (workflow->final)
		json_add_bool(root, "final", true);
	json_add_string_if(root, "waiting", workflow->waiting);
	json_add_string_if(root, "slow", workflow->slow);
	json_add_string(root, "createdAt", workflow->created_at);
	json_add_string(root, "startedAt", workflow->started_at);
	json_add_string(root, "finishedAt", workflow->finished_at);
	json_add_string(root, "updatedAt", workflow->updated_at);
	cJSON *options = json_add_object(root, "options");
	for (size_t i = 0; i < workflow->options.count; i++)
		json_add_string(
			options, workflow->options.items[i].key, workflow->options.items[i].value);
	if (workflow->language)
		json_add_string(root, "language", workflow->language);
	write_pages(root, workflow);
	write_notes(root, workflow);
	write_audio(root, workflow);
	struct arena *arena = arena_new();
	char *text = alloc_string(json_print(root, arena));
	arena_free(&arena);
	cJSON_Delete(root);
	return text;
}
