/* index_page: the library with the newest jobs in it, complete without JavaScript. */
#include "common/base/alloc.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/http/user_text.h"
#include "web/jobs/page_template.h"
#include "web/jobs/plain_job.h"
#include "web/state/app.h"
#include "web/state/installed.h"
#include "web/state/job_table.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_JOBS = 50 };

static void append_job(struct buf *html, const struct job_view *view)
{
	const struct workflow *workflow = view->workflow;
	buf_printf(html, "<li class=\"job plain %s\"><h3><a href=\"books/",
		workflow_status_name(workflow->status));
	user_text_html(html, workflow->id);
	buf_append_string(html, "\">");
	plain_job_name(html, view);
	buf_append_string(html, "</a></h3>");
	plain_job_body(html, view, "");
	buf_append_string(html, "</li>\n");
}

static void append_jobs(struct buf *html, struct request *request)
{
	const struct job_query query = { 0, NULL, SHOWN_JOBS };
	struct job_view *views = alloc_zeroed(SHOWN_JOBS, sizeof *views);
	const char *next;
	size_t count = job_table_list(request->app->table, &query, request->arena, views, &next);
	for (size_t i = 0; i < count; i++) {
		append_job(html, &views[i]);
		job_view_free(&views[i]);
	}
	free(views);
}

static void append_voices(struct buf *html, const struct installed *installed)
{
	size_t count;
	const struct installed_voice *voices = installed_voices(installed, &count);
	for (size_t i = 0; i < count; i++) {
		buf_append_string(html, "<option value=\"");
		user_text_html(html, voices[i].code);
		buf_append_string(html, "\">");
		user_text_html(html, voices[i].name);
		buf_append_string(html, "</option>\n");
	}
}

static void append_languages(struct buf *html, const struct installed *installed)
{
	size_t count;
	const char *const *languages = installed_languages(installed, &count);
	for (size_t i = 0; i < count; i++) {
		buf_append_string(html, "<option value=\"");
		user_text_html(html, languages[i]);
		buf_append_string(html, "\"></option>\n");
	}
}

static void append_size(struct buf *html, int64_t mib)
{
	if (mib % 1024 == 0)
		buf_printf(html, "%lld GiB", (long long)mib / 1024);
	else
		buf_printf(html, "%lld MiB", (long long)mib);
}

/* Values for the page's template. */
static void append_value(
	struct buf *html, const char *name, struct request *request, const void *context)
{
	(void)context;
	const struct settings *settings = request->server->settings;
	if (strcmp(name, "jobs") == 0)
		append_jobs(html, request);
	else if (strcmp(name, "voices") == 0)
		append_voices(html, request->app->installed);
	else if (strcmp(name, "languages") == 0)
		append_languages(html, request->app->installed);
	else if (strcmp(name, "voice") == 0)
		user_text_html(html, settings->tts.voice);
	else if (strcmp(name, "language") == 0)
		user_text_html(html, settings->png_to_text.language);
	else if (strcmp(name, "ocr") == 0)
		user_text_html(html, settings->png_to_text.ocr);
	else if (strcmp(name, "footnotes") == 0)
		user_text_html(html, settings->png_to_text.footnotes);
	else if (strcmp(name, "speed") == 0)
		buf_printf(html, "%lld", (long long)settings->tts.speed);
	else if (strcmp(name, "pitch") == 0)
		buf_printf(html, "%lld", (long long)settings->tts.pitch);
	else if (strcmp(name, "max-upload-mb") == 0)
		buf_printf(html, "%lld", (long long)settings->http.max_upload_mb);
	else if (strcmp(name, "max-upload") == 0)
		append_size(html, settings->http.max_upload_mb);
}

/* Sections of the template that depend on the configuration: {{#name}} to {{/name}}. */
static bool shows(const char *section, struct request *request)
{
	const struct settings *settings = request->server->settings;
	if (strcmp(section, "commentary") == 0)
		return *settings->commentary.base_url != '\0';
	/* eSpeak NG has none of the parameters of a speech model. */
	return strcmp(section, "speech-model") != 0 || strcmp(settings->tts.engine, "espeak") != 0;
}

void handle_page(struct request *request)
{
	/* The page's links are relative, so its address must end with a slash below a base path. */
	if (!*request->path) {
		reply_header(request, "Location", request_url(request, "/"));
		reply_empty(request, 308);
		return;
	}
	page_template_reply(request, "/", append_value, shows, NULL);
}
