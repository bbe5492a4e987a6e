/* workflow_store.c: one KV entry per workflow, changed only by compare-and-set. */
#include "common/farm/workflow_store.h"

#include "common/base/timestamp.h"
#include "common/farm/event.h"
#include "common/nats/kv_entry.h"
#include "common/nats/retry.h"

#include <stdlib.h>
#include <string.h>

enum { CHANGE_MS = 30000, SHORT_MS = 10000 };

static const char *bucket_of(struct natsconn *conn)
{
	return natsconn_settings(conn)->wav_aggregator_kv_bucket;
}

/* The ID becomes part of a subject. */
static int check_id(struct natsconn *conn, const char *id, struct err *err)
{
	if (event_name_is_safe(id))
		return 0;
	return err_set(err, ERR_INVALID, "%s: not a workflow's id: %.64s", bucket_of(conn), id);
}

static int read_entry(
	struct natsconn *conn, const char *id, struct kv_entry *ret_entry, struct err *err)
{
	return kv_entry_read(conn, bucket_of(conn), id, ret_entry, err);
}

static int write_value(struct natsconn *conn, const char *id, const char *value, uint64_t expected,
	int64_t deadline_ms, uint64_t *ret_sequence, struct err *err)
{
	return kv_entry_write(
		conn, bucket_of(conn), id, value, expected, deadline_ms, ret_sequence, err);
}

/* ---- states ---- */

static int get_once(
	struct natsconn *conn, const char *id, struct workflow **ret_workflow, struct err *err)
{
	struct kv_entry entry;
	if (read_entry(conn, id, &entry, err) < 0)
		return -1;
	int result;
	struct workflow *workflow;
	if (!entry.sequence || entry.deleted) {
		result =
			err_set(err, ERR_NOT_FOUND, "%s/%s: no such workflow", bucket_of(conn), id);
	} else {
		result = workflow_parse(natsMsg_GetData(entry.message),
			(size_t)natsMsg_GetDataLength(entry.message), &workflow, err);
		if (result < 0)
			err_prefix(err, "%s/%s", bucket_of(conn), id);
	}
	if (result >= 0) {
		workflow->revision = entry.sequence;
		*ret_workflow = workflow;
	}
	kv_entry_free(&entry);
	return result;
}

static int get(struct natsconn *conn, const char *id, int64_t deadline_ms,
	struct workflow **ret_workflow, struct err *err)
{
	struct retry retry = retry_until(deadline_ms, RETRY_UNAVAILABLE);
	retry.conn = conn;
	struct err error;
	int result;
	do {
		result = get_once(conn, id, ret_workflow, &error);
	} while (retry_again(&retry, result, &error));
	return retry_result(result, &error, err);
}

int workflow_store_get(
	struct natsconn *conn, const char *id, struct workflow **ret_workflow, struct err *err)
{
	if (check_id(conn, id, err) < 0)
		return -1;
	return get(conn, id, clock_monotonic_ms() + SHORT_MS, ret_workflow, err);
}

int workflow_store_create(struct natsconn *conn, const struct workflow *workflow, struct err *err)
{
	if (check_id(conn, workflow->id, err) < 0)
		return -1;
	int64_t deadline_ms = clock_monotonic_ms() + SHORT_MS;
	char *value = workflow_format(workflow);
	uint64_t sequence;
	struct err error;
	int result = write_value(conn, workflow->id, value, 0, deadline_ms, &sequence, &error);
	if (result < 0 && error.kind == ERR_CONFLICT) {
		/* A deletion marker may be overwritten. */
		struct kv_entry entry;
		if (read_entry(conn, workflow->id, &entry, &error) == 0) {
			if (entry.sequence && !entry.deleted)
				err_set(&error, ERR_CONFLICT, "%s/%s: exists already",
					bucket_of(conn), workflow->id);
			else
				result = write_value(conn, workflow->id, value, entry.sequence,
					deadline_ms, &sequence, &error);
			kv_entry_free(&entry);
		}
	}
	free(value);
	if (result < 0 && err)
		*err = error;
	return result;
}

