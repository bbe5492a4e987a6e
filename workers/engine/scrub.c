/* scrub.c: has the C library overwrite freed blocks, and overwrites by hand those that it keeps
 * unchanged in its caches. */
#include "workers/engine/scrub.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* The byte that the C library writes over each freed block; an allocated one gets its
	 * complement, zeros. */
	FREED = 0xff,
	/* glibc's per-thread cache, which is not overwritten, holds this many blocks of each
	 * size, in steps. With another allocator the loop is harmless. */
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
