/* ticker: a thread that calls a function repeatedly until it is stopped. */
#ifndef LECTERN_WEB_STATE_TICKER_H
#define LECTERN_WEB_STATE_TICKER_H

#include <stdint.h>

struct ticker;

/* Calls `tick` in a thread of its own, which sleeps between calls for as many milliseconds as
 * tick returned. Aborts if the thread cannot be created, since that happens only at startup. */
struct ticker *ticker_start(int64_t (*tick)(void *context), void *context);

/* Waits for a call in progress; no further call is made. */
void ticker_stop(struct ticker **ticker);

#endif
