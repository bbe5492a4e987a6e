/* plain_job: how a job is shown to browsers without scripts. */
#include "web/jobs/plain_job.h"

#include "common/base/arena.h"
#include "common/base/pageset.h"
#include "web/http/user_text.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* Whether its audio is nothing but silence. */
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

/* Appends a file's name without its extension: "book.pdf" gives "book". */
static void append_name(struct buf *html, const char *name)
{
	struct arena *arena = arena_new();
	size_t len = strlen(name);
	if (len > 4 && strcasecmp(name + len - 4, ".pdf") == 0)
		len -= 4;
	user_text_html(html, arena_string_n(arena, name, len));
	arena_free(&arena);
}

static void append_link(
	struct buf *html, const struct job_view *view, const char *root, const char *rest)
{
	buf_printf(html, "%sjobs/", root);
	user_text_html(html, view->workflow->id);
	buf_append_string(html, rest);
}

void plain_job_name(struct buf *html, const struct job_view *view)
{
	append_name(html, view->workflow->name);
}

void plain_job_body(struct buf *html, const struct job_view *view, const char *root)
{
	const struct workflow *workflow = view->workflow;
	bool nothing = nothing_read(workflow);
	append_state(html, view, nothing);
	if (!workflow->final_audio_key || nothing)
		return;
	buf_append_string(html, "<audio controls preload=\"none\" src=\"");
	append_link(html, view, root, "/audio");
	buf_append_string(html, "\"></audio>\n<p><a class=\"button\" href=\"");
	append_link(html, view, root, "/audio");
	buf_append_string(html, "\">Download</a> <a class=\"button quiet\" href=\"");
	append_link(html, view, root, "/text");
	buf_append_string(html, "\">Text</a></p>");
}
