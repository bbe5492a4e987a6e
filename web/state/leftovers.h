/* leftovers: cleans up what failed uploads left behind in the broker.
 *
 * The client gets its answer at once. Chunks, an object whose final acknowledgement was lost,
 * and a state that was created anyway are removed as soon as the broker answers. Thread-safe.
 */
#ifndef LECTERN_WEB_STATE_LEFTOVERS_H
#define LECTERN_WEB_STATE_LEFTOVERS_H

#include "common/config/settings.h"
#include "web/state/backend.h"

#include <stdbool.h>

struct leftovers;

struct leftovers *leftovers_start(const struct settings *settings, struct backend *backend);

/* Tries once more and gives up on the rest: chunks expire after a day. */
void leftovers_stop(struct leftovers **leftovers);

/* Adds the PDF stored as `key` under that nuid, whose job was not created. asked_again: the
 * client may retry with the same Idempotency-Key; a job that was created after all is then kept
 * for it. */
void leftovers_add(struct leftovers *leftovers, const char *id, const char *key, const char *nuid,
	bool asked_again);

#endif
