/* phonemes: what a neural voice is given instead of letters: the phonemes of a sentence, which
 * eSpeak NG finds, with the punctuation that shapes its melody.
 *
 * Uses eSpeak NG's state: only in a child process (see workers/tts/espeak.h), after
 * espeak_SetVoiceByName(). */
#ifndef LECTERN_WORKERS_TTS_PHONEMES_H
#define LECTERN_WORKERS_TTS_PHONEMES_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The symbols that a model knows: the first column of its tokens.txt. */
struct phoneme_set;
int phoneme_set_read(const char *path, struct phoneme_set **ret_set, struct err *err);
void phoneme_set_free(struct phoneme_set **set);
bool phoneme_set_has(const struct phoneme_set *set, uint32_t code);

struct phonemes {
	int32_t *codes; /* owned */
	size_t count, cap;
};
void phonemes_free(struct phonemes *phonemes);

enum phoneme_style {
	PHONEMES_PIPER,  /* IPA as eSpeak NG writes it, decomposed */
	PHONEMES_KOKORO, /* with Kokoro's own letters for diphthongs and affricates */
};

/* Appends those of `text`, a sentence or a part of one. What the model does not know is left out.
 */
void phonemes_of_text(const char *text, size_t len, enum phoneme_style style,
	const struct phoneme_set *set, struct phonemes *phonemes);

/* The same from IPA, with '^' between the letters of one phoneme. For tests. */
void phonemes_of_ipa(const char *ipa, enum phoneme_style style, const struct phoneme_set *set,
	struct phonemes *phonemes);

#endif
