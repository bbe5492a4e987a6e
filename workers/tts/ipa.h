/* ipa: phonemes that a list of pronunciations has put into a text (common/text/pronunciation.h).
 *
 * Neural voices take IPA as it is, if they know its symbols. eSpeak NG takes phonemes by names of
 * its own, which differ by language; which are which it tells itself, so that no table of ours can
 * be wrong. A symbol that the voice has no phoneme for is left out.
 *
 * Uses eSpeak NG's state: only in a child process, after espeak_SetVoiceByName(). */
#ifndef LECTERN_WORKERS_TTS_IPA_H
#define LECTERN_WORKERS_TTS_IPA_H

#include <stdbool.h>
#include <stddef.h>

/* One within a text. */
struct ipa {
	const char *start, *end; /* with its marks */
	const char *symbols;
	size_t len;
};

bool ipa_find(const char *text, size_t len, struct ipa *ret_ipa);

/* Asks the voice for its names; before the first ipa_for_espeak(). Changes eSpeak NG's callback. */
void ipa_ask(void);

/* A copy for espeak_Synth() with espeakPHONEMES, which the caller frees: of as many characters as
 * the text, so that places in it stay; brackets that were in it are no phonemes. */
char *ipa_for_espeak(const char *text, size_t len);

#endif
