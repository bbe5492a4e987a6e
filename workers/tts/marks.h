/* marks: which samples of a page's sound speak which part of its text.
 *
 * Lies in memory that a child process shares with the engine: the child that speaks adds, the
 * engine reads when the child has ended. */
#ifndef LECTERN_WORKERS_TTS_MARKS_H
#define LECTERN_WORKERS_TTS_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mark {
	uint64_t text_start, text_end;     /* bytes of the text that was spoken */
	uint64_t first_sample, end_sample; /* of the page's sound, pauses not included */
	/* One word of the piece whose mark comes next; its end is not reported. Not every word of a
	 * piece has one. */
	bool is_word;
};

struct marks {
	size_t count;
	bool overflow; /* there were more than fit; those here are right */
	struct mark items[];
};

enum { MARKS_MAX = 64 * 1024 };

/* Zeroed, shared with children that are forked later. NULL without memory. */
struct marks *marks_new(void);
void marks_free(struct marks **marks);

void marks_clear(struct marks *marks);
void marks_add(struct marks *marks, const struct mark *mark);

#endif
