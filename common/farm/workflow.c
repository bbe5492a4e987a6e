/* workflow.c: the rules for a job's state. */
#include "common/farm/workflow.h"

#include "common/base/alloc.h"
#include "common/base/timestamp.h"
#include "common/base/utf8.h"

#include <string.h>

static const char *const status_names[] = {
	[WORKFLOW_QUEUED] = "queued",
	[WORKFLOW_RUNNING] = "running",
	[WORKFLOW_ASSEMBLING] = "assembling",
	[WORKFLOW_COMPLETED] = "completed",
	[WORKFLOW_COMPLETED_WITH_ERRORS] = "completed_with_errors",
	[WORKFLOW_FAILED] = "failed",
	[WORKFLOW_CANCELLED] = "cancelled",
};

const char *workflow_status_name(enum workflow_status status)
{
	return status_names[status];
}

bool workflow_status_parse(const char *name, enum workflow_status *ret_status)
{
	for (size_t i = 0; i < sizeof status_names / sizeof *status_names; i++) {
		if (strcmp(status_names[i], name) == 0) {
			*ret_status = (enum workflow_status)i;
			return true;
		}
	}
	return false;
}

static const char *now(struct workflow *workflow)
{
	char text[TIMESTAMP_SIZE];
	timestamp_now(text);
	return arena_string(workflow->arena, text);
}

struct workflow *workflow_new(const char *id, const char *tenant_id, const char *user_id,
	const char *name, const char *pdf_key)
{
	struct workflow *workflow = alloc_zeroed(1, sizeof *workflow);
	workflow->arena = arena_new();
	workflow->id = arena_string(workflow->arena, id);
	workflow->tenant_id = arena_string(workflow->arena, tenant_id);
	workflow->user_id = arena_string(workflow->arena, user_id);
	workflow->name = arena_string(workflow->arena, name);
	workflow->pdf_key = arena_string(workflow->arena, pdf_key);
	workflow->status = WORKFLOW_QUEUED;
	workflow->created_at = now(workflow);
	workflow->updated_at = workflow->created_at;
	return workflow;
}

void workflow_free(struct workflow **workflow)
{
	if (!workflow || !*workflow)
		return;
	pageset_free(&(*workflow)->received);
	pageset_free(&(*workflow)->blank);
	pageset_free(&(*workflow)->stand_in);
	pageset_free(&(*workflow)->remade);
	workflow_clear_manners(*workflow);
	pageset_free(&(*workflow)->skipped);
	pageset_free(&(*workflow)->from_text);
	pageset_free(&(*workflow)->from_ocr);
	for (struct page_note *note = (*workflow)->notes; note; note = note->next)
		pageset_free(&note->pages);
	arena_free(&(*workflow)->arena);
	alloc_free(workflow);
}

const char *workflow_language(const struct workflow *workflow)
{
	const char *asked = meta_get(&workflow->options, "language");
	return asked && *asked && strcmp(asked, "auto") != 0 ? asked : workflow->language;
}

bool workflow_is_finished(const struct workflow *workflow)
{
	switch (workflow->status) {
	case WORKFLOW_COMPLETED:
	case WORKFLOW_COMPLETED_WITH_ERRORS:
	case WORKFLOW_FAILED:
	case WORKFLOW_CANCELLED:
		return true;
	case WORKFLOW_QUEUED:
	case WORKFLOW_RUNNING:
	case WORKFLOW_ASSEMBLING:
		return false;
	}
	return false;
}

/* The two sets never overlap: a skipped page that arrives anyway counts as received. */
bool workflow_is_complete(const struct workflow *workflow)
{
	return workflow->total_pages > 0 &&
	       pageset_count(&workflow->received) + pageset_count(&workflow->skipped) ==
		       workflow->total_pages;
}

