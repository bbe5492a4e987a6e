/* meta.c: an array searched linearly, because objects carry a dozen pairs at most. */
#include "common/base/meta.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static struct meta_item *find(const struct meta *meta, const char *key)
{
	for (size_t i = 0; i < meta->count; i++) {
		if (strcmp(meta->items[i].key, key) == 0)
			return &meta->items[i];
	}
	return NULL;
}

void meta_set(struct meta *meta, struct arena *arena, const char *key, const char *value)
{
	struct meta_item *item = find(meta, key);
	if (item) {
		item->value = arena_string(arena, value);
		return;
	}
	if (meta->count == meta->cap) {
		size_t cap = meta->cap ? meta->cap * 2 : 8;
		struct meta_item *items = arena_alloc(arena, cap * sizeof *items);
		if (meta->count)
			memcpy(items, meta->items, meta->count * sizeof *items);
		meta->items = items;
		meta->cap = cap;
	}
	meta->items[meta->count++] = (struct meta_item) {
		arena_string(arena, key),
		arena_string(arena, value),
	};
}

void meta_setf(struct meta *meta, struct arena *arena, const char *key, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	meta_set(meta, arena, key, arena_vprintf(arena, fmt, ap));
	va_end(ap);
}

const char *meta_get(const struct meta *meta, const char *key)
{
	const struct meta_item *item = find(meta, key);
	return item ? item->value : NULL;
}

int64_t meta_get_int(
	const struct meta *meta, const char *key, int64_t min, int64_t max, int64_t missing)
{
	const char *text = meta_get(meta, key);
	if (!text || !*text)
		return missing;
	char *end;
	errno = 0;
	long long value = strtoll(text, &end, 10);
	if (errno || *end || value < min || value > max)
		return missing;
	return value;
}

bool meta_equal(const struct meta *a, const struct meta *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const char *value = meta_get(b, a->items[i].key);
		if (!value || strcmp(value, a->items[i].value) != 0)
			return false;
	}
	return true;
}
