/* speech.c: constraints between the keys about reading and speaking pages. */
#include "common/config/internal.h"

#include "common/config/template.h"
#include "common/config/tts_arguments.h"

#include <stdio.h>
#include <string.h>

enum { REASON_SIZE = 400 };

static int refuse(
	const struct settings_source *source, const char *key, struct err *err, const char *reason)
{
	return settings_refuse(source, "tts_service", key, err, reason);
}

/* ---- voices ---- */

static int check_voices(const struct settings_source *source, struct err *err)
{
	const struct tts_settings *tts = &source->settings->tts;
	char reason[REASON_SIZE];
	if (!settings_consists_of(tts->voice, "_+-/ :."))
		return refuse(source, "voice", err,
			"must be the name of a voice, such as \"en\" or \"en-gb\"");
	if (!settings_consists_of(tts->fallback_voice, "_+-/ "))
		return refuse(source, "fallback_voice", err,
			"must be eSpeak NG's name of a voice, such as \"en\" or \"en-gb\"");
	for (size_t i = 0; i < tts->voices.count; i++) {
		if (settings_consists_of(tts->voices.items[i], "_+-"))
			continue;
		snprintf(reason, sizeof reason,
			"a voice has letters, digits, _, + and - only, not \"%.60s\"",
			tts->voices.items[i]);
		return refuse(source, "voices", err, reason);
	}
	return 0;
}

static int check_voice_is_listed(const struct settings_source *source, struct err *err)
{
	const struct tts_settings *tts = &source->settings->tts;
	char reason[REASON_SIZE];
	for (size_t i = 0; i < tts->voices.count; i++) {
		if (strcmp(tts->voices.items[i], tts->voice) == 0)
			return 0;
	}
	if (tts->voices.count == 0)
		return 0;
	snprintf(reason, sizeof reason,
		"voice must be one of them, such as \"%.60s\", not \"%.60s\"", tts->voices.items[0],
		tts->voice);
	return refuse(source, "voices", err, reason);
}

/* ---- the program ---- */

static bool uses(const struct tts_settings *tts, const char *name)
{
	for (size_t i = 0; i < tts->program_arguments.count; i++) {
		if (template_uses(tts->program_arguments.items[i], name))
			return true;
	}
	return false;
}

const char *settings_program_engine(const struct tts_settings *tts)
{
	bool by_engine = strcmp(tts->engine, "chatllm") == 0 || strcmp(tts->engine, "command") == 0;
	if (by_engine)
		return tts->engine;
	if (!*tts->program)
		return NULL;
	return uses(tts, "out") ? "chatllm" : "command";
}

static int check_arguments(const struct settings_source *source, struct err *err)
{
	const struct tts_settings *tts = &source->settings->tts;
	struct err why;
	for (size_t i = 0; i < tts->program_arguments.count; i++) {
		if (tts_arguments_check(tts->program_arguments.items[i], &why) < 0)
			return refuse(source, "program_arguments", err, why.text);
	}
	for (size_t i = 0; i < tts->program_environment.count; i++) {
		const char *item = tts->program_environment.items[i];
		if (!strchr(item, '=') || item[0] == '=')
			return refuse(source, "program_environment", err,
				"must have strings of the form \"NAME=value\"");
	}
	return 0;
}

static int check_program(const struct settings_source *source, struct err *err)
{
	const struct tts_settings *tts = &source->settings->tts;
	bool chatllm = strcmp(settings_program_engine(tts), "chatllm") == 0;
	if (!*tts->program)
		return refuse(source, "engine", err, "needs program too");
	if (uses(tts, "model") && !*tts->model)
		return refuse(source, "engine", err,
			"needs model too: {model} is among program_arguments");
	if (chatllm && (!uses(tts, "text") || !uses(tts, "out")))
		return refuse(source, "program_arguments", err,
			"must have {text} and {out} for engine = \"chatllm\"");
	if (!chatllm && (uses(tts, "text") || uses(tts, "out")))
		return refuse(source, "program_arguments", err,
			"must not have {text} or {out} for engine = \"command\", which reads "
			"standard input and writes standard output");
	return 0;
}

bool settings_finds_language(const struct settings *settings)
{
	return strcmp(settings->png_to_text.language, "auto") == 0;
}

const char *settings_print_language(const struct settings *settings)
{
	return settings_finds_language(settings) ? "eng" : settings->png_to_text.language;
}

int settings_check_speech(const struct settings_source *source, struct err *err)
{
	const struct settings *s = source->settings;
	if (!settings_consists_of(s->png_to_text.language, "_+-/"))
		return settings_refuse(source, "png_to_text_service", "language", err,
			"must be \"auto\" or Tesseract's name of a language, such as \"eng\" or "
			"\"eng+deu\"");
	if (check_voices(source, err) < 0 || check_arguments(source, err) < 0)
		return -1;
	if (strcmp(s->tts.engine, "openai") == 0 && !*s->tts.base_url)
		return refuse(source, "engine", err, "needs base_url too");
	const char *program = settings_program_engine(&s->tts);
	bool is_engine = program && strcmp(s->tts.engine, program) == 0;
	if (is_engine && check_program(source, err) < 0)
		return -1;
	return is_engine || strcmp(s->tts.engine, "openai") == 0
		       ? check_voice_is_listed(source, err)
		       : 0;
}