/* Computes the pages of 1..total that the option leaves out. */
static int skipped_by_option(
	const char *pages, int total, struct pageset *ret_skipped, struct err *err)
{
	struct pageset wanted = PAGESET_EMPTY;
	if (!pages)
		return 0;
	if (pageset_parse(&wanted, pages, err) < 0)
		return err_prefix(err, "pages");
	if (wanted.count == 0)
		return 0; /* an empty option selects all pages */
	int first = pageset_next(&wanted, 1);
	bool any = first <= total;
	int from = 1;
	for (size_t i = 0; any && i < wanted.count && wanted.ranges[i].first <= total; i++) {
		if (wanted.ranges[i].first > from)
			pageset_add_range(ret_skipped, from, wanted.ranges[i].first - 1);
		from = wanted.ranges[i].last + 1;
	}
	if (any && from <= total)
		pageset_add_range(ret_skipped, from, total);
	pageset_free(&wanted);
	if (!any)
		return err_set(err, ERR_INVALID, "pages: \"%.60s\" selects none of the %d pages",
			pages, total);
	return 0;
}

int workflow_set_total(struct workflow *workflow, int total_pages, struct err *err)
{
	if (total_pages < 1 || total_pages > PAGESET_MAX_PAGE)
		return err_set(err, ERR_INVALID, "%d pages: a document must have from 1 to %d",
			total_pages, PAGESET_MAX_PAGE);
	if (workflow->total_pages == total_pages)
		return 0;
	if (workflow->total_pages)
		return err_set(err, ERR_INVALID, "the document has %d pages, but had %d before",
			total_pages, workflow->total_pages);
	int beyond = pageset_next(&workflow->received, total_pages + 1);
	if (beyond)
		return err_set(err, ERR_INVALID,
			"page %d was received, but the document has only %d pages", beyond,
			total_pages);
	struct pageset skipped = PAGESET_EMPTY;
	if (skipped_by_option(meta_get(&workflow->options, "pages"), total_pages, &skipped, err) <
		0)
		return -1;
	for (int page = pageset_next(&workflow->received, 1); page;
		page = pageset_next(&workflow->received, page + 1))
		pageset_remove(&skipped, page);
	pageset_free(&workflow->skipped);
	workflow->skipped = skipped;
	workflow->total_pages = total_pages;
	workflow_drop_notes_beyond(workflow, total_pages);
	workflow->updated_at = now(workflow);
	if (workflow->status == WORKFLOW_QUEUED) {
		workflow->status = WORKFLOW_RUNNING;
		workflow->started_at = workflow->updated_at;
	}
	return 0;
}

/* The link that points to the page's failure, or to where it would be inserted. */
static struct page_failure **find_failure(struct workflow *workflow, int page)
{
	struct page_failure **link = &workflow->failed;
	while (*link && (*link)->page < page)
		link = &(*link)->next;
	return link;
}

const struct page_failure *workflow_failure(const struct workflow *workflow, int page)
{
	const struct page_failure *failure = workflow->failed;
	while (failure && failure->page < page)
		failure = failure->next;
	return failure && failure->page == page ? failure : NULL;
}

/* The text, shortened so that the state stays below the largest size of a bucket entry. */
static const char *kept_text(struct workflow *workflow, const char *text, size_t most)
{
	text = text ? text : "";
	return arena_string_n(workflow->arena, text, utf8_cut(text, strlen(text), most));
}

/* The reason or, if there are too many different ones already, a collective one. */
static const char *kept_reason(const struct workflow *workflow, const char *reason)
{
	const char *others[WORKFLOW_MAX_REASONS];
	size_t count = 0;
	for (const struct page_failure *f = workflow->failed; f; f = f->next) {
		size_t i = 0;
		if (strcmp(f->reason, reason) == 0)
			return reason;
		while (i < count && strcmp(others[i], f->reason) != 0)
			i++;
		if (i < count)
			continue;
		if (count + 1 >= WORKFLOW_MAX_REASONS)
			return "other reasons, see the dead letters";
		others[count++] = f->reason;
	}
	return reason;
}

