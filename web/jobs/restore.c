/* restore.c: requests a WAV and polls until it is there. */
#include "web/jobs/restore.h"

#include "common/base/timestamp.h"
#include "common/farm/event_publish.h"
#include "common/farm/kept_wav.h"
#include "common/objstore/store.h"
#include "web/http/server.h"

#include <time.h>

enum { RESTORE_WAIT_MS = 30000, RESTORE_LOOK_MS = 100, RESTORE_ASK_MS = 10000 };

static bool audio_is_there(
	struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	struct object_info info;
	struct err err;
	return objstore_info(conn, request->server->settings->nats.final_audio_object_store_bucket,
		       workflow->final_audio_key, request->arena, &info, &err) == 0;
}

/* Simultaneous requests become one; requests for another voice's audio are separate. */
static int ask_for_audio(struct request *request, struct natsconn *conn,
	const struct workflow *workflow, struct err *err)
{
	const struct event_header header = event_header_of(workflow);
	const char *id =
		arena_printf(request->arena, "%s." KEPT_WAV_REQUEST ".%s.%lld", workflow->id,
			workflow->audio_digest, (long long)(clock_unix_ms() / RESTORE_ASK_MS));
	return kept_wav_request(
		conn, &header, workflow->final_audio_key, workflow->audio_digest, id, err);
}

bool restore_audio(struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	const struct timespec pause = { 0, RESTORE_LOOK_MS * 1000000L };
	struct err err;
	bool can = false;
	if (audio_is_there(request, conn, workflow))
		return true;
	if (kept_wav_can_be_made(conn, workflow, &can, &err) < 0 ||
		(can && ask_for_audio(request, conn, workflow, &err) < 0)) {
		reply_err(request, &err);
		return false;
	}
	for (int ms = 0; can && ms < RESTORE_WAIT_MS; ms += RESTORE_LOOK_MS) {
		nanosleep(&pause, NULL);
		if (audio_is_there(request, conn, workflow))
			return true;
	}
	if (!can)
		return true;
	reply_header(request, "Retry-After", "5");
	reply_problem(
		request, PROBLEM_BUSY, "the WAV is being restored from the FLAC: try again later");
	return false;
}
