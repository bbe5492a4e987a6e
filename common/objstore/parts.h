/* parts: what the object store's files share (internal to libfarm).
 *
 * Subjects, metadata and chunks as ADR-20 has them. A chunk written by us also says where in the
 * object it belongs (header OBJECT_OFFSET); readers elsewhere ignore that.
 */
#ifndef LECTERN_COMMON_OBJSTORE_PARTS_H
#define LECTERN_COMMON_OBJSTORE_PARTS_H

#include "common/objstore/store.h"

#include <openssl/evp.h>

enum {
	OBJECT_CHUNK_SIZE = 512 * 1024, /* of ours; others' are of any size */
	OBJECT_WINDOW = 4,              /* chunks in flight */
	OBJECT_RETRY_MS = 30000,        /* of puts and gets: without progress for this long */
	OBJECT_SHORT_MS = 10000,        /* of everything short */
};

#define OBJECT_OFFSET "Lectern-Offset"

/* ERR_INVALID when the bucket or the name cannot be used. */
int object_check_names(const char *bucket, const char *name, struct err *err);

/* OBJECT_CHUNK_SIZE, or what a server that takes only smaller messages takes. */
size_t object_chunk_size(struct natsconn *conn);

char *object_stream(struct arena *arena, const char *bucket);
char *object_meta_subject(struct arena *arena, const char *bucket, const char *name);
char *object_chunk_subject(struct arena *arena, const char *bucket, const char *nuid);

/* 22 random characters of base 62. */
void object_nuid(char nuid[OBJECT_NUID_SIZE]);

/* "SHA-256=" and the padded base64url; finishes the digest and does not free it. */
char *object_digest_text(EVP_MD_CTX *digest, struct arena *arena);
EVP_MD_CTX *object_digest_new(void);
void object_digest_add(EVP_MD_CTX *digest, const void *data, size_t len);
/* Whether a stored digest is this one; padding does not matter. */
bool object_digest_same(const char *a, const char *b);

/* ---- metadata; one try, errors without prefix ---- */

/* The newest metadata from the leader, a deleted object's too. ERR_NOT_FOUND: there is none, or no
 * such bucket (the text says which). */
int object_meta_read(struct natsconn *conn, const char *bucket, const char *name,
	struct arena *arena, struct object_info *ret_info, struct err *err);

/* What a put or a delete replaces. A missing object is a zeroed info and no error, metadata that
 * cannot be understood one with only bucket, name and sequence. */
int object_meta_previous(struct natsconn *conn, const char *bucket, const char *name,
	struct arena *arena, struct object_info *ret_info, struct err *err);

/* Replaces what has that sequence (0: nothing). ERR_CONFLICT when it is another by now. */
int object_meta_write(struct natsconn *conn, const struct object_info *info, uint64_t expected,
	uint64_t *ret_sequence, struct err *err);

/* Tries for a while to read a live object's metadata, following one link. Errors have a prefix. */
int object_meta_find(struct natsconn *conn, const char *bucket, const char *name,
	struct arena *arena, struct object_info *ret_info, struct err *err);

/* Removes every message of the subject below that stream sequence (0: all). */
int object_purge(struct natsconn *conn, const char *bucket, const char *subject, uint64_t below,
	struct err *err);

/* object_purge of a nuid's chunks, trying for up to ms while the broker has trouble. */
int object_purge_chunks(
	struct natsconn *conn, const char *bucket, const char *nuid, int64_t ms, struct err *err);

/* The bucket's stream with those of its subjects that match the filter; `what` begins the error's
 * text. The caller destroys *ret_info. */
int object_subjects(struct natsconn *conn, const char *bucket, const char *filter, const char *what,
	jsStreamInfo **ret_info, struct err *err);

/* How many chunks the stream has under that nuid. */
int object_count_chunks(struct natsconn *conn, const char *bucket, const char *nuid,
	uint64_t *ret_count, struct err *err);

/* objstore_list of all objects, but metadata that cannot be understood is ERR_INVALID. */
int object_list_strictly(struct natsconn *conn, const char *bucket,
	bool (*each)(void *context, const struct object_info *info), void *context,
	struct err *err);

/* objwriter_open over what object_meta_previous has just returned; its strings must outlive the
 * writer. NULL: over nothing, and the commit is ERR_CONFLICT when there is something. */
int objwriter_open_over(struct natsconn *conn, const struct object_spec *spec,
	const struct object_info *previous, struct objwriter **ret_writer, struct err *err);

/* The commit replaces what the writer was opened over, or is ERR_CONFLICT. */
void objwriter_replace_only(struct objwriter *writer);

/* Has the writer's chunks read back while it stores them: a commit sets *ret_proved when all of
 * them came back as they were sent, before the object becomes visible. To be called before the
 * first write. */
void objwriter_prove(struct objwriter *writer, bool *ret_proved);

/* ---- proofs ---- */

/* Reads chunks back behind their writer. bucket and subject must outlive it. NULL: no thread can be
 * had. */
struct objproof;
struct objproof *objproof_open(struct natsconn *conn, const char *bucket, const char *subject);

/* So many of them are stored by now. */
void objproof_stored(struct objproof *proof, uint64_t chunks);

/* Waits until all were read; true when they are so many, in order, with that digest. chunks 0: they
 * are given up. *proof may be NULL: false. */
bool objproof_close(struct objproof **proof, uint64_t chunks, const char *digest);

/* ---- chunks ---- */

struct object_chunk {
	natsMsg *message; /* owned; NULL when the bytes came in JSON */
	char *decoded;    /* owned: then */
	const char *data;
	size_t len;
	uint64_t sequence;
	int64_t offset; /* in the object, or -1 when the writer did not say */
};

/* The first chunk of that subject at or after that sequence; one try. Any replica may answer, but
 * ERR_NOT_FOUND is the leader's word. */
int object_chunk_next(struct natsconn *conn, const char *bucket, const char *subject, uint64_t from,
	struct object_chunk *ret_chunk, struct err *err);

/* The same for the chunks that the object's metadata describes (sequence 0: the very first), trying
 * for up to ms while the broker is not there. */
int object_chunk_find(struct natsconn *conn, const struct object_info *info, const char *subject,
	uint64_t from, int64_t ms, struct object_chunk *ret_chunk, struct err *err);

/* The request for it (JSON, ADR-31), which the leader and any replica take. */
char *object_chunk_wanted(struct arena *arena, const char *subject, uint64_t from);

/* The chunk that the server sent when it was asked for one at or after `from`; it owns the message
 * then. False: that is none. */
bool object_chunk_of(natsMsg *message, uint64_t from, struct object_chunk *ret_chunk);

void object_chunk_free(struct object_chunk *chunk);

/* Goes through an object's chunks in order, while the next one comes already. */
struct object_walk {
	struct natsconn *conn; /* borrowed, as the next two */
	const struct object_info *info;
	const char *subject;
	uint64_t sequence;         /* of the last chunk */
	uint32_t count;            /* of those had */
	natsSubscription *answers; /* owned; NULL: the first was not asked for yet */
	natsInbox *inbox;          /* owned: its subject */
	unsigned epoch;            /* of the connection, when it was asked */
	bool asked;                /* the next one is on its way */
	bool economy_over;         /* it went wrong: nothing is asked for early any more */
};

void object_walk_start(struct object_walk *walk, struct natsconn *conn,
	const struct object_info *info, const char *subject);

/* The next of info->chunks, as object_chunk_find. */
int object_walk_next(struct object_walk *walk, struct object_chunk *ret_chunk, struct err *err);

void object_walk_end(struct object_walk *walk);

#endif
