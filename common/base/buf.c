/* buf.c: the buffer grows by doubling. */
#include "common/base/buf.h"

#include "common/base/alloc.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void buf_free(struct buf *buf)
{
	free(buf->data);
	*buf = BUF_EMPTY;
}

void buf_clear(struct buf *buf)
{
	buf->len = 0;
	if (buf->data)
		buf->data[0] = '\0';
}

void buf_reserve(struct buf *buf, size_t more)
{
	size_t need = buf->len + more + 1;
	if (need <= buf->cap)
		return;
	size_t cap = buf->cap ? buf->cap : 64;
	while (cap < need)
		cap *= 2;
	buf->data = alloc_resize(buf->data, cap);
	buf->cap = cap;
}

void buf_append(struct buf *buf, const void *data, size_t len)
{
	buf_reserve(buf, len);
	if (len)
		memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void buf_append_string(struct buf *buf, const char *s)
{
	buf_append(buf, s, strlen(s));
}

void buf_append_char(struct buf *buf, char c)
{
	buf_append(buf, &c, 1);
}

void buf_append_le(struct buf *buf, uint64_t value, int bytes)
{
	unsigned char data[8];
	for (int i = 0; i < bytes; i++)
		data[i] = (unsigned char)(value >> (8 * i) & 0xff);
	buf_append(buf, data, (size_t)bytes);
}

void buf_append_be(struct buf *buf, uint64_t value, int bytes)
{
	unsigned char data[8];
	for (int i = 0; i < bytes; i++)
		data[bytes - 1 - i] = (unsigned char)(value >> (8 * i) & 0xff);
	buf_append(buf, data, (size_t)bytes);
}

void buf_append_hex(struct buf *buf, const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf_printf(buf, "%02x", data[i]);
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (len < 0)
		return;
	buf_reserve(buf, (size_t)len);
	va_start(ap, fmt);
	vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, ap);
	va_end(ap);
	buf->len += (size_t)len;
}

const char *buf_string(const struct buf *buf)
{
	return buf->data ? buf->data : "";
}

int buf_read_fd(struct buf *buf, int fd, size_t max, struct err *err)
{
	struct stat st;
	if (fstat(fd, &st) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "fstat");
	if (st.st_size < 0 || (size_t)st.st_size > max)
		return err_set(err, ERR_INVALID, "%lld bytes, more than the %zu allowed",
			(long long)st.st_size, max);
	off_t offset = 0;
	size_t before = buf->len;
	for (;;) {
		buf_reserve(buf, 65536);
		ssize_t n = pread(fd, buf->data + buf->len, 65536, offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, ERR_INTERNAL, errno, "read");
		buf->len += (size_t)n;
		buf->data[buf->len] = '\0';
		offset += n;
		if (n == 0)
			return 0;
		if (buf->len - before > max)
			return err_set(err, ERR_INVALID, "more than the %zu bytes allowed", max);
	}
}

int buf_read_stream(struct buf *buf, int fd, size_t max, struct err *err)
{
	char data[65536];
	for (;;) {
		ssize_t n = read(fd, data, sizeof data);
		if (n == 0)
			return 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, ERR_INTERNAL, errno, "reading");
		if (buf->len + (size_t)n > max)
			return err_set(err, ERR_INVALID, "more than %zu bytes", max);
		buf_append(buf, data, (size_t)n);
	}
}
