/* lost_files.c: finds files that wait by their metadata, and asks for them as whoever wanted them
 * did. Twice is harmless: audio-encoder makes what is not there. */
#include "workers/upkeep/lost_files.h"

#include "common/base/arena.h"
#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/farm/encoded_audio.h"
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
	struct arena *arena;
	int64_t limit_ms;
	bool waiting; /* something does, though not for so long */
	struct candidate found[MOST_A_TURN];
	size_t count;
	void (*alive)(void *context);
	void *context;
};

static bool note(void *context, const struct object_info *info)
{
	struct look *look = context;
	struct candidate *next = &look->found[look->count];
	look->alive(look->context);
	if (!encoded_audio_is_waiting(info) ||
		!encoded_audio_parse_key(look->arena, info->name, &next->id, &next->format))
		return true;
	look->waiting = true;
	if (clock_unix_ms() - info->mtime_ms > look->limit_ms)
		look->count++;
	return look->count < MOST_A_TURN;
}

/* Files of another WAV than the job's are nobody's wish, and neither is one of a job that is not
 * joined: that asks for its files itself. */
static int ask_again(
	struct lost_files *lost, const struct candidate *what, struct arena *arena, struct err *err)
{
	struct workflow *workflow = NULL;
	struct encoded_audio file;
	int rc = 0;
	if (workflow_store_get(lost->conn, what->id, &workflow, err) < 0)
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	const struct encoded_request request = { .format = what->format };
	const struct event_header header = {
		.workflow_id = workflow->id,
		.user_id = workflow->user_id,
		.tenant_id = workflow->tenant_id,
	};
	bool joined = workflow_is_finished(workflow) && workflow->audio_digest &&
		      workflow->final_audio_key;
	if (joined)
		rc = encoded_audio_look(lost->conn, workflow->tenant_id, workflow->id,
			workflow->audio_digest, what->format, arena, &file, err);
	if (joined && rc == 0 && (file.state == ENCODED_WAITING || file.state == ENCODED_MAKING)) {
		log_warn("%s: %s: it waits and nobody makes it: asked for again", workflow->id,
			audio_format_name(what->format));
		rc = encoded_audio_request(lost->conn, &header, workflow->final_audio_key,
			workflow->audio_digest, &request, err);
	}
	workflow_free(&workflow);
	return rc;
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
		.arena = arena_new(), .limit_ms = limit_ms, .alive = alive, .context = context
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
