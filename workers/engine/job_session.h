/* job_session: how the engine's loop turns JOB records into jobs. Stages use job.h only. */
#ifndef LECTERN_WORKERS_ENGINE_JOB_SESSION_H
#define LECTERN_WORKERS_ENGINE_JOB_SESSION_H

#include "common/base/err.h"
#include "workers/engine/job.h"
#include "workers/engine/link.h"
#include "workers/engine/stage.h"

/* A session over the link, in which jobs follow one another. The socket remains the caller's. */
struct job *job_session_new(int socket);
void job_session_free(struct job **job);

/* Discards the previous job and begins the one that this JOB record describes. */
void job_session_begin(struct job *job, const cJSON *body);

/* Sends DONE. `why` gives the reason unless the verdict is VERDICT_DONE; its text is sanitized.
 * -1: the front is gone. */
int job_session_end(struct job *job, enum verdict verdict, const struct err *why, struct err *err);

#endif
