/* speech_sample.c: one text through a tts engine. */
#include "tests/workers/engine/speech_sample.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct play play_of(const struct speech_request *request, struct play_input *input)
{
	*input = (struct play_input) {
		.data = request->text,
		.len = request->len ? request->len : strlen(request->text),
		.metadata = request->metadata,
	};
	return (struct play) {
		.page = 1,
		.total_pages = 2,
		.inputs = input,
		.input_count = 1,
		.options = request->options,
		.parameters = request->parameters,
	};
}

void speak_with(struct player *engine, struct speech_request request, struct speech_sample *sample)
{
	static struct play_result result;
	struct play_input input;
	struct play play = play_of(&request, &input);
	run_done(engine, &play, &result);
	const struct play_put *put = play_result_put(&result, 0);
	memset(sample, 0, sizeof *sample);
	assert_non_null(put);
	assert_true(put->emitted);
	play_bytes(put, &sample->pcm);
	snprintf(sample->outcome, sizeof sample->outcome, "%s", play_meta(put, "outcome"));
	snprintf(sample->rate, sizeof sample->rate, "%s", play_meta(put, "sample-rate"));
	snprintf(sample->channels, sizeof sample->channels, "%s", play_meta(put, "channels"));
	snprintf(sample->encoding, sizeof sample->encoding, "%s", play_meta(put, "encoding"));
	snprintf(sample->language, sizeof sample->language, "%s", play_meta(put, "language"));
	snprintf(sample->engine, sizeof sample->engine, "%s", play_meta(put, "engine"));
	snprintf(sample->unread, sizeof sample->unread, "%s", play_meta(put, "unread"));
	snprintf(sample->fault, sizeof sample->fault, "%s", play_meta(put, "engine-fault"));
	sample->progress_count = result.progress_count;
	play_result_free(&result);
}

/* Found as the engine's only one. */
void kill_child(struct player *engine, void *context)
{
	char path[80];
	int child = 0;
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", player_pid(engine),
		player_pid(engine));
	FILE *children = fopen(path, "r");
	assert_non_null(children);
	if (fscanf(children, "%d", &child) == 1 && child > 0)
		*(int *)context = kill(child, SIGKILL) == 0 ? child : 0;
	fclose(children);
}

double seconds_of(const struct speech_sample *sample)
{
	return (double)sample->pcm.len / 2 / atoi(sample->rate);
}

double silence_of(const struct speech_sample *sample, double least, int n)
{
	const int16_t *samples = (const int16_t *)(const void *)sample->pcm.data;
	size_t count = sample->pcm.len / 2, quiet = 0;
	double rate = atof(sample->rate);
	for (size_t i = 0; i <= count; i++) {
		if (i < count && abs(samples[i]) < 30) {
			quiet++;
			continue;
		}
		if ((double)quiet / rate >= least && n-- == 0)
			return (double)quiet / rate;
		quiet = 0;
	}
	return 0;
}

void assert_same(const struct speech_sample *a, const struct speech_sample *b)
{
	assert_int_equal(a->pcm.len, b->pcm.len);
	assert_memory_equal(a->pcm.data, b->pcm.data, a->pcm.len);
}

void assert_other(const struct speech_sample *a, const struct speech_sample *b)
{
	assert_true(a->pcm.len != b->pcm.len || memcmp(a->pcm.data, b->pcm.data, a->pcm.len) != 0);
}
