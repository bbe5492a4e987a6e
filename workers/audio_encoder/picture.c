/* picture.c: the dimensions of JPEG and PNG; FLAC's picture block in base64. */
#include "workers/audio_encoder/picture.h"

#include "common/base/alloc.h"
#include "common/base/buf.h"

#include <libavutil/base64.h>
#include <string.h>

static unsigned be(const unsigned char *p, int bytes)
{
	unsigned value = 0;
	for (int i = 0; i < bytes; i++)
		value = value << 8 | p[i];
	return value;
}

/* SOF0 to SOF15, except DHT, JPG and DAC. */
static bool is_frame_head(unsigned char marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
	       marker != 0xcc;
}

static bool jpeg_size(const unsigned char *p, size_t len, struct picture *picture)
{
	for (size_t at = 2; at + 9 < len && p[at] == 0xff;) {
		unsigned char marker = p[at + 1];
		if (is_frame_head(marker)) {
			picture->height = (int)be(p + at + 5, 2);
			picture->width = (int)be(p + at + 7, 2);
			return true;
		}
		at += 2 + (marker == 0xff ? 0 : be(p + at + 2, 2));
	}
	return false;
}

bool picture_look(const void *data, size_t len, struct picture *ret_picture)
{
	static const unsigned char png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
	const unsigned char *p = data;
	struct picture picture = { 0 };
	if (len < 32 || len > PICTURE_MAX_BYTES)
		return false;
	if (memcmp(p, png, sizeof png) == 0) {
		unsigned width = be(p + 16, 4), height = be(p + 20, 4);
		picture.is_png = true;
		picture.width = width <= PICTURE_MAX_SIDE ? (int)width : 0;
		picture.height = height <= PICTURE_MAX_SIDE ? (int)height : 0;
	} else if (p[0] != 0xff || p[1] != 0xd8 || !jpeg_size(p, len, &picture)) {
		return false;
	}
	if (picture.width < 1 || picture.height < 1 || picture.width > PICTURE_MAX_SIDE ||
		picture.height > PICTURE_MAX_SIDE)
		return false;
	*ret_picture = picture;
	return true;
}

char *picture_comment(const struct picture *picture, const void *data, size_t len)
{
	enum { FRONT_COVER = 3, BITS = 24 };
	const char *type = picture->is_png ? "image/png" : "image/jpeg";
	struct buf block = BUF_EMPTY;
	buf_append_be(&block, FRONT_COVER, 4);
	buf_append_be(&block, strlen(type), 4);
	buf_append_string(&block, type);
	buf_append_be(&block, 0, 4); /* no description */
	buf_append_be(&block, (size_t)picture->width, 4);
	buf_append_be(&block, (size_t)picture->height, 4);
	buf_append_be(&block, BITS, 4);
	buf_append_be(&block, 0, 4); /* no palette */
	buf_append_be(&block, len, 4);
	buf_append(&block, data, len);
	size_t size = AV_BASE64_SIZE(block.len);
	char *text = alloc_zeroed(size, 1);
	av_base64_encode(text, (int)size, (const uint8_t *)block.data, (int)block.len);
	buf_free(&block);
	return text;
}
