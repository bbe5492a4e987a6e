/* language: a language's three letters, as M4B and ID3 want them. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_LANGUAGE_H
#define LECTERN_WORKERS_AUDIO_ENCODER_LANGUAGE_H

#include "common/base/arena.h"

/* ISO 639-2/T ("deu") of a language tag as documents have it ("de", "de-AT", "DE", "ger") or of
 * Tesseract's names ("deu+eng": the first); "" of what is none. Three letters of which nothing is
 * known are taken for a code. In the arena. */
const char *language_of(struct arena *arena, const char *tag);

#endif
