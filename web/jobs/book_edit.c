/* book_edit: PATCH /jobs/{id}: the user's edits of a book: title, authors, chapter titles.
 *
 * They are an object of their own beside the book, so that they survive a retry; readers of the
 * book apply them.
 */
#include "common/base/json.h"
#include "common/base/pageset.h"
#include "common/objstore/store.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/jobs/book_store.h"
#include "web/jobs/jobs.h"
#include "web/jobs/json_body.h"

#include <math.h>
#include <string.h>

/* When several clients edit one book at the same time, a request loses to at most this many
 * others. */
enum { MAX_ROUNDS = 50 };

/* ---- the requested edits ---- */

/* 1: present; 0: absent; -1: invalid. */
static int find_text(
	const struct json_in *in, const char *name, const char **ret_text, struct err *err)
{
	const char *raw = NULL;
	int found = json_find_string(in, name, &raw, err);
	if (found <= 0)
		return found;
	const char *text = book_clean_text(in->arena, raw);
	if (!*text)
		return err_set(err, ERR_INVALID, "%s%s: must not be empty", in->path, name);
	*ret_text = text;
	return 1;
}

static int read_authors(const struct json_in *in, struct book *edits, struct err *err)
{
	const cJSON *array = NULL, *item;
	int found = json_find_array(in, "authors", &array, err);
	if (found <= 0)
		return found;
	int count = cJSON_GetArraySize(array);
	if (count < 1 || count > BOOK_MAX_AUTHORS)
		return err_set(
			err, ERR_INVALID, "authors: must be 1 to %d names", BOOK_MAX_AUTHORS);
	edits->authors = arena_alloc(in->arena, (size_t)count * sizeof *edits->authors);
	edits->author_count = 0;
	cJSON_ArrayForEach(item, array)
	{
		const char *raw = cJSON_GetStringValue(item);
		const char *name = book_clean_text(in->arena, raw);
		if (!*name)
			return err_set(
				err, ERR_INVALID, "authors: a name must be a string with text");
		edits->authors[edits->author_count++] = name;
	}
	return 0;
}

/* The chapter of `book` that begins on that page; of several, the one nearest to `start`, if
 * given. False: there is none. */
static bool find_chapter(const struct book *book, int page, double start, size_t *ret_index)
{
	const struct book_entry *best = NULL;
	for (size_t i = 0; i < book->chapters.count; i++) {
		const struct book_entry *chapter = &book->chapters.items[i];
		if (chapter->page != page)
			continue;
		if (!best ||
			(start >= 0 && fabs(chapter->start - start) < fabs(best->start - start)))
			best = chapter;
	}
	if (best)
		*ret_index = (size_t)(best - book->chapters.items);
	return best;
}

/* The caller has made room for one more entry. */
static void rename_chapter(
	struct book_entries *entries, const struct book *book, size_t index, const char *title)
{
	struct book_entry edit = book->chapters.items[index];
	edit.ordinal = book_entry_ordinal(&book->chapters, index);
	edit.title = title;
	size_t i = 0;
	while (i < entries->count &&
		(entries->items[i].page != edit.page || entries->items[i].ordinal != edit.ordinal))
		i++;
	entries->items[i] = edit;
	if (i == entries->count)
		entries->count++;
}

static int read_chapter(
	const struct json_in *in, const struct book *book, struct book *edits, struct err *err)
{
	int64_t page;
	size_t index;
	double start = -1;
	const char *title = NULL;
	if (json_get_int(in, "page", 1, PAGESET_MAX_PAGE, &page, err) < 0 ||
		json_find_number(in, "start", 0, 1e8, &start, err) < 0 ||
		find_text(in, "title", &title, err) < 0)
		return -1;
	if (!find_chapter(book, (int)page, start, &index))
		return err_set(err, ERR_INVALID, "%spage: no chapter begins on page %d", in->path,
			(int)page);
	if (title)
		rename_chapter(&edits->chapters, book, index, title);
	return 0;
}

