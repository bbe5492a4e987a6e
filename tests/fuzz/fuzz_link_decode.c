/* A record between a front and its engine. */
#include "fuzz.h"

#include "workers/engine/link.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct link_message message;
	struct err err = { 0 };
	if (link_decode(data, size, &message, &err) < 0) {
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
		return 0;
	}
	FUZZ_CHECK(cJSON_IsObject(message.body));
	FUZZ_CHECK(message.fd == -1);
	link_message_free(&message);
	FUZZ_CHECK(!message.body);
	return 0;
}
