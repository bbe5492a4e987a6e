/* work_restore.c: restores the WAV, byte for byte, from the FLAC made from it. */
#include "workers/audio_encoder/libav.h"
#include "workers/audio_encoder/packet_source.h"
#include "workers/audio_encoder/work.h"
#include "workers/engine/io.h"

#include "common/base/base64url.h"
#include "common/farm/kept_wav.h"
#include "common/farm/page_metadata.h"

#include <endian.h>
#include <unistd.h>

struct restore {
	struct job *job;
	struct packet_source *flac;
	AVCodecContext *decoder;
	AVFrame *frame;
	int64_t samples; /* for each channel */
	int fd;          /* of the WAV */
};

/* ---- samples ---- */

static int write_frame(struct restore *restore, struct err *err)
{
	const AVFrame *frame = restore->frame;
	size_t values = (size_t)frame->nb_samples * (size_t)frame->ch_layout.nb_channels;
	if (frame->format != AV_SAMPLE_FMT_S16)
		return err_set(
			err, ERR_INVALID, "a FLAC whose samples are not those of a WAV made here");
	int16_t *data = (int16_t *)(void *)frame->data[0];
	for (size_t i = 0; i < values; i++)
		data[i] = (int16_t)htole16((uint16_t)data[i]);
	restore->samples += frame->nb_samples;
	return engine_write(restore->fd, data, values * sizeof *data, err);
}

/* packet NULL: flushes the decoder. */
static int decode(struct restore *restore, const AVPacket *packet, struct err *err)
{
	int code = avcodec_send_packet(restore->decoder, packet);
	while (code >= 0) {
		code = avcodec_receive_frame(restore->decoder, restore->frame);
		if (code < 0)
			break;
		if (write_frame(restore, err) < 0)
			return -1;
	}
	return code == AVERROR(EAGAIN) || code == AVERROR_EOF
		       ? 0
		       : libav_err(err, code, "decoding the FLAC");
}

static int write_samples(struct restore *restore, struct err *err)
{
	const AVPacket *packet;
	int rc;
	while ((rc = packet_source_next(restore->flac, &packet, err)) > 0) {
		if (decode(restore, packet, err) < 0)
			return -1;
		if (job_progress(restore->job, 0, 0) < 0)
			return err_set(err, ERR_UNAVAILABLE, "the front is gone");
	}
	return rc < 0 ? -1 : decode(restore, NULL, err);
}

/* ---- the file ---- */

static int open_decoder(struct restore *restore, struct err *err)
{
	const AVCodecParameters *parameters = packet_source_codec(restore->flac);
	const AVCodec *codec = avcodec_find_decoder(parameters->codec_id);
	if (parameters->codec_id != AV_CODEC_ID_FLAC || !codec)
		return err_set(err, ERR_INVALID, "not a FLAC that can be decoded");
	restore->decoder = libav_checked(avcodec_alloc_context3(codec));
	restore->frame = libav_checked(av_frame_alloc());
	if (avcodec_parameters_to_context(restore->decoder, parameters) < 0)
		libav_no_memory();
	int code = avcodec_open2(restore->decoder, codec, NULL);
	return code < 0 ? libav_err(err, code, "decoding FLAC") : 0;
}

static int write_head(struct restore *restore, const struct meta *meta, struct err *err)
{
	size_t len = 0;
	const char *text = meta_get(meta, KEPT_WAV_HEAD);
	const char *head = text ? base64url_decode(job_arena(restore->job), text, &len) : NULL;
	if (!head)
		return err_set(err, ERR_INVALID, "the FLAC does not hold the WAV's header");
	return engine_write(restore->fd, head, len, err);
}

static int put(struct restore *restore, struct err *err)
{
	struct arena *arena = job_arena(restore->job);
	const AVCodecContext *decoder = restore->decoder;
	struct meta meta = { 0 };
	meta_setf(&meta, arena, META_SAMPLE_RATE, "%d", decoder->sample_rate);
	meta_setf(&meta, arena, META_CHANNELS, "%d", decoder->ch_layout.nb_channels);
	meta_setf(&meta, arena, META_SECONDS, "%.3f",
		(double)restore->samples / decoder->sample_rate);
	meta_set(&meta, arena, KEPT_WAV_RESTORED, "true");
	return job_put(restore->job, WORK_ORIGINAL, restore->fd, &meta, err);
}

static int make(struct restore *restore, int flac, const struct meta *meta, struct err *err)
{
	if (packet_source_open(flac, &restore->flac, err) < 0)
		return -1;
	int rc = open_decoder(restore, err);
	if (rc == 0)
		rc = job_scratch(restore->job, 0, &restore->fd, err);
	if (rc == 0)
		rc = write_head(restore, meta, err);
	if (rc == 0)
		rc = write_samples(restore, err);
	if (rc == 0)
		rc = put(restore, err);
	if (restore->fd >= 0)
		close(restore->fd);
	av_frame_free(&restore->frame);
	avcodec_free_context(&restore->decoder);
	packet_source_close(&restore->flac);
	return rc;
}

int work_restore(const struct work *work, struct err *err)
{
	struct restore restore = { .job = work->job, .fd = -1 };
	struct meta meta = { 0 };
	int flac;
	if (job_get(work->job, WORK_FILE, &flac, &meta, err) < 0)
		return -1;
	int rc = make(&restore, flac, &meta, err);
	close(flac);
	return rc;
}
