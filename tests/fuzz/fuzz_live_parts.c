/* The pages that a segment of sound lies in. */
#include "fuzz.h"

#include "common/farm/live_audio.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct live_part parts[LIVE_MAX_PARTS], again[LIVE_MAX_PARTS];
	struct err err = { 0 };
	size_t count = 0, more = 0;
	const char *text = arena_string_n(arena, (const char *)data, size);
	if (live_parts_parse(text, parts, &count, &err) == 0) {
		for (size_t i = 0; i < count; i++)
			FUZZ_CHECK(parts[i].page > 0 && parts[i].frames > 0);
		text = live_parts_format(arena, parts, count);
		FUZZ_CHECK(live_parts_parse(text, again, &more, &err) == 0 && more == count);
		FUZZ_CHECK(strcmp(text, live_parts_format(arena, again, more)) == 0);
	} else {
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
	}
	arena_free(&arena);
	return 0;
}
