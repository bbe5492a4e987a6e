/* alloc: allocation that never fails. Out of memory ends the process with a message;
 * a worker that dies so is restarted and its message redelivered. */
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

/* From now on keeps what is freed, blocks of up to a mebibyte and some of them, for the next that
 * asks. For who moves large messages: the library takes memory for each, and the system would have
 * to give it, zeroed page by page, each time. */
void alloc_keep_freed(void);

/* free(*ptr) and forget it: *ptr becomes NULL. Takes the address of any pointer. */
#define alloc_free(ptr) (free(*(ptr)), *(ptr) = NULL)

#endif
