/* commentary.c: asks for each kind of addition that an event wants, waits, and composes the
 * page. */
#include "workers/png_to_text/commentary.h"

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/base/utf8.h"
#include "common/farm/page_metadata.h"
#include "workers/engine/io.h"
#include "workers/front/front.h"
#include "workers/front/note.h"
#include "workers/front/spool.h"
#include "workers/png_to_text/augment.h"
#include "workers/png_to_text/commentator_process.h"
#include "workers/png_to_text/results.h"
#include "workers/png_to_text/spoken_by.h"

#include <string.h>
#include <unistd.h>

/* Metadata of a text that was to be augmented: identifies the request
 * (workers/png_to_text/augment.h). Beside it, "commentary" and "summary" are "added", or
 * "unavailable: " and the reason. */
#define META_AUGMENTED "augmented"

enum {
	MAX_TEXT = 4 * 1024 * 1024,
	LOOK_MS = 2000,
	GRACE_MS = 5000,
	COMPOSE_MS = 10000,
	/* After the endpoint was unavailable for this many questions in a row, it is left alone
	 * for a while, so that a long book does not wait for it on every page. */
	AWAY_TIMES = 3,
	AWAY_MS = 60000,
};

/* What this process knows of the endpoint. */
static struct {
	int times; /* unavailable, in a row */
	int64_t until_ms;
} away;

static bool is_wanted(const struct front_job *job)
{
	return job->event->augmentation.commentary || job->event->augmentation.summary;
}

int64_t front_commentary_ms(struct front_job *job)
{
	const struct commentary_settings *settings = &front_settings(job->front)->commentary;
	if (!is_wanted(job) || !*settings->base_url)
		return 0;
	return settings->page_timeout_seconds * 1000 + GRACE_MS + COMPOSE_MS + GRACE_MS;
}

bool front_commentary_is_stored(struct front_job *job)
{
	struct object_info info;
	struct err err;
	if (!is_wanted(job) ||
		objstore_info(front_conn(job->front),
			front_settings(job->front)->nats.text_object_store_bucket,
			job->front->ops->output_key(job, 0), job->arena, &info, &err) < 0)
		return false;
	const char *mark = meta_get(&info.metadata, META_AUGMENTED);
	return mark && strcmp(mark, augment_mark(job->arena, &job->event->augmentation)) == 0;
}

/* ---- one question ---- */

struct asking {
	struct front_job *job;
	const char *text, *language;
	int image; /* descriptor; -1: send none */
	int64_t limit_ms;
	bool left; /* the front is exiting or the job was cancelled: discard everything */
};

static const char *question_json(const struct asking *asking, enum augment_kind kind)
{
	const struct front_job *job = asking->job;
	const struct commentary_settings *settings = &front_settings(job->front)->commentary;
	const char *instructions = augment_instructions(&job->event->augmentation, kind);
	if (!instructions)
		instructions = kind == AUGMENT_SUMMARY ? settings->summary_instructions
						       : settings->commentary_instructions;
	cJSON *root = json_new();
	json_add_string(root, "instructions", instructions);
	json_add_string(root, "language", augment_language(asking->language));
	json_add_string(root, "text", asking->text);
	json_add_int(root, "page", job->event->page_number);
	json_add_int(root, "totalPages", job->event->total_pages);
	json_add_bool(root, "image", asking->image >= 0);
	json_add_int(root, "milliseconds", asking->limit_ms - clock_monotonic_ms());
	const char *json = json_print(root, job->arena);
	cJSON_Delete(root);
	return json;
}

static int start(struct asking *asking, const char *json, int image, size_t max,
	struct commentator *commentator, struct err *err)
{
	struct front *front = asking->job->front;
	int fd;
	if (spool_open(front->spool_dir, strlen(json), &fd, err) < 0)
		return -1;
	int rc = engine_write(fd, json, strlen(json), err);
	if (rc == 0 && lseek(fd, 0, SEEK_SET) < 0)
		rc = err_set(err, ERR_INTERNAL, "the question cannot be asked");
	if (rc == 0)
		rc = commentator_start(front->config_path, fd, image, max, commentator, err);
	close(fd);
	return rc;
}

