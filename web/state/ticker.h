/* ticker: a thread that does the same again and again until it is stopped. */
#ifndef LECTERN_WEB_STATE_TICKER_H
#define LECTERN_WEB_STATE_TICKER_H

#include <stdint.h>

struct ticker;

/* Calls `tick` in a thread of its own, which waits between two calls for as many milliseconds as it
 * returns. Aborts if no thread can be created: that is at the very start. */
struct ticker *ticker_start(int64_t (*tick)(void *context), void *context);

/* Waits for the call under way; there is none after it. */
void ticker_stop(struct ticker **ticker);

#endif
