/* scrub.c: through the C library, which overwrites blocks that are given back, and by hand where it
 * keeps them as they are. */
#include "workers/engine/scrub.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* What the C library writes over each block that is given back; one that is handed out
	 * gets the complement, zeros. */
	FREED = 0xff,
	/* Blocks that it puts by instead: this many of each size, in steps, as they are. Those of
	 * GNU, and its first thread's; an allocator that puts nothing by is done no harm. */
	PUT_BY = 7,
	LEAST = 24,
	STEP = 16,
	LARGEST = 1032,
};

void scrub_prepare(void)
{
	mallopt(M_PERTURB, FREED);
}

void scrub_memory(void)
{
	for (size_t size = LEAST; size <= LARGEST; size += STEP) {
		void *block[PUT_BY];
		for (int i = 0; i < PUT_BY; i++) {
			block[i] = malloc(size);
			if (block[i])
				explicit_bzero(block[i], size);
		}
		for (int i = PUT_BY; i > 0; i--)
			free(block[i - 1]);
	}
}