/* Returns true if that changed something. */
static bool set_failure(struct workflow *workflow, int page, const char *stage, const char *reason)
{
	enum { MOST_STAGE = 64, MOST_REASON = 400 };
	struct page_failure **link = find_failure(workflow, page);
	struct page_failure *failure = *link;
	stage = kept_text(workflow, stage, MOST_STAGE);
	reason = kept_reason(workflow, kept_text(workflow, reason, MOST_REASON));
	if (failure && failure->page == page) {
		if (strcmp(failure->stage, stage) == 0 && strcmp(failure->reason, reason) == 0)
			return false;
	} else {
		failure = arena_alloc(workflow->arena, sizeof *failure);
		failure->page = page;
		failure->next = *link;
		*link = failure;
	}
	failure->stage = stage;
	failure->reason = reason;
	return true;
}

bool workflow_mark_final(struct workflow *workflow, int page, bool final)
{
	struct page_failure *failure = *find_failure(workflow, page);
	if (!failure || failure->page != page || failure->final == final)
		return false;
	failure->final = final;
	return true;
}

bool workflow_is_retryable(const struct workflow *workflow)
{
	if (workflow->status == WORKFLOW_FAILED)
		return !workflow->final;
	const struct page_failure *f =
		workflow->status == WORKFLOW_COMPLETED_WITH_ERRORS ? workflow->failed : NULL;
	while (f && f->final)
		f = f->next;
	return f != NULL;
}

static bool clear_failure(struct workflow *workflow, int page)
{
	struct page_failure **link = find_failure(workflow, page);
	if (!*link || (*link)->page != page)
		return false;
	*link = (*link)->next;
	return true;
}

int workflow_mark_page(struct workflow *workflow, int page, enum page_outcome outcome,
	const char *stage, const char *reason, bool *ret_changed, struct err *err)
{
	int last = workflow->total_pages ? workflow->total_pages : PAGESET_MAX_PAGE;
	if (page < 1 || page > last)
		return err_set(err, ERR_INVALID, "page %d: the document has %d pages", page, last);
	bool changed = pageset_add(&workflow->received, page);
	pageset_remove(&workflow->skipped, page);
	if (outcome == PAGE_BLANK) {
		changed |= pageset_add(&workflow->blank, page);
	} else if (pageset_has(&workflow->blank, page)) {
		pageset_remove(&workflow->blank, page);
		changed = true;
	}
	if (outcome == PAGE_FAILED)
		changed |= set_failure(workflow, page, stage, reason);
	else
		changed |= clear_failure(workflow, page);
	if (changed)
		workflow->updated_at = now(workflow);
	if (ret_changed)
		*ret_changed = changed;
	return 0;
}

/* Returns true if that changed something. */
static bool set_member(struct pageset *set, int page, bool member)
{
	if (member)
		return pageset_add(set, page);
	bool was = pageset_has(set, page);
	pageset_remove(set, page);
	return was;
}

/* Notes something about a page, but only if it has been marked. */
static bool note_member(struct workflow *workflow, struct pageset *set, int page, bool member)
{
	if (!pageset_has(&workflow->received, page) || !set_member(set, page, member))
		return false;
	workflow->updated_at = now(workflow);
	return true;
}

bool workflow_mark_source(struct workflow *workflow, int page, enum page_source source)
{
	bool text = note_member(workflow, &workflow->from_text, page, source == PAGE_FROM_TEXT);
	bool ocr = note_member(workflow, &workflow->from_ocr, page, source == PAGE_FROM_OCR);
	return text || ocr;
}

bool workflow_mark_stand_in(struct workflow *workflow, int page, bool stand_in)
{
	return note_member(workflow, &workflow->stand_in, page, stand_in);
}

void workflow_forget_page(struct workflow *workflow, int page)
{
	pageset_remove(&workflow->received, page);
	pageset_remove(&workflow->blank, page);
	pageset_remove(&workflow->from_text, page);
	pageset_remove(&workflow->from_ocr, page);
	pageset_remove(&workflow->stand_in, page);
	clear_failure(workflow, page);
}

