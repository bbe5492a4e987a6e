/* An argument of a program with names in braces. */
#include "fuzz.h"

#include "common/config/tts_arguments.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *template = arena_string_n(arena, (const char *)data, size);
	const struct tts_arguments values = { "{text}", "{{", "{", "v", "l", "1", "2", "3", "4",
		"5", "6", "7" };
	struct err err = { 0 };
	if (tts_arguments_check(template, &err) == 0) {
		const char *text = tts_arguments_expand(arena, template, &values);
		/* Without a brace it is what it was. */
		FUZZ_CHECK(strchr(template, '{') || strcmp(text, template) == 0);
	} else {
		FUZZ_CHECK(err.kind == ERR_INVALID && strchr(template, '{'));
	}
	arena_free(&arena);
	return 0;
}
