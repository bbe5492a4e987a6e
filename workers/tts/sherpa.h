/* sherpa: the sherpa-onnx runtime and the models of voices that it runs.
 *
 * The library is loaded when it is asked for and not before, so that a farm without such a voice
 * maps neither it nor ONNX Runtime. It makes no thread: one model, one thread.
 *
 * It ends the whole process when a model is damaged: load a model that is not known to be good in a
 * child process only. */
#ifndef LECTERN_WORKERS_TTS_SHERPA_H
#define LECTERN_WORKERS_TTS_SHERPA_H

#include "common/base/err.h"
#include "common/voices/voice_folder.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sherpa;
struct sherpa_model;

/* Maps the library at `path`; "": where configure found it. Before the process is locked in, since
 * nothing may be mapped to be executed later. Never unloaded. ERR_NOT_FOUND: Lectern was built
 * without it, or it is not there. */
int sherpa_open(const char *path, struct sherpa **ret_sherpa, struct err *err);

/* The path that sherpa_open() would take; "" when there is none. */
const char *sherpa_library_path(const char *path);

/* Opens files of the folder for reading, and keeps what it read in memory. */
int sherpa_model_load(const struct sherpa *sherpa, const struct voice_folder *folder,
	struct sherpa_model **ret_model, struct err *err);
void sherpa_model_free(struct sherpa_model **model);

/* Mono, -1 to 1, at the folder's rate. Free with sherpa_sound_free(). */
struct sherpa_sound {
	const float *samples;
	size_t count;
	const void *owner;
	const struct sherpa *sherpa;
};

/* Speaks one sentence, given as phonemes. speed 1: the voice's own pace; 2: twice as fast. The
 * samples depend on the model and on what it said before in this process. */
int sherpa_model_speak(struct sherpa_model *model, int speaker, double speed,
	const int32_t *phonemes, size_t count, struct sherpa_sound *ret_sound, struct err *err);
void sherpa_sound_free(struct sherpa_sound *sound);

#endif
