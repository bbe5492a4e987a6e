/* state_dir.c: creates directories and locks. */
#include "supervisor/os/state_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

int state_dir_make(const char *path, struct err *err)
{
	char part[PATH_MAX];
	if (strlen(path) >= sizeof part)
		return err_set(err, ERR_INVALID, "%.80s...: the path is too long", path);
	for (const char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
		size_t len = slash ? (size_t)(slash - path) : strlen(path);
		memcpy(part, path, len);
		part[len] = '\0';
		if (mkdir(part, 0700) < 0 && errno != EEXIST)
			return err_errno(err, ERR_INTERNAL, errno, "%s", part);
		if (!slash)
			break;
	}
	struct stat st;
	if (stat(path, &st) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "%s", path);
	if (!S_ISDIR(st.st_mode))
		return err_set(err, ERR_INVALID, "%s: not a directory", path);
	if (access(path, R_OK | W_OK | X_OK) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "%s", path);
	return 0;
}

/* The last holder may have removed the file after we opened it and before we locked it. */
static bool is_still_there(int fd, const char *path)
{
	struct stat ours, there;
	return fstat(fd, &ours) == 0 && stat(path, &there) == 0 && ours.st_ino == there.st_ino &&
	       ours.st_dev == there.st_dev;
}

static int refuse(int fd, const char *path, struct err *err)
{
	char pid[24] = "";
	ssize_t n = pread(fd, pid, sizeof pid - 1, 0);
	pid[n > 0 ? n : 0] = '\0';
	pid[strcspn(pid, "\n")] = '\0';
	return err_set(err, ERR_CONFLICT, "%s: held by another process%s%s", path,
		*pid ? ", pid " : "", pid);
}

int state_dir_lock(const char *directory, const char *name, int *ret_fd, struct err *err)
{
	char path[PATH_MAX];
	snprintf(path, sizeof path, "%s/%s", directory, name);
	for (;;) {
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0)
			return err_errno(err, ERR_INTERNAL, errno, "%s", path);
		if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
			int why = errno;
			int rc = why == EWOULDBLOCK ? refuse(fd, path, err)
						    : err_errno(err, ERR_INTERNAL, why, "%s", path);
			close(fd);
			return rc;
		}
		if (is_still_there(fd, path)) {
			if (ftruncate(fd, 0) == 0)
				dprintf(fd, "%d\n", (int)getpid());
			*ret_fd = fd;
			return 0;
		}
		close(fd);
	}
}

void state_dir_unlock(const char *directory, const char *name, int *fd)
{
	char path[PATH_MAX];
	if (*fd < 0)
		return;
	snprintf(path, sizeof path, "%s/%s", directory, name);
	unlink(path);
	close(*fd);
	*fd = -1;
}