void workflow_spoken_pages(const struct workflow *workflow, struct pageset *ret_set)
{
	struct pageset spoken = PAGESET_EMPTY;
	pageset_add_all(&spoken, &workflow->received);
	for (int page = pageset_next(&workflow->blank, 1); page;
		page = pageset_next(&workflow->blank, page + 1))
		pageset_remove(&spoken, page);
	for (const struct page_failure *f = workflow->failed; f; f = f->next)
		pageset_remove(&spoken, f->page);
	*ret_set = spoken;
}

bool workflow_set_waiting(struct workflow *workflow, const char *waiting)
{
	if (!workflow->waiting == !waiting)
		return false;
	workflow->waiting = arena_string(workflow->arena, waiting);
	return true;
}

/* The position of the stage's name in the list, or NULL. */
static const char *find_stage(const char *list, const char *stage)
{
	size_t len = strlen(stage);
	for (const char *at = list; at && *at; at += strspn(at, ",")) {
		size_t n = strcspn(at, ",");
		if (n == len && memcmp(at, stage, len) == 0)
			return at;
		at += n;
	}
	return NULL;
}

bool workflow_is_slow(const struct workflow *workflow, const char *stage)
{
	return stage ? find_stage(workflow->slow, stage) != NULL : workflow->slow != NULL;
}

bool workflow_set_slow(struct workflow *workflow, const char *stage, bool slow)
{
	const char *list = workflow->slow ? workflow->slow : "";
	const char *at = find_stage(list, stage);
	if ((at != NULL) == slow)
		return false;
	if (!at) {
		workflow->slow =
			arena_printf(workflow->arena, "%s%s%s", list, *list ? "," : "", stage);
		return true;
	}
	const char *rest = at + strlen(stage);
	int before = (int)(at - list);
	if (*rest == ',')
		rest++;
	else if (before > 0)
		before--; /* the comma */
	bool any = before > 0 || *rest;
	workflow->slow = any ? arena_printf(workflow->arena, "%.*s%s", before, list, rest) : NULL;
	return true;
}

int workflow_pages_missing(const struct workflow *workflow, int before)
{
	int missing = 0;
	for (int page = 1; page < before && page <= workflow->total_pages; page++)
		missing += !pageset_has(&workflow->received, page) &&
			   !pageset_has(&workflow->skipped, page);
	return missing;
}

void workflow_finish(struct workflow *workflow, enum workflow_status status, const char *error)
{
	workflow->status = status;
	workflow->error = arena_string(workflow->arena, error);
	workflow->waiting = NULL;
	workflow->slow = NULL;
	workflow->finished_at = now(workflow);
	workflow->updated_at = workflow->finished_at;
}

char *workflow_source_key(struct arena *arena, const char *tenant, const char *id)
{
	return arena_printf(arena, "%s/%s/source.pdf", tenant, id);
}

char *workflow_final_key(struct arena *arena, const char *tenant, const char *id)
{
	return arena_printf(arena, "%s/%s/final.wav", tenant, id);
}

bool workflow_owns_key(const char *tenant_id, const char *id, const char *key)
{
	size_t tenant = strlen(tenant_id), len = strlen(id);
	return strncmp(key, tenant_id, tenant) == 0 && key[tenant] == '/' &&
	       strncmp(key + tenant + 1, id, len) == 0 && key[tenant + 1 + len] == '/';
}

const char *workflow_id_in_key(const char *key, size_t *ret_len)
{
	const char *id = strchr(key, '/');
	size_t len = id ? strcspn(id + 1, "/") : 0;
	if (len == 0 || id[1 + len] != '/')
		return NULL;
	*ret_len = len;
	return id + 1;
}

char *workflow_page_key(
	struct arena *arena, const char *tenant, const char *id, int page, const char *extension)
{
	return arena_printf(arena, "%s/%s/page_%05d.%s", tenant, id, page, extension);
}

bool workflow_option_is_instruction(const char *name)
{
	return strcmp(name, "commentaryInstructions") == 0 ||
	       strcmp(name, "summaryInstructions") == 0;
}
