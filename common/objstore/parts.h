/* parts: declarations shared by the object store's files (internal to libfarm).
 *
 * Subjects, metadata and chunks follow ADR-20. Chunks that we write also carry their offset in the
 * object (header OBJECT_OFFSET), which other readers ignore.
 */
#ifndef LECTERN_COMMON_OBJSTORE_PARTS_H
#define LECTERN_COMMON_OBJSTORE_PARTS_H

#include "common/objstore/store.h"

#include <openssl/evp.h>

enum {
	OBJECT_CHUNK_SIZE = 512 * 1024, /* of chunks we write; others' may have any size */
	OBJECT_WINDOW = 4,              /* chunks in flight when writing */
	OBJECT_RETRY_MS = 30000,        /* puts and gets give up after this long without progress */
	OBJECT_SHORT_MS = 10000,        /* time limit of short operations */
};

#define OBJECT_OFFSET "Lectern-Offset"

/* ERR_INVALID if the bucket or the name cannot be used. */
int object_check_names(const char *bucket, const char *name, struct err *err);

/* OBJECT_CHUNK_SIZE, or less if the server only accepts smaller messages. */
size_t object_chunk_size(struct natsconn *conn);

/* Names of streams and subjects, in the arena. */
char *object_stream(struct arena *arena, const char *bucket);
char *object_meta_subject(struct arena *arena, const char *bucket, const char *name);
char *object_chunk_subject(struct arena *arena, const char *bucket, const char *nuid);

/* 22 random base 62 digits. */
void object_nuid(char nuid[OBJECT_NUID_SIZE]);

/* "SHA-256=" and padded base64url, in the arena. Finalises the digest but does not free it. */
char *object_digest_text(EVP_MD_CTX *digest, struct arena *arena);
EVP_MD_CTX *object_digest_new(void);
void object_digest_add(EVP_MD_CTX *digest, const void *data, size_t len);
/* Whether a stored digest equals this one, ignoring padding. */
bool object_digest_same(const char *a, const char *b);

/* ---- metadata; a single attempt, errors without prefix ---- */

/* The latest metadata from the leader, even of a deleted object. ERR_NOT_FOUND if there is none or
 * no such bucket (the text says which). */
int object_meta_read(struct natsconn *conn, const char *bucket, const char *name,
	struct arena *arena, struct object_info *ret_info, struct err *err);

/* The metadata that a put or delete is about to replace. A missing object gives a zeroed info and
 * no error; unintelligible metadata gives one with only bucket, name and sequence set. */
int object_meta_previous(struct natsconn *conn, const char *bucket, const char *name,
	struct arena *arena, struct object_info *ret_info, struct err *err);

/* Replaces the metadata with sequence `expected` (0: none). ERR_CONFLICT if it has changed
 * since. */
int object_meta_write(struct natsconn *conn, const struct object_info *info, uint64_t expected,
	uint64_t *ret_sequence, struct err *err);

/* Reads a live object's metadata, following one link, with retries. Errors are prefixed with bucket
 * and name. */
int object_meta_find(struct natsconn *conn, const char *bucket, const char *name,
	struct arena *arena, struct object_info *ret_info, struct err *err);

/* Removes every message of the subject below that stream sequence (0 for all). */
int object_purge(struct natsconn *conn, const char *bucket, const char *subject, uint64_t below,
	struct err *err);

/* object_purge() for the chunks of a nuid, retrying for up to ms while the broker is in trouble. */
int object_purge_chunks(
	struct natsconn *conn, const char *bucket, const char *nuid, int64_t ms, struct err *err);

/* The bucket's stream info including the subjects that match the filter; `what` starts the error
 * text. The caller destroys *ret_info. */
int object_subjects(struct natsconn *conn, const char *bucket, const char *filter, const char *what,
	jsStreamInfo **ret_info, struct err *err);

/* The number of chunks stored under that nuid. */
int object_count_chunks(struct natsconn *conn, const char *bucket, const char *nuid,
	uint64_t *ret_count, struct err *err);

