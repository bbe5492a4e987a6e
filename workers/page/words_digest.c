/* words_digest.c: the digest that ties a page's words to their text. */
#include "common/base/base64url.h"
#include "workers/page/words_json.h"

#include <openssl/evp.h>
#include <stdlib.h>

const char *page_words_digest(const void *text, size_t len, struct arena *arena)
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned count = 0;
	if (EVP_Digest(text, len, bytes, &count, EVP_sha256(), NULL) != 1)
		abort();
	return arena_printf(arena, "SHA-256=%s", base64url_encode(arena, bytes, count));
}
