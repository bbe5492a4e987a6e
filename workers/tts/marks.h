/* marks: which samples of a page's audio belong to which part of its text.
 *
 * In memory that a child process shares with the engine: the child that speaks adds marks, and
 * the engine reads them once the child has exited.
 */
#ifndef LECTERN_WORKERS_TTS_MARKS_H
#define LECTERN_WORKERS_TTS_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mark {
	uint64_t text_start, text_end;     /* bytes of the spoken text */
	uint64_t first_sample, end_sample; /* of the page's audio, without pauses */
	/* A word of the piece whose mark follows; its end is unknown. Not every word of a piece
	 * has a mark. */
	bool is_word;
};

struct marks {
	size_t count;
	bool overflow; /* there were more than fit; those present are correct */
	struct mark items[];
};

enum { MARKS_MAX = 64 * 1024 };

/* Zeroed, and shared with children forked later. NULL when out of memory. */
struct marks *marks_new(void);
void marks_free(struct marks **marks);

void marks_clear(struct marks *marks);
void marks_add(struct marks *marks, const struct mark *mark);

#endif
