/* store: objects in JetStream, as ADR-20 lays them out (github.com/nats-io/nats-architecture).
 *
 * Compatible both ways with the official clients. Constant memory in both directions. Safe to use
 * from many threads (each call stands alone); one writer or reader belongs to one thread.
 * Every error names bucket and object.
 */
#ifndef LECTERN_COMMON_OBJSTORE_STORE_H
#define LECTERN_COMMON_OBJSTORE_STORE_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/meta.h"
#include "common/nats/connection.h"

#include <stdbool.h>
#include <stdint.h>

/* Metadata of an object. Strings live in the arena that was given. */
struct object_info {
	const char *bucket, *name, *description, *nuid, *digest; /* digest: "SHA-256=..." */
	struct meta metadata;
	uint64_t size; /* bytes */
	uint32_t chunks;
	uint32_t max_chunk_size;
	bool deleted;
	const char *link_bucket, *link_name; /* NULL unless a link; link_name "" or NULL: bucket */
	int64_t mtime_ms;                    /* the message's time, Unix milliseconds */
	uint64_t sequence;                   /* of the metadata message */
};

/* Object metadata as JSON, both directions; parse is ERR_INVALID with the field's name. */
int object_info_parse(const char *json, size_t len, struct arena *arena,
	struct object_info *ret_info, struct err *err);
char *object_info_format(const struct object_info *info, struct arena *arena);

/* A copy whose strings live in that arena. */
void objstore_copy_info(
	const struct object_info *info, struct arena *arena, struct object_info *ret_info);

/* ERR_NOT_FOUND when there is none or it was deleted. */
int objstore_info(struct natsconn *conn, const char *bucket, const char *name, struct arena *arena,
	struct object_info *ret_info, struct err *err);

/* Writes the object's bytes to fd from its offset 0 (pwrite) and checks count, size and digest.
 * Follows one link. ERR_DAMAGED when chunks are missing for good. */
int objstore_get(struct natsconn *conn, const char *bucket, const char *name, int fd,
	struct arena *arena, struct object_info *ret_info, struct err *err);

/* objstore_get of what objstore_info has just returned, without requesting that again. */
int objstore_get_known(struct natsconn *conn, const char *bucket, const char *name,
	const struct object_info *info, int fd, struct arena *arena, struct object_info *ret_info,
	struct err *err);

/* Reads all of it and checks it as objstore_get does, and keeps nothing. `alive` is called at every
 * chunk; NULL: nobody waits for it. */
int objstore_read_back(struct natsconn *conn, const char *bucket, const char *name,
	void (*alive)(void *context), void *context, struct arena *arena,
	struct object_info *ret_info, struct err *err);

/* The arguments of a put. name must be ASCII. description may be NULL. */
struct object_spec {
	const char *bucket, *name, *description;
	struct meta metadata;
	bool only_new; /* over nothing: ERR_CONFLICT when another is there, or comes meanwhile */
};

/* Stores the whole of fd (from offset 0, pread). Leaves what is stored when its digest and
 * metadata are the same. ret_info->mtime_ms of something written is our own clock's.
 * Tries again for up to 30 s while the broker is in trouble. */
int objstore_put(struct natsconn *conn, const struct object_spec *spec, int fd, struct arena *arena,
	struct object_info *ret_info, struct err *err);

/* objstore_put that has what it stores read back while it stores the rest. *ret_proved: every chunk
 * came back as it was sent. False, and no error, when the same was stored already or could not be
 * read. */
int objstore_put_proved(struct natsconn *conn, const struct object_spec *spec, int fd,
	struct arena *arena, struct object_info *ret_info, bool *ret_proved, struct err *err);

/* Whether the object is still the one that `info` describes, with as many chunks. Their bytes are
 * not read. */
int objstore_is_there(
	struct natsconn *conn, const struct object_info *info, bool *ret_there, struct err *err);

