/* store.c: whole objects: put, delete, list. Reading is in get.c and reader.c. */
#include "common/objstore/parts.h"

#include "common/base/alloc.h"
#include "common/base/base64url.h"
#include "common/base/timestamp.h"
#include "common/nats/internal.h"
#include "common/nats/retry.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the source of a put ---- */

struct source {
	int fd; /* -1 if in memory */
	const char *data;
	size_t len;
};

/* Reads up to `size` bytes at `offset` into `buffer`. Returns the number of bytes, 0 at the end, -1
 * on error. */
static ssize_t source_read(
	const struct source *source, uint64_t offset, char *buffer, size_t size, struct err *err)
{
	if (source->fd < 0) {
		size_t left = offset < source->len ? source->len - (size_t)offset : 0;
		size_t n = left < size ? left : size;
		if (n)
			memcpy(buffer, source->data + offset, n);
		return (ssize_t)n;
	}
	size_t have = 0;
	while (have < size) {
		ssize_t n = pread(source->fd, buffer + have, size - have, (off_t)(offset + have));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, ERR_INTERNAL, errno, "reading the data to store");
		if (n == 0)
			break;
		have += (size_t)n;
	}
	return (ssize_t)have;
}

/* Calls `use` for all bytes in order, `size` at a time. */
static int source_each(const struct source *source, size_t size,
	int (*use)(void *context, const void *data, size_t len, struct err *err), void *context,
	struct err *err)
{
	char *buffer = alloc_zeroed(1, size);
	int result = 0;
	for (uint64_t offset = 0; result == 0;) {
		ssize_t n = source_read(source, offset, buffer, size, err);
		if (n <= 0) {
			result = (int)n;
			break;
		}
		result = use(context, buffer, (size_t)n, err);
		offset += (uint64_t)n;
	}
	free(buffer);
	return result;
}

static int use_for_digest(void *context, const void *data, size_t len, struct err *err)
{
	(void)err;
	object_digest_add(context, data, len);
	return 0;
}

static int use_for_writer(void *context, const void *data, size_t len, struct err *err)
{
	return objwriter_write(context, data, len, err);
}

/* ---- put ---- */

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* -1 if only reading will tell. */
static int64_t source_size(const struct source *source)
{
	struct stat st;
	if (source->fd < 0)
		return (int64_t)source->len;
	return fstat(source->fd, &st) == 0 && S_ISREG(st.st_mode) ? st.st_size : -1;
}

static bool same_size(const struct source *source, uint64_t size)
{
	int64_t own = source_size(source);
	return own >= 0 && (uint64_t)own == size;
}

/* Whether the same object is stored already, with all its chunks. False if in doubt. */
static bool is_stored(struct natsconn *conn, const struct object_spec *spec,
	const struct source *source, const struct object_info *info, struct arena *arena)
{
	uint64_t chunks;
	if (!info->digest || info->deleted || info->link_bucket || !same_size(source, info->size) ||
		!same_text(info->description, spec->description) ||
		!meta_equal(&info->metadata, &spec->metadata))
		return false;
	EVP_MD_CTX *digest = object_digest_new();
	bool same = source_each(source, OBJECT_CHUNK_SIZE, use_for_digest, digest, NULL) == 0 &&
		    object_digest_same(info->digest, object_digest_text(digest, arena));
	EVP_MD_CTX_free(digest);
	return same && object_count_chunks(conn, info->bucket, info->nuid, &chunks, NULL) == 0 &&
	       chunks == info->chunks;
}

static int fill_and_commit(struct objwriter *writer, const struct source *source, size_t chunk_size,
	struct arena *arena, struct object_info *ret_info, struct err *err)
{
	if (source_each(source, chunk_size, use_for_writer, writer, err) < 0) {
		objwriter_abort(&writer);
		return -1;
	}
	return objwriter_commit(&writer, arena, ret_info, err);
}

