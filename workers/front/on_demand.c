/* on_demand.c: what is in the object store after a request was handled. */
#include "workers/front/on_demand.h"

#include "common/base/timestamp.h"
#include "common/farm/live_audio.h"
#include "common/farm/page_metadata.h"
#include "common/farm/workflow_store.h"

#include <string.h>

int on_demand_done(struct front_job *job, const char *bucket, const char *key, struct err *err)
{
	struct workflow *now = NULL;
	struct natsconn *conn = front_conn(job->front);
	if (workflow_store_get(conn, job->workflow->id, &now, err) < 0 &&
		err->kind != ERR_NOT_FOUND)
		return -1;
	bool stays = now && now->status != WORKFLOW_CANCELLED;
	workflow_free(&now);
	return stays ? 0 : objstore_delete(conn, bucket, key, err);
}

static bool is_there(
	const struct front_job *job, const char *bucket, const char *key, const char *source)
{
	struct object_info info;
	struct err ignored;
	if (objstore_info(front_conn(job->front), bucket, key, job->arena, &info, &ignored) < 0 ||
		meta_get(&info.metadata, META_OUTCOME))
		return false;
	const char *made_of = meta_get(&info.metadata, LIVE_SOURCE);
	return !source || (made_of && strcmp(made_of, source) == 0);
}

int on_demand_admit(struct front_job *job, const char *bucket, const char *key, const char *source,
	enum admission *ret_admission)
{
	*ret_admission = is_there(job, bucket, key, source) ? ADMIT_DONE : ADMIT_WORK;
	return 0;
}

int on_demand_put_reason(struct front_job *job, const struct object_spec *where, const char *source,
	const char *reason, struct err *err)
{
	char now[TIMESTAMP_SIZE];
	struct object_spec spec = { .bucket = where->bucket, .name = where->name };
	struct object_info info;
	timestamp_now(now);
	meta_set(&spec.metadata, job->arena, META_OUTCOME, "failed");
	meta_set(&spec.metadata, job->arena, META_REASON, reason);
	if (source)
		meta_set(&spec.metadata, job->arena, LIVE_SOURCE, source);
	return objstore_put_bytes(
		front_conn(job->front), &spec, now, strlen(now), job->arena, &info, err);
}

int on_demand_failed(struct front_job *job, const struct object_spec *where, const char *source,
	const char *reason, struct err *err)
{
	return on_demand_put_reason(job, where, source, reason, err) < 0
		       ? -1
		       : on_demand_done(job, where->bucket, where->name, err);
}
