/* mutate.c: bytes and runs of bytes are changed, removed, repeated. */
#include "tests/tools/mutate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { MOST_CHANGES = 12, LONGEST_PIECE = 4096 };

struct dice {
	uint64_t state;
};

/* Below n, which is at least 1 (xorshift64*). */
static size_t below(struct dice *dice, size_t n)
{
	dice->state ^= dice->state >> 12;
	dice->state ^= dice->state << 25;
	dice->state ^= dice->state >> 27;
	return (size_t)((dice->state * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % n;
}

static void replace(struct buf *buf, size_t at, size_t len, const char *data, size_t data_len)
{
	struct buf out = BUF_EMPTY;
	buf_append(&out, buf->data, at);
	buf_append(&out, data, data_len);
	buf_append(&out, buf->data + at + len, buf->len - at - len);
	buf_free(buf);
	*buf = out;
}

/* A number in digits, the likeliest place for a parser to believe too much. */
static void change_number(struct dice *dice, struct buf *buf)
{
	static const char *const numbers[] = { "0", "-1", "1", "65536", "2147483647", "2147483648",
		"-2147483649", "4294967295", "9223372036854775808", "99999999999999999999", "1e99",
		"0.0000001" };
	size_t start = below(dice, buf->len);
	while (start < buf->len && !isdigit((unsigned char)buf->data[start]))
		start++;
	size_t end = start;
	while (end < buf->len && isdigit((unsigned char)buf->data[end]))
		end++;
	const char *number = numbers[below(dice, sizeof numbers / sizeof *numbers)];
	replace(buf, start, end - start, number, strlen(number));
}

/* A number in two or four bytes, of any byte order. */
static void change_word(struct dice *dice, struct buf *buf)
{
	static const uint32_t words[] = { 0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff,
		0x7fffffff, 0x80000000, 0xffffffff, 0x01000000 };
	uint32_t word = words[below(dice, sizeof words / sizeof *words)];
	size_t size = below(dice, 2) ? 4 : 2;
	size_t at = below(dice, buf->len);
	for (size_t i = 0; i < size && at + i < buf->len; i++)
		buf->data[at + i] = (char)(word >> 8 * i);
}

static void insert_token(struct dice *dice, struct buf *buf)
{
	static const char *const tokens[] = { "<<", ">>", "[", "]", "endobj", "endstream",
		"stream\n", "obj\n", " R ", "/", "(", ")", "q ", "Q ", "BT ", "Do ", "%", "\\",
		"null", "true", "/Filter", "/Length", "/Kids", "/Parent 2 0 R", "\xff", "IDAT",
		"IHDR", "tRNS", "LIST", "data", "fmt ", "{", "}", "\"", "\\ud800", ":" };
	const char *token = tokens[below(dice, sizeof tokens / sizeof *tokens)];
	replace(buf, below(dice, buf->len), 0, token, strlen(token));
}

static void copy_piece(struct dice *dice, struct buf *buf)
{
	char piece[LONGEST_PIECE];
	size_t from = below(dice, buf->len), len = 1 + below(dice, sizeof piece);
	if (len > buf->len - from)
		len = buf->len - from;
	memcpy(piece, buf->data + from, len);
	replace(buf, below(dice, buf->len), 0, piece, len);
}

static void cut_piece(struct dice *dice, struct buf *buf)
{
	size_t from = below(dice, buf->len), len = 1 + below(dice, LONGEST_PIECE);
	replace(buf, from, len < buf->len - from ? len : buf->len - from, "", 0);
}

static void change_once(struct dice *dice, struct buf *buf)
{
	switch (below(dice, 16)) {
	case 0:
	case 1:
	case 2:
		buf->data[below(dice, buf->len)] ^= (char)(1 << below(dice, 8));
		break;
	case 3:
	case 4:
		buf->data[below(dice, buf->len)] = (char)below(dice, 256);
		break;
	case 5:
	case 6:
		change_word(dice, buf);
		break;
	case 7:
	case 8:
	case 9:
	case 10:
		change_number(dice, buf);
		break;
	case 11:
	case 12:
		insert_token(dice, buf);
		break;
	case 13:
		copy_piece(dice, buf);
		break;
	case 14:
		cut_piece(dice, buf);
		break;
	default:
		if (below(dice, 4) == 0)
			buf->len = below(dice, buf->len);
		break;
	}
}

static uint32_t be32(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static void fit_checksums(struct buf *png)
{
	enum { SIGNATURE = 8, AROUND = 12 };
	for (size_t at = SIGNATURE; at + AROUND <= png->len;) {
		size_t len = be32(png->data + at);
		if (len > png->len - at - AROUND)
			return;
		uLong crc = crc32(0, (const Bytef *)png->data + at + 4, (uInt)len + 4);
		for (int i = 0; i < 4; i++)
			png->data[at + 8 + len + (size_t)i] = (char)(crc >> (24 - 8 * i));
		at += len + AROUND;
	}
}

void mutate(const struct buf *original, uint64_t seed, struct buf *ret_broken)
{
	struct dice dice = { (seed + 1) * UINT64_C(0x9e3779b97f4a7c15) };
	struct buf broken = BUF_EMPTY;
	buf_append(&broken, original->data, original->len);
	for (size_t left = 1 + below(&dice, MOST_CHANGES); left > 0 && broken.len > 0; left--)
		change_once(&dice, &broken);
	if (below(&dice, 2) && broken.len > 4 && memcmp(broken.data + 1, "PNG", 3) == 0)
		fit_checksums(&broken);
	*ret_broken = broken;
}
