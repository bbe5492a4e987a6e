/* writer.c: a streaming put. Chunks are sent first, several in flight; only when the stream has
 * acknowledged all of them is the metadata replaced, by compare-and-set. */
#include "common/objstore/parts.h"

#include "common/base/alloc.h"
#include "common/base/timestamp.h"
#include "common/nats/internal.h"
#include "common/nats/publish_window.h"
#include "common/nats/retry.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SETTLE_MS = 2000, /* before purging chunks, so that none arrive afterwards */
	PURGE_MS = 5000,
};

struct objwriter {
	struct natsconn *conn;
	struct arena *arena;         /* owned: strings of info and previous, the subject */
	struct object_info info;     /* to be written by the commit */
	struct object_info previous; /* what it replaces; sequence 0 if nothing */
	const char *chunk_subject;
	struct pubwindow *window;
	EVP_MD_CTX *digest;
	struct objproof *proof; /* NULL if not requested */
	bool only_new;          /* must not replace anything */
	bool replace_only;      /* must not replace anything but `previous` */
	bool *proved;           /* the caller's */
	char *remains;          /* the caller's, or NULL */
	bool sent;              /* a chunk may be in the stream */
	bool failed;
	struct err error; /* the first failure, if `failed` */
	size_t fill, size;
	char chunk[OBJECT_CHUNK_SIZE]; /* the first `size` bytes are used */
};

static void writer_free(struct objwriter **writer)
{
	struct objwriter *it = *writer;
	*writer = NULL;
	objproof_close(&it->proof, 0, NULL);
	pubwindow_close(&it->window);
	EVP_MD_CTX_free(it->digest);
	arena_free(&it->arena);
	free(it);
}

static int check_spec(const struct object_spec *spec, struct err *err)
{
	if (object_check_names(spec->bucket, spec->name, err) < 0)
		return -1;
	for (const char *at = spec->name; *at; at++) {
		if (*at < 0x21 || *at > 0x7e)
			return err_set(err, ERR_INVALID,
				"%s: an object's name must be printable ASCII", spec->bucket);
	}
	return 0;
}

static void copy_spec(struct objwriter *writer, const struct object_spec *spec)
{
	struct object_info *info = &writer->info;
	char nuid[OBJECT_NUID_SIZE];
	object_nuid(nuid);
	info->bucket = arena_string(writer->arena, spec->bucket);
	info->name = arena_string(writer->arena, spec->name);
	info->description = arena_string(writer->arena, spec->description);
	for (size_t i = 0; i < spec->metadata.count; i++)
		meta_set(&info->metadata, writer->arena, spec->metadata.items[i].key,
			spec->metadata.items[i].value);
	info->nuid = arena_string(writer->arena, nuid);
	info->max_chunk_size = (uint32_t)writer->size;
	writer->chunk_subject = object_chunk_subject(writer->arena, info->bucket, nuid);
}

static struct objwriter *writer_new(struct natsconn *conn)
{
	struct objwriter *writer = alloc_zeroed(1, sizeof *writer);
	writer->conn = conn;
	writer->arena = arena_new();
	writer->size = object_chunk_size(conn);
	return writer;
}

static void start(struct objwriter *writer, const struct object_spec *spec)
{
	copy_spec(writer, spec);
	writer->window = pubwindow_open(natsconn_pubhub(writer->conn), OBJECT_WINDOW);
	writer->digest = object_digest_new();
}

int objwriter_open(struct natsconn *conn, const struct object_spec *spec,
	struct objwriter **ret_writer, struct err *err)
{
	if (check_spec(spec, err) < 0)
		return -1;
	struct objwriter *writer = writer_new(conn);
	/* Also detects a missing bucket. */
	if (object_meta_previous(
		    conn, spec->bucket, spec->name, writer->arena, &writer->previous, err) < 0) {
		writer_free(&writer);
		return err_prefix(err, "%s/%s", spec->bucket, spec->name);
	}
	start(writer, spec);
	*ret_writer = writer;
	return 0;
}

int objwriter_open_over(struct natsconn *conn, const struct object_spec *spec,
	const struct object_info *previous, struct objwriter **ret_writer, struct err *err)
{
	if (check_spec(spec, err) < 0)
		return -1;
	struct objwriter *writer = writer_new(conn);
	if (previous)
		writer->previous = *previous;
	writer->only_new = !previous;
	writer->replace_only = spec->only_new;
	start(writer, spec);
	*ret_writer = writer;
	return 0;
}

void objwriter_replace_only(struct objwriter *writer)
{
	writer->replace_only = true;
}

void objwriter_leave_remains(struct objwriter *writer, char nuid[OBJECT_NUID_SIZE])
{
	nuid[0] = '\0';
	writer->remains = nuid;
}

void objwriter_prove(struct objwriter *writer, bool *ret_proved)
{
	writer->proof = objproof_open(writer->conn, writer->info.bucket, writer->chunk_subject);
	writer->proved = ret_proved;
}

/* ---- chunks ---- */

/* Prefixes the first failure; returns it from then on. */
static int fail(struct objwriter *writer, struct err *err)
{
	if (!writer->failed) {
		writer->failed = true;
		err_prefix(&writer->error, "%s/%s", writer->info.bucket, writer->info.name);
	}
	if (err)
		*err = writer->error;
	return -1;
}

/* Delayed until here because the broker may be back by now. */
static void purge(struct objwriter *writer)
{
	if (!writer->sent)
		return;
	if (writer->remains) {
		memcpy(writer->remains, writer->info.nuid, OBJECT_NUID_SIZE);
		return;
	}
	pubwindow_settle(writer->window, SETTLE_MS);
	object_purge_chunks(writer->conn, writer->info.bucket, writer->info.nuid, PURGE_MS, NULL);
}

