/* get.c: reads a whole object into a file and verifies it. */
#include "common/objstore/parts.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* How often the object may be replaced while being read before that is an error. */
enum { MAX_ROUNDS = 20 };

/* Where the bytes go. */
struct sink {
	int fd;                       /* -1 to verify the bytes only */
	void (*alive)(void *context); /* called at every chunk; may be NULL */
	void *context;
};

static int write_all(int fd, const char *data, size_t len, uint64_t offset, struct err *err)
{
	while (len > 0) {
		ssize_t n = pwrite(fd, data, len, (off_t)offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, ERR_INTERNAL, errno, "writing the object's data");
		data += n;
		len -= (size_t)n;
		offset += (uint64_t)n;
	}
	return 0;
}

static int copy_chunk(struct object_walk *walk, const struct sink *sink, EVP_MD_CTX *digest,
	uint64_t *offset, struct err *err)
{
	struct object_chunk chunk;
	struct err error;
	if (object_walk_next(walk, &chunk, &error) < 0) {
		if (error.kind == ERR_NOT_FOUND)
			return err_set(err, ERR_DAMAGED, "only %u of its %u chunks are there",
				walk->count, walk->info->chunks);
		if (err)
			*err = error;
		return -1;
	}
	int result = 0;
	if (chunk.len > walk->info->size - *offset)
		result = err_set(err, ERR_DAMAGED, "its chunks hold more than its size");
	else if (sink->fd >= 0)
		result = write_all(sink->fd, chunk.data, chunk.len, *offset, err);
	object_digest_add(digest, chunk.data, chunk.len);
	*offset += chunk.len;
	object_chunk_free(&chunk);
	if (sink->alive)
		sink->alive(sink->context);
	return result;
}

static int copy_chunks(struct natsconn *conn, const struct object_info *info, const char *subject,
	const struct sink *sink, EVP_MD_CTX *digest, struct err *err)
{
	struct object_walk walk;
	uint64_t offset = 0;
	int result = 0;
	object_walk_start(&walk, conn, info, subject);
	while (result == 0 && walk.count < info->chunks)
		result = copy_chunk(&walk, sink, digest, &offset, err);
	object_walk_end(&walk);
	if (result == 0 && offset != info->size)
		result = err_set(err, ERR_DAMAGED, "its chunks hold less than its size");
	return result;
}

static int copy_object(struct natsconn *conn, const struct object_info *info,
	const struct sink *sink, struct err *err)
{
	struct arena *arena = arena_new();
	EVP_MD_CTX *digest = object_digest_new();
	const char *subject = object_chunk_subject(arena, info->bucket, info->nuid);
	int result = copy_chunks(conn, info, subject, sink, digest, err);
	if (result == 0 && (!info->digest || !object_digest_same(info->digest,
						     object_digest_text(digest, arena))))
		result = err_set(err, ERR_DAMAGED, "its bytes do not match its digest");
	EVP_MD_CTX_free(digest);
	arena_free(&arena);
	return result;
}

/* Reads the object that `info` describes or, if that has been replaced, the current one. */
static int get(struct natsconn *conn, const char *bucket, const char *name, struct object_info info,
	const struct sink *sink, struct arena *arena, struct object_info *ret_info, struct err *err)
{
	struct object_info again;
	struct err error;
	for (int round = 1;; round++) {
		if (copy_object(conn, &info, sink, &error) == 0) {
			*ret_info = info;
			return 0;
		}
		if (error.kind != ERR_DAMAGED)
			break;
		/* It may have been replaced meanwhile: then read the new one. */
		if (object_meta_find(conn, bucket, name, arena, &again, err) < 0)
			return -1;
		if (strcmp(again.nuid, info.nuid) == 0)
			break;
		if (round == MAX_ROUNDS) {
			err_set(&error, ERR_UNAVAILABLE,
				"replaced again and again while it was being read");
			break;
		}
		info = again;
		if (sink->fd >= 0 && ftruncate(sink->fd, 0) < 0) {
			err_errno(&error, ERR_INTERNAL, errno, "starting again");
			break;
		}
	}
	if (err) {
		*err = error;
		err_prefix(err, "%s/%s", bucket, name);
	}
	return -1;
}

int objstore_get(struct natsconn *conn, const char *bucket, const char *name, int fd,
	struct arena *arena, struct object_info *ret_info, struct err *err)
{
	const struct sink sink = { .fd = fd };
	struct object_info info;
	if (object_meta_find(conn, bucket, name, arena, &info, err) < 0)
		return -1;
	return get(conn, bucket, name, info, &sink, arena, ret_info, err);
}

int objstore_read_back(struct natsconn *conn, const char *bucket, const char *name,
	void (*alive)(void *context), void *context, struct arena *arena,
	struct object_info *ret_info, struct err *err)
{
	const struct sink sink = { .fd = -1, .alive = alive, .context = context };
	struct object_info info;
	if (object_meta_find(conn, bucket, name, arena, &info, err) < 0)
		return -1;
	return get(conn, bucket, name, info, &sink, arena, ret_info, err);
}

int objstore_get_known(struct natsconn *conn, const char *bucket, const char *name,
	const struct object_info *info, int fd, struct arena *arena, struct object_info *ret_info,
	struct err *err)
{
	const struct sink sink = { .fd = fd };
	if (info->link_bucket)
		return objstore_get(conn, bucket, name, fd, arena, ret_info, err);
	return get(conn, bucket, name, *info, &sink, arena, ret_info, err);
}
