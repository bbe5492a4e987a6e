/* espeak_gains.c: has each voice say the set text once. */
#include "workers/tts/espeak_gains.h"

#include "common/base/alloc.h"
#include "workers/engine/io.h"
#include "workers/tts/loudness.h"
#include "workers/tts/sample_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NORMAL_SPEED = 175, NORMAL_PITCH = 50, PCM_BYTES = 2 * 1024 * 1024 /* about */ };

struct gain {
	char *voice; /* owned */
	double db;
};

struct espeak_gains {
	int rate;
	struct gain *items; /* owned */
	size_t count;
};

struct espeak_gains *espeak_gains_new(int rate)
{
	struct espeak_gains *gains = alloc_zeroed(1, sizeof *gains);
	gains->rate = rate;
	return gains;
}

void espeak_gains_free(struct espeak_gains **gains)
{
	if (!*gains)
		return;
	for (size_t i = 0; i < (*gains)->count; i++)
		alloc_free(&(*gains)->items[i].voice);
	free((*gains)->items);
	alloc_free(gains);
}

static bool is_alive(void *context, int permille)
{
	(void)permille;
	return job_progress(context, 0, 0) == 0;
}

/* The language that a voice's file is called after: "gmw/en-GB+f3" -> "en-GB". */
static const char *text_for(struct arena *arena, const char *voice)
{
	const char *slash = strrchr(voice, '/');
	const char *name = slash ? slash + 1 : voice;
	return sample_text(arena_string_n(arena, name, strcspn(name, "+")));
}

static int measure_sound(int fd, int rate, double *ret_gain_db, struct err *err)
{
	const void *data;
	size_t len;
	if (engine_map(fd, &data, &len, err) < 0)
		return -1;
	int rc = loudness_gain(data, len / sizeof(int16_t), rate, 1, ret_gain_db, err);
	engine_unmap(&data, len);
	return rc;
}

static int measure(const struct espeak_gains *gains, struct job *job, const char *voice,
	double *ret_gain_db, struct err *err)
{
	const struct espeak_params params = {
		.voice = voice,
		.speed = NORMAL_SPEED,
		.pitch = NORMAL_PITCH,
		.gain_db = LOUDNESS_MEASURED_AT_DB,
	};
	double gain = 0;
	int fd;
	if (job_scratch(job, PCM_BYTES, &fd, err) < 0)
		return -1;
	int rc = espeak_say(&params, text_for(job_arena(job), voice), fd, is_alive, job, NULL, err);
	if (rc == 0)
		rc = measure_sound(fd, gains->rate, &gain, err);
	close(fd);
	if (rc == 0)
		*ret_gain_db = gain + LOUDNESS_MEASURED_AT_DB;
	return rc;
}

int espeak_gains_find(struct espeak_gains *gains, struct job *job, const char *voice,
	double *ret_gain_db, struct err *err)
{
	for (size_t i = 0; i < gains->count; i++) {
		if (strcmp(gains->items[i].voice, voice) == 0) {
			*ret_gain_db = gains->items[i].db;
			return 0;
		}
	}
	struct gain gain = { .db = 0 };
	if (measure(gains, job, voice, &gain.db, err) < 0 && err->kind != ERR_INVALID)
		return -1;
	gain.voice = alloc_string(voice);
	gains->items = alloc_resize(gains->items, (gains->count + 1) * sizeof *gains->items);
	gains->items[gains->count++] = gain;
	*ret_gain_db = gain.db;
	return 0;
}
