/* store: objects in JetStream, in the layout of ADR-20
 * (github.com/nats-io/nats-architecture-and-design).
 *
 * Compatible in both directions with the official clients. Memory use is constant for reads and
 * writes. All functions may be called from several threads, but a writer or reader is for use by
 * one thread. Every error names bucket and object.
 */
#ifndef LECTERN_COMMON_OBJSTORE_STORE_H
#define LECTERN_COMMON_OBJSTORE_STORE_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/meta.h"
#include "common/nats/connection.h"

#include <stdbool.h>
#include <stdint.h>

/* Metadata of an object. Its strings live in the arena passed to the call that filled it. */
struct object_info {
	const char *bucket, *name, *description, *nuid, *digest; /* digest: "SHA-256=..." */
	struct meta metadata;
	uint64_t size; /* bytes */
	uint32_t chunks;
	uint32_t max_chunk_size;
	bool deleted;
	const char *link_bucket, *link_name; /* NULL unless a link; to a whole bucket if link_name
					      * is "" or NULL */
	int64_t mtime_ms;                    /* the message's timestamp, Unix milliseconds */
	uint64_t sequence;                   /* of the metadata message */
};

/* Object metadata from and to JSON. Parsing fails with ERR_INVALID and the field's name. */
int object_info_parse(const char *json, size_t len, struct arena *arena,
	struct object_info *ret_info, struct err *err);
char *object_info_format(const struct object_info *info, struct arena *arena);

/* Copies everything, strings included, to the arena. */
void objstore_copy_info(
	const struct object_info *info, struct arena *arena, struct object_info *ret_info);

/* Reads an object's metadata. ERR_NOT_FOUND if there is none or it was deleted. */
int objstore_info(struct natsconn *conn, const char *bucket, const char *name, struct arena *arena,
	struct object_info *ret_info, struct err *err);

/* Writes the object's bytes to fd from offset 0 (pwrite) and verifies chunk count, size and digest.
 * Follows one link. ERR_DAMAGED if chunks are missing for good. */
int objstore_get(struct natsconn *conn, const char *bucket, const char *name, int fd,
	struct arena *arena, struct object_info *ret_info, struct err *err);

/* objstore_get() for metadata just returned by objstore_info(), without requesting it again. */
int objstore_get_known(struct natsconn *conn, const char *bucket, const char *name,
	const struct object_info *info, int fd, struct arena *arena, struct object_info *ret_info,
	struct err *err);

/* Reads and verifies the whole object like objstore_get(), discarding the bytes. `alive` is called
 * at every chunk; it may be NULL. */
int objstore_read_back(struct natsconn *conn, const char *bucket, const char *name,
	void (*alive)(void *context), void *context, struct arena *arena,
	struct object_info *ret_info, struct err *err);

/* The arguments of a put. name must be ASCII. description may be NULL. */
struct object_spec {
	const char *bucket, *name, *description;
	struct meta metadata;
	bool only_new; /* the object must not exist: ERR_CONFLICT if it does, or appears
			* meanwhile */
};

/* Stores the whole of fd (from offset 0, pread). Does nothing if an object with the same digest and
 * metadata is stored already. For an object just written, ret_info->mtime_ms is by our own clock.
 * Retries for up to 30 s while the broker is in trouble. */
int objstore_put(struct natsconn *conn, const struct object_spec *spec, int fd, struct arena *arena,
	struct object_info *ret_info, struct err *err);

/* objstore_put() that reads back what it stores while storing the rest. *ret_proved is true if
 * every chunk came back as sent; false, without an error, if the same object was stored already or
 * could not be read back. */
int objstore_put_proved(struct natsconn *conn, const struct object_spec *spec, int fd,
	struct arena *arena, struct object_info *ret_info, bool *ret_proved, struct err *err);

/* Whether the object is still the one that `info` describes, with all its chunks. Does not read
 * their bytes. */
int objstore_is_there(
	struct natsconn *conn, const struct object_info *info, bool *ret_there, struct err *err);

/* objstore_put() from memory. */
int objstore_put_bytes(struct natsconn *conn, const struct object_spec *spec, const void *data,
	size_t len, struct arena *arena, struct object_info *ret_info, struct err *err);

