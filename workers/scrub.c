#include "workers/scrub.h"

#include <malloc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	OWN_MAPPING = 256 * 1024, /* a block from this size on */
	LARGEST = OWN_MAPPING / 2,
	SMALL = 1024,
	STEP = 16, /* the C library's sizes */
	LEAST = 24,
	TOP_PAD = 128 * 1024, /* the C library's own: what the heap grows by beyond the need */
	PUT_BY = 1024 * 1024, /* free, and counted as used: what it keeps at hand of each size */
};

struct piece {
	struct piece *next;
};

void scrub_prepare(void)
{
	/* Said once, it is no longer adapted to what was freed. */
	mallopt(M_MMAP_THRESHOLD, OWN_MAPPING);
}

struct pieces {
	struct piece *first, **end;
	size_t left; /* bytes that the heap may have free, less what was taken */
};

/* Takes pieces of that size while there are any within the heap as it is. An allocator that is not
 * the C library's (a sanitizer's) may have a heap elsewhere, whose growth is not seen. */
static void take(size_t size, struct pieces *pieces)
{
	for (bool grown = false; !grown && pieces->left >= size;) {
		const void *end = sbrk(0);
		struct piece *piece = malloc(size);
		if (!piece)
			return;
		grown = sbrk(0) != end;
		explicit_bzero(piece, size);
		piece->next = NULL;
		*pieces->end = piece;
		pieces->end = &piece->next;
		pieces->left -= size;
	}
}

/* The last piece of each size makes the heap grow: by a page, and what it grew by is given back
 * when the pieces are. So the oldest go first, since the C library keeps the first few of each
 * size to itself. A heap that grew with each job would cost each job more to scrub. */
void scrub_memory(void)
{
	struct pieces pieces = { NULL, &pieces.first, mallinfo2().fordblks + PUT_BY };
	mallopt(M_TOP_PAD, 0);
	for (size_t size = LARGEST; size > SMALL; size /= 2)
		take(size, &pieces);
	for (size_t size = SMALL + LEAST - STEP; size >= LEAST; size -= STEP)
		take(size, &pieces);
	while (pieces.first) {
		struct piece *next = pieces.first->next;
		free(pieces.first);
		pieces.first = next;
	}
	mallopt(M_TOP_PAD, TOP_PAD);
	malloc_trim(0); /* what the heap grew by */
}
