/* book_store.c: reads a book's objects. Anyone may have stored them, so an unreadable one is
 * treated as missing. */
#include "web/jobs/book_store.h"

#include "common/base/buf.h"
#include "common/config/settings.h"
#include "common/objstore/store.h"

#include <string.h>

enum { MAX_OBJECT = 64 * 1024 * 1024, BLOCK = 64 * 1024, MAX_ROUNDS = 20 };

static int read_once(struct natsconn *conn, const char *bucket, const char *key, struct buf *json,
	struct err *err)
{
	struct objreader *reader = NULL;
	if (objreader_open(conn, bucket, key, &reader, err) < 0)
		return -1;
	int rc = 0;
	if (objreader_info(reader)->size > MAX_OBJECT)
		rc = err_set(err, ERR_NOT_FOUND, "%s is too large", key);
	for (size_t len = 1; rc == 0 && len > 0;) {
		buf_reserve(json, BLOCK);
		rc = objreader_read(reader, json->len, json->data + json->len, BLOCK, &len, err);
		if (rc == 0)
			json->len += len;
	}
	if (rc == 0)
		json->data[json->len] = '\0';
	objreader_close(&reader);
	return rc;
}

static int read_object(struct natsconn *conn, const char *bucket, const char *key, struct buf *json,
	struct err *err)
{
	int rc = read_once(conn, bucket, key, json, err);
	/* ERR_CONFLICT: it was replaced while being read. */
	for (int i = 0; rc < 0 && err->kind == ERR_CONFLICT && i < MAX_ROUNDS; i++) {
		json->len = 0;
		rc = read_once(conn, bucket, key, json, err);
	}
	return rc;
}

static int read_part(struct natsconn *conn, const struct workflow *workflow, enum book_part part,
	struct arena *arena, struct buf *json, struct err *err)
{
	return read_object(conn, natsconn_settings(conn)->book_object_store_bucket,
		book_key(arena, workflow->tenant_id, workflow->id, part), json, err);
}

/* Another program stored something else under that name. */
static int unreadable(struct err *err)
{
	if (err->kind == ERR_INVALID)
		err->kind = ERR_NOT_FOUND;
	return -1;
}

/* 1: found; 0: missing or unreadable; -1: error. */
static int find_book(struct natsconn *conn, const struct workflow *workflow, enum book_part part,
	struct arena *arena, struct book *book, struct err *err)
{
	struct buf json = BUF_EMPTY;
	int rc = read_part(conn, workflow, part, arena, &json, err);
	if (rc == 0)
		rc = book_parse(buf_string(&json), json.len, arena, book, err);
	buf_free(&json);
	if (rc < 0)
		return err->kind == ERR_NOT_FOUND || err->kind == ERR_INVALID ? 0 : -1;
	return 1;
}

int book_store_edits(struct natsconn *conn, const struct workflow *workflow, struct arena *arena,
	struct book *ret_edits, struct err *err)
{
	*ret_edits = book_empty();
	return find_book(conn, workflow, BOOK_EDITS, arena, ret_edits, err) < 0 ? -1 : 0;
}

int book_store_get(struct natsconn *conn, const struct workflow *workflow, bool joined,
	struct arena *arena, struct book *ret_book, struct err *err)
{
	struct book book = book_empty(), edits = book_empty();
	int found = find_book(conn, workflow, BOOK_JSON, arena, &book, err);
	if (found == 0 && !joined)
		found = find_book(conn, workflow, BOOK_OUTLINE, arena, &book, err);
	if (found < 0)
		return -1;
	int edited = find_book(conn, workflow, BOOK_EDITS, arena, &edits, err);
	if (edited < 0)
		return -1;
	if (!found && (!edited || joined))
		return err_set(err, ERR_NOT_FOUND, "nothing is known about the book");
	book_apply_edits(&book, &edits);
	*ret_book = book;
	return 0;
}

int book_store_pages(struct natsconn *conn, const struct workflow *workflow, struct arena *arena,
	struct book_pages *ret_pages, struct err *err)
{
	struct buf json = BUF_EMPTY;
	int rc = read_part(conn, workflow, BOOK_PAGES, arena, &json, err);
	if (rc == 0 && book_pages_parse(buf_string(&json), json.len, arena, ret_pages, err) < 0)
		rc = unreadable(err);
	buf_free(&json);
	return rc;
}

int book_store_timeline(struct natsconn *conn, const char *tenant, const char *id,
	const struct book_page *page, struct arena *arena, struct timeline *ret_timeline,
	struct err *err)
{
	struct buf json = BUF_EMPTY;
	if (!*page->timeline)
		return 0;
	int rc = read_object(conn, natsconn_settings(conn)->timeline_object_store_bucket,
		workflow_page_key(arena, tenant, id, page->page, "json"), &json, err);
	if (rc == 0)
		rc = timeline_parse(buf_string(&json), json.len, arena, ret_timeline, err);
	buf_free(&json);
	if (rc < 0)
		return err->kind == ERR_NOT_FOUND || err->kind == ERR_INVALID ? 0 : -1;
	return ret_timeline->samples > 0 &&
	       strcmp(book_timeline_mark(arena, ret_timeline->digest), page->timeline) == 0;
}

int book_store_page_timeline(struct natsconn *conn, const struct workflow *workflow, int page,
	struct arena *arena, struct timeline *ret_timeline, struct err *err)
{
	struct buf json = BUF_EMPTY;
	int rc = read_object(conn, natsconn_settings(conn)->timeline_object_store_bucket,
		workflow_page_key(arena, workflow->tenant_id, workflow->id, page, "json"), &json,
		err);
	if (rc == 0 && timeline_parse(buf_string(&json), json.len, arena, ret_timeline, err) < 0)
		rc = unreadable(err);
	buf_free(&json);
	return rc;
}
