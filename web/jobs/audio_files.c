/* audio_files: GET and POST /jobs/{id}/files, GET /jobs/{id}/files/{name}: the audio of a
 * finished job as M4B, Opus, MP3, FLAC or WAV, with chapters. */
#include "common/base/json.h"
#include "common/base/utf8.h"
#include "common/farm/encoded_audio.h"
#include "common/farm/event_publish.h"
#include "common/farm/free_space.h"
#include "web/http/json_out.h"
#include "web/http/object_reply.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/http/user_text.h"
#include "web/jobs/jobs.h"
#include "web/jobs/json_body.h"

#include <string.h>

/* ---- one file as JSON ---- */

static const char *file_url(const struct request *request, const char *id, enum audio_format format)
{
	return request_url(request, "/jobs/%s/files/audio.%s", id, audio_format_name(format));
}

static void file_json(struct json_out *out, const struct request *request, const char *id,
	enum audio_format format, const struct encoded_audio *file)
{
	const char *name = audio_format_name(format);
	enum audio_format whole, chapters;
	bool ready = file->state == ENCODED_READY;
	json_out_object(out, NULL);
	json_out_string(out, "format", name);
	if (audio_format_whole(format, &whole) && audio_format_chapters(whole, &chapters) &&
		chapters == format)
		json_out_string(out, "split", "chapters");
	json_out_string(out, "state", encoded_state_name(file->state));
	json_out_string(out, "reason", file->state == ENCODED_FAILED ? file->reason : NULL);
	json_out_string(out, "contentType", audio_format_content_type(format));
	if (file->state == ENCODED_MAKING) {
		json_out_object(out, "progress");
		json_out_int(out, "done", file->pieces_done);
		json_out_int(out, "of", file->pieces);
		json_out_end_object(out);
	}
	if (ready) {
		json_out_int(out, "bytes", file->bytes);
		json_out_number(out, "seconds", file->seconds, 3);
		json_out_string(out, "digest", file->digest);
		json_out_string(out, "link", file_url(request, id, format));
	}
	json_out_end_object(out);
}

static int look(struct request *request, struct natsconn *conn, const struct workflow *workflow,
	enum audio_format format, struct encoded_audio *ret_file)
{
	struct err err;
	if (encoded_audio_look(conn, workflow->tenant_id, workflow->id, workflow->audio_digest,
		    format, request->arena, ret_file, &err) == 0)
		return 0;
	reply_err(request, &err);
	return -1;
}

/* ---- the list ---- */

static void reply_list(
	struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	struct buf body = BUF_EMPTY;
	struct json_out out = json_out(&body);
	json_out_object(&out, NULL);
	json_out_array(&out, "files");
	for (int i = 0; i < AUDIO_FORMAT_COUNT && workflow->audio_digest; i++) {
		struct encoded_audio file;
		if (look(request, conn, workflow, (enum audio_format)i, &file) < 0) {
			buf_free(&body);
			return;
		}
		if (file.state != ENCODED_NONE)
			file_json(&out, request, workflow->id, (enum audio_format)i, &file);
	}
	json_out_end_array(&out);
	json_out_array(&out, "formats");
	/* Captions have an endpoint of their own. */
	for (int i = 0; i < AUDIO_FORMAT_COUNT; i++) {
		if (i != AUDIO_CAPTIONS)
			json_out_string(&out, NULL, audio_format_name((enum audio_format)i));
	}
	json_out_end_array(&out);
	json_out_end_object(&out);
	buf_append_char(&body, '\n');
	reply_json(request, 200, &body);
}

void handle_audio_files(struct request *request)
{
	struct workflow *workflow = NULL;
	struct natsconn *conn = jobs_conn(request);
	if (!conn || jobs_read(request, conn, &workflow) < 0)
		return;
	reply_list(request, conn, workflow);
	workflow_free(&workflow);
}

/* ---- a file ---- */

/* "audio.mp3.zip": only the extension matters. */
static bool format_of_name(const char *name, enum audio_format *ret_format)
{
	for (const char *dot = strchr(name, '.'); dot; dot = strchr(dot + 1, '.')) {
		if (audio_format_parse(dot + 1, strlen(dot + 1), ret_format))
			return true;
	}
	return audio_format_parse(name, strlen(name), ret_format);
}

