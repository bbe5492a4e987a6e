/* What is printed, as it is said. The first byte chooses the language. Edits are sorted, lie within
 * the text and part no character; the same text gives the same words. */
#include "fuzz.h"

#include "common/base/utf8.h"
#include "workers/saying/saying.h"

#include <string.h>

static bool parts_character(const char *text, size_t at)
{
	return ((unsigned char)text[at] & 0xc0) == 0x80;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const languages[] = { "en", "de", "fr", "es", "it", "pl", "xx" };
	if (size == 0)
		return 0;
	struct arena *arena = arena_new();
	char *raw = arena_string_n(arena, (const char *)data + 1, size - 1);
	const char *text = utf8_sanitize(arena, raw);
	const struct saying_options options = { (enum saying_emoji)(data[0] & 1), data[0] & 2 };
	const char *language = languages[(data[0] >> 2) % 7];
	struct saying saying = saying_convert(text, language, &options, arena);
	size_t at = 0, len = strlen(text);
	for (size_t i = 0; i < saying.count; i++) {
		const struct saying_edit *edit = &saying.edits[i];
		FUZZ_CHECK(edit->start >= at && edit->end > edit->start && edit->end <= len);
		FUZZ_CHECK(
			!parts_character(text, edit->start) && !parts_character(text, edit->end));
		FUZZ_CHECK(edit->said && utf8_is_valid(edit->said, strlen(edit->said)));
		at = edit->end;
	}
	struct saying again = saying_convert(text, language, &options, arena);
	FUZZ_CHECK(
		strcmp(saying_apply(text, &saying, arena), saying_apply(text, &again, arena)) == 0);
	arena_free(&arena);
	return 0;
}
