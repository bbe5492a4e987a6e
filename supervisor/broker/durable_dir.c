/* durable_dir.c: sets the file attribute for synchronous writes. */
#include "supervisor/broker/durable_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static int set_flag(int fd)
{
	int flags = 0;
	if (ioctl(fd, FS_IOC_GETFLAGS, &flags) < 0)
		return -1;
	if (flags & FS_SYNC_FL)
		return 0;
	flags |= FS_SYNC_FL;
	return ioctl(fd, FS_IOC_SETFLAGS, &flags);
}

static int set_below(int fd);

/* Anything but files and directories has no attribute; a file may also have just disappeared. */
static int set_entry(int parent, const char *name)
{
	struct stat st;
	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
		(!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)))
		return 0;
	int fd = openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	int rc = set_flag(fd);
	if (rc == 0 && S_ISDIR(st.st_mode))
		rc = set_below(fd);
	close(fd);
	return rc;
}

static int set_below(int fd)
{
	int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;
	DIR *dir = own < 0 ? NULL : fdopendir(own);
	const struct dirent *entry;
	if (!dir) {
		if (own >= 0)
			close(own);
		return -1;
	}
	while (rc == 0 && (entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			rc = set_entry(fd, entry->d_name);
	}
	closedir(dir);
	return rc;
}

int durable_dir_set(const char *path, struct err *err)
{
	int flags = 0, rc = 0;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, ERR_INTERNAL, errno, "%s", path);
	if (ioctl(fd, FS_IOC_GETFLAGS, &flags) < 0)
		rc = err_errno(err, ERR_INTERNAL, errno, "%s: file attributes", path);
	else if (!(flags & FS_SYNC_FL) && (set_below(fd) < 0 || syncfs(fd) < 0 || set_flag(fd) < 0))
		rc = err_errno(err, ERR_INTERNAL, errno, "%s: synchronous writes", path);
	close(fd);
	return rc;
}
