/* listener_store.c: a listener's entry in the bucket, changed by read, compare-and-set and
 * retry. */
#include "common/farm/listener_store.h"

#include "common/base/buf.h"
#include "common/base/timestamp.h"
#include "common/farm/event.h"
#include "common/nats/kv.h"
#include "common/nats/kv_entry.h"
#include "common/nats/retry.h"

#include <ctype.h>
#include <string.h>

enum { CHANGE_MS = 5000 };

static const char *bucket_of(struct natsconn *conn)
{
	return natsconn_settings(conn)->listener_kv_bucket;
}

/* Encodes a text as part of a key, unambiguously: "a@b" becomes "a=40b", safe characters stay. */
static const char *key_part(struct arena *arena, const char *text)
{
	struct buf part = BUF_EMPTY;
	for (const char *p = text; *p; p++) {
		unsigned char c = (unsigned char)*p;
		if (isascii(c) && (isalnum(c) || c == '_' || c == '-'))
			buf_append_char(&part, *p);
		else
			buf_printf(&part, "=%02X", c);
	}
	const char *copy = arena_string(arena, buf_string(&part));
	buf_free(&part);
	return copy;
}

static int make_key(struct natsconn *conn, const struct listener_key *key, struct arena *arena,
	const char **ret_key, struct err *err)
{
	if (!event_name_is_safe(key->job))
		return err_set(
			err, ERR_INVALID, "%s: not a job's id: %.64s", bucket_of(conn), key->job);
	*ret_key = arena_printf(arena, "%s.%s.%s", key_part(arena, key->tenant),
		key_part(arena, key->user), key->job);
	return 0;
}

/* ---- one entry ---- */

/* *ret_sequence is that of the current entry, readable or not; 0 if there is none. */
static int read_state(struct natsconn *conn, const char *key, struct arena *arena,
	struct listener_state *ret_state, uint64_t *ret_sequence, struct err *err)
{
	struct kv_entry entry;
	struct listener_state state;
	struct err ignored;
	if (kv_entry_read(conn, bucket_of(conn), key, &entry, err) < 0)
		return -1;
	if (!entry.sequence || entry.deleted ||
		natsMsg_GetDataLength(entry.message) > LISTENER_MAX_JSON ||
		listener_parse(natsMsg_GetData(entry.message),
			(size_t)natsMsg_GetDataLength(entry.message), arena, &state, &ignored) < 0)
		memset(&state, 0, sizeof state);
	*ret_sequence = entry.sequence;
	*ret_state = state;
	kv_entry_free(&entry);
	return 0;
}

int listener_store_get(struct natsconn *conn, const struct listener_key *key, struct arena *arena,
	struct listener_state *ret_state, struct err *err)
{
	const char *name;
	uint64_t sequence;
	if (make_key(conn, key, arena, &name, err) < 0)
		return -1;
	struct retry retry = retry_for(CHANGE_MS, RETRY_UNAVAILABLE);
	struct err error;
	int rc;
	do {
		rc = read_state(conn, name, arena, ret_state, &sequence, &error);
	} while (retry_again(&retry, rc, &error));
	return retry_result(rc, &error, err);
}

/* ---- changes ---- */

/* Returns false if there is nothing to write. */
typedef bool change_function(struct listener_state *state, void *context);

static int change_once(struct natsconn *conn, const char *key, change_function *change,
	void *context, struct arena *arena, struct err *err)
{
	struct listener_state state;
	uint64_t sequence;
	if (read_state(conn, key, arena, &state, &sequence, err) < 0)
		return -1;
	if (!change(&state, context))
		return 0;
	return kv_entry_write(conn, bucket_of(conn), key, listener_format(&state, arena), sequence,
		clock_monotonic_ms() + CHANGE_MS, &sequence, err);
}

static int change_state(struct natsconn *conn, const struct listener_key *key,
	change_function *change, void *context, struct arena *arena, struct err *err)
{
	const char *name;
	if (make_key(conn, key, arena, &name, err) < 0)
		return -1;
	struct retry retry = retry_for(CHANGE_MS, RETRY_CONFLICT);
	struct err error;
	int rc;
	do {
		rc = change_once(conn, name, change, context, arena, &error);
	} while (retry_again(&retry, rc, &error));
	return retry_result(rc, &error, err);
}

static bool put_position(struct listener_state *state, void *context)
{
	struct listener_position *position = context;
	bool later = listener_is_later(position, &state->position);
	if (later)
		state->position = *position;
	else
		*position = state->position;
	return later;
}

int listener_store_set_position(struct natsconn *conn, const struct listener_key *key,
	const struct listener_position *position, struct listener_position *ret_stands,
	struct err *err)
{
	struct arena *arena = arena_new();
	struct listener_position stands = *position;
	int rc = change_state(conn, key, put_position, &stands, arena, err);
	arena_free(&arena);
	if (rc == 0)
		*ret_stands = stands;
	return rc;
}

struct bookmarks_change {
	const struct listener_bookmarks *wanted;
	struct listener_bookmarks stand;
	bool changed;
};

static bool put_bookmarks(struct listener_state *state, void *context)
{
	struct bookmarks_change *change = context;
	int64_t revision = state->bookmarks.revision;
	change->changed = change->wanted->revision >= 0 && change->wanted->revision != revision;
	if (!change->changed) {
		state->bookmarks = *change->wanted;
		state->bookmarks.revision = revision + 1;
	}
	change->stand = state->bookmarks;
	return !change->changed;
}

int listener_store_set_bookmarks(struct natsconn *conn, const struct listener_key *key,
	const struct listener_bookmarks *bookmarks, struct arena *arena,
	struct listener_bookmarks *ret_stands, bool *ret_changed, struct err *err)
{
	struct bookmarks_change change = { .wanted = bookmarks };
	if (change_state(conn, key, put_bookmarks, &change, arena, err) < 0)
		return -1;
	*ret_stands = change.stand;
	*ret_changed = change.changed;
	return 0;
}

/* ---- removal ---- */

static int purge(struct natsconn *conn, const char *job, struct err *err)
{
	struct arena *arena = arena_new();
	const char *bucket = bucket_of(conn);
	jsOptions options;
	jsErrCode code = 0;
	jsOptions_Init(&options);
	options.Stream.Purge.Subject =
		kv_subject(arena, bucket, arena_printf(arena, "*.*.%s", job));
	natsStatus status =
		js_PurgeStream(natsconn_js(conn), kv_stream(arena, bucket), &options, &code);
	int rc = status == NATS_OK ? 0
				   : natsconn_err(err, status, code,
					     "%s: removing the entries of %s", bucket, job);
	arena_free(&arena);
	return rc;
}

int listener_store_remove_job(struct natsconn *conn, const char *job, struct err *err)
{
	if (!event_name_is_safe(job))
		return err_set(err, ERR_INVALID, "%s: not a job's id: %.64s", bucket_of(conn), job);
	struct retry retry = retry_for(CHANGE_MS, RETRY_UNAVAILABLE);
	struct err error;
	int rc;
	do {
		rc = purge(conn, job, &error);
		/* A farm set up by an earlier version has no such bucket yet. */
		if (rc < 0 && error.kind == ERR_NOT_FOUND)
			rc = 0;
	} while (retry_again(&retry, rc, &error));
	return retry_result(rc, &error, err);
}
