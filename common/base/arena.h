/* arena: memory that lives as long as one job (or one configuration) and goes at once. */
#ifndef LECTERN_COMMON_BASE_ARENA_H
#define LECTERN_COMMON_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);

/* Frees everything taken from it. Takes NULL and a pointer to NULL. */
void arena_free(struct arena **arena);

/* Forgets everything taken from it, keeping one block for the next use. */
void arena_reset(struct arena *arena);

/* Zeroed memory, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* Copies. NULL gives NULL. */
char *arena_string(struct arena *arena, const char *s);
char *arena_string_n(struct arena *arena, const char *s, size_t n);

char *arena_printf(struct arena *arena, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

#endif
