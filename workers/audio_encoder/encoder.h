/* encoder: samples become packets (libavcodec), always the same ones for the same samples. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_ENCODER_H
#define LECTERN_WORKERS_AUDIO_ENCODER_ENCODER_H

#include "common/farm/audio_format.h"
#include "workers/audio_encoder/grid.h"
#include "workers/audio_encoder/wav_source.h"

#include <libavcodec/avcodec.h>

struct encoder;

/* Opens the codec of that format. ERR_INVALID when this build of libavcodec lacks it. Formats with
 * a bitrate become one channel, FLAC keeps the original ones. */
int encoder_open(enum audio_format format, int bitrate, const struct wav_head *head,
	const struct grid *grid, struct encoder **ret_encoder, struct err *err);
void encoder_close(struct encoder **encoder);

const AVCodecContext *encoder_codec(const struct encoder *encoder);

/* A packet; `at` is its place: the first sample of the whole, in the encoded rate, that went into
 * it, padding left aside. Returns 1 to go on, 0 to end here, -1 with err set. */
typedef int encoder_sink(void *context, const AVPacket *packet, int64_t at, struct err *err);

/* Feeds everything from sample `from` (a place of the grid) to the end of the source, or until the
 * sink has enough. */
int encoder_run(struct encoder *encoder, struct wav_source *source, int64_t from,
	encoder_sink *sink, void *context, struct err *err);

#endif
