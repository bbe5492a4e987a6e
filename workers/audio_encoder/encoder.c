/* encoder.c: passes samples through resampler, framing and codec. */
#include "workers/audio_encoder/encoder.h"

#include "common/base/alloc.h"
#include "workers/audio_encoder/libav.h"

#include <libavutil/audio_fifo.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>

enum { BLOCK_SAMPLES = 8192, MAX_CHANNELS = 8, FLAC_FRAME = 4608 };

struct encoder {
	AVCodecContext *codec;
	SwrContext *converter;
	AVAudioFifo *waiting; /* converted, but less than a frame */
	AVFrame *frame;
	AVPacket *packet;
	int source_rate;
	const struct grid *grid;
	int64_t fed; /* samples passed to the codec */

	/* for a single run */
	int64_t from;
	encoder_sink *sink;
	void *context;
	int16_t block[BLOCK_SAMPLES * MAX_CHANNELS];
};

/* ---- opening ---- */

static const struct {
	const char *codec;
	enum AVSampleFormat samples;
	const char *options; /* "key=value:..." */
} codecs[AUDIO_FORMAT_COUNT] = {
	/* The default coder takes five times as long. */
	[AUDIO_M4B] = { "aac", AV_SAMPLE_FMT_FLTP, "aac_coder=fast" },
	[AUDIO_OPUS] = { "libopus", AV_SAMPLE_FMT_S16,
		"application=audio:frame_duration=20:compression_level=5" },
	/* A bit reservoir would make frames depend on earlier ones, in another piece. */
	[AUDIO_MP3] = { "libmp3lame", AV_SAMPLE_FMT_S16P, "reservoir=0" },
	[AUDIO_FLAC] = { "flac", AV_SAMPLE_FMT_S16, "compression_level=5" },
};

static int open_codec(struct encoder *encoder, enum audio_format format, int bitrate, int channels,
	struct err *err)
{
	const char *name = codecs[format].codec;
	const AVCodec *codec = name ? avcodec_find_encoder_by_name(name) : NULL;
	if (!codec)
		return err_set(err, ERR_INVALID, "this build of FFmpeg has no encoder for %s",
			audio_format_name(format));
	AVCodecContext *c = encoder->codec = libav_checked(avcodec_alloc_context3(codec));
	c->sample_rate = encoder->grid->rate;
	c->sample_fmt = codecs[format].samples;
	c->time_base = (AVRational) { 1, c->sample_rate };
	c->bit_rate = bitrate;
	c->thread_count = 1;
	c->flags |= AV_CODEC_FLAG_BITEXACT | AV_CODEC_FLAG_GLOBAL_HEADER;
	av_channel_layout_default(&c->ch_layout, channels);
	AVDictionary *options = NULL;
	av_dict_parse_string(&options, codecs[format].options, "=", ":", 0);
	int code = avcodec_open2(c, codec, &options);
	av_dict_free(&options);
	return code < 0 ? libav_err(err, code, "encoding %s", audio_format_name(format)) : 0;
}

static int open_converter(struct encoder *encoder, const struct wav_head *head, struct err *err)
{
	const AVCodecContext *c = encoder->codec;
	AVChannelLayout from, to;
	av_channel_layout_default(&from, head->channels);
	av_channel_layout_default(&to, c->ch_layout.nb_channels);
	int code = swr_alloc_set_opts2(&encoder->converter, &to, c->sample_fmt, c->sample_rate,
		&from, AV_SAMPLE_FMT_S16, head->rate, 0, NULL);
	if (code >= 0)
		code = swr_init(encoder->converter);
	return code < 0 ? libav_err(err, code, "converting %d channels at %d Hz", head->channels,
				  head->rate)
			: 0;
}

int encoder_open(enum audio_format format, int bitrate, const struct wav_head *head,
	const struct grid *grid, struct encoder **ret_encoder, struct err *err)
{
	struct encoder *encoder = alloc_zeroed(1, sizeof *encoder);
	int channels = format == AUDIO_FLAC ? head->channels : 1;
	encoder->grid = grid;
	encoder->source_rate = head->rate;
	if (open_codec(encoder, format, bitrate, channels, err) < 0 ||
		open_converter(encoder, head, err) < 0) {
		encoder_close(&encoder);
		return -1;
	}
	const AVCodecContext *c = encoder->codec;
	encoder->waiting = av_audio_fifo_alloc(c->sample_fmt, channels, BLOCK_SAMPLES);
	encoder->frame = av_frame_alloc();
	encoder->packet = av_packet_alloc();
	if (!encoder->waiting || !encoder->frame || !encoder->packet)
		libav_no_memory();
	*ret_encoder = encoder;
	return 0;
}

