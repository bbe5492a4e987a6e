/* follow: keeps the job table equal to the KV bucket, and counts pages as stages finish them.
 *
 * Reads the bucket's stream message by message behind the last one it knows, whenever a message on
 * its subject hints at news and once a second anyway. There is no consumer that a restart of the
 * server could lose.
 */
#ifndef LECTERN_WEB_STATE_FOLLOW_H
#define LECTERN_WEB_STATE_FOLLOW_H

#include "common/base/err.h"
#include "common/nats/connection.h"
#include "web/state/job_table.h"

#include <stdint.h>

struct follow;

/* Subscribes. `conn` and `table` must outlive it. */
int follow_open(struct natsconn *conn, struct job_table *table, struct follow **ret_follow,
	struct err *err);
void follow_close(struct follow **follow);

/* Brings the table up to date, then returns. */
int follow_catch_up(struct follow *follow, struct err *err);

/* The connection was lost in between: the bucket may be another. */
void follow_reconnected(struct follow *follow);

/* Waits for a hint, at most `ms`. */
void follow_wait(struct follow *follow, int64_t ms);
void follow_wake(struct follow *follow);

#endif