static int put(
	struct natsconn *conn, struct workflow *workflow, int64_t deadline_ms, struct err *err)
{
	char now[TIMESTAMP_SIZE];
	timestamp_now(now);
	workflow->updated_at = arena_string(workflow->arena, now);
	char *value = workflow_format(workflow);
	int result = write_value(conn, workflow->id, value, workflow->revision, deadline_ms,
		&workflow->revision, err);
	free(value);
	return result;
}

int workflow_store_put(struct natsconn *conn, struct workflow *workflow, struct err *err)
{
	if (check_id(conn, workflow->id, err) < 0)
		return -1;
	return put(conn, workflow, clock_monotonic_ms() + SHORT_MS, err);
}

/* Reads, changes and writes once. *ret_workflow is set if the state was read. */
static int change_once(struct natsconn *conn, const char *id, workflow_change *change,
	void *context, int64_t deadline_ms, struct workflow **ret_workflow, bool *ret_written,
	struct err *err)
{
	struct workflow *workflow = NULL;
	if (get(conn, id, deadline_ms, &workflow, err) != 0)
		return -1;
	int result = change(workflow, context, err);
	if (result > 0)
		result = put(conn, workflow, deadline_ms, err) < 0 ? -1 : 1;
	if (result < 0) {
		workflow_free(&workflow);
		return -1;
	}
	*ret_workflow = workflow;
	*ret_written = result > 0;
	return 0;
}

int workflow_store_change(struct natsconn *conn, const char *id, workflow_change *change,
	void *context, struct workflow **ret_workflow, bool *ret_written, struct err *err)
{
	if (check_id(conn, id, err) < 0)
		return -1;
	int64_t deadline_ms = clock_monotonic_ms() + CHANGE_MS;
	struct workflow *workflow = NULL;
	bool written = false;
	struct retry retry = retry_until(deadline_ms, RETRY_CONFLICT);
	struct err error;
	int result;
	do {
		result = change_once(
			conn, id, change, context, deadline_ms, &workflow, &written, &error);
	} while (retry_again(&retry, result, &error));
	if (result < 0)
		return retry_result(result, &error, err);
	if (ret_written)
		*ret_written = written;
	if (ret_workflow)
		*ret_workflow = workflow;
	else
		workflow_free(&workflow);
	return 0;
}

/* ---- deletion ---- */

static int delete_once(struct natsconn *conn, const char *id, int64_t deadline_ms, struct err *err)
{
	struct kv_entry entry;
	if (read_entry(conn, id, &entry, err) < 0)
		return -1;
	int result = 0;
	/* The deletion marker also removes the history, and is what watchers see. */
	if (entry.sequence && !entry.deleted) {
		uint64_t sequence;
		result = write_value(conn, id, NULL, entry.sequence, deadline_ms, &sequence, err);
	}
	kv_entry_free(&entry);
	return result;
}

int workflow_store_delete(struct natsconn *conn, const char *id, struct err *err)
{
	if (check_id(conn, id, err) < 0)
		return -1;
	int64_t deadline_ms = clock_monotonic_ms() + SHORT_MS;
	struct retry retry = retry_until(deadline_ms, RETRY_TRANSIENT);
	struct err error;
	int result;
	do {
		result = delete_once(conn, id, deadline_ms, &error);
	} while (retry_again(&retry, result, &error));
	return retry_result(result, &error, err);
}

int workflow_store_was_removed(
	struct natsconn *conn, const char *id, bool *ret_removed, struct err *err)
{
	struct kv_entry entry;
	if (check_id(conn, id, err) < 0 || read_entry(conn, id, &entry, err) < 0)
		return -1;
	*ret_removed = entry.deleted;
	kv_entry_free(&entry);
	return 0;
}