void encoder_close(struct encoder **encoder)
{
	struct encoder *e = *encoder;
	if (!e)
		return;
	av_packet_free(&e->packet);
	av_frame_free(&e->frame);
	av_audio_fifo_free(e->waiting);
	swr_free(&e->converter);
	avcodec_free_context(&e->codec);
	alloc_free(encoder);
}

const AVCodecContext *encoder_codec(const struct encoder *encoder)
{
	return encoder->codec;
}

/* ---- running ---- */

/* 1: continue; 0: the sink has enough; -1: error. */
static int take_packets(struct encoder *e, struct err *err)
{
	for (;;) {
		int code = avcodec_receive_packet(e->codec, e->packet);
		if (code == AVERROR(EAGAIN) || code == AVERROR_EOF)
			return 1;
		if (code < 0)
			return libav_err(err, code, "encoding");
		int64_t at = e->from + e->packet->pts + e->codec->initial_padding;
		int rc = e->sink(e->context, e->packet, at, err);
		av_packet_unref(e->packet);
		if (rc <= 0)
			return rc;
	}
}

static int send_frame(struct encoder *e, int samples, struct err *err)
{
	AVFrame *frame = e->frame;
	frame->nb_samples = samples;
	frame->format = e->codec->sample_fmt;
	frame->sample_rate = e->codec->sample_rate;
	frame->pts = e->fed;
	if (av_channel_layout_copy(&frame->ch_layout, &e->codec->ch_layout) < 0 ||
		av_frame_get_buffer(frame, 0) < 0)
		libav_no_memory();
	av_audio_fifo_read(e->waiting, (void **)frame->extended_data, samples);
	e->fed += samples;
	int code = avcodec_send_frame(e->codec, frame);
	av_frame_unref(frame);
	return code < 0 ? libav_err(err, code, "encoding") : take_packets(e, err);
}

static int send_whole_frames(struct encoder *e, struct err *err)
{
	int size = e->codec->frame_size > 0 ? e->codec->frame_size : FLAC_FRAME;
	int rc = 1;
	while (rc > 0 && av_audio_fifo_size(e->waiting) >= size)
		rc = send_frame(e, size, err);
	return rc;
}

/* samples 0: flushes the converter. */
static int convert(struct encoder *e, size_t samples, struct err *err)
{
	const uint8_t *in[1] = { (const uint8_t *)e->block };
	uint8_t **out = NULL;
	int room = swr_get_out_samples(e->converter, (int)samples);
	if (room <= 0)
		return 0;
	if (av_samples_alloc_array_and_samples(
		    &out, NULL, e->codec->ch_layout.nb_channels, room, e->codec->sample_fmt, 0) < 0)
		libav_no_memory();
	int made = swr_convert(
		e->converter, out, room, samples ? in : NULL, samples ? (int)samples : 0);
	int rc = 0;
	if (made < 0)
		rc = libav_err(err, made, "converting samples");
	else if (av_audio_fifo_write(e->waiting, (void **)out, made) < made)
		libav_no_memory();
	av_freep(&out[0]);
	av_freep(&out);
	return rc;
}

static int finish(struct encoder *e, struct err *err)
{
	if (convert(e, 0, err) < 0)
		return -1;
	int rc = send_whole_frames(e, err);
	int rest = av_audio_fifo_size(e->waiting);
	if (rc > 0 && rest > 0)
		rc = send_frame(e, rest, err);
	if (rc <= 0)
		return rc;
	int code = avcodec_send_frame(e->codec, NULL);
	return code < 0 ? libav_err(err, code, "encoding") : take_packets(e, err);
}

int encoder_run(struct encoder *encoder, struct wav_source *source, int64_t from,
	encoder_sink *sink, void *context, struct err *err)
{
	encoder->from = from;
	encoder->sink = sink;
	encoder->context = context;
	int64_t at = grid_to_source(encoder->grid, from);
	for (;;) {
		size_t samples;
		if (wav_source_read(source, at, encoder->block, BLOCK_SAMPLES, &samples, err) < 0)
			return -1;
		if (samples == 0)
			return finish(encoder, err) < 0 ? -1 : 0;
		at += (int64_t)samples;
		if (convert(encoder, samples, err) < 0)
			return -1;
		int rc = send_whole_frames(encoder, err);
		if (rc <= 0)
			return rc;
		if (job_progress(source->job, 0, (int)(at * 1000 / source->head.samples)) < 0)
			return err_set(err, ERR_UNAVAILABLE, "the front is gone");
	}
}
