/* newcomers: clients that ask for something for the first time in a while. Safe to use from many
 * threads.
 */
#ifndef LECTERN_WEB_STATE_NEWCOMERS_H
#define LECTERN_WEB_STATE_NEWCOMERS_H

#include <stdbool.h>
#include <stdint.h>

struct newcomers;

struct newcomers *newcomers_new(void);
void newcomers_free(struct newcomers **all);

struct newcomers_rule {
	int64_t quiet_ms; /* who did not ask for longer than that is new */
	int64_t new_ms; /* and stays so for that long: programs open twice what they do not know */
};

/* Whether `who` is new at `now_ms` (monotonic milliseconds). Remembered from now on; of very many
 * the one that was quiet longest is forgotten. */
bool newcomers_greet(
	struct newcomers *all, const char *who, int64_t now_ms, struct newcomers_rule rule);

#endif