/* Waits for the answer. False: it is no use waiting any longer. */
static bool await(struct asking *asking, struct commentator *commentator)
{
	struct front *front = asking->job->front;
	int64_t next_look_ms = clock_monotonic_ms() + LOOK_MS;
	while (clock_monotonic_ms() < asking->limit_ms + GRACE_MS) {
		if (front_wait(front, commentator->output, LOOK_MS) &&
			commentator_read(commentator))
			return true;
		asking->left = front->leaving || front_is_cancelled(asking->job, &next_look_ms);
		if (asking->left)
			return false;
	}
	return false;
}

/* NULL: err holds the reason. */
static const char *ask(struct asking *asking, enum augment_kind kind, struct err *err)
{
	const struct front_job *job = asking->job;
	struct commentator commentator = { .output = -1 };
	const char *answer = NULL;
	if (!*front_settings(job->front)->commentary.base_url) {
		err_set(err, ERR_INVALID, "no endpoint is configured");
		return NULL;
	}
	if (clock_monotonic_ms() < away.until_ms) {
		err_set(err, ERR_INVALID, "the endpoint was unreachable a moment ago");
		return NULL;
	}
	if (clock_monotonic_ms() >= asking->limit_ms) {
		err_set(err, ERR_INVALID, "no time was left to ask");
		return NULL;
	}
	if (start(asking, question_json(asking, kind), asking->image, COMMENTATOR_MAX_ANSWER,
		    &commentator, err) < 0) {
		log_error("%s", err->text);
		err_set(err, ERR_INVALID, "the commentator cannot start; see the log");
		return NULL;
	}
	bool done = await(asking, &commentator);
	commentator_end(&commentator);
	if (done)
		answer = commentator_answer(&commentator, job->arena, err);
	else
		err_set(err, ERR_UNAVAILABLE, "the endpoint did not answer in time");
	commentator_free(&commentator);
	return answer;
}

static void note_away(const struct err *err, bool answered)
{
	if (answered || err->kind != ERR_UNAVAILABLE) {
		if (answered)
			away.times = 0;
		return;
	}
	if (++away.times < AWAY_TIMES)
		return;
	away.times = 0;
	away.until_ms = clock_monotonic_ms() + AWAY_MS;
	log_warn("the endpoint of [commentary] is unreachable: not trying again for %d s",
		AWAY_MS / 1000);
}

/* ---- outcome ---- */

/* Reports in the log and in the job's state. reason NULL: it was added. */
static int tell(struct front_job *job, enum augment_kind kind, const char *reason, struct err *err)
{
	if (reason)
		log_warn("%s page %d: read without %s: %s", job->workflow->id,
			job->event->page_number, augment_name(kind), reason);
	return front_note(job, augment_name(kind), reason, err);
}

static int ask_for(struct asking *asking, enum augment_kind kind, struct front_result *result,
	const char **ret_added, struct err *err)
{
	struct front_job *job = asking->job;
	const char *reason = NULL;
	struct err why = { ERR_NONE, "" };
	const char *answer = ask(asking, kind, &why);
	if (asking->left)
		return err_set(err, ERR_UNAVAILABLE, "leaving");
	note_away(&why, answer != NULL);
	if (!answer)
		reason = arena_string(job->arena, why.text);
	meta_set(&result->spec->metadata, job->arena, augment_name(kind),
		answer ? "added" : arena_printf(job->arena, "unavailable: %s", why.text));
	*ret_added = answer;
	return tell(job, kind, reason, err);
}

/* ---- composing ---- */

static void add_text_part(cJSON *parts, const char *text)
{
	cJSON *part = json_new();
	json_add_string(part, "text", text);
	cJSON_AddItemToArray(parts, part);
}

