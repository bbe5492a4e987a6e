/* transfer.c: moves objects between the broker and an engine's descriptors. */
#include "workers/front/front.h"

#include "common/base/alloc.h"
#include "common/objstore/store.h"
#include "workers/front/spool.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* From this size on, a transfer takes too long for the front to be unresponsive meanwhile. */
enum { BACKGROUND_BYTES = 16 * 1024 * 1024 };

/* ---- from the broker ---- */

struct get {
	struct natsconn *conn;
	const char *bucket, *key;
	struct arena *arena;
	int fd;
	struct object_info info; /* as last seen */
};

static int ask(struct get *get, const char *spool_dir, struct err *err)
{
	if (objstore_info(get->conn, get->bucket, get->key, get->arena, &get->info, err) < 0)
		return -1;
	/* An empty object needs no disk. */
	return spool_open(spool_dir, get->info.size ? get->info.size : 1, &get->fd, err);
}

static int fill(void *context, struct err *err)
{
	struct get *get = context;
	return objstore_get_known(
		get->conn, get->bucket, get->key, &get->info, get->fd, get->arena, &get->info, err);
}

static int finish(const struct get *get, int rc, int *ret_fd, struct object_info *ret_info)
{
	if (rc < 0) {
		close(get->fd);
		return -1;
	}
	*ret_fd = get->fd;
	*ret_info = get->info;
	return 0;
}

int front_fetch(struct natsconn *conn, const char *spool_dir, const char *bucket, const char *key,
	struct arena *arena, int *ret_fd, struct object_info *ret_info, struct err *err)
{
	struct get get = { .conn = conn, .bucket = bucket, .key = key, .arena = arena };
	if (ask(&get, spool_dir, err) < 0)
		return -1;
	return finish(&get, fill(&get, err), ret_fd, ret_info);
}

int front_get(struct front_job *job, const char *bucket, const char *key, int *ret_fd,
	struct object_info *ret_info, struct err *err)
{
	struct front *front = job->front;
	struct get get = { .conn = front->conn, .bucket = bucket, .key = key, .arena = job->arena };
	if (ask(&get, front->spool_dir, err) < 0)
		return -1;
	int rc = get.info.size < BACKGROUND_BYTES ? fill(&get, err)
						  : background_run(front, fill, &get, err);
	return finish(&get, rc, ret_fd, ret_info);
}

/* ---- a range of an object ---- */

enum { MOST_OF_RANGE = 64 * 1024 * 1024, RANGE_BLOCK = 256 * 1024 };

static int write_block(
	const struct range *range, const char *block, size_t len, uint64_t at, struct err *err)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = pwrite(range->fd, block + done, len - done, (off_t)(at + done));
		if (n < 0 && errno != EINTR)
			return err_errno(err, ERR_INTERNAL, errno, "spooling %s", range->key);
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static int copy_range(void *context, struct err *err)
{
	struct range *range = context;
	struct objreader *reader = NULL;
	if (objreader_open(range->conn, range->bucket, range->key, &reader, err) < 0)
		return -1;
	char *block = alloc_zeroed(1, RANGE_BLOCK);
	int rc = 0;
	range->size = objreader_info(reader)->size;
	for (uint64_t done = 0; rc == 0 && done < range->len;) {
		uint64_t left = range->len - done;
		size_t len = 0;
		rc = objreader_read(reader, range->offset + done, block,
			left < RANGE_BLOCK ? (size_t)left : RANGE_BLOCK, &len, err);
		if (rc < 0 || len == 0)
			break;
		rc = write_block(range, block, len, done, err);
		done += len;
	}
	free(block);
	objreader_close(&reader);
	return rc;
}

int front_get_range(struct front_job *job, struct range *range, struct err *err)
{
	if (range->len > MOST_OF_RANGE)
		range->len = MOST_OF_RANGE;
	if (spool_open(job->front->spool_dir, range->len, &range->fd, err) < 0)
		return -1;
	int rc = range->len < BACKGROUND_BYTES / 4
			 ? copy_range(range, err)
			 : background_run(job->front, copy_range, range, err);
	if (rc < 0)
		close(range->fd);
	return rc;
}

/* ---- to the broker ---- */

struct put {
	struct front_job *job;
	const struct object_spec *spec;
	int fd;
	struct object_info *info;
};

static int store(void *context, struct err *err)
{
	const struct put *put = context;
	struct front_job *job = put->job;
	struct natsconn *conn = job->front->conn;
	bool proved = false;
	if (!job->front->ops->joins)
		return objstore_put(conn, put->spec, put->fd, job->arena, put->info, err);
	int rc = objstore_put_proved(conn, put->spec, put->fd, job->arena, put->info, &proved, err);
	job->proved = rc == 0 && proved ? put->info : NULL;
	return rc;
}

int front_put(struct front_job *job, const struct object_spec *spec, int fd, uint64_t size,
	struct object_info *ret_info, struct err *err)
{
	struct object_info *info = arena_alloc(job->arena, sizeof *info);
	struct put put = { job, spec, fd, info };
	if ((size < BACKGROUND_BYTES ? store(&put, err)
				     : background_run(job->front, store, &put, err)) == 0) {
		*ret_info = *info;
		return 0;
	}
	if (err->kind == ERR_NOT_FOUND)
		err->kind = ERR_UNAVAILABLE;
	return -1;
}
