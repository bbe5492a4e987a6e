/* numbers: the numbers in running heads and feet, which go on from page to page. */
#ifndef LECTERN_WORKERS_READING_NUMBERS_H
#define LECTERN_WORKERS_READING_NUMBERS_H

#include "common/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum { NUMBERS_MAX = 4 };

/* A row's words, taken apart: its numbers, Arabic or (at the row's ends) Roman, as OCR may have
 * misread them, and what remains: letters and digits, in lower case. */
struct numbered {
	long numbers[NUMBERS_MAX];
	size_t count;
	bool at_end; /* the row begins or ends with one of them */
	const char *rest;
	size_t rest_count; /* bytes */
};

struct numbered numbers_of(const char *row, struct arena *arena);

/* "12", "- 12 -", "Page 12 of 50", "xii", "[12]": nothing but a page's number. */
bool numbers_only(const char *row);

/* The same words; `seen`: but for what OCR may have made of some letters. */
bool numbers_same_rest(const struct numbered *a, const struct numbered *b, bool seen);

#endif
