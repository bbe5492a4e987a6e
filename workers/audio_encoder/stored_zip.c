/* stored_zip.c: PKWARE's APPNOTE 6.3, sections 4.3 and 4.5.3, without compression. A library
 * would convert names by the locale, whose files an engine cannot read. */
#include "workers/audio_encoder/stored_zip.h"

#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "workers/engine/io.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

enum {
	NEEDED_VERSION = 45,   /* 4.5: supports ZIP64 */
	MADE_ON_UNIX = 3 << 8, /* otherwise some programs take the names for DOS ones */
	UTF8_NAMES = 1 << 11,
	EPOCH_DATE = 1 << 5 | 1, /* 1980-01-01: constant, for equal bytes */
	ZIP64 = 1,
	BLOCK = 64 * 1024,
	HUGE_COUNT = 0xffff,
};

/* Mode 0644: writable by the owner, readable by all. */
static const uint32_t attributes = 0100644u << 16;

struct stored_zip {
	int fd;
	uint64_t at;    /* offset of the next byte */
	uint64_t count; /* of files */
	struct buf directory;
};

struct entry {
	const char *name;
	uint64_t size, offset;
	uint32_t crc;
};

struct stored_zip *stored_zip_new(int fd)
{
	struct stored_zip *zip = alloc_zeroed(1, sizeof *zip);
	zip->fd = fd;
	return zip;
}

void stored_zip_free(struct stored_zip **zip)
{
	if (!*zip)
		return;
	buf_free(&(*zip)->directory);
	alloc_free(zip);
}

static void put_32(struct buf *to, uint64_t value)
{
	buf_append_le(to, value < UINT32_MAX ? value : UINT32_MAX, 4);
}

/* The fields that a file's local header and its directory entry share. */
static void put_common(struct buf *to, const struct entry *entry, size_t extra)
{
	buf_append_le(to, NEEDED_VERSION, 2);
	buf_append_le(to, UTF8_NAMES, 2);
	buf_append_le(to, 0, 2); /* method: stored */
	buf_append_le(to, 0, 2);
	buf_append_le(to, EPOCH_DATE, 2);
	buf_append_le(to, entry->crc, 4);
	put_32(to, entry->size);
	put_32(to, entry->size);
	buf_append_le(to, strlen(entry->name), 2);
	buf_append_le(to, extra, 2);
}

/* Both sizes and, in the directory, the offset. */
static void put_extra(struct buf *to, const struct entry *entry, bool in_directory)
{
	bool large = entry->size >= UINT32_MAX;
	bool far = in_directory && entry->offset >= UINT32_MAX;
	if (!large && !far)
		return;
	buf_append_le(to, ZIP64, 2);
	buf_append_le(to, (large ? 16u : 0u) + (far ? 8u : 0u), 2);
	if (large) {
		buf_append_le(to, entry->size, 8);
		buf_append_le(to, entry->size, 8);
	}
	if (far)
		buf_append_le(to, entry->offset, 8);
}

static int write_out(struct stored_zip *zip, const void *data, size_t len, struct err *err)
{
	zip->at += len;
	return engine_write(zip->fd, data, len, err);
}

static int write_head(struct stored_zip *zip, const struct entry *entry, struct err *err)
{
	struct buf head = BUF_EMPTY, extra = BUF_EMPTY;
	put_extra(&extra, entry, false);
	buf_append(&head, "PK\3\4", 4);
	put_common(&head, entry, extra.len);
	buf_append_string(&head, entry->name);
	buf_append(&head, extra.data, extra.len);
	int rc = write_out(zip, head.data, head.len, err);
	buf_free(&head);
	buf_free(&extra);
	return rc;
}

static void note(struct stored_zip *zip, const struct entry *entry)
{
	struct buf extra = BUF_EMPTY, *to = &zip->directory;
	put_extra(&extra, entry, true);
	buf_append(to, "PK\1\2", 4);
	buf_append_le(to, MADE_ON_UNIX | NEEDED_VERSION, 2);
	put_common(to, entry, extra.len);
	buf_append_le(to, 0, 2); /* no comment */
	buf_append_le(to, 0, 2); /* disk number: the first */
	buf_append_le(to, 0, 2);
	buf_append_le(to, attributes, 4);
	put_32(to, entry->offset);
	buf_append_string(to, entry->name);
	buf_append(to, extra.data, extra.len);
	buf_free(&extra);
	zip->count++;
}

/* to NULL: only reads. Stores the size and CRC of fd's contents in the entry. */
static int read_content(struct stored_zip *to, int fd, struct entry *entry, struct err *err)
{
	unsigned char block[BLOCK];
	uint64_t at = 0;
	uLong crc = crc32(0, NULL, 0);
	for (size_t len = 0;; at += len) {
		if (engine_read_at(fd, block, sizeof block, at, &len, err) < 0)
			return -1;
		if (len == 0)
			break;
		crc = crc32(crc, block, (uInt)len);
		if (to && write_out(to, block, len, err) < 0)
			return -1;
	}
	entry->size = at;
	entry->crc = (uint32_t)crc;
	return 0;
}

int stored_zip_add(struct stored_zip *zip, const char *name, int fd, struct err *err)
{
	struct entry entry = { .name = name, .offset = zip->at };
	if (read_content(NULL, fd, &entry, err) < 0 || write_head(zip, &entry, err) < 0 ||
		read_content(zip, fd, &entry, err) < 0)
		return -1;
	note(zip, &entry);
	return 0;
}

/* ---- end of the archive ---- */

static void put_end_64(struct buf *to, const struct stored_zip *zip)
{
	enum { REST_OF_RECORD = 44 };
	uint64_t here = zip->at + zip->directory.len;
	buf_append(to, "PK\6\6", 4);
	buf_append_le(to, REST_OF_RECORD, 8);
	buf_append_le(to, NEEDED_VERSION, 2);
	buf_append_le(to, NEEDED_VERSION, 2);
	buf_append_le(to, 0, 4);
	buf_append_le(to, 0, 4);
	buf_append_le(to, zip->count, 8);
	buf_append_le(to, zip->count, 8);
	buf_append_le(to, zip->directory.len, 8);
	buf_append_le(to, zip->at, 8);
	buf_append(to, "PK\6\7", 4);
	buf_append_le(to, 0, 4);
	buf_append_le(to, here, 8);
	buf_append_le(to, 1, 4);
}

static void put_end(struct buf *to, const struct stored_zip *zip)
{
	uint64_t count = zip->count < HUGE_COUNT ? zip->count : HUGE_COUNT;
	if (zip->count >= HUGE_COUNT || zip->at >= UINT32_MAX)
		put_end_64(to, zip);
	buf_append(to, "PK\5\6", 4);
	buf_append_le(to, 0, 2);
	buf_append_le(to, 0, 2);
	buf_append_le(to, count, 2);
	buf_append_le(to, count, 2);
	put_32(to, zip->directory.len);
	put_32(to, zip->at);
	buf_append_le(to, 0, 2);
}

int stored_zip_finish(struct stored_zip *zip, struct err *err)
{
	struct buf end = BUF_EMPTY;
	put_end(&end, zip);
	int rc = engine_write(zip->fd, zip->directory.data, zip->directory.len, err);
	if (rc == 0)
		rc = engine_write(zip->fd, end.data, end.len, err);
	buf_free(&end);
	return rc;
}
