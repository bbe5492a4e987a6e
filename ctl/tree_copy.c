/* tree_copy.c: copies a directory tree into another, pass by pass, using descriptors only. */
#include "ctl/tree_copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART ".lectern-part" /* temporary file; the broker uses no such name */

enum { BLOCK = 128 * 1024, DIRECTORY = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };

static int fail(struct err *err, const char *name)
{
	return err_errno(err, ERR_INTERNAL, errno, "%s", name);
}

static bool is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Opens its own descriptor, so that reading does not move the offset of fd. */
static DIR *read_directory(int fd)
{
	int own = openat(fd, ".", DIRECTORY);
	DIR *dir = own < 0 ? NULL : fdopendir(own);
	if (!dir && own >= 0)
		close(own);
	return dir;
}

/* ---- removing ---- */

static int remove_contents(int fd, struct err *err)
{
	DIR *dir = read_directory(fd);
	const struct dirent *entry;
	int rc = 0;
	if (!dir)
		return fail(err, "a directory");
	while (rc == 0 && (entry = readdir(dir))) {
		if (!is_dots(entry->d_name))
			rc = tree_remove(fd, entry->d_name, err);
	}
	closedir(dir);
	return rc;
}

int tree_remove(int parent, const char *name, struct err *err)
{
	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return fail(err, name);
	int fd = openat(parent, name, DIRECTORY);
	if (fd < 0)
		return fail(err, name);
	int rc = remove_contents(fd, err);
	close(fd);
	if (rc == 0 && unlinkat(parent, name, AT_REMOVEDIR) < 0)
		return fail(err, name);
	return rc;
}

