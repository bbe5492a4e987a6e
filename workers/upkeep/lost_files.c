/* lost_files.c: finds waiting files by their metadata and requests them again. A repeated
 * request is harmless: audio-encoder makes only what does not exist. */
#include "workers/upkeep/lost_files.h"

#include "common/base/arena.h"
#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/farm/encoded_audio.h"
#include "common/farm/event_publish.h"
#include "common/farm/workflow_store.h"
#include "common/objstore/store.h"

#include <stdbool.h>

/* Maximum requested in one turn; the next turn takes the rest. */
enum { MOST_A_TURN = 100 };

struct candidate {
	const char *id; /* of its job */
	enum audio_format format;
};

struct look {
	struct lost_files *lost;
	struct arena *arena;
	int64_t limit_ms;
	bool waiting; /* something is waiting, though not for long enough */
	struct candidate found[MOST_A_TURN];
	size_t count;
	void (*alive)(void *context);
	void *context;
};

/* What to do about a file. */
struct file_verdict {
	bool due;         /* it must be made */
	uint64_t fulfils; /* fulfils all requests up to this one; 0: none */
};

typedef int on_due(struct lost_files *lost, const struct workflow *workflow,
	enum audio_format format, struct err *err);

/* Files made from another WAV than the job's current one are not needed, nor are those of a job
 * that is not joined: its join requests its files itself. `each` may be NULL. */
static int with_due_file(struct lost_files *lost, const struct candidate *what, struct arena *arena,
	struct file_verdict *ret, on_due *each, struct err *err)
{
	struct workflow *workflow = NULL;
	struct encoded_audio file;
	int rc = 0;
	*ret = (struct file_verdict) { .due = false };
	if (workflow_store_get(lost->conn, what->id, &workflow, err) < 0)
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	bool joined = workflow_is_finished(workflow) && workflow->audio_digest &&
		      workflow->final_audio_key;
	if (joined)
		rc = encoded_audio_look(lost->conn, workflow->tenant_id, workflow->id,
			workflow->audio_digest, what->format, arena, &file, err);
	if (joined && rc == 0)
		rc = encoded_audio_is_due(lost->conn, workflow->tenant_id, workflow->id,
			what->format, &file, &ret->due, err);
	if (joined && rc == 0 && file.state == ENCODED_READY)
		ret->fulfils = file.request;
	if (rc == 0 && ret->due && each)
		rc = each(lost, workflow, what->format, err);
	workflow_free(&workflow);
	return rc;
}

static bool is_candidate(
	struct look *look, const struct object_info *info, struct candidate *ret_candidate)
{
	if (encoded_audio_is_waiting(info))
		return encoded_audio_parse_key(
			look->arena, info->name, &ret_candidate->id, &ret_candidate->format);
	return encoded_audio_parse_request(
		look->arena, info->name, &ret_candidate->id, &ret_candidate->format);
}

static bool note(void *context, const struct object_info *info)
{
	struct look *look = context;
	struct candidate *next = &look->found[look->count];
	struct file_verdict file = { .due = false };
	struct err err;
	bool removed;
	look->alive(look->context);
	if (!is_candidate(look, info, next))
		return true;
	/* A fulfilled request is deleted only now, and by its sequence, so that a newer one
	 * under the same name survives. */
	if (with_due_file(look->lost, next, look->arena, &file, NULL, &err) < 0 ||
		(info->sequence <= file.fulfils &&
			objstore_delete_known(look->lost->conn, info, &removed, &err) < 0))
		log_warn("%s: %s: %s", next->id, audio_format_name(next->format), err.text);
	if (!file.due)
		return true;
	look->waiting = true;
	if (clock_unix_ms() - info->mtime_ms > look->limit_ms)
		look->count++;
	return look->count < MOST_A_TURN;
}

static int request(struct lost_files *lost, const struct workflow *workflow,
	enum audio_format format, struct err *err)
{
	/* `again`: a file may exist already, but another one is due. */
	const struct encoded_request request = { .format = format, .again = true };
	const struct event_header header = event_header_of(workflow);
	log_warn("%s: %s: it waits but nobody makes it: requesting it again", workflow->id,
		audio_format_name(format));
	return encoded_audio_request(lost->conn, &header, workflow->final_audio_key,
		workflow->audio_digest, &request, err);
}

static int ask_again(
	struct lost_files *lost, const struct candidate *what, struct arena *arena, struct err *err)
{
	struct file_verdict file;
	return with_due_file(lost, what, arena, &file, request, err);
}

int lost_files_look(struct lost_files *lost, int64_t limit_ms, void (*alive)(void *context),
	void *context, struct err *err)
{
	const char *bucket = lost->settings->nats.encoded_audio_object_store_bucket;
	uint64_t last = 0;
	if (objstore_last_sequence(lost->conn, bucket, &last, err) < 0)
		return -1;
	if (last == lost->settled)
		return 0;
	struct look look = {
		.lost = lost,
		.arena = arena_new(),
		.limit_ms = limit_ms,
		.alive = alive,
		.context = context,
	};
	int rc = objstore_list(lost->conn, bucket, "", note, &look, err);
	for (size_t i = 0; i < look.count && rc == 0; i++) {
		rc = ask_again(lost, &look.found[i], look.arena, err);
		alive(context);
	}
	if (rc == 0 && !look.waiting)
		lost->settled = last;
	arena_free(&look.arena);
	return rc;
}
