/* piece_check: does what a voice made of a piece of text look like speech of it?
 *
 * Voices made of models sometimes swallow a sentence, repeat themselves, fall silent or roar. The
 * numbers show that without anybody listening. */
#ifndef LECTERN_WORKERS_TTS_PIECE_CHECK_H
#define LECTERN_WORKERS_TTS_PIECE_CHECK_H

#include "common/base/err.h"
#include "common/config/settings.h"

#include <stddef.h>

/* `characters`: of the text that was spoken, letters and digits alone. Samples from -1 to 1, one
 * channel. ERR_INTERNAL says what is wrong: no sound, a sample that is not a number, too short, too
 * long, silence inside, clipped. */
int piece_check(const struct tts_settings *settings, const float *samples, size_t count, int rate,
	size_t characters, struct err *err);

/* Letters and digits in UTF-8. */
size_t piece_characters(const char *text, size_t len);

/* Where the sound begins and ends, with a little of the silence around it left; *ret_len 0: it is
 * all silence. */
void piece_trim(const float *samples, size_t count, int rate, size_t *ret_start, size_t *ret_len);

#endif
