/* piece_check: checks whether what a voice made of a piece of text can be speech of that text.
 *
 * Model-based voices sometimes swallow a sentence, repeat themselves, fall silent or emit noise,
 * which shows in a few measurements.
 */
#ifndef LECTERN_WORKERS_TTS_PIECE_CHECK_H
#define LECTERN_WORKERS_TTS_PIECE_CHECK_H

#include "common/base/err.h"
#include "common/config/settings.h"

#include <stddef.h>

/* `characters`: the number of letters and digits in the spoken text. Samples are mono, from -1
 * to 1. The text of ERR_INTERNAL says what is wrong: no sound, a sample that is not a number,
 * too short, too long, silence within, clipping. */
int piece_check(const struct tts_settings *settings, const float *samples, size_t count, int rate,
	size_t characters, struct err *err);

/* The number of letters and digits in UTF-8 text. */
size_t piece_characters(const char *text, size_t len);

/* Where the sound begins and how long it is, with a little silence left around it; *ret_len 0:
 * all is silence. */
void piece_trim(const float *samples, size_t count, int rate, size_t *ret_start, size_t *ret_len);

#endif