static const char *composing_json(
	const struct asking *asking, const char *words, const char *const added[AUGMENT_KINDS])
{
	const struct front_job *job = asking->job;
	const struct augment_texts texts =
		augment_texts_of(job->arena, &job->event->augmentation, asking->language, added);
	const char *language = asking->language ? asking->language : "";
	const struct meta *options = &job->workflow->options;
	const char *voice = meta_get(options, "voice"), *asked = meta_get(options, "language");
	cJSON *root = json_new(), *parts = cJSON_AddArrayToObject(root, "compose");
	json_add_string(root, "language", language);
	json_add_string(root, "rules",
		spoken_by(asked && strcmp(asked, "auto") != 0 ? asked : NULL, voice, language,
			job->arena));
	json_add_bool(root, "monthFirst", spoken_month_first(voice));
	for (size_t i = 0; i < texts.before; i++)
		add_text_part(parts, texts.texts[i]);
	cJSON *page = json_new();
	json_add_string(page, "said", asking->text);
	json_add_string(page, "words", words);
	cJSON_AddItemToArray(parts, page);
	for (size_t i = texts.before; i < texts.count; i++)
		add_text_part(parts, texts.texts[i]);
	const char *json = json_print(root, job->arena);
	cJSON_Delete(root);
	return json;
}

static const char *words_key(struct front_job *job)
{
	return job->front->ops->output_key(job, PNG_TO_TEXT_WORDS);
}

/* The page's words, which the engine has just stored. */
static int read_words(struct front_job *job, const char **ret_words, struct err *err)
{
	const char *bucket = front_settings(job->front)->nats.text_object_store_bucket;
	struct object_info info;
	struct buf words = BUF_EMPTY;
	int fd;
	if (front_get(job, bucket, words_key(job), &fd, &info, err) < 0)
		return -1;
	int rc = buf_read_fd(&words, fd, COMMENTATOR_MAX_COMPOSED, err);
	if (rc == 0)
		*ret_words = arena_string_n(job->arena, buf_string(&words), words.len);
	buf_free(&words);
	close(fd);
	return rc;
}

/* The text to be spoken and its words. They contain models' answers, so a process that has
 * access to nothing else composes them. */
static int compose(struct asking *asking, const char *const added[AUGMENT_KINDS],
	const char **ret_said, const char **ret_words, struct err *err)
{
	struct front_job *job = asking->job;
	struct commentator commentator = { .output = -1 };
	const char *words = NULL;
	if (read_words(job, &words, err) < 0 ||
		start(asking, composing_json(asking, words, added), -1, COMMENTATOR_MAX_COMPOSED,
			&commentator, err) < 0)
		return -1;
	/* Composing asks no endpoint and takes negligible time, which does not count against the
	 * models'. */
	asking->limit_ms = clock_monotonic_ms() + COMPOSE_MS;
	int rc = -1;
	if (await(asking, &commentator))
		rc = 0;
	else
		err_set(err, asking->left ? ERR_UNAVAILABLE : ERR_INTERNAL,
			asking->left ? "leaving" : "composing the text took too long");
	commentator_end(&commentator);
	if (rc == 0)
		rc = commentator_composed(&commentator, job->arena, ret_said, ret_words, err);
	commentator_free(&commentator);
	return rc;
}

static int put_words(struct front_job *job, const char *words, struct err *err)
{
	const struct object_spec spec = {
		.bucket = front_settings(job->front)->nats.text_object_store_bucket,
		.name = words_key(job),
	};
	struct object_info info;
	return objstore_put_bytes(
		front_conn(job->front), &spec, words, strlen(words), job->arena, &info, err);
}

/* ---- the page ---- */

static int read_text(const struct front_job *job, int fd, const char **ret_text, struct err *err)
{
	struct buf text = BUF_EMPTY;
	if (buf_read_fd(&text, fd, MAX_TEXT, err) < 0) {
		buf_free(&text);
		return -1;
	}
	*ret_text = utf8_sanitize(job->arena, buf_string(&text));
	buf_free(&text);
	return 0;
}

