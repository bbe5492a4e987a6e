/* nkey.c: derives the public key of a seed; the library can sign with a seed but needs both. */
#include "common/nats/nkey.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
	KEY_LEN = 32,
	SEED_LEN = 2 + KEY_LEN + 2,
	PUBLIC_BYTES = 1 + KEY_LEN + 2,
	KIND_SEED = 18 << 3, /* "S" in base32 */
	KIND_USER = 20 << 3, /* "U" */
};

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/* RFC 4648, without padding. */
static bool decode(const char *text, uint8_t *out, size_t len)
{
	uint32_t bits = 0;
	int have = 0;
	size_t done = 0;
	for (; *text; text++) {
		const char *digit = strchr(alphabet, *text);
		if (!digit)
			return false;
		bits = bits << 5 | (uint32_t)(digit - alphabet);
		have += 5;
		if (have >= 8) {
			if (done == len)
				return false;
			have -= 8;
			out[done++] = (uint8_t)(bits >> have);
		}
	}
	return done == len && have < 5;
}

static void encode(const uint8_t *in, size_t len, char *out)
{
	uint32_t bits = 0;
	int have = 0;
	for (size_t i = 0; i < len; i++) {
		bits = bits << 8 | in[i];
		for (have += 8; have >= 5; have -= 5)
			*out++ = alphabet[bits >> (have - 5) & 31];
	}
	if (have > 0)
		*out++ = alphabet[bits << (5 - have) & 31];
	*out = '\0';
}

/* CRC-16/XMODEM. */
static uint16_t checksum(const uint8_t *data, size_t len)
{
	unsigned crc = 0;
	for (size_t i = 0; i < len; i++) {
		crc ^= (unsigned)data[i] << 8;
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1;
		crc &= 0xffff;
	}
	return (uint16_t)crc;
}

/* The first two bytes of a seed hold the seed prefix (5 bits) and the key type (8 bits). */
static bool is_user_seed(const uint8_t raw[SEED_LEN])
{
	uint16_t sum = (uint16_t)(raw[SEED_LEN - 2] | raw[SEED_LEN - 1] << 8);
	return (raw[0] & 0xf8) == KIND_SEED &&
	       ((raw[0] & 7) << 5 | (raw[1] & 0xf8) >> 3) == KIND_USER &&
	       sum == checksum(raw, SEED_LEN - 2);
}

static bool derive(const uint8_t *seed, uint8_t *ret_public)
{
	size_t len = KEY_LEN;
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, KEY_LEN);
	bool ok = key && EVP_PKEY_get_raw_public_key(key, ret_public, &len) == 1 && len == KEY_LEN;
	EVP_PKEY_free(key);
	return ok;
}

int nkey_public(const char *seed, char ret_public[NKEY_PUBLIC_LEN + 1], struct err *err)
{
	uint8_t raw[SEED_LEN], public[PUBLIC_BYTES];
	bool is_seed = decode(seed, raw, sizeof raw) && is_user_seed(raw);
	bool ok = is_seed && derive(raw + 2, public + 1);
	explicit_bzero(raw, sizeof raw);
	if (!is_seed)
		return err_set(err, ERR_INVALID, "does not hold a user's NKey seed (\"SU...\")");
	if (!ok)
		return err_set(
			err, ERR_INTERNAL, "no public key can be derived from the NKey seed");
	public[0] = KIND_USER;
	uint16_t sum = checksum(public, PUBLIC_BYTES - 2);
	public[PUBLIC_BYTES - 2] = (uint8_t)sum;
	public[PUBLIC_BYTES - 1] = (uint8_t)(sum >> 8);
	encode(public, sizeof public, ret_public);
	return 0;
}
