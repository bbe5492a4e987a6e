/* An object's metadata. What was read must be written and read again as the same text. */
#include "fuzz.h"

#include "common/objstore/store.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct object_info info = { 0 }, again = { 0 };
	struct err err = { 0 };
	if (object_info_parse((const char *)data, size, arena, &info, &err) == 0) {
		FUZZ_CHECK(info.name && info.bucket);
		const char *text = object_info_format(&info, arena);
		FUZZ_CHECK(object_info_parse(text, strlen(text), arena, &again, &err) == 0);
		FUZZ_CHECK(again.size == info.size && again.chunks == info.chunks);
		FUZZ_CHECK(strcmp(text, object_info_format(&again, arena)) == 0);
	} else {
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
	}
	arena_free(&arena);
	return 0;
}
