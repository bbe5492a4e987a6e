/* kept_wavs.c: finds the job of each WAV by the WAV's name. */
#include "workers/upkeep/kept_wavs.h"

#include "common/base/arena.h"
#include "common/base/log.h"
#include "common/farm/kept_wav.h"
#include "common/objstore/store.h"

#include <stdbool.h>

struct release {
	struct natsconn *conn;
	const struct settings *settings;
	struct kept_wav_watch watch;
};

static bool look_at(void *context, const struct object_info *info)
{
	const struct release *release = context;
	struct arena *arena = arena_new();
	size_t len;
	const char *found = workflow_id_in_key(info->name, &len);
	const char *id = found ? arena_string_n(arena, found, len) : NULL;
	struct err err;
	bool removed = false;
	if (id && kept_wav_release(release->conn, release->settings, id, &release->watch, &removed,
			  &err) < 0)
		log_warn("%s: the WAV: %s", id, err.text);
	else if (removed)
		log_info("%s: the WAV was removed: its files are made (keep_wav)", id);
	arena_free(&arena);
	release->watch.alive(release->watch.context);
	return true;
}

int kept_wavs_release(struct natsconn *conn, const struct settings *settings,
	void (*alive)(void *context), void *context, struct err *err)
{
	struct release release = { conn, settings, { alive, context } };
	if (!kept_wav_may_go(settings))
		return 0;
	return objstore_list(
		conn, settings->nats.final_audio_object_store_bucket, "", look_at, &release, err);
}
