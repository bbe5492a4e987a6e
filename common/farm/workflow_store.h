/* workflow_store: reads and changes workflow states in the KV bucket, by compare-and-set.
 *
 * The format is that of the official KV clients (ADR-8): subject $KV.<bucket>.<key>; a header
 * KV-Operation DEL or PURGE marks a deleted key. Reads go to the stream's leader.
 */
#ifndef LECTERN_COMMON_FARM_WORKFLOW_STORE_H
#define LECTERN_COMMON_FARM_WORKFLOW_STORE_H

#include "common/base/err.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"

#include <stdbool.h>

/* ERR_NOT_FOUND if there is none. The caller frees the workflow. */
int workflow_store_get(
	struct natsconn *conn, const char *id, struct workflow **ret_workflow, struct err *err);

/* Writes a new state; ERR_CONFLICT if the key exists. */
int workflow_store_create(struct natsconn *conn, const struct workflow *workflow, struct err *err);

/* Writes a state that was read, unless its revision has changed (ERR_CONFLICT); updates the
 * revision. */
int workflow_store_put(struct natsconn *conn, struct workflow *workflow, struct err *err);

/* Changes a state. Returns 1 to write it, 0 to leave it unchanged, -1 to fail with err set. */
typedef int workflow_change(struct workflow *workflow, void *context, struct err *err);

/* Reads, changes and writes by compare-and-set, retrying on conflict (with jitter, for up to 30 s).
 * *ret_workflow (may be NULL) is the resulting state; the caller frees it. *ret_written (may be
 * NULL) tells whether this call wrote a change. */
int workflow_store_change(struct natsconn *conn, const char *id, workflow_change *change,
	void *context, struct workflow **ret_workflow, bool *ret_written, struct err *err);

/* Whether the key holds a deletion marker, that is, there was a state and it was removed. */
int workflow_store_was_removed(
	struct natsconn *conn, const char *id, bool *ret_removed, struct err *err);

/* Removes the key and its history. A missing one is no error. */
int workflow_store_delete(struct natsconn *conn, const char *id, struct err *err);

#endif
