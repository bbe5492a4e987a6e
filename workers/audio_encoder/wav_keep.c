/* wav_keep.c: finds the WAV, has it restored, and removes it. */
#include "workers/audio_encoder/wav_keep.h"
#include "workers/audio_encoder/asking.h"
#include "workers/engine/failpoint.h"

#include "common/base/log.h"
#include "common/farm/encoded_audio.h"
#include "common/farm/kept_wav.h"
#include "common/farm/workflow_store.h"

#include <string.h>

static int find(struct front_job *job, struct object_info *ret_wav, struct err *err)
{
	return objstore_info(front_conn(job->front),
		front_settings(job->front)->nats.final_audio_object_store_bucket,
		asking_wav_key(job), job->arena, ret_wav, err);
}

/* Other programs' objects may lack one. */
static const char *digest_of(const struct object_info *wav)
{
	return wav->digest ? wav->digest : "";
}

/* From now on the message is about the WAV with that digest. */
static void settle(struct front_job *job, const char *digest)
{
	struct event *event = arena_alloc(job->arena, sizeof *event);
	*event = *job->event;
	event->digest = digest;
	job->event = event;
}

int wav_keep_find(struct front_job *job, struct object_info *ret_wav, enum wav_place *ret_place,
	struct err *err)
{
	struct err why;
	bool can = false;
	const char *digest;
	if (find(job, ret_wav, &why) == 0) {
		digest = digest_of(ret_wav);
		*ret_place = WAV_HERE;
	} else if (why.kind != ERR_NOT_FOUND) {
		return err_set(err, why.kind, "%s", why.text);
	} else if (kept_wav_can_be_made(front_conn(job->front), job->workflow, &can, err) < 0) {
		return -1;
	} else if (can) {
		digest = job->workflow->audio_digest;
		*ret_place = WAV_IN_FLAC;
	} else {
		return err_set(err, ERR_NOT_FOUND, "%s", why.text);
	}
	if (!job->event->digest)
		settle(job, digest);
	if (strcmp(job->event->digest, digest) != 0)
		*ret_place = WAV_OTHER;
	return 0;
}

bool wav_keep_is_wanted(const struct front_job *job)
{
	return strcmp(job->event->format, KEPT_WAV_REQUEST) == 0;
}

int wav_keep_ask(struct front_job *job, struct err *err)
{
	const char *id = arena_printf(job->arena, "%s.%s." KEPT_WAV_REQUEST, job->workflow->id,
		job->event->header.event_id);
	return kept_wav_request(front_conn(job->front), &job->event->header, asking_wav_key(job),
		job->event->digest, id, err);
}

/* ---- files that wait for the WAV ---- */

typedef int on_waiting(
	struct front_job *job, enum audio_format format, const char *reason, struct err *err);

static int for_each_waiting(
	struct front_job *job, on_waiting *each, const char *reason, struct err *err)
{
	for (int i = 0; i < AUDIO_FORMAT_COUNT; i++) {
		struct encoded_audio file;
		if (encoded_audio_look(front_conn(job->front), job->workflow->tenant_id,
			    job->workflow->id, job->event->digest, (enum audio_format)i, job->arena,
			    &file, err) < 0)
			return -1;
		bool due;
		if (encoded_audio_is_due(front_conn(job->front), job->workflow->tenant_id,
			    job->workflow->id, (enum audio_format)i, &file, &due, err) < 0)
			return -1;
		if (due && each(job, (enum audio_format)i, reason, err) < 0)
			return -1;
	}
	return 0;
}

static int ask_for_file(
	struct front_job *job, enum audio_format format, const char *reason, struct err *err)
{
	(void)reason;
	return asking_for_file(job, format, err);
}

static int serve(struct front_job *job, struct err *err)
{
	return for_each_waiting(job, ask_for_file, NULL, err);
}

/* Whether it is the job's current WAV: a finished job's state names it; for any other, the WAV
 * is already stored under its final name and has been announced. */
static int is_current(
	struct front_job *job, const struct workflow *now, bool *ret_current, struct err *err)
{
	const char *digest = workflow_is_finished(now) ? now->audio_digest : NULL;
	struct object_info wav;
	*ret_current = false;
	if (!digest && find(job, &wav, err) < 0)
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	if (!digest)
		digest = digest_of(&wav);
	*ret_current = strcmp(digest, job->event->digest) == 0;
	return 0;
}

int wav_keep_is_current(struct front_job *job, bool *ret_current, struct err *err)
{
	struct workflow *now = NULL;
	*ret_current = true;
	if (!job->event->digest)
		return 0;
	if (workflow_store_get(front_conn(job->front), job->workflow->id, &now, err) < 0)
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	int rc = is_current(job, now, ret_current, err);
	workflow_free(&now);
	return rc;
}

int wav_keep_check(struct front_job *job, struct err *err)
{
	bool current;
	if (failpoint(audio_encoder_stage.name, "object-made", 0, err) < 0 ||
		wav_keep_is_current(job, &current, err) < 0)
		return -1;
	if (!current)
		return err_set(err, ERR_NOT_FOUND, "the book has a newer WAV");
	return failpoint(audio_encoder_stage.name, "object-checked", 0, err);
}

int wav_keep_made(struct front_job *job, struct err *err)
{
	bool current, removed;
	struct object_info wav;
	if (find(job, &wav, err) < 0 || wav_keep_is_current(job, &current, err) < 0)
		return -1;
	bool same = strcmp(digest_of(&wav), job->event->digest) == 0;
	if (same && current)
		return serve(job, err);
	/* The book was joined anew and that WAV removed while this one was being restored. */
	if (same != current &&
		objstore_delete_known(front_conn(job->front), &wav, &removed, err) < 0)
		return -1;
	return current ? wav_keep_failed(job,
				 "the FLAC does not decode to the WAV that it was made from", err)
		       : 0;
}

int wav_keep_failed(struct front_job *job, const char *reason, struct err *err)
{
	return job->event->digest ? for_each_waiting(job, asking_file_failed, reason, err) : 0;
}

struct release {
	struct front *front;
	const char *id;
	bool removed;
};

static int release(void *context, struct err *err)
{
	struct release *what = context;
	const struct kept_wav_watch nobody = { NULL, NULL };
	return kept_wav_release(front_conn(what->front), front_settings(what->front), what->id,
		&nobody, &what->removed, err);
}

void wav_keep_release(struct front_job *job)
{
	struct release what = { .front = job->front, .id = job->workflow->id };
	struct err err;
	if (!kept_wav_may_go(front_settings(job->front)))
		return;
	if (background_run(job->front, release, &what, &err) < 0)
		log_warn("%s: the WAV: %s", what.id, err.text);
	else if (what.removed)
		log_info("%s: the WAV was removed: its files are made (keep_wav)", what.id);
}
