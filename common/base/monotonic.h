/* monotonic: waiting on condition variables by CLOCK_MONOTONIC, which nobody can set. */
#ifndef LECTERN_COMMON_BASE_MONOTONIC_H
#define LECTERN_COMMON_BASE_MONOTONIC_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

/* Initialises a condition whose pthread_cond_timedwait() takes deadlines of monotonic_after(). */
void monotonic_cond_init(pthread_cond_t *cond);

/* The time `ms` milliseconds from now. */
struct timespec monotonic_after(int64_t ms);

#endif
