/* speech_sample: a text goes to a tts engine, and what comes back is looked at. */
#ifndef LECTERN_TESTS_WORKERS_ENGINE_SPEECH_SAMPLE_H
#define LECTERN_TESTS_WORKERS_ENGINE_SPEECH_SAMPLE_H

#include "tests/workers/engine/engine_test.h"

struct speech_request {
	const char *text;
	size_t len; /* 0: strlen */
	const char *metadata, *options, *parameters;
};

struct speech_sample {
	struct buf pcm; /* the caller frees it */
	char outcome[20], rate[20], channels[20], encoding[20], language[20], engine[20];
	char fault[400], unread[40];
	int progress_count;
};

/* The job for it; `input` lives as long. */
struct play play_of(const struct speech_request *request, struct play_input *input);

/* A job that must end done. */
void speak_with(struct player *engine, struct speech_request request, struct speech_sample *sample);

/* For on_progress of a play: kills the child that speaks, whose pid goes to the int at `context`.
 */
void kill_child(struct player *engine, void *context);

double seconds_of(const struct speech_sample *sample);

/* The n-th silence (from 0) of at least `least` seconds, in seconds; 0 when there is none. What
 * stands before the first sound and behind the last one counts too. */
double silence_of(const struct speech_sample *sample, double least, int n);

void assert_same(const struct speech_sample *a, const struct speech_sample *b);
void assert_other(const struct speech_sample *a, const struct speech_sample *b);

#endif
