/* espeak_gains.c: has a voice of eSpeak NG say the set text of its language. */
#include "workers/tts/espeak_gains.h"

#include "workers/tts/espeak.h"
#include "workers/tts/loudness.h"
#include "workers/tts/sample_text.h"

#include <string.h>

enum { NORMAL_SPEED = 175, NORMAL_PITCH = 50 };

static bool is_alive(void *context, int permille)
{
	(void)permille;
	return job_progress(context, 0, 0) == 0;
}

/* The language in the name of a voice's file: "gmw/en-GB+f3" gives "en-GB". */
static const char *text_for(struct arena *arena, const char *voice)
{
	const char *slash = strrchr(voice, '/');
	const char *name = slash ? slash + 1 : voice;
	return sample_text(arena_string_n(arena, name, strcspn(name, "+")));
}

static int say(void *context, struct job *job, const char *voice, int fd, struct set_text *ret_said,
	struct err *err)
{
	const struct espeak_params params = {
		.voice = voice,
		.speed = NORMAL_SPEED,
		.pitch = NORMAL_PITCH,
		.gain_db = LOUDNESS_MEASURED_AT_DB,
	};
	*ret_said = (struct set_text) { *(const int *)context, 1, params.gain_db };
	return espeak_say(&params, text_for(job_arena(job), voice), fd, is_alive, job, NULL, err);
}

int espeak_gains_find(struct voice_gains *gains, struct job *job, const char *voice, int rate,
	double *ret_gain_db, struct err *err)
{
	return voice_gains_find(gains, job, voice, say, &rate, ret_gain_db, err);
}
