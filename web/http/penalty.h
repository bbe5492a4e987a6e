/* penalty: slows down clients that guess tokens, by address.
 *
 * A few wrong tokens are free. After that, the answers to wrong ones are delayed to one a second
 * for each address; while too many are delayed, further tokens from that address are refused
 * unchecked. Until then the right token is never delayed. Thread-safe.
 */
#ifndef LECTERN_WEB_HTTP_PENALTY_H
#define LECTERN_WEB_HTTP_PENALTY_H

#include <stdbool.h>
#include <stdint.h>

enum {
	PENALTY_FREE = 10,        /* wrong tokens in a burst */
	PENALTY_REGAIN_MS = 6000, /* time to regain a free one */
	PENALTY_STEP_MS = 1000,   /* between wrong ones after that */
	PENALTY_MAX_WAIT_MS = 5000,
	PENALTY_ADDRESSES = 1024, /* remembered; the least recently seen is forgotten */
};

struct penalty;

struct penalty *penalty_new(void);
void penalty_free(struct penalty **penalty);

/* Whether a token from that address may be checked now (monotonic milliseconds). */
bool penalty_admits(struct penalty *penalty, const char *address, int64_t now_ms);

/* Records a wrong token. Returns how many milliseconds to delay the answer. */
int64_t penalty_add(struct penalty *penalty, const char *address, int64_t now_ms);

#endif
