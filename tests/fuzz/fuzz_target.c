/* The target of a request, with and without a base path. */
#include "fuzz.h"

#include "web/http/target.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const bases[] = { "", "/lectern", "/a/b" };
	struct arena *arena = arena_new();
	const char *text = arena_string_n(arena, (const char *)data, size);
	for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
		struct target target = target_parse(text, bases[i], arena);
		FUZZ_CHECK(target.path && strlen(target.path) <= TARGET_MAX_PATH);
		FUZZ_CHECK(!strchr(target.path, '?'));
		FUZZ_CHECK(target.bad_path || !strchr(target.path, '%'));
		FUZZ_CHECK(!target.authority || !strpbrk(target.authority, "/?"));
		FUZZ_CHECK(!target.query || strlen(target.query) <= size);
	}
	arena_free(&arena);
	return 0;
}
