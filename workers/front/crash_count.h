/* crash_count: detects messages that kill the front itself. Internal to workers/front.
 *
 * A message is redelivered for many reasons: its worker died, the broker was in trouble, its
 * store was full, a worker was asked to exit. Only the first may cost a page its place in the
 * book, and the server's delivery count does not tell them apart. So once a message has been
 * delivered more than `max_attempts` times, a front records in the KV bucket that it begins, and
 * deletes the record whenever the delivery ends in an orderly way. A record that remains was a
 * crash.
 */
#ifndef LECTERN_WORKERS_FRONT_CRASH_COUNT_H
#define LECTERN_WORKERS_FRONT_CRASH_COUNT_H

#include "common/base/err.h"
#include "workers/front/stage.h"

/* Call it before the work. *ret_crashes: how many workers died of this message since it became
 * suspect; from `max_attempts` on the message should be given up, and nothing is recorded. Costs
 * nothing for a message that is not suspect. Returns -1 when the broker fails. */
int crash_count_begin(struct front_job *job, int *ret_crashes, struct err *err);

/* While the job waits for its turn, here or until redelivery, its worker's death is not its
 * fault: only earlier crashes remain recorded. Repeated calls cost no request to the broker, and
 * few while it fails. */
void crash_count_pause(struct front_job *job);
void crash_count_resume(struct front_job *job);

/* The delivery has ended, in whatever way: deletes the record. */
void crash_count_end(struct front_job *job);

#endif
