/* RFC 3339. */
#include "fuzz.h"

#include "common/base/arena.h"
#include "common/base/timestamp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	int64_t ms, again;
	if (timestamp_parse(arena_string_n(arena, (const char *)data, size), &ms) && ms >= 0 &&
		ms <= INT64_C(253402300799999)) {
		char text[TIMESTAMP_SIZE];
		timestamp_format(ms, text);
		FUZZ_CHECK(timestamp_parse(text, &again) && again == ms);
	}
	arena_free(&arena);
	return 0;
}
