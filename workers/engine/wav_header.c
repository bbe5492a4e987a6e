/* wav_header.c: the canonical 44 bytes (Multimedia Programming Interface 1.0, 1991). */
#include "workers/engine/wav_header.h"

#include <stdint.h>

void wav_header(struct buf *buf, int rate, int channels, size_t bytes)
{
	uint64_t frame = (uint64_t)channels * sizeof(int16_t);
	buf_append(buf, "RIFF", 4);
	buf_append_le(buf, 36 + bytes, 4);
	buf_append(buf, "WAVEfmt ", 8);
	buf_append_le(buf, 16, 4);
	buf_append_le(buf, 1, 2); /* PCM */
	buf_append_le(buf, (uint64_t)channels, 2);
	buf_append_le(buf, (uint64_t)rate, 4);
	buf_append_le(buf, (uint64_t)rate * frame, 4);
	buf_append_le(buf, frame, 2);
	buf_append_le(buf, 16, 2);
	buf_append(buf, "data", 4);
	buf_append_le(buf, bytes, 4);
}
