/* quota.c: adds up what the directory holds and what the file system has left. */
#include "supervisor/broker/quota.h"

#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

enum {
	OPEN_AT_ONCE = 16,
	BLOCK = 512,
	SHARE = 20,
	MOST_RESERVE = 128 * 1024 * 1024,
};

static int64_t used; /* global because nftw() passes no context */

static int add(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)path;
	(void)where;
	if (type == FTW_F)
		used += (int64_t)st->st_blocks * BLOCK;
	return 0;
}

int broker_quota(const char *path, int64_t *ret_bytes, struct err *err)
{
	struct statvfs fs;
	used = 0;
	if (statvfs(path, &fs) < 0 || nftw(path, add, OPEN_AT_ONCE, FTW_PHYS) != 0)
		return err_errno(err, ERR_INTERNAL, errno, "%s", path);
	int64_t left = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
	int64_t reserve = left / SHARE < MOST_RESERVE ? left / SHARE : MOST_RESERVE;
	*ret_bytes = used + left - reserve;
	return 0;
}
