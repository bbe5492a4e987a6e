/* timestamp: RFC 3339 in UTC with milliseconds, and the monotonic clock. */
#ifndef LECTERN_COMMON_BASE_TIMESTAMP_H
#define LECTERN_COMMON_BASE_TIMESTAMP_H

#include <stdbool.h>
#include <stdint.h>

enum { TIMESTAMP_SIZE = sizeof "2026-01-02T03:04:05.678Z" };

/* Writes the wall clock's time now. */
void timestamp_now(char text[TIMESTAMP_SIZE]);

/* Milliseconds since the epoch, written as RFC 3339. Years 1970 to 9999. */
void timestamp_format(int64_t unix_ms, char text[TIMESTAMP_SIZE]);

/* Reads RFC 3339 (any offset, any fraction). False leaves *ret_unix_ms untouched. */
bool timestamp_parse(const char *text, int64_t *ret_unix_ms);

/* Milliseconds of the wall clock and of CLOCK_MONOTONIC. */
int64_t clock_unix_ms(void);
int64_t clock_monotonic_ms(void);

/* Milliseconds of a processor's time that this process has used. */
int64_t clock_process_ms(void);

#endif
