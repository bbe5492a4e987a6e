/* arena.c: a list of growing blocks, freed together. */
#include "common/base/arena.h"

#include "common/base/alloc.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 16 * 1024 };

struct block {
	struct block *next;
	size_t size, used;
	alignas(max_align_t) unsigned char data[];
};

struct arena {
	struct block *first;
};

struct arena *arena_new(void)
{
	return alloc_zeroed(1, sizeof(struct arena));
}

static void free_blocks(struct block *block)
{
	while (block) {
		struct block *next = block->next;
		free(block);
		block = next;
	}
}

void arena_free(struct arena **arena)
{
	if (!arena || !*arena)
		return;
	free_blocks((*arena)->first);
	alloc_free(arena);
}

void arena_reset(struct arena *arena)
{
	struct block *keep = arena->first;
	if (!keep)
		return;
	free_blocks(keep->next);
	keep->next = NULL;
	if (keep->size > BLOCK_SIZE) {
		free(keep);
		arena->first = NULL;
		return;
	}
	memset(keep->data, 0, keep->used);
	keep->used = 0;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	size = (size + align - 1) / align * align;
	struct block *block = arena->first;
	if (!block || block->size - block->used < size) {
		size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
		block = alloc_zeroed(1, sizeof *block + room);
		block->size = room;
		block->next = arena->first;
		arena->first = block;
	}
	void *ptr = block->data + block->used;
	block->used += size;
	return ptr;
}

char *arena_string_n(struct arena *arena, const char *s, size_t n)
{
	if (!s)
		return NULL;
	char *copy = arena_alloc(arena, n + 1);
	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *arena_string(struct arena *arena, const char *s)
{
	return s ? arena_string_n(arena, s, strlen(s)) : NULL;
}

char *arena_vprintf(struct arena *arena, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	int len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		return arena_string(arena, "");
	char *text = arena_alloc(arena, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	return text;
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *text = arena_vprintf(arena, fmt, ap);
	va_end(ap);
	return text;
}
