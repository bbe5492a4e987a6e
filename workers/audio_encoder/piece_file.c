/* piece_file.c: packets in sequence. */
#include "workers/audio_encoder/piece_file.h"

#include <string.h>

enum {
	NUMBERS = 5,
	HEAD_BYTES = 4 + 4 * NUMBERS,
	MAX_RATE = 384000,
	MAX_FRAME = 65536,
	MAX_OWN = 4096,
	MAX_PACKET = 1024 * 1024,
};

static const char magic[4] = { 'L', 'P', 'C', '1' };

static uint32_t get(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

void piece_begin(struct buf *file, const struct piece_head *head)
{
	buf_append(file, magic, sizeof magic);
	buf_append_le(file, (size_t)head->format, 4);
	buf_append_le(file, (size_t)head->rate, 4);
	buf_append_le(file, (size_t)head->frame, 4);
	buf_append_le(file, (size_t)head->padding, 4);
	buf_append_le(file, head->own_len, 4);
	buf_append(file, head->own, head->own_len);
}

void piece_add(struct buf *file, const void *packet, size_t len)
{
	buf_append_le(file, len, 4);
	buf_append(file, packet, len);
}

int piece_open(const void *file, size_t len, struct piece_reader *ret_reader, struct err *err)
{
	const unsigned char *p = file;
	uint32_t numbers[NUMBERS];
	if (len < HEAD_BYTES || memcmp(p, magic, sizeof magic) != 0)
		return err_set(err, ERR_INVALID, "not a piece of encoded audio");
	for (int i = 0; i < NUMBERS; i++)
		numbers[i] = get(&p[4 + 4 * (size_t)i]);
	if (numbers[0] >= AUDIO_FORMAT_COUNT || numbers[1] < 1 || numbers[1] > MAX_RATE ||
		numbers[2] < 1 || numbers[2] > MAX_FRAME || numbers[3] > MAX_FRAME ||
		numbers[4] > MAX_OWN || numbers[4] > len - HEAD_BYTES)
		return err_set(err, ERR_INVALID, "a piece of encoded audio with a damaged header");
	*ret_reader = (struct piece_reader) {
		.head = {
			.format = (enum audio_format)numbers[0],
			.rate = (int)numbers[1],
			.frame = (int)numbers[2],
			.padding = (int)numbers[3],
			.own = p + HEAD_BYTES,
			.own_len = numbers[4],
		},
		.at = p + HEAD_BYTES + numbers[4],
		.end = p + len,
	};
	return 0;
}

int piece_next(
	struct piece_reader *reader, const void **ret_packet, size_t *ret_len, struct err *err)
{
	size_t left = (size_t)(reader->end - reader->at);
	if (left == 0)
		return 0;
	uint32_t len = left >= 4 ? get(reader->at) : 0;
	if (len == 0 || len > MAX_PACKET || len > left - 4)
		return err_set(err, ERR_INVALID, "a piece of encoded audio is damaged");
	*ret_packet = reader->at + 4;
	*ret_len = len;
	reader->at += 4 + len;
	return 1;
}

bool piece_fits(const struct piece_head *a, const struct piece_head *b)
{
	return a->format == b->format && a->rate == b->rate && a->frame == b->frame &&
	       a->padding == b->padding && a->own_len == b->own_len &&
	       (a->own_len == 0 || memcmp(a->own, b->own, a->own_len) == 0);
}
