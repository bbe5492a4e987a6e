/* word_pauses: when the words of a sentence are said by a voice that tells of the whole sentence
 * alone: guessed by their letters, and held to the pauses that are heard at its marks. */
#ifndef LECTERN_WORKERS_TTS_WORD_PAUSES_H
#define LECTERN_WORKERS_TTS_WORD_PAUSES_H

#include "common/base/arena.h"
#include "workers/tts/sound_edges.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct guessed_word {
	size_t letters; /* of what is said for it */
	bool mark;      /* one follows at which a voice may pause */
	int64_t first, last;
};

/* Fills in the words' frames, in order, between `first` and `last`, which were loaded into `sound`.
 */
void word_pauses_guess(const struct sound_edges *sound, int rate, int64_t first, int64_t last,
	struct guessed_word *words, size_t count, struct arena *arena);

#endif
