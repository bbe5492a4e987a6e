/* tts_arguments: what [tts_service] program_arguments can say of a piece of text. */
#ifndef LECTERN_COMMON_CONFIG_TTS_ARGUMENTS_H
#define LECTERN_COMMON_CONFIG_TTS_ARGUMENTS_H

#include "common/base/arena.h"
#include "common/base/err.h"

/* The values, as they stand in an argument. */
struct tts_arguments {
	const char *model, *text, *out, *voice, *language, *speed, *pitch;
	const char *seed, *ngl, *top_p, *repetition_penalty, *temperature;
};

/* ERR_INVALID: a name in braces that is not one of these. */
int tts_arguments_check(const char *template, struct err *err);

/* One argument of a template that was checked. */
char *tts_arguments_expand(
	struct arena *arena, const char *template, const struct tts_arguments *values);

#endif
