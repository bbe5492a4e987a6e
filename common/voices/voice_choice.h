/* voice_choice: which engine and which of its voices a job means by the name of a voice.
 *
 *   joe              the folder of that name
 *   kokoro:af_heart  a speaker of a folder
 *   chatllm:tara     a voice of another engine, by the engine's name
 *   openai:alloy     a voice of the speech server
 *   en-gb            a voice of the engine of the settings; without one that speaks by names of
 *                    its own, eSpeak NG's */
#ifndef LECTERN_COMMON_VOICES_VOICE_CHOICE_H
#define LECTERN_COMMON_VOICES_VOICE_CHOICE_H

#include "common/voices/voice_list.h"

enum voice_engine {
	VOICE_OF_ESPEAK,
	VOICE_OF_PROGRAM, /* "chatllm" or "command", whichever the settings have */
	VOICE_OF_SERVER,  /* "openai" */
	VOICE_OF_FOLDER,
};

struct voice_choice {
	enum voice_engine engine;
	const char *name; /* of the voice, as that engine knows it; within `voice` */
	const struct voice_folder *folder;
	int speaker; /* of the folder */
};

/* `voice` NULL: the one of the settings. Whether eSpeak NG, a program or a server has the
 * voice is not checked. ERR_INVALID: an engine that is not set up, or a speaker that a folder
 * does not have; the text is for whoever asked. */
int voice_choose(const struct tts_settings *settings, const struct voice_list *list,
	const char *voice, struct voice_choice *ret_choice, struct err *err);

/* "espeak", "sherpa", or what the settings call the program or the server. */
const char *voice_engine_name(const struct tts_settings *settings, enum voice_engine engine);

#endif
