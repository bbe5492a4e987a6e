/* buf: a growing byte buffer, always NUL-terminated past its length once written to. */
#ifndef LECTERN_COMMON_BASE_BUF_H
#define LECTERN_COMMON_BASE_BUF_H

#include "common/base/err.h"

#include <stddef.h>
#include <stdint.h>

struct buf {
	char *data; /* owned; NULL while empty */
	size_t len, cap;
};

/* clang-format off */
#define BUF_EMPTY ((struct buf) { NULL, 0, 0 })
/* clang-format on */

/* Frees the bytes and makes it empty again. */
void buf_free(struct buf *buf);

/* Keeps the memory, forgets the bytes. */
void buf_clear(struct buf *buf);

/* Room for `more` bytes past len, and the NUL. */
void buf_reserve(struct buf *buf, size_t more);

void buf_append(struct buf *buf, const void *data, size_t len);
void buf_append_string(struct buf *buf, const char *s);
void buf_append_char(struct buf *buf, char c);
/* The value's lowest `bytes` bytes, at most 8, the least significant first or last. */
void buf_append_le(struct buf *buf, uint64_t value, int bytes);
void buf_append_be(struct buf *buf, uint64_t value, int bytes);
/* In small letters, two for each byte. */
void buf_append_hex(struct buf *buf, const unsigned char *data, size_t len);
void buf_printf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The bytes as a string; "" while empty. Valid until the next change. */
const char *buf_string(const struct buf *buf);

/* Reads fd from offset 0 to its end, at most `max` bytes; a larger file is ERR_INVALID. */
int buf_read_fd(struct buf *buf, int fd, size_t max, struct err *err);

/* The same of what has no offset, as a pipe: from where it is. */
int buf_read_stream(struct buf *buf, int fd, size_t max, struct err *err);

#endif
