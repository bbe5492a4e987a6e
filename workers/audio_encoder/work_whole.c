/* work_whole.c: a FLAC of the whole book, identical to the WAV sample for sample. */
#include "workers/audio_encoder/encoder.h"
#include "workers/audio_encoder/libav.h"
#include "workers/audio_encoder/work.h"
#include "workers/engine/io.h"

#include "common/base/base64url.h"

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

/* What precedes the samples in the WAV; NULL if something follows them. */
static int read_head(struct wav_source *source, const char **ret_head, struct err *err)
{
	unsigned char bytes[WAV_HEAD_BYTES];
	uint64_t size = 0;
	size_t len = 0;
	int fd;
	*ret_head = NULL;
	if (source->head.behind > 0)
		return 0;
	if (job_get_range(source->job, 0, source->head.data, &fd, &size, err) < 0)
		return -1;
	int rc = engine_read_at(fd, bytes, (size_t)source->head.data, 0, &len, err);
	close(fd);
	if (rc == 0)
		*ret_head = base64url_encode(job_arena(source->job), bytes, len);
	return rc;
}

static int make(const struct work *work, struct wav_source *source, struct err *err)
{
	struct tags tags;
	struct cover cover = { 0 };
	struct work_file file = { .tags = &tags,
		.total_ms = source->head.samples * 1000 / source->head.rate };
	if (work_tags(work, file.total_ms, &tags, err) < 0 ||
		read_head(source, &file.wav_head, err) < 0 ||
		job_scratch(work->job, 0, &file.fd, err) < 0)
		return -1;
	int rc = work_cover(work, &cover, err);
	if (rc == 0)
		rc = write_file(work, source, &tags, &cover, file.fd, err);
	if (rc == 0)
		rc = work_put(work, &file, err);
	work_cover_free(&cover);
	close(file.fd);
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
