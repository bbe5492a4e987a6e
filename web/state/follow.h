/* follow: keeps the job table in step with the KV bucket, and counts pages as stages finish
 * them.
 *
 * Reads the bucket's stream message by message after the last one seen, whenever a message on
 * its subject hints at news, and once a second in any case. It needs no consumer, which a
 * restart of the broker could lose.
 */
#ifndef LECTERN_WEB_STATE_FOLLOW_H
#define LECTERN_WEB_STATE_FOLLOW_H

#include "common/base/err.h"
#include "common/nats/connection.h"
#include "web/state/job_table.h"

#include <stdint.h>

struct follow;

/* Subscribes. `conn` and `table` must outlive it. The caller closes *ret_follow. */
int follow_open(struct natsconn *conn, struct job_table *table, struct follow **ret_follow,
	struct err *err);
void follow_close(struct follow **follow);

/* Brings the table up to date. Call it from one thread only. */
int follow_catch_up(struct follow *follow, struct err *err);

/* Call it after a reconnection: the bucket may have been recreated. */
void follow_reconnected(struct follow *follow);

/* Waits at most `ms` for a hint. follow_wake(), from any thread, ends the wait. */
void follow_wait(struct follow *follow, int64_t ms);
void follow_wake(struct follow *follow);

#endif
