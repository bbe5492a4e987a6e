/* marks.c: positions of spoken pieces, in memory shared with the child process that speaks. */
#include "workers/tts/marks.h"

#include <sys/mman.h>

#define MARKS_BYTES (sizeof(struct marks) + MARKS_MAX * sizeof(struct mark))

struct marks *marks_new(void)
{
	void *memory = mmap(NULL, MARKS_BYTES, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	/* cppcheck-suppress memleak ; returned */
	return memory == MAP_FAILED ? NULL : memory;
}

void marks_free(struct marks **marks)
{
	if (*marks)
		munmap(*marks, MARKS_BYTES);
	*marks = NULL;
}

void marks_clear(struct marks *marks)
{
	marks->count = 0;
	marks->overflow = false;
}

void marks_add(struct marks *marks, const struct mark *mark)
{
	if (marks->count == MARKS_MAX) {
		marks->overflow = true;
		return;
	}
	marks->items[marks->count++] = *mark;
}
