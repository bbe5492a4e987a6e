/* spool.c: creates unnamed files. */
#include "workers/front/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_on_disk(const char *dir)
{
	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return -1;
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT))
		return fd;
	/* The file system does not support O_TMPFILE. */
	char path[4096];
	if (snprintf(path, sizeof path, "%s/object-XXXXXX", dir) >= (int)sizeof path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

int spool_open(const char *dir, uint64_t size_hint, int *ret_fd, struct err *err)
{
	bool in_memory = size_hint > 0 && size_hint <= SPOOL_MEMORY_LIMIT;
	int fd = in_memory ? memfd_create("lectern-object", MFD_CLOEXEC) : open_on_disk(dir);
	if (fd < 0)
		return err_errno(err, ERR_UNAVAILABLE, errno, "spool file in %s",
			in_memory ? "memory" : dir);
	*ret_fd = fd;
	return 0;
}
