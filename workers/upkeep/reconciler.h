/* reconciler: finds stalled jobs and publishes again the events that must have been lost.
 *
 * A lease ensures that only one process does so at a time, over all farms on one NATS. A job
 * counts as stranded when its state has not changed for `stalled_seconds` and no stage has a
 * backlog older than half of that. Each missing page is then announced again, from the furthest
 * stage of which an object is stored. Announcing too much is harmless: every stage's work may be
 * done twice. Finished jobs older than `keep_days` are removed with everything that belongs to
 * them. Audio files that are waiting while audio-encoder is idle are requested again.
 */
#ifndef LECTERN_WORKERS_UPKEEP_RECONCILER_H
#define LECTERN_WORKERS_UPKEEP_RECONCILER_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/nats/connection.h"

struct reconciler;

struct reconciler *reconciler_new(struct natsconn *conn, const struct settings *settings);
void reconciler_free(struct reconciler **reconciler);

/* Cheap to call at any time: does nothing until a turn is due and the lease is held. Calls
 * `alive` now and then during a long turn, as a heartbeat. Logs what it does. */
void reconciler_tick(struct reconciler *reconciler, void (*alive)(void *context), void *context);

#endif
