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
};

struct piece {
	struct piece *next;
};

void scrub_prepare(void)
{
	/* Said once, it is no longer adapted to what was freed. */
	mallopt(M_MMAP_THRESHOLD, OWN_MAPPING);
}

/* Takes pieces of that size while there are any within the heap as it is. */
static void take(size_t size, struct piece **pieces)
{
	for (bool grown = false; !grown;) {
		const void *end = sbrk(0);
		struct piece *piece = malloc(size);
		if (!piece)
			return;
		grown = sbrk(0) != end;
		explicit_bzero(piece, size);
		piece->next = *pieces;
		*pieces = piece;
	}
}

void scrub_memory(void)
{
	struct piece *pieces = NULL;
	for (size_t size = LARGEST; size > SMALL; size /= 2)
		take(size, &pieces);
	for (size_t size = SMALL + LEAST - STEP; size >= LEAST; size -= STEP)
		take(size, &pieces);
	while (pieces) {
		struct piece *next = pieces->next;
		free(pieces);
		pieces = next;
	}
}
