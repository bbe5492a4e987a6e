/* reader.c: reads any range of an object.
 *
 * Chunks are addressed by their sequence number in the stream; which chunk holds an offset is not
 * recorded anywhere. Chunks we wrote carry their offset in a header, so a search between two known
 * chunks narrows quickly; chunks of other writers are walked through once.
 */
#include "common/objstore/parts.h"

#include "common/base/alloc.h"

#include <stdlib.h>
#include <string.h>

enum {
	WALK_CHUNKS = 3, /* within this distance walking is cheaper than searching */
};

/* Where a chunk is: the offset of its first byte, and its sequence in the stream. */
struct place {
	uint64_t offset, sequence;
};

struct objreader {
	struct natsconn *conn;
	struct arena *arena; /* owned */
	struct object_info info;
	const char *subject;
	struct place *known; /* owned; chunks seen so far, sorted */
	size_t count, cap;
	struct object_chunk chunk; /* the last one read; empty at first */
	uint64_t chunk_offset;
};

int objreader_open(struct natsconn *conn, const char *bucket, const char *name,
	struct objreader **ret_reader, struct err *err)
{
	struct arena *arena = arena_new();
	struct object_info info;
	if (object_meta_find(conn, bucket, name, arena, &info, err) < 0) {
		arena_free(&arena);
		return -1;
	}
	struct objreader *reader = alloc_zeroed(1, sizeof *reader);
	reader->conn = conn;
	reader->arena = arena;
	reader->info = info;
	reader->subject = object_chunk_subject(arena, info.bucket, info.nuid);
	*ret_reader = reader;
	return 0;
}

const struct object_info *objreader_info(const struct objreader *reader)
{
	return &reader->info;
}

void objreader_close(struct objreader **reader)
{
	struct objreader *it = *reader;
	if (!it)
		return;
	*reader = NULL;
	object_chunk_free(&it->chunk);
	free(it->known);
	arena_free(&it->arena);
	free(it);
}

/* ---- known places ---- */

