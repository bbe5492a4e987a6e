/* sherpa: the sherpa-onnx library and the voice models that it runs.
 *
 * The library is loaded only when it is needed, so a farm without such a voice maps neither it
 * nor ONNX Runtime. It creates no threads and is used by one thread only.
 *
 * It ends the whole process when a model is damaged: load an untested model only in a child
 * process.
 */
#ifndef LECTERN_WORKERS_TTS_SHERPA_H
#define LECTERN_WORKERS_TTS_SHERPA_H

#include "common/base/err.h"
#include "common/voices/voice_folder.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sherpa;
struct sherpa_model;

/* Maps the library at `path`; "": where configure found it. Call it before the process is
 * sandboxed, because nothing executable can be mapped afterwards. Never unloaded. ERR_NOT_FOUND:
 * Lectern was built without it, or it does not exist. */
int sherpa_open(const char *path, struct sherpa **ret_sherpa, struct err *err);

/* The path that sherpa_open() would use; "": none. */
const char *sherpa_library_path(const char *path);

/* Reads files in the folder, and keeps them in memory. The caller frees *ret_model. */
int sherpa_model_load(const struct sherpa *sherpa, const struct voice_folder *folder,
	struct sherpa_model **ret_model, struct err *err);
void sherpa_model_free(struct sherpa_model **model);

/* Mono, -1 to 1, at the folder's rate. Free it with sherpa_sound_free(). */
struct sherpa_sound {
	const float *samples;
	size_t count;
	const void *owner;
	const struct sherpa *sherpa;
};

/* Speaks one sentence, given as phonemes. speed 1: the voice's own; 2: twice as fast. The
 * samples depend on the model and on what it said before in this process. */
int sherpa_model_speak(struct sherpa_model *model, int speaker, double speed,
	const int32_t *phonemes, size_t count, struct sherpa_sound *ret_sound, struct err *err);
void sherpa_sound_free(struct sherpa_sound *sound);

#endif
