/* tts_arguments.c: the placeholders allowed in a speech program's arguments. */
#include "common/config/tts_arguments.h"

#include "common/config/template.h"

enum { VALUES = 12 };

static void list(const struct tts_arguments *a, struct template_value ret_values[VALUES])
{
	const struct template_value values[VALUES] = {
		{ "model", a->model },
		{ "text", a->text },
		{ "out", a->out },
		{ "voice", a->voice },
		{ "language", a->language },
		{ "speed", a->speed },
		{ "pitch", a->pitch },
		{ "seed", a->seed },
		{ "ngl", a->ngl },
		{ "top_p", a->top_p },
		{ "repetition_penalty", a->repetition_penalty },
		{ "temperature", a->temperature },
	};
	for (int i = 0; i < VALUES; i++)
		ret_values[i] = values[i];
}

int tts_arguments_check(const char *template, struct err *err)
{
	static const struct tts_arguments none;
	struct template_value values[VALUES];
	list(&none, values);
	return template_check(template, values, VALUES, err);
}

char *tts_arguments_expand(
	struct arena *arena, const char *template, const struct tts_arguments *values)
{
	struct template_value listed[VALUES];
	list(values, listed);
	return template_expand(arena, template, listed, VALUES);
}
