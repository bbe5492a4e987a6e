/* voice_sample: GET /voices/{code}/sample.wav: what a voice sounds like, before a job asks for it;
 * and POST /pronunciation/sample: a word or a sentence by a list of pronunciations. */
#include "common/base/utf8.h"
#include "common/farm/event.h"
#include "common/text/pronunciation.h"
#include "web/http/object_reply.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/jobs/jobs.h"
#include "web/state/app.h"
#include "web/state/voice_samples.h"

#include <string.h>

static void reply_sample(
	struct request *request, struct natsconn *conn, const struct wanted_sample *wanted)
{
	struct arena *arena = request->arena;
	const struct object_reply what = {
		.bucket = request->server->settings->nats.voice_object_store_bucket,
		.key = voice_samples_key(wanted, arena),
		.content_type = "audio/wav",
		.disposition = "inline",
		.file_name = arena_printf(arena, "%s.wav", wanted->voice.code),
	};
	if (object_reply(request, conn, &what) < 0)
		reply_problem(request, PROBLEM_NOT_FOUND, "the sample was removed just now");
}

static void serve(
	struct request *request, struct natsconn *conn, const struct wanted_sample *wanted)
{
	enum on_demand_result result;
	const char *reason;
	struct err err;
	if (voice_samples_get(request->app->on_demand, conn, request->server->settings, wanted,
		    request->arena, &result, &reason, &err) < 0) {
		reply_err(request, &err);
		return;
	}
	switch (result) {
	case ON_DEMAND_READY:
		reply_sample(request, conn, wanted);
		break;
	case ON_DEMAND_FAILED:
		reply_problem(request, PROBLEM_NOT_FOUND, "the voice \"%s\" cannot be heard: %s",
			wanted->voice.code, reason);
		break;
	case ON_DEMAND_REFUSED:
		reply_header(request, "Retry-After", "60");
		reply_problem(request, PROBLEM_DISK_FULL, "%s", reason);
		break;
	case ON_DEMAND_BUSY:
		reply_header(request, "Retry-After", "2");
		reply_problem(request, PROBLEM_BUSY,
			"the voice \"%s\" has not spoken yet: please ask again",
			wanted->voice.code);
		break;
	}
}

/* A listed voice or the one in the settings, which may have another name ("en" for "en-gb"). No
 * others, because each sample is a file that is kept for long. */
static bool find_voice(struct request *request, const char *code, struct installed_voice *ret_voice)
{
	const struct tts_settings *tts = &request->server->settings->tts;
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

static void serve_voice(struct request *request, const char *code, struct wanted_sample *wanted)
{
	if (!find_voice(request, code, &wanted->voice)) {
		reply_problem(request, PROBLEM_NOT_FOUND, "there is no such voice");
		return;
	}
	struct natsconn *conn = jobs_conn(request);
	if (conn)
		serve(request, conn, wanted);
}

void handle_voice_sample(struct request *request)
{
	struct wanted_sample wanted = { .text = NULL };
	serve_voice(request, request->params[0], &wanted);
}

/* ---- a word, as a list has it pronounced ---- */

enum { LONGEST_TEXT = 200 }; /* code points */

static int check_text(const char *text, struct err *err)
{
	size_t len = text ? strlen(text) : 0, codes = 0;
	if (!text || !utf8_is_valid(text, len))
		return err_set(err, ERR_INVALID, "text: what is to be said is missing");
	for (size_t i = 0; i < len; i++)
		codes += ((unsigned char)text[i] & 0xc0) != 0x80;
	return codes > 0 && codes <= LONGEST_TEXT
		       ? 0
		       : err_set(err, ERR_INVALID, "text: 1 to %d characters are expected",
				 LONGEST_TEXT);
}

static int check_list(const char *text, struct err *err)
{
	struct pronunciation *list = NULL;
	if (strlen(text) > EVENT_PRONUNCIATION_MAX)
		return err_set(err, ERR_INVALID, "the list is longer than %d bytes",
			EVENT_PRONUNCIATION_MAX);
	int rc = pronunciation_parse_option(text, &list, err);
	pronunciation_free(&list);
	return rc;
}

/* POST /pronunciation/sample: the body is the list. Asked again, as the sound takes a moment. */
void handle_pronunciation_sample(struct request *request)
{
	struct meta fields;
	struct err err = { 0 };
	if (request_fields(request, &fields) < 0)
		return;
	const char *voice = meta_get(&fields, "voice");
	struct wanted_sample wanted = {
		.text = meta_get(&fields, "text"),
		.pronunciation = request->upload ? buf_string(request->upload) : "",
	};
	if (check_text(wanted.text, &err) < 0 || check_list(wanted.pronunciation, &err) < 0) {
		reply_failure(request, PROBLEM_BAD_OPTION, &err);
		return;
	}
	serve_voice(request, voice ? voice : request->server->settings->tts.voice, &wanted);
}
