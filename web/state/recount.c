/* recount: derives the progress of running jobs from the objects that exist. */
#include "web/state/recount.h"

#include "common/base/alloc.h"
#include "common/farm/job_objects.h"
#include "common/objstore/store.h"

#include <stdlib.h>

enum {
	JOBS_AT_A_TIME = 50,
	/* Pages are rendered in order: after this many without a trace, there are no more. */
	MAX_TRACELESS = 256,
};

static const struct trace {
	enum job_object_kinds kind;
	enum job_stage stage;
	const char *extension;
} traces[] = {
	/* from the last stage to the first */
	{ JOB_WAV, JOB_STAGE_WAV, "wav" },
	{ JOB_PCM, JOB_STAGE_SPOKEN, "pcm" },
	{ JOB_TEXT, JOB_STAGE_READ, "txt" },
	{ JOB_PNG, JOB_STAGE_RENDERED, "png" },
};

/* *ret_found: whether anything is stored for the page. */
static int recount_page(struct natsconn *conn, struct job_table *table,
	const struct workflow *workflow, int page, bool *ret_found, struct err *err)
{
	struct arena *arena = arena_new();
	int result = 0;
	*ret_found = false;
	for (size_t i = 0; i < sizeof traces / sizeof *traces && !*ret_found && result == 0; i++) {
		struct object_info info;
		const char *bucket = job_objects_bucket(natsconn_settings(conn), traces[i].kind);
		const char *key = workflow_page_key(
			arena, workflow->tenant_id, workflow->id, page, traces[i].extension);
		if (objstore_info(conn, bucket, key, arena, &info, err) == 0) {
			job_table_mark(table, workflow->id, traces[i].stage, page);
			*ret_found = true;
		} else if (err->kind != ERR_NOT_FOUND) {
			result = -1;
		}
	}
	arena_free(&arena);
	return result;
}

static int recount_job(struct natsconn *conn, struct job_table *table,
	const struct workflow *workflow, struct err *err)
{
	int traceless = 0;
	for (int page = 1; page <= workflow->total_pages && traceless < MAX_TRACELESS; page++) {
		bool found;
		if (pageset_has(&workflow->received, page) || pageset_has(&workflow->skipped, page))
			continue;
		if (recount_page(conn, table, workflow, page, &found, err) < 0)
			return -1;
		traceless = found ? 0 : traceless + 1;
	}
	return 0;
}

int recount(struct natsconn *conn, struct job_table *table, struct err *err)
{
	struct arena *arena = arena_new();
	struct job_view *views = alloc_zeroed(JOBS_AT_A_TIME, sizeof *views);
	struct job_query query = { 1 << WORKFLOW_RUNNING, NULL, JOBS_AT_A_TIME };
	int result = 0;
	do {
		size_t count = job_table_list(table, &query, arena, views, &query.after);
		for (size_t i = 0; i < count; i++) {
			if (result == 0)
				result = recount_job(conn, table, views[i].workflow, err);
			job_view_free(&views[i]);
		}
	} while (query.after && result == 0);
	free(views);
	arena_free(&arena);
	return result;
}
