/* objsweep.c: removes chunks that belong to no object. */
#include "common/objstore_parts.h"

#include "common/alloc.h"
#include "common/natsconn_internal.h"
#include "common/timestamp.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

struct sweep {
	struct natsconn *conn;
	const char *bucket;
	int64_t before_ms;
	struct arena *arena;
	void *known; /* tree of nuids that metadata names */
	unsigned removed;
};

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void keep(void *nuid)
{
	(void)nuid; /* in the arena */
}

static int list_chunk_subjects(struct sweep *sweep, jsStreamInfo **ret_info, struct err *err)
{
	jsOptions options;
	jsErrCode code = 0;
	jsOptions_Init(&options);
	options.Stream.Info.SubjectsFilter = arena_printf(sweep->arena, "$O.%s.C.>", sweep->bucket);
	natsStatus status = js_GetStreamInfo(ret_info, natsconn_js(sweep->conn),
		object_stream(sweep->arena, sweep->bucket), &options, &code);
	if (status != NATS_OK)
		return natsconn_err(err, status, code, "%s: listing its chunks", sweep->bucket);
	return 0;
}

static bool note_nuid(void *context, const struct object_info *info)
{
	struct sweep *sweep = context;
	if (info->nuid && !tsearch(arena_string(sweep->arena, info->nuid), &sweep->known, compare))
		abort(); /* out of memory */
	return true;
}

/* Whether the last chunk is old enough. In doubt it is not. */
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

/* The chunks were listed before the metadata: a put that was committed in between is known, one
 * that is still under way has young chunks. */
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
	jsStreamInfo *info = NULL;
	int result = list_chunk_subjects(&sweep, &info, err);
	if (result == 0)
		result = object_list_strictly(conn, bucket, note_nuid, &sweep, err);
	if (result == 0)
		result = sweep_subjects(&sweep, info->State.Subjects, err);
	jsStreamInfo_Destroy(info);
	tdestroy(sweep.known, keep);
	arena_free(&sweep.arena);
	if (result == 0 && ret_removed)
		*ret_removed = sweep.removed;
	return result;
}
