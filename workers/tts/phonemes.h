/* phonemes: the input of a neural voice: the phonemes of a sentence, as determined by eSpeak NG,
 * with the punctuation that shapes its intonation.
 *
 * Uses eSpeak NG's state, so it may be used only in a child process (see workers/tts/espeak.h),
 * after espeak_SetVoiceByName().
 */
#ifndef LECTERN_WORKERS_TTS_PHONEMES_H
#define LECTERN_WORKERS_TTS_PHONEMES_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The symbols that a model knows: the first column of its tokens.txt. The caller frees *ret_set. */
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
	PHONEMES_PIPER,  /* IPA as written by eSpeak NG, decomposed */
	PHONEMES_KOKORO, /* with Kokoro's own letters for diphthongs and affricates */
};

/* Appends the phonemes of `text`, a sentence or part of one. Symbols that the model does not
 * know are left out. */
void phonemes_of_text(const char *text, size_t len, enum phoneme_style style,
	const struct phoneme_set *set, struct phonemes *phonemes);

/* The same for IPA, with '^' between the letters of a phoneme. Public for tests. */
void phonemes_of_ipa(const char *ipa, enum phoneme_style style, const struct phoneme_set *set,
	struct phonemes *phonemes);

#endif
