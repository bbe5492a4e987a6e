/* What a language model wrote: the first two bytes are the limit and whether it was cut. */
#include "fuzz.h"

#include "common/base/utf8.h"
#include "workers/commentator/spoken_answer.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	struct arena *arena = arena_new();
	const char *spoken =
		spoken_answer(arena, (const char *)data + 2, size - 2, data[0], data[1] & 1);
	size_t len = strlen(spoken), characters = 0;
	FUZZ_CHECK(utf8_is_valid(spoken, len));
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)spoken[i];
		FUZZ_CHECK(c >= 0x20 || c == '\n');
		FUZZ_CHECK(c != 0x7f);
		characters += (c & 0xc0) != 0x80;
	}
	FUZZ_CHECK(characters <= data[0]);
	FUZZ_CHECK(!strstr(spoken, "\n\n\n"));
	arena_free(&arena);
	return 0;
}
