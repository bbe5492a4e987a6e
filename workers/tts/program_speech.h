/* program_speech: speech by a foreign program: chatllm, or any that turns text into
 * sound; or by a server, which a program of ours asks. The text goes to it in pieces, and what it
 * makes of them is joined with pauses between. */
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

/* Before the engine is locked in. The settings must live as long. */
int program_speech_start(const struct settings *settings, enum program_speech_kind kind,
	struct program_speech **ret_speech, struct err *err);
void program_speech_stop(struct program_speech **speech);

/* The files that the program will need: a front keeps the way to them open. */
void program_speech_reach(const struct tts_settings *tts, struct sandbox_rules *rules);

/* What came out, for the metadata of the PCM. */
struct program_sound {
	int rate, channels;
	const char *fault; /* a piece that is missing, and why; NULL: it is all there */
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

/* No text will be spoken any more: the engine must be replaced. */
bool program_speech_is_lost(const struct program_speech *speech);

#endif
