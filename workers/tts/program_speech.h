/* program_speech: speech by a third-party program, which is chatllm or any that turns text into
 * audio, or by a server, which a program of ours asks. The text is passed on in pieces, and
 * their audio joined with pauses in between. */
#ifndef LECTERN_WORKERS_TTS_PROGRAM_SPEECH_H
#define LECTERN_WORKERS_TTS_PROGRAM_SPEECH_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/config/tts_arguments.h"
#include "common/ipc/sandbox.h"
#include "workers/engine/job.h"
#include "workers/tts/marks.h"

#include <stdbool.h>
#include <stddef.h>

struct program_speech;

enum program_speech_kind { SPEECH_BY_CHATLLM, SPEECH_BY_COMMAND, SPEECH_BY_SERVER };

/* Call it before the engine is sandboxed. The settings must outlive *ret_speech, which the
 * caller stops. */
int program_speech_start(const struct settings *settings, enum program_speech_kind kind,
	struct program_speech **ret_speech, struct err *err);
void program_speech_stop(struct program_speech **speech);

/* Files that the program will need, to which a front's sandbox must leave access. */
void program_speech_reach(const struct tts_settings *tts, struct sandbox_rules *rules);

/* Properties of the audio, for the metadata of the PCM. */
struct program_sound {
	int rate, channels;
	const char *fault; /* which piece is missing, and why; NULL: none */
};

struct program_text {
	const struct tts_arguments *params; /* all but text, out and model; a server's speed is a
					       ratio */
	const char *text;
	size_t len;
	const double *gain_db; /* brings the voice to its level; NULL: it stays as it is */
};

/* Writes 16-bit little-endian samples at fd's offset. ERR_INVALID: a voice that the server says it
 * does not have; ERR_INTERNAL: the program failed, and how; ERR_UNAVAILABLE: the front is gone.
 * `marks` (may be NULL) gets the pieces. */
int program_speech_say(struct program_speech *speech, struct job *job,
	const struct program_text *text, int fd, struct marks *marks,
	struct program_sound *ret_sound, struct err *err);

/* Whether speaking has become impossible, so that the engine must be replaced. */
bool program_speech_is_lost(const struct program_speech *speech);

#endif
