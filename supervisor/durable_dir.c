/* durable_dir: the file attribute for synchronous writes. */
#include "supervisor/durable_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool is_empty(const char *path)
{
	bool empty = true;
	DIR *dir = opendir(path);
	const struct dirent *entry;
	if (!dir)
		return false;
	while (empty && (entry = readdir(dir)))
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	closedir(dir);
	return empty;
}

int durable_dir_set(const char *path, bool *ret_durable, struct err *err)
{
	int flags = 0, rc = 0;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, ERR_INTERNAL, errno, "%s", path);
	*ret_durable = false;
	if (ioctl(fd, FS_IOC_GETFLAGS, &flags) < 0) {
		rc = err_errno(err, ERR_INTERNAL, errno, "%s: file attributes", path);
	} else if (flags & FS_SYNC_FL) {
		*ret_durable = true;
	} else if (is_empty(path)) {
		flags |= FS_SYNC_FL;
		if (ioctl(fd, FS_IOC_SETFLAGS, &flags) < 0)
			rc = err_errno(err, ERR_INTERNAL, errno, "%s: synchronous writes", path);
		else
			*ret_durable = true;
	}
	close(fd);
	return rc;
}