/* Stores from memory over the object whose object_info.sequence is `sequence` (0: none).
 * ERR_CONFLICT if an object of this name has been stored meanwhile. A single attempt: after
 * ERR_UNAVAILABLE the object may have been stored nevertheless.
 */
int objstore_replace_bytes(struct natsconn *conn, const struct object_spec *spec, const void *data,
	size_t len, uint64_t sequence, struct arena *arena, struct object_info *ret_info,
	struct err *err);

/* Streaming put. Nothing is visible until the commit. After a failed write, all later writes and
 * the commit fail; a failed commit, like an abort, purges the chunks (retrying for some seconds).
 * `spec` is copied. Commit and abort free the writer, whatever they return. */
struct objwriter;
int objwriter_open(struct natsconn *conn, const struct object_spec *spec,
	struct objwriter **ret_writer, struct err *err);
int objwriter_write(struct objwriter *writer, const void *data, size_t len, struct err *err);
int objwriter_commit(struct objwriter **writer, struct arena *arena, struct object_info *ret_info,
	struct err *err);
void objwriter_abort(struct objwriter **writer);

enum { OBJECT_NUID_SIZE = 22 + 1 }; /* including the NUL */

/* For a caller that cannot wait for a broker in trouble: from now on a put that fails or is aborted
 * removes nothing. Instead it returns in `nuid` which chunks, and possibly which object, are left
 * for objstore_remove_remains(), or "" if none are. `nuid` must outlive the writer. */
void objwriter_leave_remains(struct objwriter *writer, char nuid[OBJECT_NUID_SIZE]);
int objstore_remove_remains(struct natsconn *conn, const char *bucket, const char *name,
	const char *nuid, struct err *err);

/* Random access, for HTTP ranges. Reads at most `size` bytes at `offset`; *ret_len is 0 at the end.
 * Sequence numbers of chunks are learnt on the way (binary search), so a seek costs a few round
 * trips. A range cannot be verified against the digest. ERR_CONFLICT if the object was replaced
 * meanwhile. The info lives as long as the reader. */
struct objreader;
int objreader_open(struct natsconn *conn, const char *bucket, const char *name,
	struct objreader **ret_reader, struct err *err);
const struct object_info *objreader_info(const struct objreader *reader);
int objreader_read(struct objreader *reader, uint64_t offset, void *data, size_t size,
	size_t *ret_len, struct err *err);
void objreader_close(struct objreader **reader);

/* Removes metadata and chunks and releases their disk space. Deleting an object that does not exist
 * succeeds. */
int objstore_delete(struct natsconn *conn, const char *bucket, const char *name, struct err *err);

/* The same for exactly the object that objstore_info() described: *ret_removed is false if another
 * has taken its place. */
int objstore_delete_known(
	struct natsconn *conn, const struct object_info *info, bool *ret_removed, struct err *err);

/* Calls `each` for every live object of the bucket whose name starts with `prefix`, until it
 * returns false. Reads metadata only. */
int objstore_list(struct natsconn *conn, const char *bucket, const char *prefix,
	bool (*each)(void *context, const struct object_info *info), void *context,
	struct err *err);

/* The sequence of the last message ever stored in the bucket. While it is unchanged, so are the
 * bucket's contents, except for messages purged without a marker. */
int objstore_last_sequence(
	struct natsconn *conn, const char *bucket, uint64_t *ret_sequence, struct err *err);

/* Removes chunks that no metadata refers to and the last of which is older than min_age_ms (by our
 * clock; must exceed the duration of any put): the leftovers of killed writers. *ret_removed counts
 * the sets of chunks removed; it may be NULL. Reads all metadata of the bucket, so it is meant for
 * about once an hour; it skips that if nothing is old enough, or if a large bucket has no more sets
 * of chunks than objects. ERR_INVALID, and nothing is removed, if some metadata is
 * unintelligible. */
int objstore_sweep(struct natsconn *conn, const char *bucket, int64_t min_age_ms,
	unsigned *ret_removed, struct err *err);

#endif