/* Removes what `from` no longer has. */
static int prune(int from, int to, struct err *err)
{
	DIR *dir = read_directory(to);
	const struct dirent *entry;
	struct stat st;
	int rc = 0;
	if (!dir)
		return fail(err, "a directory");
	while (rc == 0 && (entry = readdir(dir))) {
		if (!is_dots(entry->d_name) &&
			fstatat(from, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 &&
			errno == ENOENT)
			rc = tree_remove(to, entry->d_name, err);
	}
	closedir(dir);
	return rc;
}

/* ---- one file ---- */

static bool is_earlier(struct timespec a, struct timespec b)
{
	return a.tv_sec < b.tv_sec || (a.tv_sec == b.tv_sec && a.tv_nsec < b.tv_nsec);
}

static bool is_same(int directory, const char *name, const struct stat *st)
{
	struct stat have;
	return fstatat(directory, name, &have, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(have.st_mode) &&
	       have.st_size == st->st_size && have.st_mode == st->st_mode &&
	       have.st_mtim.tv_sec == st->st_mtim.tv_sec &&
	       have.st_mtim.tv_nsec == st->st_mtim.tv_nsec;
}

static int copy_by_hand(int in, int out, off_t left)
{
	char block[BLOCK];
	while (left > 0) {
		ssize_t n = read(in, block, left < BLOCK ? (size_t)left : BLOCK);
		if (n <= 0)
			return (int)n;
		if (write(out, block, (size_t)n) != n)
			return -1;
		left -= n;
	}
	return 0;
}

/* Lets the file system copy, which may share blocks. Copies no more than the initial size, because
 * the file may grow as fast as it is read. */
static int copy_bytes(int in, int out, off_t size)
{
	off_t left = size;
	while (left > 0) {
		ssize_t n = copy_file_range(in, NULL, out, NULL, (size_t)left, 0);
		if (n < 0 && left == size)
			return copy_by_hand(in, out, left);
		if (n <= 0)
			return (int)n;
		left -= n;
	}
	return 0;
}

/* Copies owner, mode and times, in that order. Giving files away may not be permitted, and some
 * file systems have no owners; that is no error. */
static int take_looks(int fd, const struct stat *st)
{
	const struct timespec times[] = { st->st_atim, st->st_mtim };
	if (fchown(fd, st->st_uid, st->st_gid) < 0 && errno != EPERM)
		return -1;
	return fchmod(fd, st->st_mode & 07777) < 0 || futimens(fd, times) < 0 ? -1 : 0;
}

static int make_part(int in, int to, const struct stat *st)
{
	int out = openat(to, PART, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out < 0)
		return -1;
	int rc = copy_bytes(in, out, st->st_size);
	if (rc == 0)
		rc = take_looks(out, st);
	return close(out) < 0 ? -1 : rc;
}

static int copy_file(struct tree_copy *copy, int from, int to, const char *name, struct err *err)
{
	struct stat st;
	int in = openat(from, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (in < 0 && errno == ENOENT)
		return 0;
	if (in < 0)
		return fail(err, name);
	unlinkat(to, PART, 0);
	int rc =
		fstat(in, &st) < 0 || make_part(in, to, &st) < 0 || renameat(to, PART, to, name) < 0
			? fail(err, name)
			: 0;
	close(in);
	if (rc == 0) {
		copy->copied_files++;
		copy->copied_bytes += (uint64_t)st.st_size;
	}
	return rc;
}

static int take_file(struct tree_copy *copy, const int places[3], const char *name,
	const struct stat *st, struct err *err)
{
	int from = places[0], to = places[1], older = places[2];
	bool settled = is_earlier(st->st_ctim, copy->since);
	copy->files++;
	copy->bytes += (uint64_t)st->st_size;
	if (settled && is_same(to, name, st))
		return 0;
	if (settled && older >= 0 && is_same(older, name, st) &&
		(unlinkat(to, name, 0) == 0 || errno == ENOENT) &&
		linkat(older, name, to, name, 0) == 0)
		return 0;
	return copy_file(copy, from, to, name, err);
}

/* ---- directories ---- */

/* `places` are descriptors of from, to and older. */
static int take_directory(struct tree_copy *copy, const int places[3], int depth, struct err *err);

static int enter(
	struct tree_copy *copy, const int places[3], int depth, const char *name, struct err *err)
{
	int inner[3] = { openat(places[0], name, DIRECTORY), -1, -1 };
	if (inner[0] < 0)
		return errno == ENOENT ? 0 : fail(err, name);
	int rc = mkdirat(places[1], name, 0700) < 0 && errno != EEXIST ? fail(err, name) : 0;
	if (rc == 0 && (inner[1] = openat(places[1], name, DIRECTORY)) < 0)
		rc = fail(err, name);
	if (rc == 0) {
		inner[2] = places[2] < 0 ? -1 : openat(places[2], name, DIRECTORY);
		rc = take_directory(copy, inner, depth + 1, err);
	}
	for (int i = 0; i < 3; i++) {
		if (inner[i] >= 0)
			close(inner[i]);
	}
	return rc;
}

static bool is_skipped(const struct tree_copy *copy, const char *name)
{
	const char *const *skip = copy->skip;
	while (*skip && strcmp(*skip, name) != 0)
		skip++;
	return *skip;
}

static int take_entry(
	struct tree_copy *copy, const int places[3], int depth, const char *name, struct err *err)
{
	struct stat st;
	if (is_dots(name) || (depth == 0 && is_skipped(copy, name)))
		return 0;
	if (fstatat(places[0], name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : fail(err, name);
	if (S_ISDIR(st.st_mode))
		return enter(copy, places, depth, name, err);
	return S_ISREG(st.st_mode) ? take_file(copy, places, name, &st, err) : 0;
}

static int take_directory(struct tree_copy *copy, const int places[3], int depth, struct err *err)
{
	DIR *dir = read_directory(places[0]);
	const struct dirent *entry;
	struct stat st;
	int rc = 0;
	if (!dir)
		return errno == ENOENT ? 0 : fail(err, "a directory");
	while (rc == 0 && (entry = readdir(dir)))
		rc = take_entry(copy, places, depth, entry->d_name, err);
	closedir(dir);
	if (rc == 0)
		rc = prune(places[0], places[1], err);
	if (rc == 0 && (fstat(places[0], &st) < 0 || take_looks(places[1], &st) < 0))
		rc = fail(err, "a directory");
	return rc;
}

int tree_copy_pass(struct tree_copy *copy, struct err *err)
{
	const int places[3] = { copy->from, copy->to, copy->older };
	copy->files = copy->bytes = copy->copied_files = copy->copied_bytes = 0;
	return take_directory(copy, places, 0, err);
}
