/* proof.c: reads an object back chunk by chunk, in its own thread, while its writer stores the
 * rest, so that reading adds no time. Failure to read means "not proved", never an error. */
#include "common/objstore/parts.h"

#include "common/base/alloc.h"
#include "common/nats/internal.h"

#include <pthread.h>

struct objproof {
	struct natsconn *conn;
	const char *bucket, *subject;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint64_t stored; /* chunks, under the lock */
	bool over;       /* no more will follow; under the lock */

	/* The thread's own, until it has been joined. */
	EVP_MD_CTX *digest;
	uint64_t read, offset, sequence; /* chunks read, bytes read; sequence of the last chunk */
};

/* Waits until the next chunk is stored. False if no more will follow. */
static bool is_stored(struct objproof *proof)
{
	pthread_mutex_lock(&proof->lock);
	while (proof->stored <= proof->read && !proof->over)
		pthread_cond_wait(&proof->changed, &proof->lock);
	bool stored = proof->stored > proof->read;
	pthread_mutex_unlock(&proof->lock);
	return stored;
}

static int read_chunk(struct objproof *proof)
{
	struct object_chunk chunk;
	if (object_chunk_next(proof->conn, proof->bucket, proof->subject, proof->sequence + 1,
		    &chunk, NULL) < 0)
		return -1;
	bool right = chunk.offset == (int64_t)proof->offset;
	object_digest_add(proof->digest, chunk.data, chunk.len);
	proof->read++;
	proof->offset += chunk.len;
	proof->sequence = chunk.sequence;
	object_chunk_free(&chunk);
	return right ? 0 : -1;
}

static void *run(void *argument)
{
	struct objproof *proof = argument;
	while (is_stored(proof)) {
		if (read_chunk(proof) < 0) {
			proof->read = 0; /* incomplete: cannot match */
			break;
		}
	}
	return NULL;
}

static void proof_free(struct objproof *proof)
{
	EVP_MD_CTX_free(proof->digest);
	pthread_cond_destroy(&proof->changed);
	pthread_mutex_destroy(&proof->lock);
	alloc_free(&proof);
}

struct objproof *objproof_open(struct natsconn *conn, const char *bucket, const char *subject)
{
	struct objproof *proof = alloc_zeroed(1, sizeof *proof);
	proof->conn = conn;
	proof->bucket = bucket;
	proof->subject = subject;
	proof->digest = object_digest_new();
	pthread_mutex_init(&proof->lock, NULL);
	pthread_cond_init(&proof->changed, NULL);
	sigset_t old;
	natsconn_block_signals(&old);
	int errnum = pthread_create(&proof->thread, NULL, run, proof);
	natsconn_restore_signals(&old);
	if (errnum == 0)
		return proof;
	proof_free(proof);
	return NULL;
}

static void tell(struct objproof *proof, uint64_t stored, bool over)
{
	pthread_mutex_lock(&proof->lock);
	proof->stored = stored;
	proof->over = over;
	pthread_cond_signal(&proof->changed);
	pthread_mutex_unlock(&proof->lock);
}

void objproof_stored(struct objproof *proof, uint64_t chunks)
{
	tell(proof, chunks, false);
}

bool objproof_close(struct objproof **proof, uint64_t chunks, const char *digest)
{
	struct objproof *it = *proof;
	if (!it)
		return false;
	*proof = NULL;
	tell(it, chunks, true);
	pthread_join(it->thread, NULL);
	bool proved = false;
	if (digest && it->read == chunks) {
		struct arena *arena = arena_new();
		proved = object_digest_same(digest, object_digest_text(it->digest, arena));
		arena_free(&arena);
	}
	proof_free(it);
	return proved;
}
