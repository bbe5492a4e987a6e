/* secret_file.c: checks permissions before reading. Errors never contain any part of a secret. */
#include "common/base/secret_file.h"

#include "common/base/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_secret(const char *path, int *ret_fd, struct err *err)
{
	struct stat st;
	/* O_NONBLOCK: open() must not block on a FIFO, which is then refused. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return err_errno(err, ERR_INVALID, errno, "%s", path);
	int rc = 0;
	if (fstat(fd, &st) < 0)
		rc = err_errno(err, ERR_INVALID, errno, "%s", path);
	else if (!S_ISREG(st.st_mode))
		rc = err_set(err, ERR_INVALID, "%s: not a regular file", path);
	else if (st.st_mode & S_IRWXO)
		rc = err_set(err, ERR_INVALID,
			"%s: holds a secret and is open to every user (mode %04o): chmod o-rwx it",
			path, (unsigned)(st.st_mode & 07777));
	if (rc < 0) {
		close(fd);
		return -1;
	}
	*ret_fd = fd;
	return 0;
}

int secret_file_check(const char *path, struct err *err)
{
	int fd;
	if (open_secret(path, &fd, err) < 0)
		return -1;
	close(fd);
	return 0;
}

/* Removes the line ending that editors add. Returns what is wrong with the rest, or NULL. */
static const char *fault_of(char *text, size_t *len)
{
	if (*len > 0 && text[*len - 1] == '\n')
		(*len)--;
	if (*len > 0 && text[*len - 1] == '\r')
		(*len)--;
	text[*len] = '\0';
	if (*len == 0)
		return "is empty";
	if (*len > SECRET_MAX)
		return "is longer than a secret can be";
	for (size_t i = 0; i < *len; i++) {
		if (text[i] < 0x20 || text[i] > 0x7e)
			return "must be one line of printable ASCII characters";
	}
	return NULL;
}

int secret_file_read(const char *path, char **ret_secret, struct err *err)
{
	char text[SECRET_MAX + 4];
	size_t len = 0;
	int fd;
	if (open_secret(path, &fd, err) < 0)
		return -1;
	ssize_t n = 1;
	while (len < sizeof text - 1 && n > 0) {
		n = read(fd, text + len, sizeof text - 1 - len);
		len += n > 0 ? (size_t)n : 0;
		if (n < 0 && errno == EINTR)
			n = 1;
	}
	int why = errno;
	close(fd);
	const char *fault = n < 0 ? NULL : fault_of(text, &len);
	if (n >= 0 && !fault)
		*ret_secret = alloc_string(text);
	explicit_bzero(text, sizeof text);
	if (n < 0)
		return err_errno(err, ERR_INVALID, why, "%s", path);
	if (fault)
		return err_set(err, ERR_INVALID, "%s: %s", path, fault);
	return 0;
}

void secret_free(char **secret)
{
	if (!*secret)
		return;
	explicit_bzero(*secret, strlen(*secret));
	alloc_free(secret);
}
