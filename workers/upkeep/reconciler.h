/* reconciler: finds jobs that stand still and says again what must have been lost.
 *
 * One process of all farms on a NATS at a time, by a lease. A job is taken for stranded when its
 * state has not changed for `stalled_seconds` and no stage has a backlog as old as half of that;
 * then each missing page is announced again from the furthest object that the stores hold of it.
 * Saying too much is harmless: every stage's work may be done twice. Finished jobs older than
 * `keep_days` are removed with all that is theirs. Files for people that wait while audio-encoder
 * has nothing to do are asked for again.
 */
#ifndef LECTERN_WORKERS_UPKEEP_RECONCILER_H
#define LECTERN_WORKERS_UPKEEP_RECONCILER_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/nats/connection.h"

struct reconciler;

struct reconciler *reconciler_new(struct natsconn *conn, const struct settings *settings);
void reconciler_free(struct reconciler **reconciler);

/* Cheap to call at any time: does nothing until a turn is due and the lease is ours. `alive` is
 * called now and then during a long turn. Logs what it does. */
void reconciler_tick(struct reconciler *reconciler, void (*alive)(void *context), void *context);

#endif
