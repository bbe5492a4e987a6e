/* voice_files.c: names of voice files, and the event that requests a sample. */
#include "common/farm/voice_files.h"

#include "common/base/buf.h"
#include "common/farm/event_publish.h"

#include <openssl/evp.h>
#include <string.h>

enum { ID_BYTES = 16 };

char *voice_sample_id(struct arena *arena, const struct voice_sample *sample)
{
	const char *const parts[] = { "sample", sample->voice,
		sample->language ? sample->language : "", sample->version, sample->text,
		sample->pronunciation };
	struct buf text = BUF_EMPTY, hex = BUF_EMPTY;
	unsigned char digest[EVP_MAX_MD_SIZE] = { 0 };
	for (size_t i = 0; i < sizeof parts / sizeof *parts && parts[i]; i++)
		buf_append(&text, parts[i], strlen(parts[i]) + 1);
	EVP_Digest(text.data, text.len, digest, NULL, EVP_sha256(), NULL);
	buf_append_hex(&hex, digest, ID_BYTES);
	char *id = arena_string(arena, buf_string(&hex));
	buf_free(&text);
	buf_free(&hex);
	return id;
}

char *voice_sample_key(struct arena *arena, const char *id)
{
	return arena_printf(arena, VOICE_FILES_TENANT "/%s/sample.wav", id);
}

int voice_sample_request(struct natsconn *conn, const struct voice_sample *sample, struct err *err)
{
	struct arena *arena = arena_new();
	const struct event_header cause = {
		.workflow_id = voice_sample_id(arena, sample),
		.tenant_id = VOICE_FILES_TENANT,
		.user_id = VOICE_FILES_TENANT,
	};
	const struct event event = {
		.type = EVENT_VOICE_SAMPLE_REQUESTED,
		.header = event_header_next(&cause, arena),
		.speech = { .voice = sample->voice },
		.language = sample->language,
		.text = sample->text,
		.pronunciation = sample->pronunciation,
	};
	int rc = event_publish(conn, natsconn_settings(conn)->voice_sample_requested_subject,
		&event, NULL, arena, err);
	arena_free(&arena);
	return rc;
}
