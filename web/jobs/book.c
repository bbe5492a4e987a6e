/* book: a job's document as a book: GET /jobs/{id}/book.json, its chapters as WebVTT, and its
 * cover. */
#include "common/farm/book.h"

#include "common/farm/captions.h"
#include "common/farm/job_objects.h"
#include "common/objstore/store.h"
#include "web/http/object_reply.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/http/user_text.h"
#include "web/jobs/book_store.h"
#include "web/jobs/jobs.h"

#include <string.h>

/* A document without a title is called after its file. */
static void fill_title(struct request *request, const struct workflow *workflow, struct book *book)
{
	if (*book->title)
		return;
	char *title = arena_string(request->arena, user_file_name(request->arena, workflow->name));
	char *dot = strrchr(title, '.');
	if (dot && dot > title)
		*dot = '\0';
	book->title = title;
	book->title_source = "file";
}

static void reply_book(struct request *request, struct natsconn *conn,
	const struct workflow *workflow, const struct book *known)
{
	struct book book = *known;
	struct buf body = BUF_EMPTY;
	(void)conn;
	fill_title(request, workflow, &book);
	if (*book.cover)
		book.cover = request_url(request, "/jobs/%s/cover", workflow->id);
	buf_append_string(&body, book_format(&book, request->arena));
	buf_append_char(&body, '\n');
	reply_json(request, 200, &body);
}

/* One cue for each chapter, from the first to the end of the audio. */
static void reply_chapters(struct request *request, struct natsconn *conn,
	const struct workflow *workflow, const struct book *book)
{
	struct buf body = BUF_EMPTY;
	(void)conn;
	(void)workflow;
	buf_append_string(&body, "WEBVTT\n");
	for (size_t i = 0; i < book->chapters.count; i++) {
		const struct book_entry *chapter = &book->chapters.items[i];
		buf_printf(&body, "\n%zu\n", i + 1);
		captions_times(&body, chapter->start, chapter->end, '.');
		buf_append_char(&body, '\n');
		captions_escape(&body, chapter->title);
		buf_append_char(&body, '\n');
	}
	reply_body(request, 200, "text/vtt; charset=utf-8", &body);
}

typedef void book_reply(struct request *request, struct natsconn *conn,
	const struct workflow *workflow, const struct book *book);

static void with_book(struct request *request, book_reply *reply, bool joined)
{
	struct job_view view;
	struct book book;
	struct err err;
	struct natsconn *conn = jobs_conn(request);
	if (!conn || jobs_view(request, &view) < 0)
		return;
	if (book_store_get(conn, view.workflow, joined, request->arena, &book, &err) == 0)
		reply(request, conn, view.workflow, &book);
	else if (err.kind == ERR_NOT_FOUND)
		reply_problem(request, PROBLEM_NOT_FOUND, "nothing is known about the book%s",
			workflow_is_finished(view.workflow) ? "" : " yet");
	else
		reply_err(request, &err);
	job_view_free(&view);
}

void handle_book(struct request *request)
{
	with_book(request, reply_book, false);
}

void handle_chapters(struct request *request)
{
	with_book(request, reply_chapters, true);
}

void handle_cover(struct request *request)
{
	struct job_view view;
	struct natsconn *conn = jobs_conn(request);
	if (!conn || jobs_view(request, &view) < 0)
		return;
	struct arena *arena = request->arena;
	const struct workflow *workflow = view.workflow;
	const struct object_reply what = {
		.bucket = job_objects_bucket(&request->server->settings->nats, JOB_BOOK),
		.key = book_key(arena, workflow->tenant_id, workflow->id, BOOK_COVER),
		.content_type = "image/jpeg",
		.disposition = "inline",
		.file_name = user_file_name_as(arena, user_file_name(arena, workflow->name), "jpg"),
	};
	if (object_reply(request, conn, &what) < 0)
		reply_problem(request, PROBLEM_NOT_FOUND, "there is no cover%s",
			workflow_is_finished(workflow) ? "" : " yet");
	job_view_free(&view);
}
