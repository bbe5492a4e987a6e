/* base64url: one text for the same bytes, but for the padding. */
#include "fuzz.h"

#include "common/base/base64url.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	size_t len = 0;
	const char *text = base64url_encode(arena, data, size);
	const char *back = base64url_decode(arena, text, &len);
	FUZZ_CHECK(back && len == size && memcmp(back, data, size) == 0);
	const char *given = arena_string_n(arena, (const char *)data, size);
	const char *bytes = base64url_decode(arena, given, &len);
	if (bytes) {
		const char *again = base64url_encode(arena, bytes, len);
		size_t digits = strcspn(given, "=");
		FUZZ_CHECK(strncmp(again, given, digits) == 0);
		FUZZ_CHECK(strcspn(again, "=") == digits);
	}
	arena_free(&arena);
	return 0;
}
