/* muxer: writes packets to a file with tags, chapters and cover (libavformat). */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_MUXER_H
#define LECTERN_WORKERS_AUDIO_ENCODER_MUXER_H

#include "common/base/err.h"
#include "common/farm/audio_format.h"
#include "workers/audio_encoder/tags.h"

#include <libavcodec/avcodec.h>
#include <stddef.h>
#include <stdint.h>

/* A picture, JPEG or PNG. Empty: none. */
struct cover {
	const void *data;
	size_t len;
};

struct muxer;

/* Begins a file in fd, which must be empty and stays the caller's. `codec` describes the audio.
 * The caller frees *ret_muxer. */
int muxer_open(enum audio_format format, const AVCodecParameters *codec, const struct tags *tags,
	const struct cover *cover, int fd, struct muxer **ret_muxer, struct err *err);

/* Writes a packet of `samples` samples that begins at `at`, in samples; below 0 is what a
 * decoder outputs before the first real sample. The last `surplus` samples are not part of the
 * book. */
int muxer_write(struct muxer *muxer, const void *packet, size_t len, int64_t at, int samples,
	int surplus, struct err *err);

/* The same with everything that the encoder set in the packet. */
int muxer_write_packet(struct muxer *muxer, const AVPacket *packet, struct err *err);

/* Writes the end of the file. muxer_free() is still needed. */
int muxer_finish(struct muxer *muxer, struct err *err);
void muxer_free(struct muxer **muxer);

#endif
