/* names.c: names, subjects, identifiers and digests of objects (ADR-20). */
#include "common/objstore/parts.h"

#include "common/base/base64url.h"
#include "common/nats/connection.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static const char digest_prefix[] = "SHA-256=";
static const size_t digest_prefix_len = sizeof digest_prefix - 1;

int object_check_names(const char *bucket, const char *name, struct err *err)
{
	static const char token[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
	if (!*bucket || bucket[strspn(bucket, token)])
		return err_set(err, ERR_INVALID, "%.100s: not a name for a bucket", bucket);
	if (!*name)
		return err_set(err, ERR_INVALID, "%s: an object needs a name", bucket);
	return 0;
}

size_t object_chunk_size(struct natsconn *conn)
{
	enum { HEADERS = 1024 }; /* headers count towards the limit */
	int64_t most = natsConnection_GetMaxPayload(natsconn_nats(conn)) - HEADERS;
	return most > 0 && most < OBJECT_CHUNK_SIZE ? (size_t)most : OBJECT_CHUNK_SIZE;
}

char *object_stream(struct arena *arena, const char *bucket)
{
	return arena_printf(arena, "OBJ_%s", bucket);
}

char *object_meta_subject(struct arena *arena, const char *bucket, const char *name)
{
	return arena_printf(
		arena, "$O.%s.M.%s", bucket, base64url_encode(arena, name, strlen(name)));
}

char *object_chunk_subject(struct arena *arena, const char *bucket, const char *nuid)
{
	return arena_printf(arena, "$O.%s.C.%s", bucket, nuid);
}

void object_nuid(char nuid[OBJECT_NUID_SIZE])
{
	static const char digits[] =
		"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	unsigned char random[64];
	size_t len = 0;
	while (len < OBJECT_NUID_SIZE - 1) {
		if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
			abort(); /* cannot fail for so few bytes on Linux >= 3.17 */
		for (size_t i = 0; i < sizeof random && len < OBJECT_NUID_SIZE - 1; i++) {
			if (random[i] < 62 * 4) /* so that all digits are equally likely */
				nuid[len++] = digits[random[i] % 62];
		}
	}
	nuid[len] = '\0';
}

EVP_MD_CTX *object_digest_new(void)
{
	EVP_MD_CTX *digest = EVP_MD_CTX_new();
	if (!digest || EVP_DigestInit_ex(digest, EVP_sha256(), NULL) != 1)
		abort();
	return digest;
}

void object_digest_add(EVP_MD_CTX *digest, const void *data, size_t len)
{
	if (EVP_DigestUpdate(digest, data, len) != 1)
		abort();
}

char *object_digest_text(EVP_MD_CTX *digest, struct arena *arena)
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	if (EVP_DigestFinal_ex(digest, bytes, &len) != 1)
		abort();
	return arena_printf(arena, "%s%s", digest_prefix, base64url_encode(arena, bytes, len));
}

bool object_digest_same(const char *a, const char *b)
{
	if (strncasecmp(a, digest_prefix, digest_prefix_len) != 0 ||
		strncasecmp(b, digest_prefix, digest_prefix_len) != 0)
		return false;
	a += digest_prefix_len;
	b += digest_prefix_len;
	size_t len = strcspn(a, "=");
	return len == strcspn(b, "=") && strncmp(a, b, len) == 0;
}
