/* newcomers: recognises clients that ask for something for the first time in a while.
 * Thread-safe. */
#ifndef LECTERN_WEB_STATE_NEWCOMERS_H
#define LECTERN_WEB_STATE_NEWCOMERS_H

#include <stdbool.h>
#include <stdint.h>

struct newcomers;

struct newcomers *newcomers_new(void);
void newcomers_free(struct newcomers **all);

struct newcomers_rule {
	int64_t quiet_ms; /* a client that has not asked for longer than this is new */
	/* and stays new for this long, since programs open a file that they do not know twice */
	int64_t new_ms;
};

/* Whether `who` is new at `now_ms` (monotonic milliseconds). Remembers it; when the table is
 * full, the one quiet for longest is forgotten. */
bool newcomers_greet(
	struct newcomers *all, const char *who, int64_t now_ms, struct newcomers_rule rule);

#endif
