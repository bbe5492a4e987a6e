/* newcomers: who asks for something for the first time in a while. Safe to use from many threads.
 */
#ifndef LECTERN_WEB_STATE_NEWCOMERS_H
#define LECTERN_WEB_STATE_NEWCOMERS_H

#include <stdbool.h>
#include <stdint.h>

struct newcomers;

struct newcomers *newcomers_new(void);
void newcomers_free(struct newcomers **all);

/* Whether `who` did not ask within the last `quiet_ms`; remembered from now on (monotonic
 * milliseconds). Of very many the one that was quiet longest is forgotten. */
bool newcomers_greet(struct newcomers *all, const char *who, int64_t now_ms, int64_t quiet_ms);

#endif
