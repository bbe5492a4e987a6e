/* The body of an endpoint's answer. */
#include "fuzz.h"

#include "common/base/utf8.h"
#include "workers/commentator/chat.h"
#include "workers/endpoint/endpoint.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct err err = { 0 };
	const char *text = NULL, *json = (const char *)data;
	bool cut = false;
	if (chat_answer(json, size, arena, &text, &cut, &err) == 0)
		FUZZ_CHECK(*text && utf8_is_valid(text, strlen(text)));
	else
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0] && !text);
	const char *message = endpoint_error_message(json, size, "sk-1", arena);
	if (message) {
		FUZZ_CHECK(strlen(message) <= 120 && utf8_is_valid(message, strlen(message)));
		FUZZ_CHECK(!strstr(message, "sk-1"));
	}
	arena_free(&arena);
	return 0;
}
