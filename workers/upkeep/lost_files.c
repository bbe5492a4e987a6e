/* lost_files.c: finds files that wait by their metadata, and asks for them as whoever wanted them
 * did. Twice is harmless: audio-encoder makes what is not there. */
#include "workers/upkeep/lost_files.h"

#include "common/base/arena.h"
#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/farm/encoded_audio.h"
#include "common/farm/event_publish.h"
#include "common/farm/workflow_store.h"
#include "common/objstore/store.h"

#include <stdbool.h>

/* Asked for in one turn: the next one goes on with what is left. */
enum { MOST_A_TURN = 100 };

struct candidate {
	const char *id; /* of its job */
	enum audio_format format;
};

struct look {
	struct lost_files *lost;
	struct arena *arena;
	int64_t limit_ms;
	bool waiting; /* something does, though not for so long */
	struct candidate found[MOST_A_TURN];
	size_t count;
	void (*alive)(void *context);
	void *context;
};

/* What is to be done about a file. */
struct file_verdict {
	bool due;         /* it is to be made */
	uint64_t fulfils; /* wishes up to that one; 0: none */
};

typedef int on_due(struct lost_files *lost, const struct workflow *workflow,
	enum audio_format format, struct err *err);

/* Files of another WAV than the job's are not needed, and neither is one of a job that is not
 * joined: that asks for its files itself. `each` may be NULL. */
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
	/* A wish that is fulfilled stands there until now: a newer one keeps its place. */
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
	/* Though one may be ready: another is due. */
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
