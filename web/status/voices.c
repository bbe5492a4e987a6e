/* voices: GET /languages and GET /voices, what a job may ask for on this machine, and
 * GET /voices/{}/sample.wav, what it sounds like. */
#include "web/http/json_out.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/state/app.h"
#include "web/state/installed.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { MAX_SAMPLE = 4 * 1024 * 1024 };

static void end_and_send(struct request *request, struct json_out *out, struct buf *body)
{
	json_out_end_object(out);
	buf_append_char(body, '\n');
	reply_json(request, 200, body);
}

void handle_languages(struct request *request)
{
	size_t count;
	const char *const *languages = installed_languages(request->app->installed, &count);
	struct buf body = BUF_EMPTY;
	struct json_out out = json_out(&body);
	json_out_object(&out, NULL);
	json_out_string(&out, "default", request->server->settings->png_to_text.language);
	json_out_array(&out, "languages");
	for (size_t i = 0; i < count; i++)
		json_out_string(&out, NULL, languages[i]);
	json_out_end_array(&out);
	end_and_send(request, &out, &body);
}

void handle_voices(struct request *request)
{
	size_t count;
	const struct installed_voice *voices = installed_voices(request->app->installed, &count);
	struct buf body = BUF_EMPTY;
	struct json_out out = json_out(&body);
	json_out_object(&out, NULL);
	json_out_string(&out, "default", request->server->settings->tts.voice);
	json_out_array(&out, "voices");
	for (size_t i = 0; i < count; i++) {
		json_out_object(&out, NULL);
		json_out_string(&out, "code", voices[i].code);
		json_out_string(&out, "name", voices[i].name);
		json_out_string(&out, "engine", voices[i].engine);
		json_out_string(&out, "language", voices[i].language);
		json_out_string(&out, "license", voices[i].license);
		json_out_string(&out, "sample",
			voices[i].sample ? arena_printf(request->arena, "/voices/%s/sample.wav",
						   voices[i].code)
					 : NULL);
		json_out_end_object(&out);
	}
	json_out_end_array(&out);
	end_and_send(request, &out, &body);
}

void handle_voice_sample(struct request *request)
{
	const struct installed_voice *voice =
		installed_voice(request->app->installed, request->params[0]);
	struct buf body = BUF_EMPTY;
	struct err err;
	if (!voice || !voice->sample) {
		reply_problem(request, PROBLEM_NOT_FOUND, "there is no sample of that voice");
		return;
	}
	int fd = open(voice->sample, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0) {
		err_errno(&err, ERR_NOT_FOUND, errno, "the sample of the voice");
		reply_err(request, &err);
		return;
	}
	if (buf_read_fd(&body, fd, MAX_SAMPLE, &err) < 0) {
		reply_err(request, &err);
	} else {
		reply_header(request, "Cache-Control", "private, max-age=3600");
		reply_body(request, 200, "audio/wav", &body);
	}
	close(fd);
	buf_free(&body);
}
