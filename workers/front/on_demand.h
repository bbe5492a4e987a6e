/* on_demand: the outcomes of work that is done on demand:
 * one object, kept for a time; its job is not affected. */
#ifndef LECTERN_WORKERS_FRONT_ON_DEMAND_H
#define LECTERN_WORKERS_FRONT_ON_DEMAND_H

#include "workers/front/stage.h"

/* The result is stored: removes it when the job was removed or cancelled meanwhile. */
int on_demand_done(struct front_job *job, const char *bucket, const char *key, struct err *err);

/* Done if it was made before, and not in vain, of that source (LIVE_SOURCE; NULL: of the same thing
 * always): many may ask for it. For struct front_stage's `admit`. */
int on_demand_admit(struct front_job *job, const char *bucket, const char *key, const char *source,
	enum admission *ret_admission);

/* There can be none: puts an object in its place that says why (META_OUTCOME "failed",
 * META_REASON) and of what it was to be made (LIVE_SOURCE; source NULL: of the same thing always).
 * Its text differs each time, so that who asked again knows this answer from an earlier one. */
int on_demand_failed(struct front_job *job, const struct object_spec *where, const char *source,
	const char *reason, struct err *err);

/* The same of what belongs to no job, and is not removed with one. */
int on_demand_put_reason(struct front_job *job, const struct object_spec *where, const char *source,
	const char *reason, struct err *err);

#endif
