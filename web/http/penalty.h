/* penalty: slows down who guesses tokens, by address.
 *
 * A few wrong tokens are free. After them each wrong one has to wait for its turn, one a second and
 * address; while too many wait, the address is refused without a look at its token. The right token
 * never waits.
 */
#ifndef LECTERN_WEB_HTTP_PENALTY_H
#define LECTERN_WEB_HTTP_PENALTY_H

#include <stdbool.h>
#include <stdint.h>

enum {
	PENALTY_FREE = 10,        /* wrong tokens at once */
	PENALTY_REGAIN_MS = 6000, /* a free one comes back */
	PENALTY_STEP_MS = 1000,   /* between two wrong ones after that */
	PENALTY_MAX_WAIT_MS = 5000,
	PENALTY_ADDRESSES = 1024, /* remembered; the one that was quiet longest is forgotten */
};

struct penalty;

struct penalty *penalty_new(void);
void penalty_free(struct penalty **penalty);

/* Whether a token of that address may be checked now (monotonic milliseconds). */
bool penalty_admits(struct penalty *penalty, const char *address, int64_t now_ms);

/* A token was wrong: how long its answer has to wait. */
int64_t penalty_add(struct penalty *penalty, const char *address, int64_t now_ms);

#endif