/* Most objects replace nothing. A small one is written on that assumption, which saves the lookup:
 * one round trip of three. On failure everything it stored has been removed, and put_once() will
 * find the reason. */
static bool put_new(struct natsconn *conn, const struct object_spec *spec,
	const struct source *source, struct arena *arena, struct object_info *ret_info)
{
	struct objwriter *writer;
	int64_t size = source_size(source);
	size_t chunk_size = object_chunk_size(conn);
	if (size < 0 || (size_t)size > chunk_size ||
		objwriter_open_over(conn, spec, NULL, &writer, NULL) < 0)
		return false;
	return fill_and_commit(writer, source, chunk_size, arena, ret_info, NULL) == 0;
}

/* A single attempt, with chunks of its own. ret_proved may be NULL: then nothing is read back. */
static int put_once(struct natsconn *conn, const struct object_spec *spec,
	const struct source *source, struct arena *arena, struct object_info *ret_info,
	bool *ret_proved, struct err *err)
{
	struct objwriter *writer;
	struct object_info previous;
	if (ret_proved)
		*ret_proved = false;
	/* Also detects a missing bucket. */
	if (object_meta_previous(conn, spec->bucket, spec->name, arena, &previous, err) < 0)
		return err_prefix(err, "%s/%s", spec->bucket, spec->name);
	if (is_stored(conn, spec, source, &previous, arena)) {
		*ret_info = previous;
		return 0;
	}
	if (spec->only_new && previous.sequence && !previous.deleted)
		return err_set(err, ERR_CONFLICT, "%s/%s: another is there by now", spec->bucket,
			spec->name);
	if (objwriter_open_over(conn, spec, &previous, &writer, err) < 0)
		return -1;
	if (ret_proved)
		objwriter_prove(writer, ret_proved);
	return fill_and_commit(writer, source, object_chunk_size(conn), arena, ret_info, err);
}

static int put(struct natsconn *conn, const struct object_spec *spec, const struct source *source,
	struct arena *arena, struct object_info *ret_info, bool *ret_proved, struct err *err)
{
	if (object_check_names(spec->bucket, spec->name, err) < 0)
		return -1;
	struct retry retry = retry_for(OBJECT_RETRY_MS, RETRY_UNAVAILABLE);
	struct err error;
	int result;
	if (!ret_proved && put_new(conn, spec, source, arena, ret_info))
		return 0;
	do {
		result = put_once(conn, spec, source, arena, ret_info, ret_proved, &error);
	} while (retry_again(&retry, result, &error));
	return retry_result(result, &error, err);
}

int objstore_put(struct natsconn *conn, const struct object_spec *spec, int fd, struct arena *arena,
	struct object_info *ret_info, struct err *err)
{
	struct source source = { .fd = fd };
	return put(conn, spec, &source, arena, ret_info, NULL, err);
}

int objstore_put_proved(struct natsconn *conn, const struct object_spec *spec, int fd,
	struct arena *arena, struct object_info *ret_info, bool *ret_proved, struct err *err)
{
	struct source source = { .fd = fd };
	return put(conn, spec, &source, arena, ret_info, ret_proved, err);
}

int objstore_put_bytes(struct natsconn *conn, const struct object_spec *spec, const void *data,
	size_t len, struct arena *arena, struct object_info *ret_info, struct err *err)
{
	struct source source = { .fd = -1, .data = data, .len = len };
	return put(conn, spec, &source, arena, ret_info, NULL, err);
}

