/* png_text.c: packs a text into a PNG chunk, and finds it again. */
#include "workers/page/png_text.h"

#include "common/base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { SIGNATURE = 8, CHUNK_HEAD = 8, CHUNK_TAIL = 4, LENGTH = 4, LEVEL = 3 };

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

unsigned char *png_text_pack(const char *text, size_t len, size_t *ret_size)
{
	uLongf packed = compressBound((uLong)len);
	unsigned char *data = alloc_zeroed(1, LENGTH + packed);
	for (int i = 0; i < LENGTH; i++)
		data[i] = (unsigned char)(len >> (24 - 8 * i));
	/* The buffer is large enough for the worst case. */
	if (compress2(data + LENGTH, &packed, (const Bytef *)text, (uLong)len, LEVEL) != Z_OK)
		abort();
	*ret_size = LENGTH + packed;
	return data;
}

static char *unpack(const unsigned char *data, size_t size, struct arena *arena)
{
	if (size < LENGTH)
		return NULL;
	uLongf len = be32(data);
	/* A false length must not make us allocate memory: deflate compresses at most about 1000
	 * to 1. */
	if (len > PNG_TEXT_MAX || len / 1100 > size)
		return NULL;
	uLongf unpacked = len;
	char *text = arena_alloc(arena, len + 1);
	if (uncompress((Bytef *)text, &unpacked, data + LENGTH, (uLong)(size - LENGTH)) != Z_OK ||
		unpacked != len || memchr(text, '\0', len))
		return NULL;
	text[len] = '\0';
	return text;
}

char *png_text_find(const void *png, size_t size, struct arena *arena)
{
	const unsigned char *data = png;
	size_t at = SIGNATURE;
	while (size >= CHUNK_HEAD + CHUNK_TAIL && at <= size - CHUNK_HEAD - CHUNK_TAIL) {
		size_t len = be32(data + at), left = size - at - CHUNK_HEAD - CHUNK_TAIL;
		if (len > left)
			return NULL;
		if (memcmp(data + at + 4, PNG_TEXT_TYPE, 4) == 0)
			return unpack(data + at + CHUNK_HEAD, len, arena);
		at += CHUNK_HEAD + len + CHUNK_TAIL;
	}
	return NULL;
}
