/* voice_choice: resolves the voice name given in a job to an engine and one of its voices.
 *
 *   joe              the voice folder of that name
 *   kokoro:af_heart  a speaker of a voice folder
 *   chatllm:tara     a voice of another engine, prefixed with the engine's name
 *   openai:alloy     a voice of the speech server
 *   en-gb            a voice of the configured engine, or of eSpeak NG if that engine has no
 *                    voice names of its own
 */
#ifndef LECTERN_COMMON_VOICES_VOICE_CHOICE_H
#define LECTERN_COMMON_VOICES_VOICE_CHOICE_H

#include "common/voices/voice_list.h"

enum voice_engine {
	VOICE_OF_ESPEAK,
	VOICE_OF_PROGRAM, /* "chatllm" or "command", whichever is configured */
	VOICE_OF_SERVER,  /* "openai" */
	VOICE_OF_FOLDER,
};

struct voice_choice {
	enum voice_engine engine;
	const char *name; /* as that engine knows it; points into `voice` */
	const struct voice_folder *folder;
	int speaker; /* index in the folder's speakers */
};

/* `voice` may be NULL for the configured one. Does not check that eSpeak NG, a program or a server
 * has the voice. ERR_INVALID if the engine is not configured or the folder has no such speaker; the
 * text is fit for the user. */
int voice_choose(const struct tts_settings *settings, const struct voice_list *list,
	const char *voice, struct voice_choice *ret_choice, struct err *err);

/* "espeak", "sherpa", or the configured name of the program or the server. */
const char *voice_engine_name(const struct tts_settings *settings, enum voice_engine engine);

#endif
