/* plain_limiter: what level_apply() does, without its shortcuts: the samples must be the same, to
 * the bit. */
#ifndef LECTERN_TESTS_WORKERS_TTS_PLAIN_LIMITER_H
#define LECTERN_TESTS_WORKERS_TTS_PLAIN_LIMITER_H

#include <stddef.h>

/* In place. */
void plain_limiter(float *samples, size_t count, int rate, double gain_db);

#endif
