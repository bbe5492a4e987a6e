/* meta: a small list of key-value strings, such as an object's metadata. Lives in an arena. */
#ifndef LECTERN_COMMON_BASE_META_H
#define LECTERN_COMMON_BASE_META_H

#include "common/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct meta_item {
	const char *key, *value;
};

struct meta {
	struct meta_item *items; /* in the arena passed to meta_set() */
	size_t count, cap;
};

/* Adds or replaces; copies both strings. */
void meta_set(struct meta *meta, struct arena *arena, const char *key, const char *value);
void meta_setf(struct meta *meta, struct arena *arena, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The value, or NULL if there is none. */
const char *meta_get(const struct meta *meta, const char *key);

/* The value as a whole number from min to max, or `missing` if it is absent or not such a
 * number. */
int64_t meta_get_int(
	const struct meta *meta, const char *key, int64_t min, int64_t max, int64_t missing);

/* Whether both have the same keys and values, in any order. */
bool meta_equal(const struct meta *a, const struct meta *b);

#endif
