/* wav_header.c: rewrites the header in place, and fills the rest with a chunk that readers skip. */
#include "workers/wav_aggregator/wav_header.h"

#include "workers/engine/io.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* RIFF: 12 bytes, then chunks of name, size and content. */
enum { FIRST_CHUNK = 12, CHUNK_HEAD = 8, FORMAT_SIZE = 16, MAX_HEAD = 512, FORMAT_PCM = 1 };

static uint32_t le32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static unsigned char *put_le(unsigned char *p, uint32_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		*p++ = (unsigned char)(value >> (8 * i) & 0xff);
	return p;
}

static unsigned char *put_name(unsigned char *p, const char name[4])
{
	memcpy(p, name, 4);
	return p + 4;
}

/* The offset of the "data" chunk, or 0. */
static size_t find_data(const unsigned char *head, size_t len)
{
	size_t at = FIRST_CHUNK;
	while (at + CHUNK_HEAD <= len) {
		if (memcmp(head + at, "data", 4) == 0)
			return at;
		at += CHUNK_HEAD + (size_t)le32(head + at + 4);
	}
	return 0;
}

/* Writes the format, then a filler chunk up to `data`. */
static void write_plain(unsigned char *head, size_t data, const struct wav_format *format)
{
	uint32_t frame = (uint32_t)format->channels * 2;
	unsigned char *p = put_name(head + FIRST_CHUNK, "fmt ");
	p = put_le(p, FORMAT_SIZE, 4);
	p = put_le(p, FORMAT_PCM, 2);
	p = put_le(p, (uint32_t)format->channels, 2);
	p = put_le(p, (uint32_t)format->rate, 4);
	p = put_le(p, (uint32_t)format->rate * frame, 4);
	p = put_le(p, frame, 2);
	p = put_le(p, 16, 2);
	size_t rest = data - (size_t)(p - head) - CHUNK_HEAD;
	p = put_name(p, "JUNK");
	p = put_le(p, (uint32_t)rest, 4);
	memset(p, 0, rest);
}

int wav_header_make_plain(int fd, const struct wav_format *format, struct err *err)
{
	unsigned char head[MAX_HEAD];
	size_t len;
	if (engine_read_at(fd, head, sizeof head, 0, &len, err) < 0)
		return -1;
	if (len < FIRST_CHUNK || memcmp(head, "RIFF", 4) != 0)
		return 0;
	size_t data = find_data(head, len);
	if (data < FIRST_CHUNK + CHUNK_HEAD + FORMAT_SIZE + CHUNK_HEAD)
		return 0;
	write_plain(head, data, format);
	if (lseek(fd, 0, SEEK_SET) < 0)
		return err_set(err, ERR_INTERNAL, "lseek");
	return engine_write(fd, head, data, err);
}
