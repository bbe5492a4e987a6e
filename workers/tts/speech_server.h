/* speech_server: speech by a server with an OpenAI-compatible API (POST /audio/speech), which a
 * separate program asks (workers/speech_client), because an engine has no network access. */
#ifndef LECTERN_WORKERS_TTS_SPEECH_SERVER_H
#define LECTERN_WORKERS_TTS_SPEECH_SERVER_H

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/config/settings.h"
#include "common/config/tts_arguments.h"
#include "common/ipc/sandbox.h"
#include "workers/tts/program.h"

/* The program, for the launcher; strings are in the arena. */
int speech_server_spec(const struct settings *settings, struct arena *arena,
	struct program_spec *ret_spec, struct err *err);

/* The files that it needs. */
void speech_server_reach(const struct tts_settings *tts, struct sandbox_rules *rules);

/* The request to speak a text, as JSON in the arena; params->speed is a ratio. text NULL: the
 * request for the server's voices. */
const char *speech_server_request(const struct settings *settings,
	const struct tts_arguments *params, const char *text, struct arena *arena);

/* ERR_INVALID, with the list in its text, when the voice is not among the server's names, which
 * are one a line. */
int speech_server_check_voice(const char *lines, const char *voice, struct err *err);

#endif
