/* One TOML value. */
#include "fuzz.h"

#include "common/base/utf8.h"
#include "common/config/toml_value.h"

#include <math.h>
#include <string.h>

static void check_string(const char *text)
{
	FUZZ_CHECK(utf8_is_valid(text, strlen(text)));
}

static void check_value(const struct toml_value *value)
{
	switch (value->type) {
	case TOML_STRING:
		check_string(value->string);
		break;
	case TOML_FLOAT:
		FUZZ_CHECK(isfinite(value->number));
		break;
	case TOML_STRING_LIST:
		for (size_t i = 0; i < value->count; i++)
			check_string(value->items[i]);
		break;
	case TOML_INTEGER:
	case TOML_BOOLEAN:
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct toml_value value;
	struct err err = { 0 };
	if (toml_value_parse((const char *)data, size, arena, &value, &err) == 0)
		check_value(&value);
	else
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
	arena_free(&arena);
	return 0;
}
