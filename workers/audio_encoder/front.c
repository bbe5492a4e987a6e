/* front.c: turns a request for a file into requests for its pieces; the worker that stores the
 * last piece requests the join.
 *
 * Nothing is counted: a piece is done when its object exists, so any message may be redelivered
 * and any worker may die in between. A request for a WAV that is no longer the job's is dropped.
 */
#include "common/base/log.h"
#include "common/farm/book.h"
#include "common/farm/encoded_audio.h"
#include "common/farm/page_metadata.h"
#include "common/farm/workflow_store.h"
#include "workers/audio_encoder/asking.h"
#include "workers/audio_encoder/chapter_files.h"
#include "workers/audio_encoder/grid.h"
#include "workers/audio_encoder/outbox.h"
#include "workers/audio_encoder/wav_keep.h"
#include "workers/audio_encoder/work.h"
#include "workers/engine/failpoint.h"
#include "workers/front/stage.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The number of pieces of the WAV that `wav` describes. Its metadata may come from another
 * program. */
static int count_pieces(struct front_job *job, const struct object_info *wav)
{
	int rate = (int)meta_get_int(&wav->metadata, META_SAMPLE_RATE, 1000, 384000, 0);
	const char *text = meta_get(&wav->metadata, META_SECONDS);
	double seconds = text ? strtod(text, NULL) : 0;
	if (rate == 0 || !(seconds > 0 && seconds < 1e7))
		return 1;
	struct grid grid = grid_of(asking_format(job), rate);
	return grid_pieces(&grid, (int64_t)(seconds * rate));
}

/* The file is made from the book as it is from now on. */
static int admit_file(struct front_job *job, enum admission *ret_admission, struct err *err)
{
	*ret_admission = ADMIT_WORK;
	return encoded_audio_last_request(front_conn(job->front), job->workflow->tenant_id,
		job->workflow->id, asking_format(job), &job->noted, err);
}

static int begin(struct front_job *job, const struct object_info *wav,
	enum admission *ret_admission, struct err *err)
{
	int pieces = count_pieces(job, wav);
	bool ready = true;
	*ret_admission = ADMIT_DONE;
	if (chapter_files_are_wanted(job) && chapter_files_admit(job, &ready, err) < 0)
		return -1;
	if (!ready)
		return 0;
	if (encoded_audio_begun(front_conn(job->front), job->workflow, job->event->digest,
		    asking_format(job), pieces, err) < 0)
		return -1;
	if (!audio_format_has_pieces(asking_format(job)))
		return admit_file(job, ret_admission, err);
	return asking_for_pieces(job, 1, pieces, err);
}

static int finish_piece(struct front_job *job, struct err *err)
{
	bool all = false;
	if (encoded_audio_has_all(front_conn(job->front), job->workflow->tenant_id,
		    job->workflow->id, job->event->digest, asking_format(job), job->event->pieces,
		    &all, err) < 0)
		return -1;
	return all ? asking_for_join(job, err) : 0;
}

static bool piece_is_there(struct front_job *job)
{
	struct object_info info;
	struct err ignored;
	const char *key = encoded_audio_piece_key(job->arena, job->workflow->tenant_id,
		job->workflow->id, asking_format(job), job->event->piece);
	return objstore_info(front_conn(job->front),
		       front_settings(job->front)->nats.encoded_audio_object_store_bucket, key,
		       job->arena, &info, &ignored) == 0 &&
	       encoded_audio_fits(&info, job->event->digest);
}

static int remove_pieces(struct front_job *job, struct err *err)
{
	return encoded_audio_remove_pieces(front_conn(job->front), job->workflow->tenant_id,
		job->workflow->id, asking_format(job), job->event->pieces, err);
}

