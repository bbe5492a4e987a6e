/* feed.c: GET /feed returns the feed's address. /feed/{secret}.xml and the files that it links
 * to need no token, since a podcast program has none. */
#include "web/jobs/feed.h"

#include "common/base/alloc.h"
#include "common/base/secret_file.h"
#include "common/farm/encoded_audio.h"
#include "common/farm/workflow_store.h"
#include "web/http/auth.h"
#include "web/http/json_out.h"
#include "web/http/object_reply.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/jobs/book_store.h"
#include "web/jobs/feed_xml.h"
#include "web/jobs/jobs.h"
#include "web/state/app.h"
#include "web/state/backend.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST = 16, MOST = 200, MAX_BOOKS = 100 };

/* ---- the feed's address ---- */

int feed_secret_read(const struct library_settings *settings, char **ret_secret, struct err *err)
{
	const char *path = settings->feed_secret_file;
	char *secret = NULL;
	if (!*path) {
		*ret_secret = NULL;
		return 0;
	}
	if (secret_file_read(path, &secret, err) < 0)
		return err_prefix(err, "[library] feed_secret_file");
	size_t len = strlen(secret);
	if (len >= LEAST && len <= MOST &&
		strspn(secret,
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
			len) {
		*ret_secret = secret;
		return 0;
	}
	secret_free(&secret);
	return err_set(err, ERR_INVALID,
		"[library] feed_secret_file: %s: its line must be %d to %d letters, digits, - and _",
		path, LEAST, MOST);
}

/* Accepts only characters of a host name and port, because the client's header is copied into
 * the reply. */
static bool is_host(const char *host)
{
	return host && *host &&
	       strspn(host, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
			    "-._:[]") == strlen(host);
}

/* The server's address as the client sees it, without a trailing slash. */
static const char *farm_url(const struct request *request)
{
	const struct settings *settings = request->server->settings;
	const char *proto = request_header(request, "X-Forwarded-Proto");
	const char *host = request_header(request, "X-Forwarded-Host");
	if (*settings->library.url)
		return settings->library.url;
	if (!is_host(host))
		host = request_host(request);
	return arena_printf(request->arena, "%s://%s%s",
		proto && strcmp(proto, "https") == 0 ? "https" : "http",
		is_host(host) ? host : "localhost", settings->http.base_path);
}

static const char *feed_base(const struct request *request)
{
	return arena_printf(
		request->arena, "%s/feed/%s", farm_url(request), request->app->feed_secret);
}

void handle_feed_address(struct request *request)
{
	struct buf body = BUF_EMPTY;
	struct json_out out = json_out(&body);
	const char *base = request->app->feed_secret ? feed_base(request) : NULL;
	json_out_object(&out, NULL);
	json_out_string(&out, "url", base ? arena_printf(request->arena, "%s.xml", base) : NULL);
	json_out_end_object(&out);
	buf_append_char(&body, '\n');
	reply_json(request, 200, &body);
}

/* A wrong secret gets the same reply as a disabled feed. */
static bool is_admitted(struct request *request)
{
	const char *secret = request->app->feed_secret;
	if (secret && auth_same(request->params[0], secret))
		return true;
	reply_problem(request, PROBLEM_NOT_FOUND, "there is nothing at this path");
	return false;
}

/* ---- books ---- */

/* The first file that is ready in a format that podcast programs play. 1: found; 0: none; -1:
 * error. */
static int find_file(struct natsconn *conn, const struct workflow *workflow, struct arena *arena,
	enum audio_format *ret_format, struct encoded_audio *ret_file, struct err *err)
{
	static const enum audio_format played[] = { AUDIO_M4B, AUDIO_MP3 };
	for (size_t i = 0; workflow->audio_digest && i < sizeof played / sizeof *played; i++) {
		if (encoded_audio_look(conn, workflow->tenant_id, workflow->id,
			    workflow->audio_digest, played[i], arena, ret_file, err) < 0)
			return -1;
		if (ret_file->state == ENCODED_READY) {
			*ret_format = played[i];
			return 1;
		}
	}
	return 0;
}

static int add_book(struct request *request, struct natsconn *conn, const struct workflow *workflow,
	struct buf *out, struct err *err)
{
	enum audio_format format;
	struct encoded_audio file;
	struct book book = book_empty();
	int found = find_file(conn, workflow, request->arena, &format, &file, err);
	if (found <= 0)
		return found;
	if (book_store_get(conn, workflow, true, request->arena, &book, err) < 0 &&
		err->kind != ERR_NOT_FOUND)
		return -1;
	if (!*book.title)
		book.title = file.title && *file.title ? file.title : workflow->name;
	const struct feed_item item = {
		.id = workflow->id,
		.book = &book,
		.finished_at = workflow->finished_at,
		.extension = audio_format_name(format),
		.content_type = audio_format_content_type(format),
		.bytes = file.bytes,
		.seconds = file.seconds,
		.has_chapters = book.chapters.count > 0,
	};
	feed_xml_item(out, feed_base(request), &item);
	return 0;
}

static int add_books(
	struct request *request, struct natsconn *conn, struct buf *out, struct err *err)
{
	const struct job_query query = {
		.statuses = 1 << WORKFLOW_COMPLETED | 1 << WORKFLOW_COMPLETED_WITH_ERRORS,
		.limit = MAX_BOOKS,
	};
	struct job_view *views = alloc_zeroed(MAX_BOOKS, sizeof *views);
	const char *next;
	size_t count = job_table_list(request->app->table, &query, request->arena, views, &next);
	int rc = 0;
	for (size_t i = 0; i < count; i++) {
		if (rc == 0)
			rc = add_book(request, conn, views[i].workflow, out, err);
		job_view_free(&views[i]);
	}
	free(views);
	return rc;
}

void handle_feed(struct request *request)
{
	struct buf body = BUF_EMPTY;
	struct err err;
	if (!is_admitted(request))
		return;
	struct natsconn *conn = jobs_conn(request);
	if (!conn)
		return;
	feed_xml_begin(&body, feed_base(request));
	if (!backend_is_warm(request->app->backend)) {
		reply_header(request, "Retry-After", "1");
		reply_problem(request, PROBLEM_BROKER_AWAY, "the jobs are still being loaded");
	} else if (add_books(request, conn, &body, &err) < 0) {
		reply_err(request, &err);
	} else {
		feed_xml_end(&body);
		reply_body(request, 200, "application/rss+xml; charset=utf-8", &body);
	}
	buf_free(&body);
}

/* ---- linked files ---- */

typedef void feed_reply(
	struct request *request, struct natsconn *conn, const struct workflow *workflow);

static void with_job(struct request *request, feed_reply *reply)
{
	struct workflow *workflow = NULL;
	if (!is_admitted(request))
		return;
	struct natsconn *conn = jobs_conn(request);
	/* jobs_read expects the job's id as the first parameter. */
	request->params[0] = request->params[1];
	if (!conn || jobs_read(request, conn, &workflow) < 0)
		return;
	reply(request, conn, workflow);
	workflow_free(&workflow);
}

static void reply_object(struct request *request, struct natsconn *conn, const char *bucket,
	const char *key, const char *type, const char *extension)
{
	const struct object_reply what = {
		.bucket = bucket,
		.key = key,
		.content_type = type,
		.disposition = "inline",
		.file_name = arena_printf(request->arena, "book.%s", extension),
	};
	if (object_reply(request, conn, &what) < 0)
		reply_problem(request, PROBLEM_NOT_FOUND, "there is no such file");
}

static void reply_audio(struct request *request, struct natsconn *conn,
	const struct workflow *workflow, enum audio_format format)
{
	struct encoded_audio file = { .state = ENCODED_NONE };
	struct err err;
	if (workflow->audio_digest &&
		encoded_audio_look(conn, workflow->tenant_id, workflow->id, workflow->audio_digest,
			format, request->arena, &file, &err) < 0)
		reply_err(request, &err);
	else if (file.state != ENCODED_READY)
		reply_problem(request, PROBLEM_NOT_FOUND, "there is no such file");
	else
		reply_object(request, conn,
			natsconn_settings(conn)->encoded_audio_object_store_bucket,
			encoded_audio_key(
				request->arena, workflow->tenant_id, workflow->id, format),
			audio_format_content_type(format), audio_format_name(format));
}

static void reply_m4b(
	struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	reply_audio(request, conn, workflow, AUDIO_M4B);
}

static void reply_mp3(
	struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	reply_audio(request, conn, workflow, AUDIO_MP3);
}

static void reply_cover(
	struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	reply_object(request, conn, natsconn_settings(conn)->book_object_store_bucket,
		book_key(request->arena, workflow->tenant_id, workflow->id, BOOK_COVER),
		"image/jpeg", "jpg");
}

static void reply_chapters(
	struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	struct buf body = BUF_EMPTY;
	struct book book;
	struct err err;
	if (book_store_get(conn, workflow, true, request->arena, &book, &err) == 0) {
		feed_chapters(&body, &book);
		reply_body(request, 200, "application/json+chapters", &body);
	} else if (err.kind == ERR_NOT_FOUND) {
		reply_problem(request, PROBLEM_NOT_FOUND, "the chapters are not known");
	} else {
		reply_err(request, &err);
	}
}

void handle_feed_m4b(struct request *request)
{
	with_job(request, reply_m4b);
}

void handle_feed_mp3(struct request *request)
{
	with_job(request, reply_mp3);
}

void handle_feed_cover(struct request *request)
{
	with_job(request, reply_cover);
}

void handle_feed_chapters(struct request *request)
{
	with_job(request, reply_chapters);
}
