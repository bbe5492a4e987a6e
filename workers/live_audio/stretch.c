/* stretch.c: reads samples from WAV files, page by page. */
#include "workers/live_audio/stretch.h"

#include "common/farm/live_audio.h"
#include "workers/audio_encoder/wav_source.h"
#include "workers/engine/io.h"
#include "workers/wav_aggregator/wav_pages.h"

#include <endian.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 8192 };

struct filling {
	struct job *job;
	const struct stretch *stretch;
	int fd;
	int64_t skip; /* samples still to be skipped */
	int64_t left; /* samples still to be written */
};

/* Consumes the next samples of the audio and writes those that are wanted. */
static int take(struct filling *filling, const short *samples, int64_t count, struct err *err)
{
	int16_t block[BLOCK];
	const int channels = filling->stretch->channels;
	int64_t leave = filling->skip < count ? filling->skip : count;
	filling->skip -= leave;
	int64_t wanted = count - leave < filling->left ? count - leave : filling->left;
	filling->left -= wanted;
	samples += leave * channels;
	for (int64_t rest = wanted * channels; rest > 0;) {
		size_t n = rest < BLOCK ? (size_t)rest : BLOCK;
		for (size_t i = 0; i < n; i++)
			block[i] = (int16_t)htole16((uint16_t)samples[i]);
		if (engine_write(filling->fd, block, n * sizeof *block, err) < 0)
			return -1;
		samples += n;
		rest -= (int64_t)n;
	}
	return job_progress(filling->job, 0, 0) < 0
		       ? err_set(err, ERR_UNAVAILABLE, "the front is gone")
		       : 0;
}

static int take_silence(struct filling *filling, int64_t count, struct err *err)
{
	static const short silence[BLOCK];
	const int64_t most = BLOCK / filling->stretch->channels;
	while (count > 0 && filling->left > 0) {
		int64_t n = count < most ? count : most;
		if (take(filling, silence, n, err) < 0)
			return -1;
		count -= n;
	}
	return 0;
}

/* ---- pages ---- */

static int take_reader(
	struct filling *filling, struct wav_reader *reader, int64_t frames, struct err *err)
{
	while (frames > 0 && filling->left > 0) {
		const short *samples;
		size_t count;
		if (wav_reader_next(reader, &samples, &count, err) < 0)
			return -1;
		if (count == 0)
			return take_silence(filling, frames, err);
		int64_t n = (int64_t)count < frames ? (int64_t)count : frames;
		if (take(filling, samples, n, err) < 0)
			return -1;
		frames -= n;
	}
	return 0;
}

static int take_page(struct filling *filling, const struct live_part *part, struct err *err)
{
	const struct wav_format format = { filling->stretch->rate, filling->stretch->channels };
	struct wav_reader *reader = NULL;
	int fd;
	if (job_get(filling->job, part->page, &fd, NULL, err) < 0)
		return err_prefix(err, "page %d", part->page);
	int rc = wav_reader_open(fd, &format, &reader, err);
	if (rc == 0)
		rc = take_reader(filling, reader, part->frames, err);
	if (reader)
		wav_reader_free(&reader);
	close(fd);
	return rc < 0 ? err_prefix(err, "page %d", part->page) : 0;
}

static int take_pages(struct filling *filling, struct err *err)
{
	struct live_part parts[LIVE_MAX_PARTS];
	size_t count = 0;
	if (live_parts_parse(filling->stretch->parts, parts, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count && filling->left > 0; i++) {
		if (take_page(filling, &parts[i], err) < 0)
			return -1;
	}
	return take_silence(filling, filling->left, err);
}

/* ---- the joined audio ---- */

static int take_joined(struct filling *filling, struct err *err)
{
	static int16_t block[BLOCK * WAV_MAX_CHANNELS];
	struct wav_source source;
	int64_t at = filling->skip, end = at + filling->left;
	if (wav_source_open(filling->job, &source, err) < 0)
		return -1;
	int rc = 0;
	if (source.head.rate != filling->stretch->rate ||
		source.head.channels != filling->stretch->channels)
		rc = err_set(err, ERR_INVALID, "the joined audio has another format");
	if (rc == 0)
		rc = wav_source_want(&source, at, end, err);
	filling->skip = 0;
	while (rc == 0 && filling->left > 0) {
		size_t count;
		rc = wav_source_read(&source, at, block, BLOCK, &count, err);
		if (rc == 0 && count == 0)
			break;
		if (rc == 0)
			rc = take(filling, block, (int64_t)count, err);
		at += (int64_t)count;
	}
	wav_source_close(&source);
	return rc < 0 ? -1 : take_silence(filling, filling->left, err);
}

int stretch_read(struct job *job, const struct stretch *stretch, int *ret_fd, struct err *err)
{
	struct filling filling = {
		.job = job,
		.stretch = stretch,
		.skip = stretch->skip,
		.left = stretch->samples,
	};
	uint64_t bytes = (uint64_t)stretch->samples * 2 * (uint64_t)stretch->channels;
	if (job_scratch(job, bytes, &filling.fd, err) < 0)
		return -1;
	int rc = stretch->parts ? take_pages(&filling, err) : take_joined(&filling, err);
	if (rc < 0)
		close(filling.fd);
	else
		*ret_fd = filling.fd;
	return rc;
}
