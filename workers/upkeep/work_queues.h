/* work_queues: the backlog in the stages' streams, and what a killed broker left in them.
 *
 * nats-server 2.9 flushes a consumer's state and its stream at different times. If it is killed
 * in between, it keeps acknowledged messages that no consumer will ever deliver, and counts
 * messages as unacknowledged that no longer exist. Neither is a backlog: they are told from real
 * work here, and the messages are removed.
 */
#ifndef LECTERN_WORKERS_UPKEEP_WORK_QUEUES_H
#define LECTERN_WORKERS_UPKEEP_WORK_QUEUES_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/nats/connection.h"

#include <stdbool.h>
#include <stdint.h>

struct work_queues;

/* The arguments must outlive it. */
struct work_queues *work_queues_new(struct natsconn *conn, const struct settings *settings);
void work_queues_free(struct work_queues **queues);

/* Examines every queue. *ret_backlog: some stage has had messages waiting or in progress for
 * longer than limit_ms. Removes messages of that age that nobody needs, and logs it. Calls
 * `alive` now and then, as a heartbeat. */
int work_queues_look(struct work_queues *queues, int64_t limit_ms, void (*alive)(void *context),
	void *context, bool *ret_backlog, struct err *err);

/* Whether audio-encoder has messages waiting or in progress. */
int work_queues_encodes(struct work_queues *queues, bool *ret_busy, struct err *err);

#endif
