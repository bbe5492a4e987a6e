/* page_images.c: asks for a picture and looks until it is there. The first who asks does, others
 * wait for that one. */
#include "web/state/page_images.h"

#include "common/base/alloc.h"
#include "common/base/timestamp.h"
#include "common/farm/free_space.h"
#include "common/farm/page_image.h"
#include "common/farm/page_metadata.h"
#include "common/objstore/store.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

enum {
	MOST = 64, /* pictures waited for at a time */
	WAIT_MS = 10000,
	FIRST_LOOK_MS = 10,
	LAST_LOOK_MS = 100,
	/* That a page cannot be drawn is believed for so long: the PDF may be another by then. */
	BELIEVED_MS = 60000,
};

/* A picture that somebody waits for. */
struct drawing {
	char *key;   /* owned */
	int waiting; /* that wait for the one who looks */
	bool over;
	struct drawing *next;
};

struct page_images {
	const struct settings *settings;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct drawing *drawings; /* owned */
	int count;
};

struct page_images *page_images_new(const struct settings *settings)
{
	struct page_images *images = alloc_zeroed(1, sizeof *images);
	pthread_condattr_t attr;
	images->settings = settings;
	pthread_mutex_init(&images->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&images->changed, &attr);
	pthread_condattr_destroy(&attr);
	return images;
}

void page_images_free(struct page_images **images)
{
	if (!*images)
		return;
	pthread_cond_destroy(&(*images)->changed);
	pthread_mutex_destroy(&(*images)->lock);
	alloc_free(images);
}

const char *page_image_wish_key(const struct page_image_wish *wish, struct arena *arena)
{
	return workflow_page_key(arena, wish->workflow->tenant_id, wish->workflow->id, wish->page,
		page_image_extension(arena, wish->width));
}

/* ---- what there is ---- */

struct look {
	bool found;
	const char *failure; /* NULL: it is a picture */
	const char *nuid;    /* tells one answer from another */
	int64_t age_ms;
};

static int look(struct natsconn *conn, const char *bucket, const char *key, struct arena *arena,
	struct look *ret_look, struct err *err)
{
	struct object_info info;
	*ret_look = (struct look) { .found = false };
	if (objstore_info(conn, bucket, key, arena, &info, err) < 0)
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	const char *reason = meta_get(&info.metadata, META_REASON);
	ret_look->found = true;
	ret_look->nuid = info.nuid;
	ret_look->age_ms = clock_unix_ms() - info.mtime_ms;
	if (meta_get(&info.metadata, META_OUTCOME))
		ret_look->failure = reason ? reason : "nobody knows why";
	return 0;
}

/* Whether that is an answer to who asked when `before` was there. */
static bool is_answer(const struct look *now, const struct look *before)
{
	if (!now->found || !now->failure)
		return now->found;
	bool another = !before->found || strcmp(before->nuid, now->nuid) != 0;
	return another || (now->age_ms >= 0 && now->age_ms < BELIEVED_MS);
}

/* ---- asking, and waiting for the answer ---- */

struct question {
	struct natsconn *conn;
	const char *bucket, *key;
	struct arena *arena;
	struct look answer;
};

static int look_until(struct question *question, int64_t until_ms, struct err *err)
{
	const struct look before = question->answer;
	for (int ms = FIRST_LOOK_MS; clock_monotonic_ms() < until_ms;) {
		const struct timespec pause = { 0, ms * 1000000L };
		struct arena *arena = arena_new();
		nanosleep(&pause, NULL);
		int rc = look(question->conn, question->bucket, question->key, arena,
			&question->answer, err);
		bool answered = rc == 0 && is_answer(&question->answer, &before);
		if (answered && question->answer.failure)
			question->answer.failure =
				arena_string(question->arena, question->answer.failure);
		arena_free(&arena);
		if (rc < 0 || answered)
			return rc;
		if (ms < LAST_LOOK_MS)
			ms += FIRST_LOOK_MS;
	}
	question->answer.found = false;
	return 0;
}

static enum page_image_result result_of(const struct look *look, const char **ret_reason)
{
	if (!look->found)
		return PAGE_IMAGE_BUSY;
	*ret_reason = look->failure;
	return look->failure ? PAGE_IMAGE_FAILED : PAGE_IMAGE_READY;
}

