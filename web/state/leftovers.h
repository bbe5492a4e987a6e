/* leftovers: what uploads that came to nothing left in the broker.
 *
 * The client has its answer at once; chunks, an object whose last answer was lost, and a state that
 * was created anyway are removed when the broker answers (again).
 */
#ifndef LECTERN_WEB_STATE_LEFTOVERS_H
#define LECTERN_WEB_STATE_LEFTOVERS_H

#include "common/config/settings.h"
#include "web/state/backend.h"

#include <stdbool.h>

struct leftovers;

struct leftovers *leftovers_start(const struct settings *settings, struct backend *backend);

/* Tries once more, and gives up what still is there: chunks go after a day. */
void leftovers_stop(struct leftovers **leftovers);

/* The PDF stored as `key`, with that nuid, of a job that was not made. asked_again: its client may
 * come back with the same Idempotency-Key, and a job that was created anyway is the client's. */
void leftovers_add(struct leftovers *leftovers, const char *id, const char *key, const char *nuid,
	bool asked_again);

#endif
