/* alloc: allocation that never fails. Running out of memory aborts the process with a message; a
 * worker that dies this way is restarted and its message redelivered. */
#ifndef LECTERN_COMMON_BASE_ALLOC_H
#define LECTERN_COMMON_BASE_ALLOC_H

#include <stddef.h>
#include <stdlib.h>

/* Zeroed memory for n items of `size` bytes. The caller frees it with free(). */
void *alloc_zeroed(size_t n, size_t size);

/* realloc() that aborts on failure. */
void *alloc_resize(void *ptr, size_t size);

/* strdup() that aborts on failure. NULL gives NULL. */
char *alloc_string(const char *s);

/* From now on, freed memory is kept for reuse (blocks of up to 1 MiB, a few MiB of them) instead of
 * being returned to the system. For processes that move large messages: the NATS library allocates
 * each of them, and the kernel would otherwise map and zero the pages every time. */
void alloc_keep_freed(void);

/* free(*ptr) and set *ptr to NULL. Takes the address of any pointer. */
#define alloc_free(ptr) (free(*(ptr)), *(ptr) = NULL)

#endif
