/* voice_sample: GET /voices/{code}/sample.wav: lets a user hear a voice before choosing it. */
#include "web/http/object_reply.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/jobs/jobs.h"
#include "web/state/app.h"
#include "web/state/voice_samples.h"

#include <string.h>

static void reply_sample(
	struct request *request, struct natsconn *conn, const struct installed_voice *voice)
{
	struct arena *arena = request->arena;
	const struct object_reply what = {
		.bucket = request->server->settings->nats.voice_object_store_bucket,
		.key = voice_samples_key(voice, arena),
		.content_type = "audio/wav",
		.disposition = "inline",
		.file_name = arena_printf(arena, "%s.wav", voice->code),
	};
	if (object_reply(request, conn, &what) < 0)
		reply_problem(request, PROBLEM_NOT_FOUND, "the sample was removed just now");
}

static void serve(
	struct request *request, struct natsconn *conn, const struct installed_voice *voice)
{
	enum on_demand_result result;
	const char *reason;
	struct err err;
	if (voice_samples_get(request->app->on_demand, conn, request->server->settings, voice,
		    request->arena, &result, &reason, &err) < 0) {
		reply_err(request, &err);
		return;
	}
	switch (result) {
	case ON_DEMAND_READY:
		reply_sample(request, conn, voice);
		break;
	case ON_DEMAND_FAILED:
		reply_problem(request, PROBLEM_NOT_FOUND, "the voice \"%s\" cannot be heard: %s",
			voice->code, reason);
		break;
	case ON_DEMAND_REFUSED:
		reply_header(request, "Retry-After", "60");
		reply_problem(request, PROBLEM_DISK_FULL, "%s", reason);
		break;
	case ON_DEMAND_BUSY:
		reply_header(request, "Retry-After", "2");
		reply_problem(request, PROBLEM_BUSY,
			"the voice \"%s\" has not spoken yet: please ask again", voice->code);
		break;
	}
}

/* A listed voice or the one in the settings, which may have another name ("en" for "en-gb"). No
 * others, because each sample is a file that is kept for long. */
static bool find_voice(struct request *request, struct installed_voice *ret_voice)
{
	const struct tts_settings *tts = &request->server->settings->tts;
	const char *code = request->params[0];
	const struct installed_voice *listed = installed_voice(request->app->installed, code);
	*ret_voice = (struct installed_voice) {
		.code = tts->voice,
		.language = tts->voice,
		.version = tts->base_url,
	};
	if (listed)
		*ret_voice = *listed;
	return listed || strcmp(code, tts->voice) == 0;
}

void handle_voice_sample(struct request *request)
{
	struct installed_voice voice;
	if (!find_voice(request, &voice)) {
		reply_problem(request, PROBLEM_NOT_FOUND, "there is no such voice");
		return;
	}
	struct natsconn *conn = jobs_conn(request);
	if (conn)
		serve(request, conn, &voice);
}