int objstore_replace_bytes(struct natsconn *conn, const struct object_spec *spec, const void *data,
	size_t len, uint64_t sequence, struct arena *arena, struct object_info *ret_info,
	struct err *err)
{
	struct source source = { .fd = -1, .data = data, .len = len };
	struct objwriter *writer;
	struct object_info previous;
	if (object_check_names(spec->bucket, spec->name, err) < 0)
		return -1;
	if (object_meta_previous(conn, spec->bucket, spec->name, arena, &previous, err) < 0)
		return err_prefix(err, "%s/%s", spec->bucket, spec->name);
	if ((previous.deleted ? 0 : previous.sequence) != sequence)
		return err_set(err, ERR_CONFLICT,
			"%s/%s: an object of this name was stored meanwhile", spec->bucket,
			spec->name);
	if (objwriter_open_over(conn, spec, &previous, &writer, err) < 0)
		return -1;
	objwriter_replace_only(writer);
	return fill_and_commit(writer, &source, object_chunk_size(conn), arena, ret_info, err);
}

int objstore_is_there(
	struct natsconn *conn, const struct object_info *info, bool *ret_there, struct err *err)
{
	struct arena *arena = arena_new();
	struct object_info now;
	uint64_t chunks = 0;
	int result = objstore_info(conn, info->bucket, info->name, arena, &now, err);
	bool same = result == 0 && same_text(now.nuid, info->nuid);
	if (same && object_count_chunks(conn, info->bucket, info->nuid, &chunks, err) < 0)
		result = err_prefix(err, "%s/%s", info->bucket, info->name);
	if (result == 0)
		*ret_there = same && chunks == info->chunks;
	arena_free(&arena);
	return result;
}

/* ---- delete ---- */

/* Writes a deletion marker over the metadata that was read, unless it has changed. */
static int bury(struct natsconn *conn, struct object_info *info, struct err *err)
{
	struct object_info tombstone = {
		.bucket = info->bucket,
		.name = info->name,
		.nuid = info->nuid,
		.deleted = true,
	};
	return object_meta_write(conn, &tombstone, info->sequence, &info->sequence, err);
}

/* The marker is written first, by compare-and-set, so that a concurrent put loses nothing: the
 * purge removes only the marker and what is older. On 2.9 servers, purging both chunks and metadata
 * is needed to release the disk space. With `nuid`, deletes only the object that has it, even if
 * half deleted; NULL means any. */
static int delete_once(struct natsconn *conn, const char *bucket, const char *name,
	const char *nuid, bool *ret_removed, struct arena *arena, struct err *err)
{
	struct object_info info;
	if (object_meta_previous(conn, bucket, name, arena, &info, err) < 0)
		return -1;
	*ret_removed = !info.sequence || !nuid || same_text(info.nuid, nuid);
	if (!info.sequence || !*ret_removed)
		return 0;
	if (!info.deleted && bury(conn, &info, err) < 0)
		return -1;
	if (info.nuid && !info.link_bucket &&
		object_purge(conn, bucket, object_chunk_subject(arena, bucket, info.nuid), 0, err) <
			0)
		return -1;
	return object_purge(
		conn, bucket, object_meta_subject(arena, bucket, name), info.sequence + 1, err);
}

static int delete_object(struct natsconn *conn, const char *bucket, const char *name,
	const char *nuid, bool *ret_removed, struct err *err)
{
	if (object_check_names(bucket, name, err) < 0)
		return -1;
	struct arena *arena = arena_new();
	struct retry retry = retry_for(OBJECT_SHORT_MS, RETRY_TRANSIENT);
	struct err error;
	int result;
	do {
		result = delete_once(conn, bucket, name, nuid, ret_removed, arena, &error);
	} while (retry_again(&retry, result, &error));
	arena_free(&arena);
	if (result < 0)
		err_prefix(&error, "%s/%s", bucket, name);
	return retry_result(result, &error, err);
}

int objstore_delete(struct natsconn *conn, const char *bucket, const char *name, struct err *err)
{
	bool removed;
	return delete_object(conn, bucket, name, NULL, &removed, err);
}

int objstore_delete_known(
	struct natsconn *conn, const struct object_info *info, bool *ret_removed, struct err *err)
{
	return delete_object(conn, info->bucket, info->name, info->nuid, ret_removed, err);
}

