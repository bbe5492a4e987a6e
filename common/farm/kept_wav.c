/* kept_wav.c: WAVs that go, and that come back. */
#include "common/farm/kept_wav.h"

#include "common/base/timestamp.h"
#include "common/farm/encoded_audio.h"
#include "common/farm/workflow_store.h"
#include "common/objstore/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Whoever asked for a WAV that was gone may fetch it in parts. */
enum { RESTORED_MS = 3600 * 1000 };

bool kept_wav_may_go(const struct settings *settings)
{
	return strcmp(settings->audio_encoder.keep_wav, "until_encoded") == 0;
}

unsigned kept_wav_wanted(unsigned formats, const struct settings *settings)
{
	return formats && kept_wav_may_go(settings) ? formats | 1u << AUDIO_FLAC : formats;
}

static int has_flac(struct natsconn *conn, const struct workflow *workflow, struct arena *arena,
	bool *ret_has, struct err *err)
{
	const char *bucket = natsconn_settings(conn)->encoded_audio_object_store_bucket;
	const char *key = encoded_audio_key(arena, workflow->tenant_id, workflow->id, AUDIO_FLAC);
	struct object_info info;
	*ret_has = false;
	if (!workflow_is_finished(workflow) || !workflow->audio_digest)
		return 0;
	if (objstore_info(conn, bucket, key, arena, &info, err) < 0)
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	*ret_has = encoded_audio_is_ready(&info) &&
		   encoded_audio_fits(&info, workflow->audio_digest) &&
		   meta_get(&info.metadata, KEPT_WAV_HEAD);
	return 0;
}

int kept_wav_can_be_made(
	struct natsconn *conn, const struct workflow *workflow, bool *ret_can, struct err *err)
{
	struct arena *arena = arena_new();
	int rc = has_flac(conn, workflow, arena, ret_can, err);
	arena_free(&arena);
	return rc;
}

int kept_wav_request(struct natsconn *conn, const struct event_header *header,
	const char *final_key, const char *digest, const char *message_id, struct err *err)
{
	struct arena *arena = arena_new();
	const struct event event = {
		.type = EVENT_AUDIO_ENCODE_REQUESTED,
		.header = event_header_next(header, arena),
		.key = final_key,
		.format = KEPT_WAV_REQUEST,
		.digest = digest,
	};
	const char *json = event_format(&event, arena);
	int rc = natsconn_publish(conn, natsconn_settings(conn)->encode_requested_subject, json,
		strlen(json), message_id, err);
	arena_free(&arena);
	return rc;
}

/* ---- letting it go ---- */

/* Whether some file is to be made of it. */
static int is_waited_for(struct natsconn *conn, const struct workflow *workflow,
	struct arena *arena, bool *ret_waited, struct err *err)
{
	*ret_waited = false;
	for (int i = 0; i < AUDIO_FORMAT_COUNT && !*ret_waited; i++) {
		struct encoded_audio file;
		if (encoded_audio_look(conn, workflow->tenant_id, workflow->id,
			    workflow->audio_digest, (enum audio_format)i, arena, &file, err) < 0)
			return -1;
		if (encoded_audio_is_due(conn, workflow->tenant_id, workflow->id,
			    (enum audio_format)i, &file, ret_waited, err) < 0)
			return -1;
	}
	return 0;
}

/* It is the one that the FLAC was made of, and nobody asked for it just now. */
static int may_go(struct natsconn *conn, const struct workflow *workflow, const char *key,
	struct arena *arena, bool *ret_may, struct err *err)
{
	struct object_info wav;
	*ret_may = false;
	if (objstore_info(conn, natsconn_settings(conn)->final_audio_object_store_bucket, key,
		    arena, &wav, err) < 0)
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	bool fresh = meta_get(&wav.metadata, KEPT_WAV_RESTORED) &&
		     clock_unix_ms() - wav.mtime_ms < RESTORED_MS;
	*ret_may = !fresh && strcmp(wav.digest, workflow->audio_digest) == 0;
	return 0;
}

/* The store gives back every byte of the FLAC, which is all that will be left. */
static int read_back(struct natsconn *conn, const struct workflow *workflow, struct arena *arena,
	struct err *err)
{
	const char *key = encoded_audio_key(arena, workflow->tenant_id, workflow->id, AUDIO_FLAC);
	struct object_info info;
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, ERR_INTERNAL, errno, "/dev/null");
	int rc = objstore_get(conn, natsconn_settings(conn)->encoded_audio_object_store_bucket, key,
		fd, arena, &info, err);
	close(fd);
	return rc < 0 ? err_prefix(err, "reading the FLAC back") : 0;
}

static int release(struct natsconn *conn, const struct workflow *workflow, struct arena *arena,
	bool *ret_removed, struct err *err)
{
	const char *key = workflow_final_key(arena, workflow->tenant_id, workflow->id);
	bool flac = false, waited = true, may = false;
	if (has_flac(conn, workflow, arena, &flac, err) < 0)
		return -1;
	if (!flac)
		return 0;
	if (is_waited_for(conn, workflow, arena, &waited, err) < 0 ||
		may_go(conn, workflow, key, arena, &may, err) < 0)
		return -1;
	if (waited || !may)
		return 0;
	if (read_back(conn, workflow, arena, err) < 0 ||
		objstore_delete(conn, natsconn_settings(conn)->final_audio_object_store_bucket, key,
			err) < 0)
		return -1;
	*ret_removed = true;
	return 0;
}

int kept_wav_release(struct natsconn *conn, const struct settings *settings, const char *id,
	bool *ret_removed, struct err *err)
{
	struct workflow *workflow = NULL;
	*ret_removed = false;
	if (!kept_wav_may_go(settings))
		return 0;
	if (workflow_store_get(conn, id, &workflow, err) < 0)
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	struct arena *arena = arena_new();
	int rc = release(conn, workflow, arena, ret_removed, err);
	arena_free(&arena);
	workflow_free(&workflow);
	return rc;
}
