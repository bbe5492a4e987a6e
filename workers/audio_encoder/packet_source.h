/* packet_source: reads the packets of an audio file that audio-encoder made, in order. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_PACKET_SOURCE_H
#define LECTERN_WORKERS_AUDIO_ENCODER_PACKET_SOURCE_H

#include "common/base/err.h"

#include <libavcodec/avcodec.h>

struct packet_source;

/* fd stays the caller's. ERR_INVALID: not an audio file. */
int packet_source_open(int fd, struct packet_source **ret_source, struct err *err);
void packet_source_close(struct packet_source **source);

/* Describes the audio; valid as long as the source. */
const AVCodecParameters *packet_source_codec(const struct packet_source *source);

/* 1: *ret_packet is valid until the next call; 0: the end; -1: error. */
int packet_source_next(struct packet_source *source, const AVPacket **ret_packet, struct err *err);

#endif
