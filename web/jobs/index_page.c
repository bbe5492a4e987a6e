/* index_page: the page with the list of jobs in it, complete without JavaScript, and its files. */
#include "common/base/alloc.h"
#include "web/http/gzip.h"
#include "web/http/header.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/http/site.h"
#include "web/http/user_text.h"
#include "web/state/app.h"
#include "web/state/installed.h"
#include "web/state/job_table.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_JOBS = 50 };

void handle_static(struct request *request)
{
	const struct site_file *file = site_find(request->server->site, request->path);
	bool packed = gzip_suits(file->content_type) &&
		      gzip_is_accepted(request_header(request, "Accept-Encoding"));
	reply_header(request, "ETag",
		packed ? arena_printf(request->arena, "W/%s", file->etag) : file->etag);
	reply_header(request, "Cache-Control", "no-cache");
	reply_header(request, "Vary", "Accept-Encoding");
	struct buf body = BUF_EMPTY;
	if (packed) {
		reply_header(request, "Content-Encoding", "gzip");
		buf_append(&body, file->packed.data, file->packed.len);
	} else {
		buf_append(&body, file->data, file->len);
	}
	reply_body(request, 200, file->content_type, &body);
}

/* Its audio is nothing but silence. */
static bool nothing_read(const struct workflow *workflow)
{
	struct pageset spoken;
	if (workflow->status != WORKFLOW_COMPLETED_WITH_ERRORS || !workflow->failed)
		return false;
	workflow_spoken_pages(workflow, &spoken);
	bool none = pageset_count(&spoken) == 0;
	pageset_free(&spoken);
	return none;
}

static const char *status_text(const struct workflow *workflow, bool nothing)
{
	static const char *const texts[] = {
		[WORKFLOW_QUEUED] = "Waiting",
		[WORKFLOW_RUNNING] = "Reading",
		[WORKFLOW_ASSEMBLING] = "Joining the pages",
		[WORKFLOW_COMPLETED] = "Ready",
		[WORKFLOW_COMPLETED_WITH_ERRORS] = "Ready, with gaps",
		[WORKFLOW_FAILED] = "Failed",
		[WORKFLOW_CANCELLED] = "Cancelled",
	};
	return nothing ? "No page could be read" : texts[workflow->status];
}

static void append_state(struct buf *html, const struct job_view *view, bool nothing)
{
	const struct workflow *workflow = view->workflow;
	int pages = workflow->total_pages - pageset_count(&workflow->skipped);
	buf_printf(html, "<p class=\"state\">%s", status_text(workflow, nothing));
	if (workflow->status == WORKFLOW_RUNNING && pages > 0)
		buf_printf(html, ": %d of %d pages", view->progress.stage[JOB_STAGE_WAV], pages);
	else if (pages > 0)
		buf_printf(html, ", %d page%s", pages, pages == 1 ? "" : "s");
	const char *why = nothing ? workflow->failed->reason : workflow->error;
	if (why) {
		buf_append_string(html, ": ");
		user_text_html(html, why);
	}
	buf_append_string(html, "</p>");
	if (workflow->status == WORKFLOW_RUNNING && pages > 0)
		buf_printf(html, "<progress max=\"%d\" value=\"%d\"></progress>", pages,
			view->progress.stage[JOB_STAGE_WAV]);
}

static void append_job(struct buf *html, const struct job_view *view)
{
	const struct workflow *workflow = view->workflow;
	bool nothing = nothing_read(workflow);
	buf_printf(html, "<li class=\"job plain %s\"><h3>", workflow_status_name(workflow->status));
	user_text_html(html, workflow->name);
	buf_append_string(html, "</h3>");
	append_state(html, view, nothing);
	if (workflow->final_audio_key && !nothing) {
		buf_append_string(html, "<audio controls preload=\"none\" src=\"jobs/");
		user_text_html(html, workflow->id);
		buf_append_string(html, "/audio\"></audio><p><a class=\"button\" href=\"jobs/");
		user_text_html(html, workflow->id);
		buf_append_string(html, "/audio\">Download</a></p>");
	}
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

/* What the page's template has in braces. */
static void append_value(struct buf *html, const char *name, struct request *request)
{
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

/* Sections of the template that only some configurations show: {{#name}} to {{/name}}. */
static bool shows(const char *section, const struct settings *settings)
{
	if (strcmp(section, "commentary") == 0)
		return *settings->commentary.base_url != '\0';
	/* eSpeak NG knows none of the parameters of a speech model. */
	return strcmp(section, "speech-model") != 0 || strcmp(settings->tts.engine, "espeak") != 0;
}

static const char *end_of_section(struct request *request, const char *p, const char *name)
{
	const char *mark = arena_printf(request->arena, "{{/%s}}", name);
	const char *end = strstr(p, mark);
	return end ? end + strlen(mark) : p + strlen(p);
}

void handle_page(struct request *request)
{
	/* Its links are relative: below a base path it must end with the slash. */
	if (!*request->path) {
		reply_header(request, "Location", request_url(request, "/"));
		reply_empty(request, 308);
		return;
	}
	const struct site_file *file = site_find(request->server->site, "/");
	struct buf html = BUF_EMPTY;
	const char *p = file->data;
	for (;;) {
		const char *open = strstr(p, "{{");
		const char *close = open ? strstr(open, "}}") : NULL;
		if (!close)
			break;
		const char *name =
			arena_string_n(request->arena, open + 2, (size_t)(close - open - 2));
		buf_append(&html, p, (size_t)(open - p));
		p = close + 2;
		if (*name == '#' && !shows(name + 1, request->server->settings))
			p = end_of_section(request, p, name + 1);
		else if (*name != '#' && *name != '/')
			append_value(&html, name, request);
	}
	buf_append_string(&html, p);
	reply_body(request, 200, file->content_type, &html);
}
