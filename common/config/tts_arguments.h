/* tts_arguments: the placeholders of [tts_service] program_arguments. */
#ifndef LECTERN_COMMON_CONFIG_TTS_ARGUMENTS_H
#define LECTERN_COMMON_CONFIG_TTS_ARGUMENTS_H

#include "common/base/arena.h"
#include "common/base/err.h"

/* Their values, as text for an argument. */
struct tts_arguments {
	const char *model, *text, *out, *voice, *language, *speed, *pitch;
	const char *seed, *ngl, *top_p, *repetition_penalty, *temperature;
};

/* ERR_INVALID if the template has a placeholder that is not one of these. */
int tts_arguments_check(const char *template, struct err *err);

/* Expands one argument, a template that tts_arguments_check() has accepted. The result is in the
 * arena. */
char *tts_arguments_expand(
	struct arena *arena, const char *template, const struct tts_arguments *values);

#endif
