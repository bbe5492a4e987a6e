/* work_whole.c: a FLAC of the whole, sample for sample the WAV. */
#include "workers/audio_encoder/encoder.h"
#include "workers/audio_encoder/libav.h"
#include "workers/audio_encoder/work.h"

#include <unistd.h>

static int mux(void *context, const AVPacket *packet, int64_t at, struct err *err)
{
	(void)at;
	return muxer_write_packet(context, packet, err) < 0 ? -1 : 1;
}

static int write_file(const struct work *work, struct wav_source *source, const struct tags *tags,
	const struct cover *cover, int fd, struct err *err)
{
	struct grid grid = grid_of(work->format, source->head.rate);
	struct encoder *encoder = NULL;
	struct muxer *muxer = NULL;
	AVCodecParameters *codec = avcodec_parameters_alloc();
	if (!codec)
		libav_no_memory();
	int rc = encoder_open(work->format, work->bitrate, &source->head, &grid, &encoder, err);
	if (rc == 0 && avcodec_parameters_from_context(codec, encoder_codec(encoder)) < 0)
		libav_no_memory();
	if (rc == 0)
		rc = muxer_open(work->format, codec, tags, cover, fd, &muxer, err);
	if (rc == 0)
		rc = encoder_run(encoder, source, 0, mux, muxer, err);
	if (rc == 0)
		rc = muxer_finish(muxer, err);
	muxer_free(&muxer);
	encoder_close(&encoder);
	avcodec_parameters_free(&codec);
	return rc;
}

static int make(const struct work *work, struct wav_source *source, struct err *err)
{
	struct tags tags;
	struct cover cover = { 0 };
	int fd;
	int64_t total_ms = source->head.samples * 1000 / source->head.rate;
	if (work_tags(work, total_ms, &tags, err) < 0 || job_scratch(work->job, 0, &fd, err) < 0)
		return -1;
	int rc = work_cover(work, &cover, err);
	if (rc == 0)
		rc = write_file(work, source, &tags, &cover, fd, err);
	if (rc == 0)
		rc = work_put(work, fd, &tags, total_ms, err);
	work_cover_free(&cover);
	close(fd);
	return rc;
}

int work_whole(const struct work *work, struct err *err)
{
	struct wav_source source;
	if (wav_source_open(work->job, &source, err) < 0)
		return -1;
	int rc = make(work, &source, err);
	wav_source_close(&source);
	return rc;
}
