/* engine.c: makes audio files from a book's WAV, piece by piece, with libavcodec. */

#include "common/base/alloc.h"
#include "common/ipc/sandbox.h"
#include "workers/audio_encoder/libav.h"
#include "workers/audio_encoder/work.h"
#include "workers/engine/io.h"
#include "workers/engine/stage.h"
#include "workers/front/stage.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PIECES = 1000000, MAX_BITRATE = 1000000 };

static int init(const struct settings *settings, void **ret_state, struct err *err)
{
	(void)settings;
	(void)err;
	libav_quiet();
	*ret_state = NULL;
	return 0;
}

static void fini(void **state)
{
	(void)state;
}

/* Not for itself: its front writes to the outbox. */
static void reach(const struct settings *settings, struct sandbox_rules *rules)
{
	sandbox_allow(rules, settings->library.outbox, SANDBOX_READ | SANDBOX_WRITE);
}

static int number_of(struct job *job, const char *name, int most)
{
	const char *text = job_parameter(job, name);
	long number = text ? strtol(text, NULL, 10) : 0;
	return number > 0 && number <= most ? (int)number : 0;
}

static int read_work(struct job *job, struct work *work, struct err *err)
{
	const char *format = job_parameter(job, WORK_FORMAT);
	*work = (struct work) {
		.job = job,
		.piece = number_of(job, WORK_PIECE, MAX_PIECES),
		.pieces = number_of(job, WORK_PIECES, MAX_PIECES),
		.bitrate = number_of(job, WORK_BITRATE, MAX_BITRATE),
	};
	if (!format || !audio_format_parse(format, strlen(format), &work->format))
		return err_set(err, ERR_INVALID, "not a known audio format");
	return 0;
}

static int make_whole(const struct work *work, struct err *err)
{
	enum audio_format whole;
	if (work->format == AUDIO_EPUB)
		return work_epub(work, err);
	if (audio_format_whole(work->format, &whole))
		return work_chapters(work, err);
	if (work->format == AUDIO_CAPTIONS)
		return work_captions(work, err);
	return work->format == AUDIO_WAV ? work_wav(work, err) : work_whole(work, err);
}

static int work_on(struct job *job, struct err *err)
{
	struct work work = { .job = job };
	const char *task = job_parameter(job, WORK_TASK);
	if (task && strcmp(task, "restore") == 0)
		return work_restore(&work, err);
	if (read_work(job, &work, err) < 0)
		return -1;
	if (task && strcmp(task, "piece") == 0 && work.piece > 0 && work.piece <= work.pieces)
		return work_piece(&work, err);
	if (task && strcmp(task, "join") == 0 && work.pieces > 0)
		return work_join(&work, err);
	if (task && strcmp(task, "whole") == 0)
		return make_whole(&work, err);
	return err_set(err, ERR_INVALID, "not a known kind of work");
}

static enum verdict run(void *state, struct job *job, struct err *err)
{
	(void)state;
	return work_on(job, err) == 0 ? VERDICT_DONE : engine_verdict(err);
}

const struct stage audio_encoder_stage = {
	.name = "audio-encoder",
	.program = "audio-encoder-service",
	.service = offsetof(struct settings, audio_encoder.service),
	/* Reading and speaking pages that someone waits for goes first. */
	.niceness = 10,
	.init = init,
	.run = run,
	.fini = fini,
	.front = &audio_encoder_front,
	.reach = reach,
};
