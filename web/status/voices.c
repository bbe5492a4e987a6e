/* voices: GET /languages and GET /voices: what jobs may ask for on this machine. */
#include "web/http/json_out.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/http/user_text.h"
#include "web/state/app.h"
#include "web/state/installed.h"

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

/* Names of a program's or a server's voices are arbitrary, so they are percent-encoded. */
static char *sample_link(struct arena *arena, const char *code)
{
	struct buf link = BUF_EMPTY;
	buf_append_string(&link, "/voices/");
	user_text_percent(&link, code, "-._~:+");
	buf_append_string(&link, "/sample.wav");
	char *text = arena_string(arena, buf_string(&link));
	buf_free(&link);
	return text;
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
		json_out_string(&out, "sample", sample_link(request->arena, voices[i].code));
		json_out_end_object(&out);
	}
	json_out_end_array(&out);
	end_and_send(request, &out, &body);
}
