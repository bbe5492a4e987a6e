/* timestamp: RFC 3339 in UTC with milliseconds, and clocks. */
#ifndef LECTERN_COMMON_BASE_TIMESTAMP_H
#define LECTERN_COMMON_BASE_TIMESTAMP_H

#include <stdbool.h>
#include <stdint.h>

enum { TIMESTAMP_SIZE = sizeof "2026-01-02T03:04:05.678Z" };

/* The current wall-clock time. */
void timestamp_now(char text[TIMESTAMP_SIZE]);

/* Formats milliseconds since the Unix epoch as RFC 3339, for the years 1970 to 9999. */
void timestamp_format(int64_t unix_ms, char text[TIMESTAMP_SIZE]);

/* Parses RFC 3339 with any offset and any fraction. Returns false, leaving *ret_unix_ms untouched,
 * if the text is not valid. */
bool timestamp_parse(const char *text, int64_t *ret_unix_ms);

/* Milliseconds of the wall clock (since the Unix epoch) and of CLOCK_MONOTONIC. */
int64_t clock_unix_ms(void);
int64_t clock_monotonic_ms(void);

/* CPU time used by this process, in milliseconds. */
int64_t clock_process_ms(void);

#endif
