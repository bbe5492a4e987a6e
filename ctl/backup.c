/* backup.c: a point-in-time copy of the broker's store, while the farm is working.
 *
 * Nothing is acknowledged before it is in the store's files, and a farm whose processes all die at
 * once resumes where it was. So a copy of those files as of one moment is all that a farm needs.
 * Most of it is copied while the broker works; the broker is stopped only for the little that
 * changed meanwhile.
 */
#include "common/base/arena.h"
#include "common/config/embedded_broker.h"
#include "ctl/commands.h"
#include "ctl/embedded_broker.h"
#include "ctl/freeze.h"
#include "ctl/tree_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	LITTLE = 32 * 1024 * 1024, /* bytes that may be left to copy while the broker is stopped */
	MAX_PASSES = 6,
	MAX_MOMENTS = 3,
	MOMENT_MS = 10000, /* the broker's clients tolerate that much silence */
	DIRECTORY = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
};

struct backup {
	struct arena *arena;
	const char *source; /* state_dir/nats */
	const char *target; /* the requested directory, without trailing slash */
	const char *fresh;  /* temporary directory beside the target */
	struct tree_copy copy;
	uint64_t copied_bytes;
	int64_t held_ms; /* how long the broker was stopped */
};

/* ---- source and target ---- */

static int open_source(struct backup *backup, struct err *err)
{
	struct stat st;
	if (stat(arena_printf(backup->arena, "%s/store", backup->source), &st) < 0)
		return err_set(err, ERR_NOT_FOUND,
			"%s/store: %s: it is not the store of a broker that lecternd runs here",
			backup->source, strerror(errno));
	backup->copy.from = open(backup->source, DIRECTORY);
	if (backup->copy.from < 0)
		return err_errno(err, ERR_INTERNAL, errno, "%s", backup->source);
	if (flock(backup->copy.from, LOCK_EX | LOCK_NB) < 0)
		return err_set(err, ERR_UNAVAILABLE, "another backup is under way");
	return 0;
}

/* Accepts an earlier backup, an empty directory, or nothing. */
static int check_target(struct backup *backup, struct err *err)
{
	struct stat st;
	if (lstat(backup->target, &st) < 0)
		return errno == ENOENT ? 0
				       : err_errno(err, ERR_INTERNAL, errno, "%s", backup->target);
	backup->copy.older =
		open(arena_printf(backup->arena, "%s/" EMBEDDED_BROKER_DIRECTORY, backup->target),
			DIRECTORY);
	if (backup->copy.older >= 0 || rmdir(backup->target) == 0)
		return 0;
	return err_set(err, ERR_CONFLICT, "%s: exists, and is not a backup", backup->target);
}

/* A backup inside the state directory would be lost together with it. */
static int check_outside(const struct backup *backup, const char *state_dir, struct err *err)
{
	char state[PATH_MAX], parent[PATH_MAX];
	const char *slash = strrchr(backup->target, '/');
	const char *above = !slash ? "."
			    : slash == backup->target
				    ? "/"
				    : arena_string_n(backup->arena, backup->target,
					      (size_t)(slash - backup->target));
	if (!realpath(state_dir, state))
		return err_errno(err, ERR_INTERNAL, errno, "%s", state_dir);
	if (!realpath(above, parent))
		return err_errno(err, ERR_INTERNAL, errno, "%s", above);
	size_t len = strlen(state);
	if (strncmp(parent, state, len) == 0 && (!parent[len] || parent[len] == '/'))
		return err_set(err, ERR_INVALID, "%s: is inside %s, which it would replace",
			backup->target, state_dir);
	return 0;
}

static int make_fresh(struct backup *backup, struct err *err)
{
	const char *inner =
		arena_printf(backup->arena, "%s/" EMBEDDED_BROKER_DIRECTORY, backup->fresh);
	if (tree_remove(AT_FDCWD, backup->fresh, err) < 0)
		return -1; /* left by an interrupted backup */
	if (mkdir(backup->fresh, 0700) < 0 || mkdir(inner, 0700) < 0 ||
		(backup->copy.to = open(inner, DIRECTORY)) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "%s", inner);
	return 0;
}

/* ---- copying ---- */

static int pass(struct backup *backup, struct err *err)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	if (tree_copy_pass(&backup->copy, err) < 0)
		return err_prefix(err, "%s", backup->source);
	backup->copied_bytes += backup->copy.copied_bytes;
	/* File timestamps come from a coarser clock. */
	backup->copy.since = (struct timespec) { now.tv_sec - 1, now.tv_nsec };
	return 0;
}

/* Repeats passes until little changes meanwhile. */
static int copy_most(struct backup *backup, struct err *err)
{
	for (int passes = 0; passes < MAX_PASSES; passes++) {
		if (pass(backup, err) < 0)
			return -1;
		if (backup->copy.copied_bytes < LITTLE)
			break;
	}
	/* Otherwise the broker would be stopped while we wait for the disk. */
	return syncfs(backup->copy.to) < 0
		       ? err_errno(err, ERR_INTERNAL, errno, "%s", backup->fresh)
		       : 0;
}

/* Copies the rest while the broker is stopped. *ret_whole is false if there was not enough time. */
static int copy_rest(struct backup *backup, bool *ret_whole, struct err *err)
{
	struct freeze freeze;
	pid_t pid, again = 0;
	int process = -1;
	if (embedded_broker_find(backup->source, &pid, &process, err) < 0)
		return -1;
	if (pid && freeze_begin(&freeze, pid, process, MOMENT_MS, err) < 0)
		return -1;
	int rc = pass(backup, err);
	*ret_whole = true;
	if (pid) {
		struct err late;
		*ret_whole = freeze_end(&freeze, &backup->held_ms, &late) == 0;
		return rc;
	}
	/* Nobody wrote if no broker ran, and none has been started since. */
	if (rc == 0 && embedded_broker_find(backup->source, &again, &process, err) < 0)
		return -1;
	if (again) {
		close(process);
		*ret_whole = false;
	}
	return rc;
}