/* Replies why the file does not exist now. */
static void refuse(struct request *request, const struct workflow *workflow,
	enum audio_format format, const struct encoded_audio *file)
{
	const char *name = audio_format_name(format);
	if (file->state == ENCODED_FAILED)
		reply_problem(request, PROBLEM_NOT_FOUND, "the %s file could not be made: %s", name,
			file->reason ? file->reason : "for an unknown reason");
	else if (file->state != ENCODED_NONE)
		reply_problem(request, PROBLEM_NOT_FOUND, "the %s file is not ready yet", name);
	else if (!workflow->audio_digest)
		reply_problem(request, PROBLEM_NOT_FOUND, "the job is %s: there is no audio%s",
			workflow_status_name(workflow->status),
			workflow_is_finished(workflow) ? "" : " yet");
	else
		reply_problem(request, PROBLEM_NOT_FOUND,
			"nobody asked for a %s file of this job: POST /jobs/%s/files does", name,
			workflow->id);
}

static char *without_slashes(struct arena *arena, const char *text)
{
	char *clean = arena_string(arena, text);
	for (char *p = clean; *p; p++) {
		if (*p == '/' || *p == '\\')
			*p = '-';
	}
	return clean;
}

/* "Author - Title.m4b" from the file's tags, or else the user's name for the document. */
static const char *file_name(struct arena *arena, const struct workflow *workflow,
	enum audio_format format, const struct encoded_audio *file)
{
	enum { MAX_AUTHOR = 80 };
	const char *extension = audio_format_name(format),
		   *name = user_file_name(arena, workflow->name);
	if (!file->title || !*file->title)
		return user_file_name_as(arena, name, extension);
	const char *author = file->author ? file->author : "";
	size_t len = utf8_cut(author, strlen(author), MAX_AUTHOR);
	name = arena_printf(arena, "%.*s%s%s", (int)len, author, *author ? " - " : "", file->title);
	/* A dot in a title does not begin an extension. */
	return arena_printf(
		arena, "%s.%s", user_file_name(arena, without_slashes(arena, name)), extension);
}

static void reply_file(
	struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	struct encoded_audio file = { .state = ENCODED_NONE };
	enum audio_format format;
	if (!format_of_name(request->params[1], &format)) {
		reply_problem(request, PROBLEM_NOT_FOUND,
			"there is no such file: the formats are m4b, opus, mp3, flac, wav, epub, m4b.zip, opus.zip and mp3.zip");
		return;
	}
	if (workflow->audio_digest && look(request, conn, workflow, format, &file) < 0)
		return;
	if (file.state != ENCODED_READY) {
		refuse(request, workflow, format, &file);
		return;
	}
	struct arena *arena = request->arena;
	const struct object_reply what = {
		.bucket = natsconn_settings(conn)->encoded_audio_object_store_bucket,
		.key = encoded_audio_key(arena, workflow->tenant_id, workflow->id, format),
		.content_type = audio_format_content_type(format),
		.disposition = "attachment",
		.file_name = file_name(arena, workflow, format, &file),
	};
	if (object_reply(request, conn, &what) < 0)
		reply_problem(request, PROBLEM_GONE, "the file is no longer kept");
}

void handle_audio_file(struct request *request)
{
	struct workflow *workflow = NULL;
	struct natsconn *conn = jobs_conn(request);
	if (!conn || jobs_read(request, conn, &workflow) < 0)
		return;
	reply_file(request, conn, workflow);
	workflow_free(&workflow);
}

/* ---- requesting a file ---- */

struct wanted_file {
	const char *format, *split;
	bool again;
};

/* {"format":"mp3","split":"chapters","again":true}, or the same in the query. */
static int find_wanted(
	struct request *request, const cJSON *object, struct wanted_file *wanted, struct err *err)
{
	struct json_in in = { object, "", request->arena };
	struct meta fields = { 0 };
	if (request_fields(request, &fields) < 0)
		return -1;
	const char *text = meta_get(&fields, "again");
	wanted->format = meta_get(&fields, "format");
	wanted->split = meta_get(&fields, "split");
	wanted->again = text && strcmp(text, "true") == 0;
	if (object && (json_find_string(&in, "format", &wanted->format, err) < 0 ||
			      json_find_string(&in, "split", &wanted->split, err) < 0 ||
			      json_find_bool(&in, "again", &wanted->again, err) < 0))
		return -1;
	return 0;
}

