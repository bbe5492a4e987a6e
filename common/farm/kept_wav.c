/* kept_wav.c: removes WAVs, and has them restored. */
#include "common/farm/kept_wav.h"

#include "common/base/timestamp.h"
#include "common/farm/encoded_audio.h"
#include "common/farm/event_publish.h"
#include "common/farm/workflow_store.h"
#include "common/objstore/store.h"

#include <string.h>

/* How long a restored WAV stays: whoever asked for it may download it in parts. */
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
	bool *ret_has, struct object_info *ret_flac, struct err *err)
{
	const char *bucket = natsconn_settings(conn)->encoded_audio_object_store_bucket;
	const char *key = encoded_audio_key(arena, workflow->tenant_id, workflow->id, AUDIO_FLAC);
	*ret_has = false;
	if (!workflow_is_finished(workflow) || !workflow->audio_digest)
		return 0;
	if (objstore_info(conn, bucket, key, arena, ret_flac, err) < 0)
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	*ret_has = encoded_audio_is_ready(ret_flac) &&
		   encoded_audio_fits(ret_flac, workflow->audio_digest) &&
		   meta_get(&ret_flac->metadata, KEPT_WAV_HEAD);
	return 0;
}

int kept_wav_can_be_made(
	struct natsconn *conn, const struct workflow *workflow, bool *ret_can, struct err *err)
{
	struct arena *arena = arena_new();
	struct object_info flac;
	int rc = has_flac(conn, workflow, arena, ret_can, &flac, err);
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
	int rc = event_publish(conn, natsconn_settings(conn)->encode_requested_subject, &event,
		message_id, arena, err);
	arena_free(&arena);
	return rc;
}

/* ---- removing the WAV ---- */

/* Whether some file still has to be made from it. */
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

/* Whether it is the WAV that the FLAC was made from, and was not restored recently. */
static int may_go(struct natsconn *conn, const struct workflow *workflow, struct arena *arena,
	bool *ret_may, struct object_info *ret_wav, struct err *err)
{
	const char *key = workflow_final_key(arena, workflow->tenant_id, workflow->id);
	*ret_may = false;
	if (objstore_info(conn, natsconn_settings(conn)->final_audio_object_store_bucket, key,
		    arena, ret_wav, err) < 0)
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	bool fresh = meta_get(&ret_wav->metadata, KEPT_WAV_RESTORED) &&
		     clock_unix_ms() - ret_wav->mtime_ms < RESTORED_MS;
	*ret_may =
		!fresh && ret_wav->digest && strcmp(ret_wav->digest, workflow->audio_digest) == 0;
	return 0;
}

/* A WAV that is no longer needed, and the FLAC that holds its samples. */
struct pair {
	struct object_info wav, flac;
};

static int judge(struct natsconn *conn, const struct workflow *workflow, struct arena *arena,
	bool *ret_may, struct pair *ret_pair, struct err *err)
{
	bool flac = false, waited = true;
	*ret_may = false;
	if (has_flac(conn, workflow, arena, &flac, &ret_pair->flac, err) < 0)
		return -1;
	if (!flac)
		return 0;
	if (is_waited_for(conn, workflow, arena, &waited, err) < 0)
		return -1;
	return waited ? 0 : may_go(conn, workflow, arena, ret_may, &ret_pair->wav, err);
}

/* Judges by the job's current state. *ret_pair lives in the arena and is set if *ret_may. */
static int judge_now(struct natsconn *conn, const char *id, struct arena *arena, bool *ret_may,
	struct pair *ret_pair, struct err *err)
{
	struct workflow *workflow = NULL;
	*ret_may = false;
	if (workflow_store_get(conn, id, &workflow, err) < 0)
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	int rc = judge(conn, workflow, arena, ret_may, ret_pair, err);
	workflow_free(&workflow);
	return rc;
}

/* Reading the FLAC back takes so long that the book may be spoken again meanwhile. So it is judged
 * a second time afterwards, and the WAV is removed only if it is still the one judged at first. */
static int release(struct natsconn *conn, const char *id, const struct kept_wav_watch *watch,
	struct arena *arena, bool *ret_removed, struct err *err)
{
	struct pair pair, now;
	struct object_info read;
	bool may = false;
	if (judge_now(conn, id, arena, &may, &pair, err) < 0)
		return -1;
	if (!may)
		return 0;
	if (objstore_read_back(conn, pair.flac.bucket, pair.flac.name, watch->alive, watch->context,
		    arena, &read, err) < 0)
		return err_prefix(err, "reading the FLAC back");
	if (judge_now(conn, id, arena, &may, &now, err) < 0)
		return -1;
	if (!may || strcmp(now.flac.nuid, read.nuid) != 0)
		return 0;
	return objstore_delete_known(conn, &now.wav, ret_removed, err);
}

int kept_wav_release(struct natsconn *conn, const struct settings *settings, const char *id,
	const struct kept_wav_watch *watch, bool *ret_removed, struct err *err)
{
	*ret_removed = false;
	if (!kept_wav_may_go(settings))
		return 0;
	struct arena *arena = arena_new();
	int rc = release(conn, id, watch, arena, ret_removed, err);
	arena_free(&arena);
	return rc;
}
