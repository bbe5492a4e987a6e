/* workflow_store: reads and changes workflow states in the KV bucket, by compare-and-set.
 *
 * The KV wire format is that of the official clients (ADR-8): subject $KV.<bucket>.<key>, header
 * KV-Operation DEL or PURGE marks a deleted key. Reads go to the stream's leader.
 */
#ifndef LECTERN_COMMON_FARM_WORKFLOW_STORE_H
#define LECTERN_COMMON_FARM_WORKFLOW_STORE_H

#include "common/base/err.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"

#include <stdbool.h>

/* ERR_NOT_FOUND when there is none. The caller frees it. */
int workflow_store_get(
	struct natsconn *conn, const char *id, struct workflow **ret_workflow, struct err *err);

/* Writes a new state; ERR_CONFLICT when the key exists. */
int workflow_store_create(struct natsconn *conn, const struct workflow *workflow, struct err *err);

/* Writes back what was read, if its revision still stands (else ERR_CONFLICT); sets revision. */
int workflow_store_put(struct natsconn *conn, struct workflow *workflow, struct err *err);

/* What to do with a state: 1 write it, 0 leave it as it is, -1 fail with err set. */
typedef int workflow_change(struct workflow *workflow, void *context, struct err *err);

/* Read, change, compare-and-set, again on conflict (jittered, for up to 30 s). *ret_workflow (may
 * be NULL) is the state as it now stands; the caller frees it. *ret_written (may be NULL) is
 * whether this call's change was written. */
int workflow_store_change(struct natsconn *conn, const char *id, workflow_change *change,
	void *context, struct workflow **ret_workflow, bool *ret_written, struct err *err);

/* Whether there was a state that was removed by workflow_store_delete. */
int workflow_store_was_removed(
	struct natsconn *conn, const char *id, bool *ret_removed, struct err *err);

/* Removes the key and its history. Removing what is not there is fine. */
int workflow_store_delete(struct natsconn *conn, const char *id, struct err *err);

#endif
