/* live_pages.c: metadata of WAVs, cached for the books asked for most recently. */
#include "web/state/live_pages.h"

#include "common/base/alloc.h"
#include "common/farm/book.h"
#include "common/farm/page_metadata.h"
#include "common/objstore/store.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BOOKS = 16, MAX_RATE = 384000, MAX_CHANNELS = 8, PLAIN_HEADER = 44 };

struct book_known {
	char *id;                /* owned; NULL: a free slot */
	struct live_page *pages; /* owned; rate 0: unknown */
	int count;
	int reopened;       /* the job's value at the time, see struct workflow */
	unsigned long used; /* tick of the last use */
};

struct live_pages {
	pthread_mutex_t lock;
	struct book_known books[BOOKS];
	unsigned long now;
};

struct live_pages *live_pages_new(void)
{
	struct live_pages *all = alloc_zeroed(1, sizeof *all);
	pthread_mutex_init(&all->lock, NULL);
	return all;
}

static void forget(struct book_known *book)
{
	alloc_free(&book->id);
	alloc_free(&book->pages);
	book->count = 0;
	book->used = 0;
}

void live_pages_free(struct live_pages **all)
{
	if (!*all)
		return;
	for (int i = 0; i < BOOKS; i++)
		forget(&(*all)->books[i]);
	pthread_mutex_destroy(&(*all)->lock);
	alloc_free(all);
}

/* ---- the cache; call with the lock held ---- */

static struct book_known *find(struct live_pages *all, const char *id)
{
	for (int i = 0; i < BOOKS; i++) {
		if (all->books[i].id && strcmp(all->books[i].id, id) == 0)
			return &all->books[i];
	}
	return NULL;
}

/* Takes over the least recently used slot for the job. */
static struct book_known *make(struct live_pages *all, const struct workflow *workflow)
{
	struct book_known *book = &all->books[0];
	for (int i = 1; i < BOOKS; i++) {
		if (all->books[i].used < book->used)
			book = &all->books[i];
	}
	forget(book);
	book->id = alloc_string(workflow->id);
	book->count = workflow->total_pages;
	book->reopened = workflow->reopened;
	book->pages = alloc_zeroed((size_t)book->count + 1, sizeof *book->pages);
	return book;
}

/* Drops what was cached before the job was reopened, here or by another lectern-web. */
static struct book_known *find_current(struct live_pages *all, const struct workflow *workflow)
{
	struct book_known *book = find(all, workflow->id);
	if (!book || book->reopened == workflow->reopened)
		return book;
	forget(book);
	return NULL;
}

static bool recall(struct live_pages *all, const struct workflow *workflow, int page,
	struct live_page *ret_page)
{
	pthread_mutex_lock(&all->lock);
	struct book_known *book = find_current(all, workflow);
	/* A page that failed and was retried has different audio now, and the other way round. */
	bool known = book && page <= book->count && book->pages[page].rate > 0 &&
		     book->pages[page].failed == (workflow_failure(workflow, page) != NULL);
	if (known) {
		book->used = ++all->now;
		*ret_page = book->pages[page];
	}
	pthread_mutex_unlock(&all->lock);
	return known;
}

static void remember(struct live_pages *all, const struct workflow *workflow, int page,
	const struct live_page *what)
{
	pthread_mutex_lock(&all->lock);
	struct book_known *book = find_current(all, workflow);
	if (!book)
		book = make(all, workflow);
	if (page <= book->count)
		book->pages[page] = *what;
	book->used = ++all->now;
	pthread_mutex_unlock(&all->lock);
}

void live_pages_forget(struct live_pages *all, const char *id)
{
	pthread_mutex_lock(&all->lock);
	struct book_known *book = find(all, id);
	if (book)
		forget(book);
	pthread_mutex_unlock(&all->lock);
}

/* ---- the store ---- */

/* The metadata gives milliseconds; for a plain WAV the size gives the exact number of samples. */
static int64_t frames_of(const struct object_info *wav, int rate, int channels)
{
	const char *text = meta_get(&wav->metadata, META_SECONDS);
	double seconds = text ? strtod(text, NULL) : 0;
	if (!(seconds > 0 && seconds < 1e7))
		return 0;
	int64_t reported = llround(seconds * rate);
	int64_t counted =
		wav->size > PLAIN_HEADER ? (int64_t)(wav->size - PLAIN_HEADER) / 2 / channels : 0;
	return llabs(counted - reported) <= rate / 1000 + 1 ? counted : reported;
}

/* 0: stored by another program without our metadata, so it cannot be listed. */
static int describe(const struct object_info *wav, const struct workflow *workflow, int page,
	struct arena *arena, struct live_page *ret_page)
{
	struct live_page known = {
		.rate = (int)meta_get_int(&wav->metadata, META_SAMPLE_RATE, 1000, MAX_RATE, 0),
		.channels = (int)meta_get_int(&wav->metadata, META_CHANNELS, 1, MAX_CHANNELS, 0),
		.failed = workflow_failure(workflow, page) != NULL,
	};
	if (known.rate == 0 || known.channels == 0)
		return 0;
	const char *outcome = meta_get(&wav->metadata, META_OUTCOME);
	const char *pcm = meta_get(&wav->metadata, META_PCM_DIGEST);
	known.frames = frames_of(wav, known.rate, known.channels);
	known.spoken = !outcome || strcmp(outcome, "spoken") == 0;
	snprintf(known.digest, sizeof known.digest, "%s", wav->digest);
	snprintf(known.timeline, sizeof known.timeline, "%s",
		pcm ? book_timeline_mark(arena, pcm) : "");
	*ret_page = known;
	return 1;
}

static int look(struct natsconn *conn, const struct workflow *workflow, int page,
	struct arena *arena, struct live_page *ret_page, struct err *err)
{
	const char *key = workflow_page_key(arena, workflow->tenant_id, workflow->id, page, "wav");
	struct object_info wav;
	if (objstore_info(conn, natsconn_settings(conn)->wav_object_store_bucket, key, arena, &wav,
		    err) < 0)
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	return describe(&wav, workflow, page, arena, ret_page);
}

int live_pages_get(struct live_pages *all, struct natsconn *conn, const struct workflow *workflow,
	int page, struct live_page *ret_page, struct err *err)
{
	if (!pageset_has(&workflow->received, page))
		return 0;
	if (recall(all, workflow, page, ret_page))
		return 1;
	struct arena *arena = arena_new();
	int found = look(conn, workflow, page, arena, ret_page, err);
	arena_free(&arena);
	if (found > 0)
		remember(all, workflow, page, ret_page);
	return found;
}