/* "mp3" split by chapters is the format "mp3.zip". */
static int wanted_format(
	const struct wanted_file *wanted, enum audio_format *ret_format, struct err *err)
{
	enum audio_format whole;
	if (!wanted->format ||
		!audio_format_parse(wanted->format, strlen(wanted->format), ret_format))
		return err_set(
			err, ERR_INVALID, "format: must be m4b, opus, mp3, flac, wav or epub");
	if (!wanted->split || audio_format_whole(*ret_format, &whole))
		return 0;
	if (strcmp(wanted->split, "chapters") != 0)
		return err_set(err, ERR_INVALID, "split: must be \"chapters\"");
	whole = *ret_format;
	if (!audio_format_chapters(whole, ret_format))
		return err_set(err, ERR_INVALID,
			"split: only m4b, opus and mp3 can be split into one file per chapter");
	return 0;
}

static int read_wanted(struct request *request, struct encoded_request *ret_wanted)
{
	struct err err = { ERR_INVALID, "format: must be m4b, opus, mp3, flac, wav or epub" };
	struct wanted_file wanted = { 0 };
	cJSON *object = NULL;
	int rc = json_body_parse(request, &object, &err);
	if (rc == 0)
		rc = find_wanted(request, object, &wanted, &err);
	if (rc == 0)
		rc = wanted_format(&wanted, &ret_wanted->format, &err);
	ret_wanted->again = wanted.again;
	if (rc < 0)
		reply_problem(request, PROBLEM_BAD_OPTION, "%s", err.text);
	cJSON_Delete(object);
	return rc;
}

/* A file that exists or is being made needs no more disk space. */
static bool has_room(struct request *request, struct natsconn *conn,
	const struct workflow *workflow, const struct encoded_request *wanted)
{
	const struct settings *settings = request->server->settings;
	char full[FREE_SPACE_TEXT];
	struct encoded_audio file;
	if (look(request, conn, workflow, wanted->format, &file) < 0)
		return false;
	if ((file.state != ENCODED_NONE && file.state != ENCODED_FAILED && !wanted->again) ||
		!free_space_is_low(conn, settings, settings->http.min_free_disk_mb << 20, full))
		return true;
	reply_header(request, "Retry-After", "60");
	reply_problem(request, PROBLEM_DISK_FULL, "%s", full);
	return false;
}

static void ask_for(struct request *request, struct natsconn *conn, const struct workflow *workflow,
	const struct encoded_request *wanted)
{
	const enum audio_format format = wanted->format;
	struct err err;
	struct encoded_audio file;
	const struct event_header header = event_header_of(workflow);
	if (!has_room(request, conn, workflow, wanted))
		return;
	if (wanted->again && encoded_audio_request_again(
				     conn, workflow->tenant_id, workflow->id, format, &err) < 0) {
		reply_err(request, &err);
		return;
	}
	if (encoded_audio_request(conn, &header, workflow->final_audio_key, workflow->audio_digest,
		    wanted, &err) < 0) {
		reply_err(request, &err);
		return;
	}
	if (look(request, conn, workflow, format, &file) < 0)
		return;
	struct buf body = BUF_EMPTY;
	struct json_out out = json_out(&body);
	file_json(&out, request, workflow->id, format, &file);
	buf_append_char(&body, '\n');
	reply_header(request, "Location", file_url(request, workflow->id, format));
	/* A FLAC that is being redone remains ready meanwhile. */
	reply_json(request, file.state == ENCODED_READY && !wanted->again ? 200 : 202, &body);
}

void handle_audio_file_post(struct request *request)
{
	struct workflow *workflow = NULL;
	struct encoded_request wanted = { .format = AUDIO_M4B };
	struct natsconn *conn = jobs_conn(request);
	if (!conn || read_wanted(request, &wanted) < 0 || jobs_read(request, conn, &workflow) < 0)
		return;
	if (workflow->audio_digest && workflow->final_audio_key)
		ask_for(request, conn, workflow, &wanted);
	else
		reply_problem(request, PROBLEM_CONFLICT, "the job is %s: there is no audio%s",
			workflow_status_name(workflow->status),
			workflow_is_finished(workflow) ? "" : " yet");
	workflow_free(&workflow);
}
