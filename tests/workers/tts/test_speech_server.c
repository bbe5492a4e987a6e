/* Tests of workers/tts/speech_server: what the program that asks a speech server is told. */
#include "unit.h"

#include "common/base/json.h"
#include "workers/tts/speech_server.h"

static double bytes_for(int64_t seconds)
{
	const struct settings settings = {
		.supervisor.sandbox = "auto",
		.tts = {
			.base_url = "http://127.0.0.1/v1",
			.key_file = "",
			.tls_ca_file = "",
			.server_model = "",
			.server_format = "wav",
			.max_chunk_seconds = seconds,
		},
	};
	const struct tts_arguments params = { .voice = "a", .speed = "1" };
	struct arena *arena = arena_new();
	const char *json = speech_server_request(&settings, &params, "hello", arena);
	cJSON *root = NULL;
	struct err err;
	assert_int_equal(json_parse(json, strlen(json), &root, &err), 0);
	double bytes = cJSON_GetNumberValue(cJSON_GetObjectItem(root, "maxBytes"));
	cJSON_Delete(root);
	arena_free(&arena);
	return bytes;
}

static void no_answer_is_larger_than_its_memory(void **state)
{
	(void)state;
	assert_true(bytes_for(10) == 10.0 * 48000 * 2 * 2);
	assert_true(bytes_for(36000) == 256.0 * 1024 * 1024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_answer_is_larger_than_its_memory),
	};
	return RUN(tests);
}