/* How many known places start at or before the offset. */
static size_t known_up_to(const struct objreader *reader, uint64_t offset)
{
	size_t low = 0, high = reader->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (reader->known[middle].offset <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void learn(struct objreader *reader, struct place place)
{
	size_t at = known_up_to(reader, place.offset);
	if (at > 0 && reader->known[at - 1].offset == place.offset)
		return;
	if (reader->count == reader->cap) {
		reader->cap = reader->cap ? reader->cap * 2 : 64;
		reader->known = alloc_resize(reader->known, reader->cap * sizeof *reader->known);
	}
	memmove(reader->known + at + 1, reader->known + at,
		(reader->count - at) * sizeof *reader->known);
	reader->known[at] = place;
	reader->count++;
}

static bool holds(const struct objreader *reader, uint64_t offset)
{
	return reader->chunk.sequence && offset >= reader->chunk_offset &&
	       offset - reader->chunk_offset < reader->chunk.len;
}

/* ---- reading chunks ---- */

/* Reads the first chunk at or after that sequence (0: the object's first) into reader->chunk. */
static int fetch(struct objreader *reader, uint64_t sequence, struct err *err)
{
	struct object_chunk chunk;
	if (object_chunk_find(reader->conn, &reader->info, reader->subject, sequence,
		    OBJECT_SHORT_MS, &chunk, err) < 0)
		return -1;
	object_chunk_free(&reader->chunk);
	reader->chunk = chunk;
	return 0;
}

/* Records that the chunk just read starts at `offset`. If its header disagrees, a chunk before it
 * is missing. */
static int place(struct objreader *reader, uint64_t offset, struct err *err)
{
	if (reader->chunk.offset >= 0 && (uint64_t)reader->chunk.offset != offset) {
		object_chunk_free(&reader->chunk);
		return err_set(err, ERR_NOT_FOUND, "a chunk is missing");
	}
	reader->chunk_offset = offset;
	learn(reader, (struct place) { offset, reader->chunk.sequence });
	return 0;
}

/* Moves to the last known place at or before the offset, or to the start of the object. */
static int start_at(struct objreader *reader, uint64_t offset, struct err *err)
{
	size_t at = known_up_to(reader, offset);
	uint64_t sequence = at ? reader->known[at - 1].sequence : 0;
	uint64_t from = at ? reader->known[at - 1].offset : 0;
	if (reader->chunk.sequence && reader->chunk.sequence == sequence)
		return 0;
	if (fetch(reader, sequence, err) < 0)
		return -1;
	if (at && reader->chunk.sequence != sequence) {
		object_chunk_free(&reader->chunk);
		return err_set(err, ERR_NOT_FOUND, "a chunk is missing");
	}
	return place(reader, from, err);
}

/* The sequence to probe between two places: interpolated at first, then halved, which bounds the
 * search to 64 probes. */
static uint64_t middle_of(struct place low, struct place high, uint64_t offset, unsigned probe)
{
	uint64_t width = high.sequence - low.sequence, step = width / 2;
	if (probe < 4)
		step = (uint64_t)((double)width * (double)(offset - low.offset) /
				  (double)(high.offset - low.offset));
	if (step >= width)
		step = width - 1;
	return low.sequence + (step ? step : 1);
}

/* Narrows down to a place shortly before the offset, as long as the chunks carry their offsets. */
static int search(struct objreader *reader, uint64_t offset, struct err *err)
{
	const uint64_t near = (uint64_t)WALK_CHUNKS * OBJECT_CHUNK_SIZE;
	size_t at = known_up_to(reader, offset);
	struct place low = reader->known[at - 1];
	struct place high = { reader->info.size, reader->info.sequence };
	if (at < reader->count)
		high = reader->known[at];
	for (unsigned probe = 0; offset - low.offset > near && high.sequence > low.sequence + 1;
		probe++) {
		struct err error;
		uint64_t middle = middle_of(low, high, offset, probe);
		if (fetch(reader, middle, &error) < 0) {
			if (error.kind != ERR_NOT_FOUND) {
				if (err)
					*err = error;
				return -1;
			}
			high.sequence = middle; /* no chunk after this, only other messages */
			continue;
		}
		if (reader->chunk.offset < 0)
			break;
		if (place(reader, (uint64_t)reader->chunk.offset, err) < 0)
			return -1;
		if (holds(reader, offset))
			return 0;
		if (reader->chunk_offset > offset)
			high = (struct place) { reader->chunk_offset, middle };
		else
			low = (struct place) { reader->chunk_offset, reader->chunk.sequence };
	}
	return start_at(reader, offset, err);
}

static int walk(struct objreader *reader, uint64_t offset, struct err *err)
{
	while (!holds(reader, offset)) {
		uint64_t next = reader->chunk_offset + reader->chunk.len;
		if (fetch(reader, reader->chunk.sequence + 1, err) < 0 ||
			place(reader, next, err) < 0)
			return -1;
	}
	return 0;
}

/* Makes reader->chunk the one that holds the offset. */
static int seek(struct objreader *reader, uint64_t offset, struct err *err)
{
	if (holds(reader, offset))
		return 0;
	/* The usual case: continue with the next chunk. */
	if (reader->chunk.sequence && offset == reader->chunk_offset + reader->chunk.len)
		return walk(reader, offset, err);
	if (start_at(reader, offset, err) < 0)
		return -1;
	if (!holds(reader, offset) && reader->chunk.offset >= 0 && search(reader, offset, err) < 0)
		return -1;
	return walk(reader, offset, err);
}

/* Missing chunks mean that the object was replaced, removed or damaged: find out which. */
static int explain(struct objreader *reader, struct err *error)
{
	struct object_info *info = &reader->info, now;
	if (error->kind != ERR_NOT_FOUND)
		return err_prefix(error, "%s/%s", info->bucket, info->name);
	if (object_meta_find(reader->conn, info->bucket, info->name, reader->arena, &now, error) <
		0)
		return -1;
	if (strcmp(now.nuid, info->nuid) != 0)
		return err_set(error, ERR_CONFLICT, "%s/%s: replaced while it was being read",
			info->bucket, info->name);
	return err_set(error, ERR_DAMAGED, "%s/%s: some of its chunks are missing", info->bucket,
		info->name);
}

int objreader_read(struct objreader *reader, uint64_t offset, void *data, size_t size,
	size_t *ret_len, struct err *err)
{
	char *out = data;
	size_t len = 0;
	struct err error;
	if (offset < reader->info.size && size > reader->info.size - offset)
		size = (size_t)(reader->info.size - offset);
	while (offset < reader->info.size && len < size) {
		if (seek(reader, offset, &error) < 0) {
			explain(reader, &error);
			if (err)
				*err = error;
			return -1;
		}
		size_t skip = (size_t)(offset - reader->chunk_offset);
		size_t n = reader->chunk.len - skip;
		if (n > size - len)
			n = size - len;
		memcpy(out + len, reader->chunk.data + skip, n);
		len += n;
		offset += n;
	}
	*ret_len = len;
	return 0;
}
