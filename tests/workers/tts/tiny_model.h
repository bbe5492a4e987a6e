/* tiny_model: a model of an ONNX file that a Piper voice could have, but which makes so many
 * samples of one value for every phoneme, whatever it is. */
#ifndef LECTERN_TESTS_WORKERS_TTS_TINY_MODEL_H
#define LECTERN_TESTS_WORKERS_TTS_TINY_MODEL_H

#include "common/base/buf.h"

#include <stdint.h>

/* Appends the file. */
void tiny_model(struct buf *out, int64_t samples_a_phoneme, float value);

#endif
