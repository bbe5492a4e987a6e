/* io.c: read, write and mmap with errors that tell bad input from a failing system. */
#include "workers/engine/io.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int engine_file_size(int fd, uint64_t *ret_size, struct err *err)
{
	struct stat st;
	if (fstat(fd, &st) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "fstat");
	*ret_size = (uint64_t)st.st_size;
	return 0;
}

int engine_write(int fd, const void *data, size_t len, struct err *err)
{
	const char *p = data;
	while (len > 0) {
		ssize_t n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EFBIG)
			return err_set(
				err, ERR_INVALID, "the result is larger than its stage may write");
		if (n < 0)
			return err_errno(err, ERR_INTERNAL, errno, "write");
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

int engine_write_error(int errnum, const char *what, const char *said, struct err *err)
{
	if (errnum == EFBIG)
		return err_set(err, ERR_INVALID,
			"%s: the result is larger than its stage may write", what);
	if (errnum == ENOSPC || errnum == EDQUOT)
		return err_errno(err, ERR_NO_SPACE, errnum, "%s", what);
	return err_set(err, ERR_INTERNAL, "%s: %s", what, said);
}

int engine_read_at(
	int fd, void *data, size_t size, uint64_t offset, size_t *ret_len, struct err *err)
{
	char *p = data;
	size_t len = 0;
	while (len < size) {
		ssize_t n = pread(fd, p + len, size - len, (off_t)(offset + len));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, ERR_INTERNAL, errno, "read");
		if (n == 0)
			break;
		len += (size_t)n;
	}
	*ret_len = len;
	return 0;
}

int engine_map(int fd, const void **ret_data, size_t *ret_len, struct err *err)
{
	uint64_t size;
	if (engine_file_size(fd, &size, err) < 0)
		return -1;
	void *data = NULL;
	if (size > 0) {
		data = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (data == MAP_FAILED)
			return err_errno(err, ERR_INTERNAL, errno, "mmap of %llu bytes",
				(unsigned long long)size);
	}
	*ret_data = data;
	*ret_len = (size_t)size;
	return 0;
}

void engine_unmap(const void **data, size_t len)
{
	if (*data)
		munmap((void *)(uintptr_t)*data, len);
	*data = NULL;
}

enum verdict engine_verdict(const struct err *err)
{
	switch (err->kind) {
	case ERR_INVALID:
	case ERR_NOT_FOUND:
		return VERDICT_REJECT;
	default:
		return VERDICT_RETRY;
	}
}
