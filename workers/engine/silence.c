/* silence.c: writes the frames of a silent page. */
#include "workers/engine/silence.h"

#include "workers/engine/wav_header.h"

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

void silence_wav(struct buf *buf, int rate, double seconds)
{
	wav_header(buf, rate, 1, sample_bytes(rate, seconds));
	silence_pcm(buf, rate, seconds);
}
