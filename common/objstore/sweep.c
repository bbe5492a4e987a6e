/* sweep.c: removes chunks that belong to no object. */
#include "common/objstore/parts.h"

#include "common/base/alloc.h"
#include "common/base/timestamp.h"
#include "common/nats/internal.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

struct sweep {
	struct natsconn *conn;
	const char *bucket;
	int64_t before_ms;
	struct arena *arena;
	void *known; /* tree of the nuids found in metadata */
	unsigned removed;
};

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void keep(void *nuid)
{
	(void)nuid; /* lives in the arena */
}

/* The bucket's stream info with its subjects of one kind: 'C' for chunks, 'M' for metadata. */
static int stream_info(struct sweep *sweep, char kind, jsStreamInfo **ret_info, struct err *err)
{
	const char *filter = arena_printf(sweep->arena, "$O.%s.%c.>", sweep->bucket, kind);
	if (object_subjects(sweep->conn, sweep->bucket, filter,
		    kind == 'C' ? "listing its chunks" : "listing its objects", ret_info, err) < 0)
		return err_prefix(err, "%s", sweep->bucket);
	return 0;
}

static bool note_nuid(void *context, const struct object_info *info)
{
	struct sweep *sweep = context;
	if (info->nuid && !tsearch(arena_string(sweep->arena, info->nuid), &sweep->known, compare))
		abort(); /* out of memory */
	return true;
}

/* Whether the last chunk is old enough. False if in doubt. */
static bool is_old(struct sweep *sweep, const char *subject)
{
	natsMsg *message = NULL;
	if (js_GetLastMsg(&message, natsconn_js(sweep->conn),
		    object_stream(sweep->arena, sweep->bucket), subject, NULL, NULL) != NATS_OK)
		return false;
	int64_t time_ms = natsMsg_GetTime(message) / 1000000;
	natsMsg_Destroy(message);
	return time_ms < sweep->before_ms;
}

/* The chunks were listed before the metadata: a put committed in between is therefore known, and
 * one still in progress has young chunks. */
static int sweep_subjects(
	struct sweep *sweep, const jsStreamStateSubjects *subjects, struct err *err)
{
	size_t prefix = strlen("$O..C.") + strlen(sweep->bucket);
	for (int i = 0; subjects && i < subjects->Count; i++) {
		const char *subject = subjects->List[i].Subject;
		if (strlen(subject) <= prefix || tfind(subject + prefix, &sweep->known, compare) ||
			!is_old(sweep, subject))
			continue;
		if (object_purge(sweep->conn, sweep->bucket, subject, 0, err) < 0)
			return err_prefix(err, "%s", sweep->bucket);
		sweep->removed++;
	}
	return 0;
}

static int subject_count(const jsStreamInfo *info)
{
	return info->State.Subjects ? info->State.Subjects->Count : 0;
}

/* Whether the metadata has to be read, which costs the server, per object, a block of its file (8
 * MB, cached for seconds). Not if everything is young, nor, in a large stream, if there are as many
 * objects as sets of chunks. (An object without chunks may then hide a leftover.) */
static int is_worth_reading(
	struct sweep *sweep, const jsStreamInfo *chunks, bool *ret_worth, struct err *err)
{
	const uint64_t small = UINT64_C(64) << 20;
	jsStreamInfo *names = NULL;
	*ret_worth =
		subject_count(chunks) > 0 && chunks->State.FirstTime / 1000000 < sweep->before_ms;
	if (!*ret_worth || chunks->State.Bytes <= small)
		return 0;
	if (stream_info(sweep, 'M', &names, err) < 0)
		return -1;
	*ret_worth = subject_count(chunks) > subject_count(names);
	jsStreamInfo_Destroy(names);
	return 0;
}

static int sweep_bucket(struct sweep *sweep, struct err *err)
{
	jsStreamInfo *chunks = NULL;
	bool worth = false;
	if (stream_info(sweep, 'C', &chunks, err) < 0)
		return -1;
	int result = is_worth_reading(sweep, chunks, &worth, err);
	if (result == 0 && worth)
		result = object_list_strictly(sweep->conn, sweep->bucket, note_nuid, sweep, err);
	if (result == 0 && worth)
		result = sweep_subjects(sweep, chunks->State.Subjects, err);
	jsStreamInfo_Destroy(chunks);
	return result;
}

int objstore_sweep(struct natsconn *conn, const char *bucket, int64_t min_age_ms,
	unsigned *ret_removed, struct err *err)
{
	if (object_check_names(bucket, "-", err) < 0)
		return -1;
	struct sweep sweep = {
		.conn = conn,
		.bucket = bucket,
		.before_ms = clock_unix_ms() - min_age_ms,
		.arena = arena_new(),
	};
	int result = sweep_bucket(&sweep, err);
	tdestroy(sweep.known, keep);
	arena_free(&sweep.arena);
	if (result == 0 && ret_removed)
		*ret_removed = sweep.removed;
	return result;
}
