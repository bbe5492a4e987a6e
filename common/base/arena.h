/* arena: memory that lives as long as one job (or one configuration) and is freed all at once. Not
 * thread-safe. */
#ifndef LECTERN_COMMON_BASE_ARENA_H
#define LECTERN_COMMON_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* The caller frees it with arena_free(). */
struct arena *arena_new(void);

/* Frees the arena and everything allocated from it, and sets *arena to NULL. `arena` and *arena may
 * be NULL. */
void arena_free(struct arena **arena);

/* Invalidates everything allocated from it, keeping one block for reuse. */
void arena_reset(struct arena *arena);

/* Zeroed memory, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* Copies in the arena. A NULL string gives NULL. */
char *arena_string(struct arena *arena, const char *s);
char *arena_string_n(struct arena *arena, const char *s, size_t n);

char *arena_printf(struct arena *arena, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

#endif
