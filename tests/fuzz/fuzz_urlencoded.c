/* A query string. */
#include "fuzz.h"

#include "web/http/urlencoded.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct meta fields = { 0 };
	struct err err = { 0 };
	if (urlencoded_parse((const char *)data, size, arena, &fields, &err) == 0) {
		FUZZ_CHECK(fields.count <= URLENCODED_MAX_FIELDS);
		for (size_t i = 0; i < fields.count; i++)
			FUZZ_CHECK(strlen(fields.items[i].key) <= size);
	} else {
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
	}
	arena_free(&arena);
	return 0;
}
