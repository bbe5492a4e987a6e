/* voice_prepare: makes a voice folder of the files that the makers of voices publish (internal to
 * lectern-voice). */
#ifndef LECTERN_WORKERS_TTS_VOICE_PREPARE_H
#define LECTERN_WORKERS_TTS_VOICE_PREPARE_H

#include "common/base/err.h"

struct voice_origin {
	const char *title, *license, *source; /* "" where nothing is known */
};

/* Piper: x.onnx and x.onnx.json. Writes model.onnx, tokens.txt and voice.toml into `folder`. */
int voice_prepare_piper(const char *model, const char *json, const char *folder,
	const struct voice_origin *origin, struct err *err);

/* Kokoro: the model, its vocabulary as JSON, and a directory of styles, af_heart.bin and so on, of
 * which those are taken whose language eSpeak NG can find phonemes for. Writes voices.bin too. */
int voice_prepare_kokoro(const char *model, const char *vocabulary, const char *directory,
	const char *folder, const struct voice_origin *origin, struct err *err);

#endif