int objstore_remove_remains(struct natsconn *conn, const char *bucket, const char *name,
	const char *nuid, struct err *err)
{
	bool removed;
	if (delete_object(conn, bucket, name, nuid, &removed, err) < 0)
		return -1;
	return object_purge_chunks(conn, bucket, nuid, OBJECT_SHORT_MS, err);
}

/* ---- list ---- */

struct listing {
	struct natsconn *conn;
	const char *bucket, *prefix;
	bool strict; /* unintelligible metadata is an error */
	bool (*each)(void *context, const struct object_info *info);
	void *context;
};

/* The object name in a metadata subject, or NULL. */
static const char *listed_name(
	const struct listing *listing, struct arena *arena, const char *subject)
{
	const char *start = arena_printf(arena, "$O.%s.M.", listing->bucket);
	size_t len = strlen(start);
	if (strncmp(subject, start, len) != 0)
		return NULL;
	return base64url_decode(arena, subject + len, NULL);
}

/* Returns 1 to continue, 0 to stop because `each` said so, -1 on error. */
static int list_one(
	const struct listing *listing, struct arena *arena, const char *subject, struct err *err)
{
	struct object_info info;
	struct err error;
	const char *name = listed_name(listing, arena, subject);
	if (!name && listing->strict)
		return err_set(err, ERR_INVALID, "%s: %s does not name an object", listing->bucket,
			subject);
	if (!name || strncmp(name, listing->prefix, strlen(listing->prefix)) != 0)
		return 1;
	if (object_meta_read(listing->conn, listing->bucket, name, arena, &info, &error) == 0)
		return info.deleted || listing->each(listing->context, &info);
	if (error.kind == ERR_NOT_FOUND || (error.kind == ERR_INVALID && !listing->strict))
		return 1; /* deleted meanwhile, or unintelligible */
	if (err) {
		*err = error;
		err_prefix(err, "%s/%s", listing->bucket, name);
	}
	return -1;
}

static int list(const struct listing *listing, struct err *err)
{
	struct arena *arena = arena_new();
	jsStreamInfo *stream = NULL;
	int result = 1;
	if (object_subjects(listing->conn, listing->bucket,
		    arena_printf(arena, "$O.%s.M.>", listing->bucket), "listing its objects",
		    &stream, err) < 0)
		result = err_prefix(err, "%s", listing->bucket);
	const jsStreamStateSubjects *subjects = stream ? stream->State.Subjects : NULL;
	for (int i = 0; subjects && i < subjects->Count && result > 0; i++) {
		arena_reset(arena);
		result = list_one(listing, arena, subjects->List[i].Subject, err);
	}
	jsStreamInfo_Destroy(stream);
	arena_free(&arena);
	return result < 0 ? -1 : 0;
}

int objstore_list(struct natsconn *conn, const char *bucket, const char *prefix,
	bool (*each)(void *context, const struct object_info *info), void *context, struct err *err)
{
	if (object_check_names(bucket, "-", err) < 0)
		return -1;
	struct listing listing = { conn, bucket, prefix, false, each, context };
	return list(&listing, err);
}

int objstore_last_sequence(
	struct natsconn *conn, const char *bucket, uint64_t *ret_sequence, struct err *err)
{
	jsStreamInfo *stream = NULL;
	if (object_check_names(bucket, "-", err) < 0)
		return -1;
	if (object_subjects(conn, bucket, NULL, "reading its state", &stream, err) < 0)
		return err_prefix(err, "%s", bucket);
	*ret_sequence = stream->State.LastSeq;
	jsStreamInfo_Destroy(stream);
	return 0;
}

int object_list_strictly(struct natsconn *conn, const char *bucket,
	bool (*each)(void *context, const struct object_info *info), void *context, struct err *err)
{
	struct listing listing = { conn, bucket, "", true, each, context };
	return list(&listing, err);
}
