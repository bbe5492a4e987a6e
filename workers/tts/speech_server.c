/* speech_server.c: the arguments of the program that asks a speech server. */
#include "workers/tts/speech_server.h"

#include "common/base/json.h"
#include "common/base/program_dir.h"

#include <stdlib.h>
#include <string.h>

enum {
	GRACE_MS = 2000,  /* for it to report that there was no answer in time */
	LIST_MS = 5000,   /* a list of voices is not worth a long wait */
	MAX_RATE = 48000, /* of a server's audio, for the limit on its size */
	MAX_CHANNELS = 2,
	/* What lectern-speech can hold within its memory limit, considering that its buffer
	 * doubles in size. */
	MAX_ANSWER_MB = 256,
};

static const char *find_program(struct arena *arena)
{
	const char *directory = program_dir(arena);
	return directory ? arena_printf(arena, "%s/lectern-speech", directory) : NULL;
}

static uint64_t max_bytes(const struct tts_settings *tts)
{
	uint64_t bytes = (uint64_t)tts->max_chunk_seconds * MAX_RATE * MAX_CHANNELS * 2;
	uint64_t most = (uint64_t)MAX_ANSWER_MB << 20;
	return bytes < most ? bytes : most;
}

int speech_server_spec(const struct settings *settings, struct arena *arena,
	struct program_spec *ret_spec, struct err *err)
{
	static const struct string_list none = { .count = 0 };
	const struct tts_settings *tts = &settings->tts;
	const char *path = find_program(arena);
	if (!path)
		return err_set(
			err, ERR_NOT_FOUND, "lectern-speech is not in tts-service's directory");
	/* It sandboxes itself once it has read the key. */
	*ret_spec = (struct program_spec) {
		.path = path,
		.model = "",
		.environment = &none,
		.run_paths = &none,
		.write_paths = &none,
		.output = PROGRAM_WRITES_STDOUT,
		.max_output = max_bytes(tts),
		.timeout_ms = (int)tts->program_timeout_seconds * 1000,
	};
	return 0;
}

void speech_server_reach(const struct tts_settings *tts, struct sandbox_rules *rules)
{
	struct arena *arena = arena_new();
	const char *path = find_program(arena);
	if (path)
		sandbox_allow_program(rules, path);
	arena_free(&arena);
	sandbox_allow_around(rules, tts->key_file, SANDBOX_READ);
	sandbox_allow_around(rules, tts->tls_ca_file, SANDBOX_READ);
}

const char *speech_server_request(const struct settings *settings,
	const struct tts_arguments *params, const char *text, struct arena *arena)
{
	const struct tts_settings *tts = &settings->tts;
	int64_t all_ms = tts->program_timeout_seconds * 1000;
	int64_t timeout_ms = tts->server_timeout_seconds * 1000;
	cJSON *root = json_new();
	all_ms = !text ? LIST_MS : all_ms > GRACE_MS ? all_ms - GRACE_MS : all_ms;
	json_add_string(root, "baseUrl", tts->base_url);
	json_add_string(root, "keyFile", tts->key_file);
	json_add_string(root, "tlsCaFile", tts->tls_ca_file);
	json_add_string(root, "sandbox", settings->supervisor.sandbox);
	json_add_int(root, "timeout", timeout_ms < all_ms ? timeout_ms : all_ms);
	json_add_int(root, "milliseconds", all_ms);
	json_add_int(root, "attempts", text ? tts->server_attempts : 1);
	json_add_int(root, "maxBytes", (int64_t)max_bytes(tts));
	if (text) {
		cJSON *speech = json_add_object(root, "speech");
		if (*tts->server_model)
			json_add_string(speech, "model", tts->server_model);
		json_add_string(speech, "voice", params->voice);
		json_add_string(speech, "input", text);
		json_add_number(speech, "speed", strtod(params->speed, NULL));
		json_add_string(speech, "response_format", tts->server_format);
	}
	const char *json = json_print(root, arena);
	cJSON_Delete(root);
	return json;
}

int speech_server_check_voice(const char *lines, const char *voice, struct err *err)
{
	struct buf have = BUF_EMPTY;
	size_t len = strlen(voice);
	for (const char *line = lines, *end; (end = strchr(line, '\n')); line = end + 1) {
		if ((size_t)(end - line) == len && strncmp(line, voice, len) == 0) {
			buf_free(&have);
			return 0;
		}
		buf_printf(&have, "%s%.*s", have.len ? ", " : "", (int)(end - line), line);
	}
	err_set(err, ERR_INVALID, "voice: the speech server has no \"%.64s\"; it has %.300s", voice,
		buf_string(&have));
	buf_free(&have);
	return -1;
}
