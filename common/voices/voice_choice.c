/* voice_choice.c: parses the name of a voice. */
#include "common/voices/voice_choice.h"

#include "common/base/buf.h"

#include <string.h>

const char *voice_engine_name(const struct tts_settings *settings, enum voice_engine engine)
{
	switch (engine) {
	case VOICE_OF_PROGRAM:
		return settings_program_engine(settings);
	case VOICE_OF_SERVER:
		return "openai";
	case VOICE_OF_FOLDER:
		return "sherpa";
	case VOICE_OF_ESPEAK:
	default:
		return "espeak";
	}
}

static int refuse_speaker(const struct voice_folder *folder, const char *speaker, struct err *err)
{
	struct buf have = BUF_EMPTY;
	for (size_t i = 0; i < folder->speaker_count; i++)
		buf_printf(&have, "%s%s", i ? ", " : "", folder->speakers[i]);
	if (folder->speaker_count == 0)
		err_set(err, ERR_INVALID, "voice: %s has only one speaker, not \"%.64s\"",
			folder->name, speaker);
	else
		err_set(err, ERR_INVALID, "voice: %s has no speaker \"%.64s\"; it has %s",
			folder->name, speaker, buf_string(&have));
	buf_free(&have);
	return -1;
}

static int choose_folder(const struct voice_folder *folder, const char *speaker,
	struct voice_choice *choice, struct err *err)
{
	choice->engine = VOICE_OF_FOLDER;
	choice->folder = folder;
	choice->speaker = voice_folder_speaker(folder, speaker);
	return choice->speaker < 0 ? refuse_speaker(folder, speaker, err) : 0;
}

static bool is_set_up(
	const struct tts_settings *settings, enum voice_engine engine, const char *name)
{
	const char *program = settings_program_engine(settings);
	if (engine == VOICE_OF_SERVER)
		return *settings->base_url;
	return engine != VOICE_OF_PROGRAM || (program && strcmp(program, name) == 0);
}

/* Handles "engine:voice". */
static int choose_engine(const struct tts_settings *settings, const char *prefix, size_t len,
	struct voice_choice *choice, struct err *err)
{
	static const struct {
		const char *name;
		enum voice_engine engine;
	} engines[] = {
		{ "espeak", VOICE_OF_ESPEAK },
		{ "openai", VOICE_OF_SERVER },
		{ "chatllm", VOICE_OF_PROGRAM },
		{ "command", VOICE_OF_PROGRAM },
	};
	for (size_t i = 0; i < sizeof engines / sizeof *engines; i++) {
		if (strlen(engines[i].name) != len || strncmp(engines[i].name, prefix, len) != 0)
			continue;
		choice->engine = engines[i].engine;
		if (!is_set_up(settings, engines[i].engine, engines[i].name))
			return err_set(err, ERR_INVALID, "voice: %s is not set up on this server",
				engines[i].name);
		return 0;
	}
	return err_set(
		err, ERR_INVALID, "voice: there is no voice or engine \"%.*s\"", (int)len, prefix);
}

int voice_choose(const struct tts_settings *settings, const struct voice_list *list,
	const char *voice, struct voice_choice *ret_choice, struct err *err)
{
	if (!voice)
		voice = settings->voice;
	const char *colon = strchr(voice, ':');
	size_t len = colon ? (size_t)(colon - voice) : strlen(voice);
	const struct voice_folder *folder = voice_list_find(list, voice, len);
	struct voice_choice choice = { .name = colon ? colon + 1 : voice };
	if (folder) {
		if (choose_folder(folder, colon ? colon + 1 : NULL, &choice, err) < 0)
			return -1;
	} else if (colon) {
		if (choose_engine(settings, voice, len, &choice, err) < 0)
			return -1;
	} else if (strcmp(settings->engine, "openai") == 0) {
		choice.engine = VOICE_OF_SERVER;
	} else if (strcmp(settings->engine, "chatllm") == 0 ||
		   strcmp(settings->engine, "command") == 0) {
		choice.engine = VOICE_OF_PROGRAM;
	}
	*ret_choice = choice;
	return 0;
}
