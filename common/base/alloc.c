/* alloc.c: wrappers around the C library's allocator that abort instead of returning NULL. */
#include "common/base/alloc.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	KEEP_BLOCKS = 1 << 20, /* largest freed block to keep */
	KEEP_BYTES = 8 << 20,  /* slack to keep at the top of each arena */
};

static void *or_abort(void *ptr)
{
	if (ptr)
		return ptr;
	static const char text[] = "out of memory\n";
	ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
	(void)ignored;
	abort();
}

void *alloc_zeroed(size_t n, size_t size)
{
	return or_abort(calloc(n ? n : 1, size ? size : 1));
}

void *alloc_resize(void *ptr, size_t size)
{
	return or_abort(realloc(ptr, size ? size : 1));
}

char *alloc_string(const char *s)
{
	return s ? or_abort(strdup(s)) : NULL;
}

void alloc_keep_freed(void)
{
	mallopt(M_MMAP_THRESHOLD, KEEP_BLOCKS);
	mallopt(M_TRIM_THRESHOLD, KEEP_BYTES);
}
