/* buf: a growing byte buffer, NUL-terminated past its length once it has been written to. */
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

/* Frees the bytes and leaves an empty buffer. */
void buf_free(struct buf *buf);

/* Empties the buffer but keeps its memory. */
void buf_clear(struct buf *buf);

/* Makes room for `more` bytes past len, plus the NUL. */
void buf_reserve(struct buf *buf, size_t more);

void buf_append(struct buf *buf, const void *data, size_t len);
void buf_append_string(struct buf *buf, const char *s);
void buf_append_char(struct buf *buf, char c);
/* Appends the lowest `bytes` bytes (at most 8) of the value, in little or big endian order. */
void buf_append_le(struct buf *buf, uint64_t value, int bytes);
void buf_append_be(struct buf *buf, uint64_t value, int bytes);
/* Appends lower-case hex, two digits per byte. */
void buf_append_hex(struct buf *buf, const unsigned char *data, size_t len);
void buf_printf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The bytes as a string, "" while empty. Valid until the next change. */
const char *buf_string(const struct buf *buf);

/* Appends the contents of fd, from offset 0 to its end. More than `max` bytes is ERR_INVALID. The
 * bytes read before an error stay in the buffer. */
int buf_read_fd(struct buf *buf, int fd, size_t max, struct err *err);

/* The same for a descriptor without offsets, such as a pipe: reads from the current position. Here
 * `max` limits the buffer's total length. */
int buf_read_stream(struct buf *buf, int fd, size_t max, struct err *err);

#endif