static int draw(struct page_images *images, struct question *question,
	const struct page_image_wish *wish, enum page_image_result *ret_result,
	const char **ret_reason, struct err *err)
{
	const struct settings *settings = images->settings;
	struct object_info pdf;
	char full[FREE_SPACE_TEXT];
	if (objstore_info(question->conn, settings->nats.pdf_object_store_bucket,
		    wish->workflow->pdf_key, question->arena, &pdf, err) < 0) {
		*ret_result = PAGE_IMAGE_NO_PDF;
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	}
	if (free_space_is_low(
		    question->conn, settings, settings->http.min_free_disk_mb << 20, full)) {
		*ret_result = PAGE_IMAGE_NO_ROOM;
		*ret_reason = arena_string(question->arena, full);
		return 0;
	}
	if (page_image_request(question->conn, wish->workflow, wish->page, wish->width, err) < 0 ||
		look_until(question, clock_monotonic_ms() + WAIT_MS, err) < 0)
		return -1;
	*ret_result = result_of(&question->answer, ret_reason);
	return 0;
}

/* ---- one asks, others wait ---- */

static struct drawing **find(struct page_images *images, const char *key)
{
	struct drawing **link = &images->drawings;
	while (*link && ((*link)->over || strcmp((*link)->key, key) != 0))
		link = &(*link)->next;
	return link;
}

/* The lock is held. */
static void release(struct page_images *images, struct drawing *drawing)
{
	if (!drawing->over || drawing->waiting > 0)
		return;
	struct drawing **link = &images->drawings;
	while (*link != drawing)
		link = &(*link)->next;
	*link = drawing->next;
	images->count--;
	alloc_free(&drawing->key);
	alloc_free(&drawing);
}

/* True: it is the caller's to have it drawn, and to say so when that is over. Else somebody did, or
 * *ret_own NULL, too many are waited for. */
static bool begin(struct page_images *images, const char *key, struct drawing **ret_own)
{
	pthread_mutex_lock(&images->lock);
	struct drawing *drawing = *find(images, key);
	bool own = !drawing && images->count < MOST;
	if (own) {
		drawing = alloc_zeroed(1, sizeof *drawing);
		drawing->key = alloc_string(key);
		drawing->next = images->drawings;
		images->drawings = drawing;
		images->count++;
	} else if (drawing) {
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += WAIT_MS / 1000;
		drawing->waiting++;
		while (!drawing->over && pthread_cond_timedwait(&images->changed, &images->lock,
						 &until) != ETIMEDOUT)
			;
		drawing->waiting--;
		release(images, drawing);
	}
	pthread_mutex_unlock(&images->lock);
	*ret_own = own ? drawing : NULL;
	return own;
}

static void end(struct page_images *images, struct drawing *drawing)
{
	pthread_mutex_lock(&images->lock);
	drawing->over = true;
	pthread_cond_broadcast(&images->changed);
	release(images, drawing);
	pthread_mutex_unlock(&images->lock);
}

int page_images_get(struct page_images *images, struct natsconn *conn,
	const struct page_image_wish *wish, struct arena *arena, enum page_image_result *ret_result,
	const char **ret_reason, struct err *err)
{
	struct question question = {
		.conn = conn,
		.bucket = images->settings->nats.page_image_object_store_bucket,
		.key = page_image_wish_key(wish, arena),
		.arena = arena,
	};
	const struct look nothing = { .found = false };
	struct drawing *own;
	*ret_reason = NULL;
	if (look(conn, question.bucket, question.key, arena, &question.answer, err) < 0)
		return -1;
	if (question.answer.found &&
		(!question.answer.failure || question.answer.age_ms < BELIEVED_MS)) {
		*ret_result = result_of(&question.answer, ret_reason);
		return 0;
	}
	if (begin(images, question.key, &own)) {
		int rc = draw(images, &question, wish, ret_result, ret_reason, err);
		end(images, own);
		return rc;
	}
	if (look(conn, question.bucket, question.key, arena, &question.answer, err) < 0)
		return -1;
	*ret_result = is_answer(&question.answer, &nothing)
			      ? result_of(&question.answer, ret_reason)
			      : PAGE_IMAGE_BUSY;
	return 0;
}