static int read_chapters(
	const struct json_in *in, const struct book *book, struct book *edits, struct err *err)
{
	const cJSON *array = NULL, *item;
	int found = json_find_array(in, "chapters", &array, err);
	if (found <= 0)
		return found;
	int count = cJSON_GetArraySize(array), number = 0;
	if (count > BOOK_MAX_ENTRIES)
		return err_set(err, ERR_INVALID, "chapters: %d is too many", count);
	struct book_entries *entries = &edits->chapters;
	struct book_entry *room = arena_alloc(
		in->arena, (entries->count + (size_t)count + 1) * sizeof *entries->items);
	if (entries->count > 0)
		memcpy(room, entries->items, entries->count * sizeof *room);
	entries->items = room;
	cJSON_ArrayForEach(item, array)
	{
		const struct json_in chapter = { item,
			arena_printf(in->arena, "chapters[%d].", number++), in->arena };
		if (!cJSON_IsObject(item))
			return err_set(err, ERR_INVALID, "chapters: must be objects");
		if (read_chapter(&chapter, book, edits, err) < 0)
			return -1;
	}
	if (entries->count > BOOK_MAX_ENTRIES)
		return err_set(err, ERR_INVALID, "chapters: too many were renamed");
	return 0;
}

/* Merges the requested edits into the earlier ones. */
static int read_edits(
	const struct json_in *in, const struct book *book, struct book *edits, struct err *err)
{
	if (find_text(in, "title", &edits->title, err) < 0 || read_authors(in, edits, err) < 0 ||
		read_chapters(in, book, edits, err) < 0)
		return -1;
	return 0;
}

/* ---- the request ---- */

/* Reads the earlier edits, merges in the new ones and stores the result. ERR_CONFLICT: another
 * request did the same meanwhile. */
static int edit_once(const struct json_in *in, struct natsconn *conn,
	const struct workflow *workflow, struct err *err)
{
	struct arena *arena = in->arena;
	struct book book = book_empty(), edits = book_empty();
	struct object_info info = { .sequence = 0 };
	const struct object_spec spec = {
		.bucket = natsconn_settings(conn)->book_object_store_bucket,
		.name = book_key(arena, workflow->tenant_id, workflow->id, BOOK_EDITS),
	};
	/* Read before the edits, so that the edits are at least as new. */
	if (objstore_info(conn, spec.bucket, spec.name, arena, &info, err) < 0 &&
		err->kind != ERR_NOT_FOUND)
		return -1;
	if (book_store_get(conn, workflow, false, arena, &book, err) < 0 &&
		err->kind != ERR_NOT_FOUND)
		return -1;
	if (book_store_edits(conn, workflow, arena, &edits, err) < 0 ||
		read_edits(in, &book, &edits, err) < 0)
		return -1;
	const char *json = book_format(&edits, arena);
	return objstore_replace_bytes(
		conn, &spec, json, strlen(json), info.sequence, arena, &info, err);
}

static int edit(struct request *request, struct natsconn *conn, const struct workflow *workflow,
	struct err *err)
{
	cJSON *object = NULL;
	if (json_body_parse(request, &object, err) < 0)
		return -1;
	if (!object)
		return err_set(err, ERR_INVALID, "must be a JSON object");
	const struct json_in in = { object, "", request->arena };
	int rc = edit_once(&in, conn, workflow, err);
	for (int i = 0; rc < 0 && err->kind == ERR_CONFLICT && i < MAX_ROUNDS; i++)
		rc = edit_once(&in, conn, workflow, err);
	if (rc < 0 && err->kind == ERR_CONFLICT)
		err->kind = ERR_UNAVAILABLE; /* worth retrying a little later */
	cJSON_Delete(object);
	return rc;
}

void handle_job_patch(struct request *request)
{
	struct workflow *workflow = NULL;
	struct err err;
	struct natsconn *conn = jobs_conn(request);
	if (!conn || jobs_read(request, conn, &workflow) < 0)
		return;
	int rc = edit(request, conn, workflow, &err);
	if (rc == 0)
		jobs_stored(request, conn, workflow);
	workflow_free(&workflow);
	if (rc == 0)
		handle_book(request);
	else if (err.kind == ERR_INVALID)
		reply_problem(request, PROBLEM_BAD_OPTION, "%s", err.text);
	else
		reply_err(request, &err);
}
