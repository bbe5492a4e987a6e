/* fitz_memory.c: counts what MuPDF allocates and refuses what is beyond the limit. */
#include "workers/pdf_to_png/fitz_memory.h"

#include <malloc.h>
#include <stdlib.h>

enum { CALLS_A_SIGN = 64 };

static void count_call(struct fitz_memory *memory)
{
	if (++memory->calls % CALLS_A_SIGN == 0 && memory->moved)
		memory->moved(memory->context);
}

/* Room for `more` bytes; NULL answers make MuPDF empty its caches and then fail. */
static bool admit(struct fitz_memory *memory, size_t more)
{
	if (memory->closed)
		return false;
	if (more <= memory->limit && memory->used <= memory->limit - more)
		return true;
	memory->refused = true;
	return false;
}

static void *take(void *user, size_t size)
{
	struct fitz_memory *memory = user;
	count_call(memory);
	if (!admit(memory, size))
		return NULL;
	void *ptr = malloc(size);
	if (ptr)
		memory->used += malloc_usable_size(ptr);
	return ptr;
}

static void give_back(void *user, void *ptr)
{
	struct fitz_memory *memory = user;
	if (ptr)
		memory->used -= malloc_usable_size(ptr);
	free(ptr);
}

static void *resize(void *user, void *old, size_t size)
{
	struct fitz_memory *memory = user;
	count_call(memory);
	if (size == 0) {
		give_back(user, old);
		return NULL;
	}
	size_t before = old ? malloc_usable_size(old) : 0;
	if (size > before && !admit(memory, size - before))
		return NULL;
	void *ptr = realloc(old, size);
	if (ptr)
		memory->used = memory->used - before + malloc_usable_size(ptr);
	return ptr;
}

fz_alloc_context fitz_memory_callbacks(struct fitz_memory *memory)
{
	return (fz_alloc_context) { memory, take, resize, give_back };
}
