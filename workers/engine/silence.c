/* silence.c: writes the frames of a silent page. */
#include "workers/engine/silence.h"

#include <stdint.h>
#include <string.h>

static size_t sample_bytes(int rate, double seconds)
{
	return (size_t)(seconds * rate) * sizeof(int16_t);
}

void silence_pcm(struct buf *buf, int rate, double seconds)
{
	size_t len = sample_bytes(rate, seconds);
	buf_reserve(buf, len);
	memset(buf->data + buf->len, 0, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

/* The canonical 44-byte RIFF header (Multimedia Programming Interface 1.0, 1991). A front links no
 * sound library: this one header is all that it ever writes. */
void silence_wav(struct buf *buf, int rate, double seconds)
{
	uint32_t len = (uint32_t)sample_bytes(rate, seconds);
	buf_append(buf, "RIFF", 4);
	buf_append_le(buf, 36 + len, 4);
	buf_append(buf, "WAVEfmt ", 8);
	buf_append_le(buf, 16, 4);
	buf_append_le(buf, 1, 2); /* PCM */
	buf_append_le(buf, 1, 2); /* mono */
	buf_append_le(buf, (uint32_t)rate, 4);
	buf_append_le(buf, (uint64_t)rate * 2, 4);
	buf_append_le(buf, 2, 2);
	buf_append_le(buf, 16, 2);
	buf_append(buf, "data", 4);
	buf_append_le(buf, len, 4);
	silence_pcm(buf, rate, seconds);
}