/* Like objstore_list() for all objects, but unintelligible metadata is ERR_INVALID. */
int object_list_strictly(struct natsconn *conn, const char *bucket,
	bool (*each)(void *context, const struct object_info *info), void *context,
	struct err *err);

/* Like objwriter_open(), but replaces `previous`, just returned by object_meta_previous(), whose
 * strings must outlive the writer. If `previous` is NULL the object must not exist, else the commit
 * fails with ERR_CONFLICT. */
int objwriter_open_over(struct natsconn *conn, const struct object_spec *spec,
	const struct object_info *previous, struct objwriter **ret_writer, struct err *err);

/* The commit replaces only what the writer was opened over, and otherwise fails with
 * ERR_CONFLICT. */
void objwriter_replace_only(struct objwriter *writer);

/* Reads the writer's chunks back while it stores them: the commit sets *ret_proved if all of them
 * came back as sent, before the object becomes visible. Call it before the first write. */
void objwriter_prove(struct objwriter *writer, bool *ret_proved);

/* ---- proofs ---- */

/* Reads chunks back behind their writer, in a thread. bucket and subject must outlive it. Returns
 * NULL if no thread can be started. */
struct objproof;
struct objproof *objproof_open(struct natsconn *conn, const char *bucket, const char *subject);

/* Reports how many chunks are stored by now. */
void objproof_stored(struct objproof *proof, uint64_t chunks);

/* Waits until all chunks are read; true if there were this many, in order, with that digest. With
 * chunks 0 the reading is abandoned. *proof may be NULL, which gives false. */
bool objproof_close(struct objproof **proof, uint64_t chunks, const char *digest);

/* ---- chunks ---- */

struct object_chunk {
	natsMsg *message; /* owned; NULL if the bytes came in JSON */
	char *decoded;    /* owned; the bytes in that case */
	const char *data;
	size_t len;
	uint64_t sequence;
	int64_t offset; /* in the object, or -1 if its writer did not state it */
};

/* The first chunk of that subject at or after that sequence; a single attempt. Any replica may
 * answer, but ERR_NOT_FOUND comes from the leader. */
int object_chunk_next(struct natsconn *conn, const char *bucket, const char *subject, uint64_t from,
	struct object_chunk *ret_chunk, struct err *err);

/* The same for the chunks of the object that the metadata describes (sequence 0: the first chunk),
 * retrying for up to ms while the broker is unavailable. */
int object_chunk_find(struct natsconn *conn, const struct object_info *info, const char *subject,
	uint64_t from, int64_t ms, struct object_chunk *ret_chunk, struct err *err);

/* The request for a chunk (JSON, ADR-31), which the leader and any replica accept. In the arena. */
char *object_chunk_wanted(struct arena *arena, const char *subject, uint64_t from);

/* Interprets the server's answer to such a request. If it holds a chunk at or after `from`, the
 * chunk takes ownership of the message. False if it does not; the message is then still the
 * caller's. */
bool object_chunk_of(natsMsg *message, uint64_t from, struct object_chunk *ret_chunk);

void object_chunk_free(struct object_chunk *chunk);

/* Iterates over an object's chunks in order, prefetching the next one. */
struct object_walk {
	struct natsconn *conn; /* borrowed, like the next two */
	const struct object_info *info;
	const char *subject;
	uint64_t sequence;         /* of the last chunk returned */
	uint32_t count;            /* chunks returned so far */
	natsSubscription *answers; /* owned; NULL until the first prefetch */
	natsInbox *inbox;          /* owned; subject of `answers` */
	unsigned epoch;            /* of the connection when the prefetch was sent */
	bool asked;                /* a prefetch is outstanding */
	bool economy_over;         /* a prefetch failed: no more of them */
};

void object_walk_start(struct object_walk *walk, struct natsconn *conn,
	const struct object_info *info, const char *subject);

/* Returns the next of info->chunks chunks; errors as of object_chunk_find(). */
int object_walk_next(struct object_walk *walk, struct object_chunk *ret_chunk, struct err *err);

void object_walk_end(struct object_walk *walk);

#endif
