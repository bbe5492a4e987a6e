/* wav_stream: where the samples are in the WAVs that a program wrote to its standard output.
 *
 * There may be several, one behind the other, and other bytes between them. A program may not know
 * the length when it writes the head: a length of 0, or of a billion and more, means all that
 * follows, up to the head of the next WAV. 16-bit PCM alone is taken. */
#ifndef LECTERN_WORKERS_TTS_WAV_STREAM_H
#define LECTERN_WORKERS_TTS_WAV_STREAM_H

#include "common/base/err.h"

#include <stddef.h>

struct wav_stream {
	int rate, channels;
	size_t offset, len; /* of the samples, in bytes; whole frames */
};

/* The first WAV when *at is 0, else the next one behind it; *at moves past it. 1: *ret_stream is
 * set, perhaps with no samples; 0: there is no other; -1, ERR_INVALID: no WAV at the start, another
 * encoding, or it ends early. */
int wav_stream_next(
	const void *data, size_t len, size_t *at, struct wav_stream *ret_stream, struct err *err);

#endif
