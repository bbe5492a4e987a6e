/* front_transfer.c: objects on their way between the broker and an engine's descriptors. */
#include "workers/front.h"

#include "common/objstore.h"
#include "workers/spool.h"

#include <unistd.h>

/* From here on an object takes long enough for the front to be missed meanwhile. */
enum { ASIDE_BYTES = 16 * 1024 * 1024 };

struct transfer {
	struct front_job *job;
	const struct object_spec *spec; /* of a put, else NULL */
	const char *bucket, *key;       /* of a get */
	int fd;
	struct object_info info; /* of a get: as it was last seen */
};

static int move_object(void *context, struct err *err)
{
	struct transfer *t = context;
	struct natsconn *conn = t->job->front->conn;
	if (t->spec)
		return objstore_put(conn, t->spec, t->fd, t->job->arena, &t->info, err);
	return objstore_get_known(
		conn, t->bucket, t->key, &t->info, t->fd, t->job->arena, &t->info, err);
}

static int transfer(struct transfer *t, uint64_t size, struct err *err)
{
	if (size < ASIDE_BYTES)
		return move_object(t, err);
	return front_aside(t->job->front, move_object, t, err);
}

int front_get(struct front_job *job, const char *bucket, const char *key, int *ret_fd,
	struct object_info *ret_info, struct err *err)
{
	struct front *front = job->front;
	struct object_info info = { .size = 0 };
	if (objstore_info(front->conn, bucket, key, job->arena, &info, err) < 0)
		return -1;
	int fd;
	/* An empty object needs no disk. */
	if (spool_open(front->spool_dir, info.size ? info.size : 1, &fd, err) < 0)
		return -1;
	struct transfer get = {
		.job = job,
		.bucket = bucket,
		.key = key,
		.fd = fd,
		.info = info,
	};
	if (transfer(&get, info.size, err) < 0) {
		close(fd);
		return -1;
	}
	*ret_fd = fd;
	*ret_info = get.info;
	return 0;
}

int front_put(struct front_job *job, const struct object_spec *spec, int fd, uint64_t size,
	struct object_info *ret_info, struct err *err)
{
	struct transfer put = { .job = job, .spec = spec, .fd = fd };
	if (transfer(&put, size, err) == 0) {
		*ret_info = put.info;
		return 0;
	}
	if (err->kind == ERR_NOT_FOUND)
		err->kind = ERR_UNAVAILABLE;
	return -1;
}
