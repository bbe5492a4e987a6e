/* voice_gains.c: has each voice say the set text once. */
#include "workers/tts/voice_gains.h"

#include "common/base/alloc.h"
#include "workers/engine/io.h"
#include "workers/tts/loudness.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PCM_BYTES = 2 * 1024 * 1024 /* about */ };

struct gain {
	char *voice; /* owned */
	double db;
};

struct voice_gains {
	struct gain *items; /* owned */
	size_t count;
};

struct voice_gains *voice_gains_new(void)
{
	return alloc_zeroed(1, sizeof(struct voice_gains));
}

void voice_gains_free(struct voice_gains **gains)
{
	if (!*gains)
		return;
	for (size_t i = 0; i < (*gains)->count; i++)
		alloc_free(&(*gains)->items[i].voice);
	free((*gains)->items);
	alloc_free(gains);
}

static int measure_sound(int fd, const struct set_text *said, double *ret_gain_db, struct err *err)
{
	const void *data;
	size_t len;
	if (engine_map(fd, &data, &len, err) < 0)
		return -1;
	int rc = loudness_gain(
		data, len / sizeof(int16_t), said->rate, said->channels, ret_gain_db, err);
	engine_unmap(&data, len);
	return rc;
}

static int measure(struct job *job, const char *voice, voice_gains_say *say, void *context,
	double *ret_gain_db, struct err *err)
{
	struct set_text said = { 0 };
	double gain_db = 0;
	int fd;
	if (job_scratch(job, PCM_BYTES, &fd, err) < 0)
		return -1;
	int rc = say(context, job, voice, fd, &said, err);
	if (rc == 0)
		rc = measure_sound(fd, &said, &gain_db, err);
	close(fd);
	if (rc == 0)
		*ret_gain_db = gain_db + said.gain_db;
	return rc;
}

int voice_gains_find(struct voice_gains *gains, struct job *job, const char *voice,
	voice_gains_say *say, void *context, double *ret_gain_db, struct err *err)
{
	for (size_t i = 0; i < gains->count; i++) {
		if (strcmp(gains->items[i].voice, voice) == 0) {
			*ret_gain_db = gains->items[i].db;
			return 0;
		}
	}
	struct gain gain = { .db = 0 };
	if (measure(job, voice, say, context, &gain.db, err) < 0) {
		*ret_gain_db = 0;
		return err->kind == ERR_INVALID ? 0 : -1;
	}
	gain.voice = alloc_string(voice);
	gains->items = alloc_resize(gains->items, (gains->count + 1) * sizeof *gains->items);
	gains->items[gains->count++] = gain;
	*ret_gain_db = gain.db;
	return 0;
}
