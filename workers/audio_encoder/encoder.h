/* encoder: turns samples into packets (libavcodec), deterministically. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_ENCODER_H
#define LECTERN_WORKERS_AUDIO_ENCODER_ENCODER_H

#include "common/farm/audio_format.h"
#include "workers/audio_encoder/grid.h"
#include "workers/audio_encoder/wav_source.h"

#include <libavcodec/avcodec.h>

struct encoder;

/* Opens the codec for that format. bitrate is in bit/s. ERR_INVALID: this build of libavcodec
 * does not have it. Formats with a bitrate are mixed down to one channel, FLAC keeps the
 * original ones. `grid` must outlive the encoder. */
int encoder_open(enum audio_format format, int bitrate, const struct wav_head *head,
	const struct grid *grid, struct encoder **ret_encoder, struct err *err);
void encoder_close(struct encoder **encoder);

const AVCodecContext *encoder_codec(const struct encoder *encoder);

/* Receives a packet. `at` is its position: the first sample of the whole book, at the encoded
 * rate, that went into it, not counting padding. Returns 1 to continue, 0 to stop, -1 with err
 * set. */
typedef int encoder_sink(void *context, const AVPacket *packet, int64_t at, struct err *err);

/* Encodes from sample `from`, a position on the grid, to the end of the source or until the sink
 * has enough. */
int encoder_run(struct encoder *encoder, struct wav_source *source, int64_t from,
	encoder_sink *sink, void *context, struct err *err);

#endif
