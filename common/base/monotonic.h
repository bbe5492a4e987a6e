/* monotonic: waiting on a condition until a time of CLOCK_MONOTONIC, which nobody sets. */
#ifndef LECTERN_COMMON_BASE_MONOTONIC_H
#define LECTERN_COMMON_BASE_MONOTONIC_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

/* One whose pthread_cond_timedwait() goes by monotonic_after(). */
void monotonic_cond_init(pthread_cond_t *cond);

/* In so many milliseconds. */
struct timespec monotonic_after(int64_t ms);

#endif
