/* language: three-letter language codes, as M4B and ID3 require them. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_LANGUAGE_H
#define LECTERN_WORKERS_AUDIO_ENCODER_LANGUAGE_H

#include "common/base/arena.h"

/* The ISO 639-2/T code ("deu") for a language tag from a document ("de", "de-AT", "DE", "ger")
 * or one of Tesseract's names ("deu+eng": the first); "" if it is neither. Three unknown letters
 * are assumed to be a code. In the arena. */
const char *language_of(struct arena *arena, const char *tag);

#endif
