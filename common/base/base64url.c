/* base64url.c: RFC 4648 section 5. */
#include "common/base/base64url.h"

#include <stdint.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char *base64url_encode(struct arena *arena, const void *data, size_t len)
{
	const unsigned char *in = data;
	char *text = arena_alloc(arena, (len + 2) / 3 * 4 + 1);
	char *out = text;
	for (size_t i = 0; i < len; i += 3) {
		size_t have = len - i < 3 ? len - i : 3;
		uint32_t bits = (uint32_t)in[i] << 16;
		if (have > 1)
			bits |= (uint32_t)in[i + 1] << 8;
		if (have > 2)
			bits |= in[i + 2];
		*out++ = alphabet[bits >> 18];
		*out++ = alphabet[bits >> 12 & 63];
		*out++ = have > 1 ? alphabet[bits >> 6 & 63] : '=';
		*out++ = have > 2 ? alphabet[bits & 63] : '=';
	}
	*out = '\0';
	return text;
}

/* The six-bit value of a character, or -1 if it is not in the alphabet. */
static int sextet(char c)
{
	const char *at = c ? strchr(alphabet, c) : NULL;
	return at ? (int)(at - alphabet) : -1;
}

char *base64url_decode(struct arena *arena, const char *text, size_t *ret_len)
{
	size_t digits = strcspn(text, "=");
	size_t padding = strlen(text) - digits;
	/* Padding may be missing altogether; if present it must be correct. */
	if (digits % 4 == 1 || strspn(text + digits, "=") != padding ||
		(padding && (padding > 2 || (digits + padding) % 4 != 0)))
		return NULL;
	char *data = arena_alloc(arena, digits / 4 * 3 + 3);
	size_t len = 0;
	uint32_t bits = 0;
	int have = 0;
	for (size_t i = 0; i < digits; i++) {
		int value = sextet(text[i]);
		if (value < 0)
			return NULL;
		bits = bits << 6 | (uint32_t)value;
		have += 6;
		if (have >= 8) {
			have -= 8;
			data[len++] = (char)(bits >> have & 0xff);
			bits &= (1u << have) - 1;
		}
	}
	/* Non-zero trailing bits would give the same bytes a second encoding. */
	if (bits)
		return NULL;
	data[len] = '\0';
	if (ret_len)
		*ret_len = len;
	return data;
}