/* Reads the message's file; *ret_due: whether it must be made. */
static int look(
	struct front_job *job, struct encoded_audio *ret_file, bool *ret_due, struct err *err)
{
	struct natsconn *conn = front_conn(job->front);
	const struct workflow *workflow = job->workflow;
	enum audio_format format = asking_format(job);
	if (encoded_audio_look(conn, workflow->tenant_id, workflow->id, job->event->digest, format,
		    job->arena, ret_file, err) < 0)
		return -1;
	return encoded_audio_is_due(
		conn, workflow->tenant_id, workflow->id, format, ret_file, ret_due, err);
}

/* The file is made. A request to make it again may meanwhile have taken its pieces for those of
 * the new file, which therefore lacks them; or it was ignored because the file existed. So it is
 * repeated. */
static int ask_again(struct front_job *job, struct err *err)
{
	const struct encoded_request more = { .format = asking_format(job), .again = true };
	struct encoded_audio file;
	bool due;
	if (look(job, &file, &due, err) < 0)
		return -1;
	return due ? encoded_audio_request(front_conn(job->front), &job->event->header,
			     asking_wav_key(job), job->event->digest, &more, err)
		   : 0;
}

static int drop_pieces(struct front_job *job, struct err *err)
{
	return remove_pieces(job, err) < 0 ? -1 : ask_again(job, err);
}

/* A file has been completed. */
static int finish_file(struct front_job *job, struct err *err)
{
	int rc = asking_is_join(job) ? drop_pieces(job, err) : ask_again(job, err);
	if (rc == 0)
		rc = chapter_files_whole_made(job, err);
	if (rc == 0)
		wav_keep_release(job);
	return rc;
}

static int find_file(struct front_job *job, struct object_info *ret_info, struct err *err)
{
	const char *key = encoded_audio_key(
		job->arena, job->workflow->tenant_id, job->workflow->id, asking_format(job));
	return objstore_info(front_conn(job->front),
		front_settings(job->front)->nats.encoded_audio_object_store_bucket, key, job->arena,
		ret_info, err);
}

/* ---- admission ---- */

/* The file exists, but the worker that made it may have died before cleaning up. */
static int tidy_up(struct front_job *job, struct err *err)
{
	struct object_info info;
	if (find_file(job, &info, err) < 0)
		return -1;
	outbox_take(job, &info);
	return finish_file(job, err);
}

/* wav NULL: it must first be restored. */
static int admit_making(struct front_job *job, const struct object_info *wav,
	enum admission *ret_admission, struct err *err)
{
	struct encoded_audio file;
	bool due;
	if (look(job, &file, &due, err) < 0)
		return -1;
	/* A FLAC that is being redone remains ready meanwhile. */
	if (file.state == ENCODED_READY && !(due && asking_format(job) == AUDIO_FLAC))
		return asking_is_piece(job) ? 0 : tidy_up(job, err);
	if (!wav)
		return wav_keep_ask(job, err);
	if (asking_is_piece(job)) {
		if (piece_is_there(job))
			return finish_piece(job, err);
		*ret_admission = file.state == ENCODED_FAILED ? ADMIT_DONE : ADMIT_WORK;
		return 0;
	}
	if (job->event->first_piece > 0)
		return asking_for_pieces(job, job->event->first_piece, job->event->pieces, err);
	if (asking_is_join(job))
		return admit_file(job, ret_admission, err);
	return begin(job, wav, ret_admission, err);
}

/* The WAV itself is requested, whether or not it is there. */
static int admit_restoring(
	struct front_job *job, enum wav_place place, enum admission *ret_admission, struct err *err)
{
	if (place == WAV_IN_FLAC)
		*ret_admission = ADMIT_WORK;
	return place == WAV_HERE ? wav_keep_made(job, err) : 0;
}

static int admit(struct front_job *job, enum admission *ret_admission, struct err *err)
{
	enum audio_format format;
	struct object_info wav;
	enum wav_place place;
	*ret_admission = ADMIT_DONE;
	if (!asking_parse_format(job, &format) && !wav_keep_is_wanted(job))
		return err_set(
			err, ERR_INVALID, "\"%.40s\" is not an audio format", job->event->format);
	if (wav_keep_find(job, &wav, &place, err) < 0)
		return -1;
	if (place == WAV_OTHER)
		return 0;
	if (wav_keep_is_wanted(job))
		return admit_restoring(job, place, ret_admission, err);
	return admit_making(job, place == WAV_HERE ? &wav : NULL, ret_admission, err);
}

