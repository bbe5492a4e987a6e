/* prefetch.c: fetches the pages that an engine will request next while it works on those it has.
 * Pages that it never requests cost only their transfer. */
#include "workers/front/front.h"

#include "common/base/alloc.h"
#include "common/objstore/store.h"

#include <unistd.h>

enum { DEPTH = 2 }; /* pages in transit */

struct fetch {
	int page; /* 0: none */
	struct background *task;
	struct arena *arena; /* its own, because it is used in another thread */
	struct natsconn *conn;
	const char *spool_dir, *bucket, *key;
	int fd;
	struct object_info info;
};

struct prefetch {
	struct fetch fetches[DEPTH];
};

static int fetch_object(void *context, struct err *err)
{
	struct fetch *fetch = context;
	return front_fetch(fetch->conn, fetch->spool_dir, fetch->bucket, fetch->key, fetch->arena,
		&fetch->fd, &fetch->info, err);
}

static void begin(struct front_job *job, struct fetch *fetch, const char *bucket, int page)
{
	const char *key = job->front->ops->input_key(job, page);
	if (!key)
		return;
	*fetch = (struct fetch) {
		.arena = arena_new(),
		.conn = job->front->conn,
		.spool_dir = job->front->spool_dir,
		.bucket = bucket,
		.key = key,
		.fd = -1,
	};
	/* Without a thread, it is fetched when it is requested. */
	if (background_begin(fetch_object, fetch, &fetch->task, NULL) == 0)
		fetch->page = page;
	else
		arena_free(&fetch->arena);
}

/* 0: the page's descriptor is in fetch->fd, and the caller now owns it. */
static int end(struct front *front, struct fetch *fetch)
{
	fetch->page = 0;
	return background_end(front, &fetch->task, NULL);
}

static void drop(struct front *front, struct fetch *fetch)
{
	if (end(front, fetch) == 0)
		close(fetch->fd);
	arena_free(&fetch->arena);
}

static struct fetch *fetch_of(struct prefetch *prefetch, int page)
{
	for (int i = 0; i < DEPTH; i++) {
		if (prefetch->fetches[i].page == page)
			return &prefetch->fetches[i];
	}
	return NULL;
}

/* Starts to fetch what follows `page`, and drops what precedes it. */
static void go_on(struct front_job *job, const char *bucket, int page)
{
	struct prefetch *prefetch = job->prefetch;
	for (int i = 0; i < DEPTH; i++) {
		if (prefetch->fetches[i].page > 0 && prefetch->fetches[i].page <= page)
			drop(job->front, &prefetch->fetches[i]);
	}
	for (int i = 0; i < DEPTH; i++) {
		struct fetch *room = fetch_of(prefetch, 0);
		page = job->front->ops->next_input(job, page);
		if (page <= 0 || !room)
			return;
		if (!fetch_of(prefetch, page))
			begin(job, room, bucket, page);
	}
}

static bool take(struct front_job *job, int page, int *ret_fd, struct object_info *ret_info)
{
	struct fetch *fetch = page > 0 ? fetch_of(job->prefetch, page) : NULL;
	if (!fetch)
		return false;
	bool there = end(job->front, fetch) == 0;
	if (there) {
		*ret_fd = fetch->fd;
		objstore_copy_info(&fetch->info, job->arena, ret_info);
	}
	arena_free(&fetch->arena);
	return there;
}

int prefetch_get(struct front_job *job, const char *bucket, int page, const char *key, int *ret_fd,
	struct object_info *ret_info, struct err *err)
{
	if (!job->front->ops->next_input)
		return front_get(job, bucket, key, ret_fd, ret_info, err);
	if (!job->prefetch)
		job->prefetch = alloc_zeroed(1, sizeof *job->prefetch);
	/* If the prefetch failed, asking again gives the error. */
	if (!take(job, page, ret_fd, ret_info) &&
		front_get(job, bucket, key, ret_fd, ret_info, err) < 0)
		return -1;
	go_on(job, bucket, page);
	return 0;
}

void prefetch_free(struct front_job *job)
{
	if (!job->prefetch)
		return;
	for (int i = 0; i < DEPTH; i++) {
		if (job->prefetch->fetches[i].page > 0)
			drop(job->front, &job->prefetch->fetches[i]);
	}
	alloc_free(&job->prefetch);
}
