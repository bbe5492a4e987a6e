/* engine.c: encodes one segment of a book's audio. The encoder starts some frames early, on the
 * real samples there, so that segments encoded separately join as if one encoder had made them
 * all. */
#include "common/farm/live_audio.h"
#include "workers/audio_encoder/encoder.h"
#include "workers/audio_encoder/libav.h"
#include "workers/engine/io.h"
#include "workers/engine/stage.h"
#include "workers/front/stage.h"
#include "workers/live_audio/fmp4.h"
#include "workers/live_audio/stretch.h"
#include "workers/live_audio/work.h"

#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAX_RATE = 384000, MAX_BITRATE = 1000000, MAX_FILE_MB = 64 };

struct work {
	struct job *job;
	int segment; /* 0: the init segment */
	int64_t end; /* of the whole audio, in samples; 0: unknown */
	struct stretch stretch;
	struct live_grid grid;
	int bitrate;
	struct buf file;
};

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

static void needs(void *state, struct confinement *ret_needs)
{
	(void)state;
	ret_needs->max_file_mb = MAX_FILE_MB;
}

/* ---- the request ---- */

static int64_t number_of(struct job *job, const char *name, int64_t most)
{
	const char *text = job_parameter(job, name);
	long long number = text ? strtoll(text, NULL, 10) : 0;
	return number > 0 && number <= most ? number : 0;
}

static int read_work(struct work *work, struct err *err)
{
	struct job *job = work->job;
	struct stretch *stretch = &work->stretch;
	work->segment = (int)number_of(job, WORK_SEGMENT, LIVE_MAX_SEGMENT);
	work->bitrate = (int)number_of(job, WORK_BITRATE, MAX_BITRATE);
	work->end = number_of(job, WORK_END, INT64_MAX);
	stretch->rate = (int)number_of(job, WORK_RATE, MAX_RATE);
	stretch->channels = (int)number_of(job, WORK_CHANNELS, 8);
	stretch->parts = job_parameter(job, WORK_PARTS);
	stretch->skip = number_of(job, WORK_SKIP, INT64_MAX / 2);
	stretch->samples =
		number_of(job, WORK_SAMPLES, (int64_t)stretch->rate * 2 * LIVE_MAX_SECONDS);
	if (stretch->rate == 0 || stretch->channels == 0)
		return err_set(err, ERR_INVALID, "not a known kind of audio");
	if (work->segment > 0 && stretch->samples == 0)
		return err_set(err, ERR_INVALID, "no samples, or too many for a segment");
	work->grid = live_grid_of(stretch->rate);
	return 0;
}

static struct fmp4_track track_of(const struct work *work, const struct encoder *encoder)
{
	const AVCodecContext *codec = encoder_codec(encoder);
	return (struct fmp4_track) {
		.rate = work->grid.rate,
		.frame = LIVE_FRAME,
		.bitrate = work->bitrate,
		.config = codec->extradata,
		.config_len = (size_t)codec->extradata_size,
	};
}

/* ---- encoding ---- */

/* What goes into packet n comes out of a decoder with packet n + 1. Packet 0 only primes the
 * decoder and is left out: not every player trims its silence, and then all times would be late.
 * As a result the first frame of a playlist is faded in. */
struct gathering {
	struct fmp4_fragment *fragment;
	int64_t first, last; /* packets of this segment */
};

static int gather(void *context, const AVPacket *packet, int64_t at, struct err *err)
{
	const struct gathering *gathering = context;
	(void)err;
	int64_t number = at / LIVE_FRAME;
	if (number > gathering->last)
		return 0;
	if (number >= gathering->first)
		fmp4_fragment_add(gathering->fragment, packet->data, (size_t)packet->size);
	return 1;
}

static int encode_samples(struct work *work, struct encoder *encoder, int fd,
	struct gathering *gathering, struct err *err)
{
	const struct stretch *stretch = &work->stretch;
	const struct live_stretch place =
		live_grid_stretch(&work->grid, work->segment, INT64_MAX / 2);
	struct wav_source source = {
		.job = work->job,
		.head = { .rate = stretch->rate,
			.channels = stretch->channels,
			.samples = place.first + stretch->samples },
		.fd = fd,
		.first = place.first,
		.samples = stretch->samples,
	};
	return encoder_run(encoder, &source, live_grid_from_source(&work->grid, place.first),
		gather, gathering, err);
}