/* A put from memory. */
int objstore_put_bytes(struct natsconn *conn, const struct object_spec *spec, const void *data,
	size_t len, struct arena *arena, struct object_info *ret_info, struct err *err);

/* A put from memory over the object whose object_info.sequence that is (0: over none). ERR_CONFLICT
 * when an object of this name was stored meanwhile; one try while the broker is in trouble, which
 * may have stored it.
 */
int objstore_replace_bytes(struct natsconn *conn, const struct object_spec *spec, const void *data,
	size_t len, uint64_t sequence, struct arena *arena, struct object_info *ret_info,
	struct err *err);

/* Streaming put. Nothing is visible until commit. A failed write fails every later one and the
 * commit; a commit that fails, like abort, purges the chunks (trying for some seconds). `spec` is
 * copied. Commit and abort free the writer, whatever they return. */
struct objwriter;
int objwriter_open(struct natsconn *conn, const struct object_spec *spec,
	struct objwriter **ret_writer, struct err *err);
int objwriter_write(struct objwriter *writer, const void *data, size_t len, struct err *err);
int objwriter_commit(struct objwriter **writer, struct arena *arena, struct object_info *ret_info,
	struct err *err);
void objwriter_abort(struct objwriter **writer);

enum { OBJECT_NUID_SIZE = 22 + 1 }; /* with the NUL */

/* For who cannot wait for a broker in trouble: a put that fails or is aborted from now on removes
 * nothing, but returns in `nuid`, for objstore_remove_remains, whose chunks are left, and maybe the
 * object itself; "": nothing is. */
void objwriter_leave_remains(struct objwriter *writer, char nuid[OBJECT_NUID_SIZE]);
int objstore_remove_remains(struct natsconn *conn, const char *bucket, const char *name,
	const char *nuid, struct err *err);

/* Random access, for HTTP ranges. Reads at most `size` bytes at `offset`; *ret_len 0 at the end.
 * The chunks' sequence numbers are learnt on the way (binary search), so that a seek costs a few
 * round trips. Chunks are not checked against the digest (a range cannot be). */
struct objreader;
int objreader_open(struct natsconn *conn, const char *bucket, const char *name,
	struct objreader **ret_reader, struct err *err);
const struct object_info *objreader_info(const struct objreader *reader);
int objreader_read(struct objreader *reader, uint64_t offset, void *data, size_t size,
	size_t *ret_len, struct err *err);
void objreader_close(struct objreader **reader);

/* Removes chunks and metadata so that the disk is freed. Deleting what is not there is fine. */
int objstore_delete(struct natsconn *conn, const char *bucket, const char *name, struct err *err);

/* The same for what objstore_info described, and nothing else: *ret_removed is false when another
 * has taken its place. */
int objstore_delete_known(
	struct natsconn *conn, const struct object_info *info, bool *ret_removed, struct err *err);

/* Calls `each` for every live object of the bucket whose name starts with `prefix`, until it
 * returns false. Reads only the metadata subjects. */
int objstore_list(struct natsconn *conn, const char *bucket, const char *prefix,
	bool (*each)(void *context, const struct object_info *info), void *context,
	struct err *err);

/* The number of the last message that was ever stored in the bucket: while it stays the same, so
 * does all that is in it, but for what was removed without a trace. */
int objstore_last_sequence(
	struct natsconn *conn, const char *bucket, uint64_t *ret_sequence, struct err *err);

/* Removes chunks that no metadata names and whose last one is older than min_age_ms (by our clock;
 * longer than any put may take): what a writer that was killed left behind. *ret_removed (may be
 * NULL) counts the objects' worth of chunks. Reads all metadata of the bucket, for once an hour,
 * unless nothing there is that old, or a large bucket has a name for each holder of chunks.
 * ERR_INVALID, and nothing is removed, when it does not understand some metadata. */
int objstore_sweep(struct natsconn *conn, const char *bucket, int64_t min_age_ms,
	unsigned *ret_removed, struct err *err);

#endif
