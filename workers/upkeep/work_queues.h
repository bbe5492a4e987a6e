/* work_queues: what waits in the stages' streams, and what a broker that was killed left there.
 *
 * nats-server 2.9 flushes a consumer's state and its stream at different times. Killed in between,
 * it keeps messages that were acknowledged, which no consumer will ever deliver, and counts
 * messages as unacknowledged that are long gone. Neither is a backlog: here they are distinguished
 * from real work, and the messages removed.
 */
#ifndef LECTERN_WORKERS_UPKEEP_WORK_QUEUES_H
#define LECTERN_WORKERS_UPKEEP_WORK_QUEUES_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/nats/connection.h"

#include <stdbool.h>
#include <stdint.h>

struct work_queues;

/* Both must outlive it. */
struct work_queues *work_queues_new(struct natsconn *conn, const struct settings *settings);
void work_queues_free(struct work_queues **queues);

/* Looks at every queue. *ret_backlog: some stage has had work before it or in hand for longer than
 * limit_ms. Removes messages of that age that everybody is done with, and says so in the log.
 * `alive` is called now and then. */
int work_queues_look(struct work_queues *queues, int64_t limit_ms, void (*alive)(void *context),
	void *context, bool *ret_backlog, struct err *err);

/* Whether audio-encoder has work before it or in hand. */
int work_queues_encodes(struct work_queues *queues, bool *ret_busy, struct err *err);

#endif