/* Opens the page's image, if models are to see it. If that fails, it is left out. */
static int open_image(struct front_job *job)
{
	const struct settings *settings = front_settings(job->front);
	struct object_info info;
	struct err err;
	int fd = -1;
	if (!settings->commentary.send_image || !*settings->commentary.base_url)
		return -1;
	if (objstore_info(front_conn(job->front), settings->nats.png_object_store_bucket,
		    job->event->key, job->arena, &info, &err) < 0 ||
		info.size > (uint64_t)settings->commentary.max_request_kb * 1024 ||
		front_get(job, settings->nats.png_object_store_bucket, job->event->key, &fd, &info,
			&err) < 0)
		return -1;
	return fd;
}

static int replace(
	struct front_job *job, struct front_result *result, const char *text, struct err *err)
{
	int fd;
	if (spool_open(job->front->spool_dir, strlen(text), &fd, err) < 0)
		return -1;
	if (engine_write(fd, text, strlen(text), err) < 0) {
		close(fd);
		return -1;
	}
	result->fd = fd;
	result->size = strlen(text);
	return 0;
}

/* Stores the words and replaces the text. A text without words is still useful: it is spoken as
 * it stands. */
static int replace_all(struct asking *asking, const char *const added[AUGMENT_KINDS],
	struct front_result *result, struct err *err)
{
	struct front_job *job = asking->job;
	const char *said = NULL, *words = NULL;
	struct err trouble;
	if (compose(asking, added, &said, &words, &trouble) == 0)
		return put_words(job, words, err) < 0 ? -1 : replace(job, result, said, err);
	if (asking->left || trouble.kind == ERR_UNAVAILABLE) {
		*err = trouble;
		return -1;
	}
	log_warn("%s page %d: without word positions: %s", job->workflow->id,
		job->event->page_number, trouble.text);
	said = augment_compose(
		job->arena, &job->event->augmentation, asking->language, asking->text, added);
	return replace(job, result, said, err);
}

static int ask_all(struct asking *asking, struct front_result *result, struct err *err)
{
	struct front_job *job = asking->job;
	const struct augmentation *augmentation = &job->event->augmentation;
	const char *added[AUGMENT_KINDS] = { NULL, NULL };
	bool any = false;
	for (int kind = 0; kind < AUGMENT_KINDS; kind++) {
		if (!augment_wants(augmentation, (enum augment_kind)kind))
			continue;
		if (ask_for(asking, (enum augment_kind)kind, result, &added[kind], err) < 0)
			return -1;
		any |= added[kind] != NULL;
	}
	meta_set(&result->spec->metadata, job->arena, META_AUGMENTED,
		augment_mark(job->arena, augmentation));
	/* Another worker that got the same page may have been faster: its text stays, because it
	 * may have been spoken already. */
	result->keep = front_commentary_is_stored(job);
	return !any || result->keep ? 0 : replace_all(asking, added, result, err);
}

int front_commentary_refine(struct front_job *job, struct front_result *result, struct err *err)
{
	const char *outcome = meta_get(&result->spec->metadata, META_OUTCOME);
	if (!is_wanted(job) || (outcome && strcmp(outcome, "blank") == 0))
		return 0;
	result->keep = front_commentary_is_stored(job);
	if (result->keep)
		return 0;
	const struct commentary_settings *settings = &front_settings(job->front)->commentary;
	struct asking asking = {
		.job = job,
		.language = meta_get(&result->spec->metadata, META_LANGUAGE),
		.limit_ms = clock_monotonic_ms() + settings->page_timeout_seconds * 1000,
	};
	if (read_text(job, result->fd, &asking.text, err) < 0)
		return -1;
	asking.image = open_image(job);
	int rc = ask_all(&asking, result, err);
	if (asking.image >= 0)
		close(asking.image);
	return rc;
}
