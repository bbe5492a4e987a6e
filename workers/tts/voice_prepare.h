/* voice_prepare: makes a voice folder from the files that voice makers publish. Internal to
 * lectern-voice. */
#ifndef LECTERN_WORKERS_TTS_VOICE_PREPARE_H
#define LECTERN_WORKERS_TTS_VOICE_PREPARE_H

#include "common/base/err.h"

struct voice_origin {
	const char *title, *license, *source; /* "": unknown */
};

/* Piper: x.onnx and x.onnx.json. Writes model.onnx, tokens.txt and voice.toml into `folder`. */
int voice_prepare_piper(const char *model, const char *json, const char *folder,
	const struct voice_origin *origin, struct err *err);

/* Kokoro: the model, its vocabulary as JSON, and a directory of styles (af_heart.bin and so on),
 * of which only those are used for whose language eSpeak NG can determine phonemes. Also writes
 * voices.bin. */
int voice_prepare_kokoro(const char *model, const char *vocabulary, const char *directory,
	const char *folder, const struct voice_origin *origin, struct err *err);

#endif
