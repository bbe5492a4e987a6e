/* wav_stream: where the samples are in a WAV that a program wrote to its standard output.
 *
 * Such a program may not know the length when it writes the head: a length that is 0, or close to
 * the largest that there is, means all that follows. 16-bit PCM alone is taken. */
#ifndef LECTERN_WORKERS_TTS_WAV_STREAM_H
#define LECTERN_WORKERS_TTS_WAV_STREAM_H

#include "common/base/err.h"

#include <stddef.h>

struct wav_stream {
	int rate, channels;
	size_t offset, len; /* of the samples, in bytes; whole frames */
};

/* ERR_INVALID: no WAV, another encoding, or it ends early. */
int wav_stream_parse(const void *data, size_t len, struct wav_stream *ret_stream, struct err *err);

#endif