/* ---- the engine's work ---- */

static int64_t bitrate_of(struct front_job *job)
{
	const struct audio_encoder_settings *own = &front_settings(job->front)->audio_encoder;
	enum audio_format format = asking_format(job);
	audio_format_whole(format, &format);
	switch (format) {
	case AUDIO_M4B:
		return own->aac_kbit * 1000;
	case AUDIO_OPUS:
		return own->opus_kbit * 1000;
	case AUDIO_MP3:
		return own->mp3_kbit * 1000;
	default:
		return 0;
	}
}

/* The user's name for the document, without ".pdf". */
static const char *title_of(struct front_job *job)
{
	const char *name = job->workflow->name;
	size_t len = strlen(name);
	if (len > 4 && strcmp(name + len - 4, ".pdf") == 0)
		len -= 4;
	return arena_string_n(job->arena, name, len);
}

static const char *task_of(const struct front_job *job)
{
	if (wav_keep_is_wanted(job))
		return "restore";
	return asking_is_piece(job) ? "piece" : asking_is_join(job) ? "join" : "whole";
}

static void describe(struct front_job *job, cJSON *body)
{
	const struct settings *settings = front_settings(job->front);
	const struct workflow *workflow = job->workflow;
	const char *voice = meta_get(&workflow->options, "voice");
	const char *language = meta_get(&workflow->options, "language");
	const char *created = workflow->created_at;
	cJSON *to = cJSON_GetObjectItem(body, "parameters");
	const struct {
		const char *name, *value;
	} rows[] = {
		{ WORK_TASK, task_of(job) },
		{ WORK_FORMAT, job->event->format },
		{ WORK_PIECE, arena_printf(job->arena, "%d", job->event->piece) },
		{ WORK_PIECES, arena_printf(job->arena, "%d", job->event->pieces) },
		{ WORK_BITRATE, arena_printf(job->arena, "%lld", (long long)bitrate_of(job)) },
		{ WORK_DIGEST, job->event->digest },
		{ WORK_TITLE, title_of(job) },
		{ WORK_NARRATOR, voice ? voice : settings->tts.voice },
		{ WORK_LANGUAGE, language ? language : settings->png_to_text.language },
		{ WORK_DATE, created && strlen(created) > 10
				     ? arena_string_n(job->arena, created, 10)
				     : "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cJSON_AddStringToObject(to, rows[i].name, rows[i].value);
}

static const char *input_key(struct front_job *job, int page)
{
	if (!asking_is_join(job) || page < 1 || page > job->event->pieces)
		return NULL;
	return encoded_audio_piece_key(
		job->arena, job->workflow->tenant_id, job->workflow->id, asking_format(job), page);
}

static int next_input(struct front_job *job, int page)
{
	return page > 0 && page < job->event->pieces ? page + 1 : 0;
}

static const char *range_input(struct front_job *job, size_t *ret_bucket)
{
	*ret_bucket = offsetof(struct nats_settings, final_audio_object_store_bucket);
	return asking_wav_key(job);
}

static const char *beside_input(struct front_job *job, int number, size_t *ret_bucket)
{
	static const enum book_part parts[] = { BOOK_JSON, BOOK_OUTLINE, BOOK_COVER, BOOK_EDITS };
	const struct workflow *workflow = job->workflow;
	if (number == WORK_FILE) {
		enum audio_format made_of = AUDIO_FLAC;
		*ret_bucket = offsetof(struct nats_settings, encoded_audio_object_store_bucket);
		if (!wav_keep_is_wanted(job) && !audio_format_whole(asking_format(job), &made_of))
			return NULL;
		return encoded_audio_key(job->arena, workflow->tenant_id, workflow->id, made_of);
	}
	bool timed = asking_format(job) == AUDIO_CAPTIONS || asking_format(job) == AUDIO_EPUB;
	if (timed && number > WORK_TIMELINE && number - WORK_TIMELINE <= workflow->total_pages) {
		*ret_bucket = offsetof(struct nats_settings, timeline_object_store_bucket);
		return workflow_page_key(job->arena, workflow->tenant_id, workflow->id,
			number - WORK_TIMELINE, "json");
	}
	if (number == WORK_PAGES) {
		*ret_bucket = offsetof(struct nats_settings, book_object_store_bucket);
		return book_key(job->arena, workflow->tenant_id, workflow->id, BOOK_PAGES);
	}
	if (number < WORK_BOOK || number > WORK_EDITS)
		return NULL;
	*ret_bucket = offsetof(struct nats_settings, book_object_store_bucket);
	return book_key(job->arena, workflow->tenant_id, workflow->id, parts[number - WORK_BOOK]);
}

static const char *beside_output(struct front_job *job, int number, size_t *ret_bucket)
{
	*ret_bucket = offsetof(struct nats_settings, final_audio_object_store_bucket);
	return number == WORK_ORIGINAL && wav_keep_is_wanted(job) ? asking_wav_key(job) : NULL;
}

static const char *output_key(struct front_job *job, int page)
{
	if (page != 0 || wav_keep_is_wanted(job))
		return NULL;
	if (asking_is_piece(job))
		return encoded_audio_piece_key(job->arena, job->workflow->tenant_id,
			job->workflow->id, asking_format(job), job->event->piece);
	return encoded_audio_key(
		job->arena, job->workflow->tenant_id, job->workflow->id, asking_format(job));
}

static int refine(struct front_job *job, struct front_result *result, struct err *err)
{
	struct meta *meta = &result->spec->metadata;
	if (wav_keep_check(job, err) < 0)
		return -1;
	meta_set(meta, job->arena, ENCODED_SOURCE, job->event->digest);
	if (!asking_is_piece(job))
		meta_set(meta, job->arena, ENCODED_STATE, "ready");
	if (job->noted > 0)
		meta_setf(
			meta, job->arena, ENCODED_REQUEST, "%llu", (unsigned long long)job->noted);
	return 0;
}

/* ---- completion ---- */

static int tell(struct front_job *job, const struct object_info *info, struct err *err)
{
	const char *seconds = meta_get(&info->metadata, META_SECONDS);
	const struct event event = {
		.type = EVENT_AUDIO_ENCODED,
		.header = event_header_next(&job->event->header, job->arena),
		.key = info->name,
		.format = job->event->format,
		.digest = job->event->digest,
		.bytes = (int64_t)info->size,
		.seconds = seconds ? strtod(seconds, NULL) : 0,
	};
	return front_publish(job, front_settings(job->front)->nats.audio_encoded_subject, &event,
		job->event->format, err);
}

/* Removes what was stored after the job was removed. */
static int discard_if_removed(struct front_job *job, bool *ret_removed, struct err *err)
{
	struct workflow *now = NULL;
	struct natsconn *conn = front_conn(job->front);
	*ret_removed = false;
	if (workflow_store_get(conn, job->workflow->id, &now, err) == 0) {
		workflow_free(&now);
		return 0;
	}
	if (err->kind != ERR_NOT_FOUND)
		return -1;
	*ret_removed = true;
	if (wav_keep_is_wanted(job))
		return objstore_delete(conn,
			front_settings(job->front)->nats.final_audio_object_store_bucket,
			asking_wav_key(job), err);
	if (remove_pieces(job, err) < 0)
		return -1;
	return encoded_audio_remove(conn, job->workflow->tenant_id, job->workflow->id, err);
}

static int done(struct front_job *job, int next_page, struct err *err)
{
	(void)next_page;
	bool removed = false;
	struct object_info info;
	if (discard_if_removed(job, &removed, err) < 0)
		return -1;
	if (removed)
		return 0;
	if (wav_keep_is_wanted(job))
		return wav_keep_made(job, err);
	if (asking_is_piece(job))
		return finish_piece(job, err);
	if (find_file(job, &info, err) < 0 || tell(job, &info, err) < 0 ||
		failpoint(audio_encoder_stage.name, "encoded-published", 0, err) < 0)
		return -1;
	log_info("%s: %s: %lld bytes", job->workflow->id, job->event->format, (long long)info.size);
	outbox_take(job, &info);
	return finish_file(job, err);
}

static int emit(struct front_job *job, int page, bool *ret_stop, struct err *err)
{
	(void)job;
	(void)page;
	*ret_stop = false;
	return err_set(err, ERR_INVALID, "this stage reports when it is done");
}

/* The file failed, but the job did not. */
static int failed(struct front_job *job, const char *reason, struct err *err)
{
	enum audio_format format;
	bool current;
	if (wav_keep_is_current(job, &current, err) < 0)
		return -1;
	if (!current)
		return 0; /* nobody needs it any more */
	if (front_dead_letter(job, reason, err) < 0)
		return -1;
	if (wav_keep_is_wanted(job))
		return wav_keep_failed(job, reason, err);
	if (!asking_parse_format(job, &format) || !job->event->digest)
		return 0;
	if (asking_file_failed(job, format, reason, err) < 0)
		return -1;
	return chapter_files_whole_failed(job, reason, err);
}

/* Pieces, or the WAV itself, were removed: starts over if the WAV exists. */
static int input_lost(struct front_job *job, struct err *err)
{
	const struct encoded_request again = { .format = asking_format(job) };
	struct object_info wav;
	enum wav_place place;
	if (wav_keep_find(job, &wav, &place, err) < 0)
		return err->kind == ERR_NOT_FOUND ? failed(job, "the WAV no longer exists", err)
						  : -1;
	if (place == WAV_OTHER)
		return 0;
	if (wav_keep_is_wanted(job))
		return place == WAV_HERE ? wav_keep_made(job, err) : wav_keep_ask(job, err);
	return encoded_audio_request(front_conn(job->front), &job->event->header,
		asking_wav_key(job), job->event->digest, &again, err);
}

/* A redelivered message may have stored its piece when nobody needed it any more. While a file
 * is being made, each of its pieces is needed. */
static void late(struct front_job *job)
{
	enum audio_format format;
	struct encoded_audio file;
	struct err err;
	bool ended = job->workflow->status == WORKFLOW_CANCELLED ||
		     job->workflow->status == WORKFLOW_FAILED;
	if (!asking_parse_format(job, &format) || !job->event->digest)
		return;
	int rc = encoded_audio_look(front_conn(job->front), job->workflow->tenant_id,
		job->workflow->id, job->event->digest, format, job->arena, &file, &err);
	if (rc == 0 && ended)
		rc = remove_pieces(job, &err);
	else if (rc == 0 && file.state == ENCODED_READY)
		rc = drop_pieces(job, &err);
	if (rc < 0)
		log_warn("%s", err.text);
}

static const struct front_beside beside = {
	.input_key = beside_input,
	.output_key = beside_output,
	.check = wav_keep_check,
	.only_new = true,
};

static const struct front_ending ending = {
	.done = done,
	.failed = failed,
	.input_lost = input_lost,
	.late = late,
};

const struct front_stage audio_encoder_front = {
	.consumes = EVENT_AUDIO_ENCODE_REQUESTED,
	.stream = offsetof(struct nats_settings, encoding_stream_name),
	.consumer = offsetof(struct nats_settings, encoding_consumer_name),
	.input_bucket = offsetof(struct nats_settings, encoded_audio_object_store_bucket),
	.output_bucket = offsetof(struct nats_settings, encoded_audio_object_store_bucket),
	.scope = FRONT_FINISHED_JOBS,
	.beside = &beside,
	.ending = &ending,
	.admit = admit,
	.describe = describe,
	.input_key = input_key,
	.output_key = output_key,
	.next_input = next_input,
	.range_input = range_input,
	.refine = refine,
	.emit = emit,
};