/* If the audio ends in this segment, the last packet is cut to that length. */
static int append_fragment(struct work *work, const struct encoder *encoder,
	const struct gathering *gathering, int64_t end, struct err *err)
{
	const struct fmp4_fragment *fragment = gathering->fragment;
	const struct fmp4_track track = track_of(work, encoder);
	int64_t behind = (int64_t)(fragment->at + fragment->count * LIVE_FRAME);
	if (fragment->count == 0)
		return err_set(err, ERR_INVALID, "there is no audio in this segment");
	int64_t last = end > 0 && end < behind ? LIVE_FRAME - (behind - end) : LIVE_FRAME;
	fmp4_append_fragment(&work->file, &track, fragment, last > 0 ? (uint32_t)last : 1);
	return 0;
}

static int encode_segment(struct work *work, struct encoder *encoder, struct err *err)
{
	const int64_t packets = work->grid.segment / LIVE_FRAME;
	const int64_t end = live_grid_from_source(&work->grid, work->end);
	const int64_t final = (end + LIVE_FRAME - 1) / LIVE_FRAME;
	struct fmp4_fragment fragment = { .number = (uint32_t)work->segment, .data = BUF_EMPTY };
	struct gathering gathering = {
		.fragment = &fragment,
		.first = packets * (work->segment - 1) + 1,
		.last = packets * work->segment,
	};
	/* An encoder may flush more packets than the audio needs. */
	if (end > 0 && final < gathering.last)
		gathering.last = final;
	fragment.at = (uint64_t)(gathering.first - 1) * LIVE_FRAME;
	int fd;
	if (stretch_read(work->job, &work->stretch, &fd, err) < 0)
		return -1;
	int rc = encode_samples(work, encoder, fd, &gathering, err);
	if (rc == 0)
		rc = append_fragment(work, encoder, &gathering, end, err);
	close(fd);
	fmp4_fragment_free(&fragment);
	return rc;
}

static int encode(struct work *work, struct err *err)
{
	const struct stretch *stretch = &work->stretch;
	const struct wav_head head = { .rate = stretch->rate, .channels = stretch->channels };
	const struct grid grid = {
		.source_rate = stretch->rate,
		.rate = work->grid.rate,
		.frame = LIVE_FRAME,
		.piece = work->grid.segment,
	};
	struct encoder *encoder = NULL;
	if (encoder_open(AUDIO_M4B, work->bitrate, &head, &grid, &encoder, err) < 0)
		return -1;
	int rc = 0;
	if (work->segment == 0) {
		const struct fmp4_track track = track_of(work, encoder);
		fmp4_append_head(&work->file, &track);
	} else {
		rc = encode_segment(work, encoder, err);
	}
	encoder_close(&encoder);
	return rc;
}

static int put(struct work *work, struct err *err)
{
	struct meta meta = { 0 };
	int fd;
	if (job_scratch(work->job, work->file.len, &fd, err) < 0)
		return -1;
	int rc = engine_write(fd, work->file.data, work->file.len, err);
	if (rc == 0)
		rc = job_put(work->job, 0, fd, &meta, err);
	close(fd);
	return rc < 0 ? -1 : job_emit(work->job, 0, NULL, err);
}

static enum verdict run(void *state, struct job *job, struct err *err)
{
	struct work work = { .job = job, .file = BUF_EMPTY };
	(void)state;
	int rc = read_work(&work, err);
	if (rc == 0)
		rc = encode(&work, err);
	if (rc == 0)
		rc = put(&work, err);
	buf_free(&work.file);
	return rc == 0 ? VERDICT_DONE : engine_verdict(err);
}

const struct stage live_audio_stage = {
	.name = "live-audio",
	.program = "live-audio-service",
	.service = offsetof(struct settings, live_audio.service),
	/* A listener is waiting. */
	.niceness = 0,
	.init = init,
	.run = run,
	.fini = fini,
	.needs = needs,
	.front = &live_audio_front,
};
