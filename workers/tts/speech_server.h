/* speech_server: speech by a server that speaks OpenAI's protocol (POST /audio/speech), which a
 * program of its own asks (workers/speech_client): an engine has no network. */
#ifndef LECTERN_WORKERS_TTS_SPEECH_SERVER_H
#define LECTERN_WORKERS_TTS_SPEECH_SERVER_H

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/config/settings.h"
#include "common/config/tts_arguments.h"
#include "common/ipc/sandbox.h"
#include "workers/tts/program.h"

/* The program, as the launcher runs it; strings live in the arena. */
int speech_server_spec(const struct settings *settings, struct arena *arena,
	struct program_spec *ret_spec, struct err *err);

/* The files that it needs. */
void speech_server_reach(const struct tts_settings *tts, struct sandbox_rules *rules);

/* The parameters for having a text spoken; params->speed is a ratio. text NULL: to name the
 * server's voices. JSON, in the arena. */
const char *speech_server_request(const struct settings *settings,
	const struct tts_arguments *params, const char *text, struct arena *arena);

/* Whether that voice is among the names, one a line, that the server gave; if not, ERR_INVALID has
 * them. */
int speech_server_check_voice(const char *lines, const char *voice, struct err *err);

#endif
