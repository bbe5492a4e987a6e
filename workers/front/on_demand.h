/* on_demand: the outcomes of work done on demand: each is one object that is kept for a while
 * and does not affect its job. */
#ifndef LECTERN_WORKERS_FRONT_ON_DEMAND_H
#define LECTERN_WORKERS_FRONT_ON_DEMAND_H

#include "workers/front/stage.h"

/* The result is stored: removes it if the job was removed or cancelled meanwhile. */
int on_demand_done(struct front_job *job, const char *bucket, const char *key, struct err *err);

/* ADMIT_DONE if the object exists, is not a failure and was made from that source (LIVE_SOURCE;
 * NULL: the source never changes), since many clients may request it. For struct front_stage's
 * `admit`. */
int on_demand_admit(struct front_job *job, const char *bucket, const char *key, const char *source,
	enum admission *ret_admission);

/* It cannot be made: stores an object in its place that says why (META_OUTCOME "failed",
 * META_REASON) and from which source it was to be made (LIVE_SOURCE; NULL: the source never
 * changes). Its text differs each time, so that a client who asked again can tell this answer
 * from an earlier one. */
int on_demand_failed(struct front_job *job, const struct object_spec *where, const char *source,
	const char *reason, struct err *err);

/* The same for an object that belongs to no job and is not removed with one. */
int on_demand_put_reason(struct front_job *job, const struct object_spec *where, const char *source,
	const char *reason, struct err *err);

#endif