static int send_chunk(struct objwriter *writer, const char *data, size_t len)
{
	char offset[24];
	snprintf(offset, sizeof offset, "%" PRIu64, writer->info.size);
	writer->sent = true;
	if (pubwindow_publish(writer->window, writer->chunk_subject, OBJECT_OFFSET, offset, data,
		    len, &writer->error) < 0)
		return -1;
	object_digest_add(writer->digest, data, len);
	writer->info.size += len;
	writer->info.chunks++;
	if (writer->proof)
		objproof_stored(writer->proof, pubwindow_answered(writer->window));
	return 0;
}

/* Sends every full chunk, directly from `data` if the buffer is empty. */
static int take(struct objwriter *writer, const char *data, size_t len)
{
	while (len > 0) {
		size_t n = writer->size - writer->fill;
		if (writer->fill == 0 && len >= n) {
			if (send_chunk(writer, data, n) < 0)
				return -1;
		} else {
			if (n > len)
				n = len;
			memcpy(writer->chunk + writer->fill, data, n);
			writer->fill += n;
			if (writer->fill == writer->size) {
				writer->fill = 0;
				if (send_chunk(writer, writer->chunk, writer->size) < 0)
					return -1;
			}
		}
		data += n;
		len -= n;
	}
	return 0;
}

int objwriter_write(struct objwriter *writer, const void *data, size_t len, struct err *err)
{
	if (writer->failed)
		return fail(writer, err);
	return take(writer, data, len) < 0 ? fail(writer, err) : 0;
}

void objwriter_abort(struct objwriter **writer)
{
	if (!*writer)
		return;
	purge(*writer);
	writer_free(writer);
}

/* ---- commit ---- */

static int finish_chunks(struct objwriter *writer)
{
	if (writer->fill > 0 && send_chunk(writer, writer->chunk, writer->fill) < 0)
		return -1;
	writer->fill = 0;
	return pubwindow_flush(writer->window, &writer->error);
}

enum replaced { REPLACED, NOT_REPLACED, UNCERTAIN };

/* Replaces the metadata with ours, whatever other writers do meanwhile. A publish whose answer was
 * lost may have succeeded, which the stream then tells. */
static enum replaced replace_metadata(struct objwriter *writer)
{
	struct object_info *info = &writer->info, *previous = &writer->previous;
	struct retry retry = retry_for(OBJECT_RETRY_MS, RETRY_UNAVAILABLE);
	retry.conn = writer->conn;
	bool uncertain = false; /* a publish may have succeeded */
	bool stale = false;     /* `previous` must be read again */
	for (;;) {
		if (!stale && object_meta_write(writer->conn, info, previous->sequence,
				      &info->sequence, &writer->error) == 0)
			return REPLACED;
		if (!stale && writer->error.kind == ERR_UNAVAILABLE)
			uncertain = true;
		if (writer->only_new && !uncertain)
			return NOT_REPLACED;
		if (writer->error.kind != ERR_UNAVAILABLE && writer->error.kind != ERR_CONFLICT)
			return uncertain ? UNCERTAIN : NOT_REPLACED;
		if (!retry_pause(&retry))
			return uncertain ? UNCERTAIN : NOT_REPLACED;
		struct object_info now;
		stale = object_meta_previous(writer->conn, info->bucket, info->name, writer->arena,
				&now, &writer->error) < 0;
		if (stale)
			continue;
		if (now.nuid && strcmp(now.nuid, info->nuid) == 0) {
			info->sequence = now.sequence;
			return REPLACED;
		}
		if (writer->replace_only && now.sequence != previous->sequence) {
			err_set(&writer->error, ERR_CONFLICT,
				"an object of this name was stored meanwhile");
			return NOT_REPLACED;
		}
		*previous = now;
	}
}

/* Purges the chunks of the replaced object. On failure they stay behind, which is harmless. */
static void purge_previous(struct objwriter *writer)
{
	const struct object_info *previous = &writer->previous;
	if (previous->nuid && !previous->link_bucket && !previous->deleted &&
		strcmp(previous->nuid, writer->info.nuid) != 0)
		object_purge_chunks(writer->conn, previous->bucket, previous->nuid, PURGE_MS, NULL);
}

static int commit(struct objwriter *writer)
{
	if (finish_chunks(writer) < 0) {
		purge(writer);
		return -1;
	}
	writer->info.digest = object_digest_text(writer->digest, writer->arena);
	if (writer->proof)
		*writer->proved =
			objproof_close(&writer->proof, writer->info.chunks, writer->info.digest);
	switch (replace_metadata(writer)) {
	case REPLACED:
		break;
	case NOT_REPLACED:
		purge(writer);
		return -1;
	case UNCERTAIN: /* the chunks may be in use: they stay */
		if (writer->remains)
			memcpy(writer->remains, writer->info.nuid, OBJECT_NUID_SIZE);
		return -1;
	}
	writer->info.mtime_ms = clock_unix_ms();
	purge_previous(writer);
	return 0;
}

int objwriter_commit(struct objwriter **writer, struct arena *arena, struct object_info *ret_info,
	struct err *err)
{
	struct objwriter *it = *writer;
	int result = 0;
	if (it->failed) {
		purge(it);
		result = fail(it, err);
	} else if (commit(it) < 0) {
		result = fail(it, err);
	} else {
		objstore_copy_info(&it->info, arena, ret_info);
	}
	writer_free(writer);
	return result;
}