static int copy_all(struct backup *backup, struct err *err)
{
	for (int moments = 0; moments < MAX_MOMENTS; moments++) {
		bool whole = false;
		if (copy_most(backup, err) < 0 || copy_rest(backup, &whole, err) < 0)
			return -1;
		if (whole)
			return 0;
	}
	return err_set(err, ERR_UNAVAILABLE,
		"%s: too much is being written to it: %d s were not enough to copy it",
		backup->source, MOMENT_MS / 1000);
}

/* ---- moving it into place ---- */

static int sync_directory(const char *path)
{
	int fd = open(path, DIRECTORY);
	int rc = fd < 0 || syncfs(fd) < 0 ? -1 : 0;
	if (fd >= 0)
		close(fd);
	return rc;
}

/* Swaps the two atomically where the file system supports it, so that there is always a backup; the
 * older one is then under the temporary name and is removed. */
static int exchange(struct backup *backup)
{
	if (renameat2(AT_FDCWD, backup->fresh, AT_FDCWD, backup->target, RENAME_EXCHANGE) == 0)
		return 0;
	const char *aside = arena_printf(backup->arena, "%s.old", backup->target);
	struct err ignored;
	if ((errno != EINVAL && errno != ENOSYS) || tree_remove(AT_FDCWD, aside, &ignored) < 0 ||
		rename(backup->target, aside) < 0 || rename(backup->fresh, backup->target) < 0)
		return -1;
	return tree_remove(AT_FDCWD, aside, &ignored);
}

/* The backup gets the owner of the state directory, which it can replace when restored. */
static int finish(struct backup *backup, const char *state_dir, struct err *err)
{
	struct stat st;
	if (stat(state_dir, &st) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "%s", state_dir);
	if ((lchown(backup->fresh, st.st_uid, st.st_gid) < 0 && errno != EPERM) ||
		sync_directory(backup->fresh) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "%s", backup->fresh);
	if (backup->copy.older < 0)
		return rename(backup->fresh, backup->target) < 0
			       ? err_errno(err, ERR_INTERNAL, errno, "%s", backup->target)
			       : 0;
	if (exchange(backup) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "%s", backup->target);
	sync_directory(backup->target);
	return 0;
}

static int make(struct backup *backup, const char *state_dir, struct err *err)
{
	struct err ignored;
	int rc = check_outside(backup, state_dir, err);
	if (rc == 0)
		rc = open_source(backup, err);
	if (rc == 0)
		rc = check_target(backup, err);
	if (rc == 0)
		rc = make_fresh(backup, err);
	if (rc == 0)
		rc = copy_all(backup, err);
	if (rc == 0)
		rc = finish(backup, state_dir, err);
	if (backup->copy.to >= 0)
		tree_remove(AT_FDCWD, backup->fresh, &ignored);
	const int places[] = { backup->copy.from, backup->copy.to, backup->copy.older };
	for (int i = 0; i < 3; i++) {
		if (places[i] >= 0)
			close(places[i]);
	}
	return rc;
}

static void report(const struct client *client, const struct backup *backup)
{
	const struct tree_copy *copy = &backup->copy;
	if (client->json)
		printf("{\"files\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"copiedBytes\":%" PRIu64
		       ",\"heldSeconds\":%.3f}\n",
			copy->files, copy->bytes, backup->copied_bytes,
			(double)backup->held_ms / 1000);
	else if (!client->quiet)
		printf("%s: %.1f MB in %" PRIu64
		       " files; %.1f MB were copied, and the broker was paused for %.2f s\n",
			backup->target, (double)copy->bytes / 1e6, copy->files,
			(double)backup->copied_bytes / 1e6, (double)backup->held_ms / 1000);
}

int command_backup(struct client *client, const struct settings *settings, int argc, char **argv)
{
	static const char *const skip[] = { "nats-server.lock", "nats-server.conf", NULL };
	struct backup backup = { .copy = { .from = -1, .to = -1, .older = -1, .skip = skip } };
	const char *state_dir = settings->supervisor.state_dir;
	struct err err;
	char **arguments;
	int status = command_options("backup", NULL, NULL, argc, argv, 1, &arguments);
	if (status != OPTIONS_GO_ON)
		return status;
	size_t len = strlen(arguments[0]);
	if (len == 0)
		return command_usage("backup");
	while (len > 1 && arguments[0][len - 1] == '/')
		len--;
	backup.arena = arena_new();
	backup.source = arena_printf(backup.arena, "%s/" EMBEDDED_BROKER_DIRECTORY, state_dir);
	backup.target = arena_string_n(backup.arena, arguments[0], len);
	backup.fresh = arena_printf(backup.arena, "%s.new", backup.target);
	backup.copy.since.tv_sec = LONG_MAX;
	status = CTL_FINE;
	if (make(&backup, state_dir, &err) < 0) {
		fprintf(stderr, "lecternctl: %s\n", err.text);
		status = err.kind == ERR_UNAVAILABLE ? CTL_AWAY : CTL_FAILED;
	} else {
		report(client, &backup);
	}
	arena_free(&backup.arena);
	return status;
}
