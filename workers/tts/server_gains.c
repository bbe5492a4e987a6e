/* server_gains.c: has a voice of a speech server say the set text. */
#include "workers/tts/server_gains.h"

#include "common/farm/speech.h"
#include "workers/tts/sample_text.h"

#include <string.h>

struct server_voice {
	struct program_speech *server;
	const char *voice, *language;
};

static int say(void *context, struct job *job, const char *name, int fd, struct set_text *ret_said,
	struct err *err)
{
	const struct server_voice *own = context;
	const struct tts_arguments params = { .voice = own->voice, .speed = "1" };
	const char *text = sample_text(own->language);
	const struct program_text request = { &params, text, strlen(text), NULL };
	struct program_sound made;
	(void)name;
	if (program_speech_say(own->server, job, &request, fd, NULL, &made, err) < 0)
		return -1;
	*ret_said = (struct set_text) { made.rate, made.channels, 0 };
	return 0;
}

int server_gains_find(struct voice_gains *gains, struct program_speech *server, struct job *job,
	const char *voice, double *ret_gain_db, struct err *err)
{
	const char *language = job_language(job);
	const char *spoken = language ? speech_voice_of_language(language) : NULL;
	struct server_voice own = { server, voice, spoken ? spoken : "en" };
	const char *name = arena_printf(job_arena(job), "%s %s", own.language, voice);
	return voice_gains_find(gains, job, name, say, &own, ret_gain_db, err);
}
