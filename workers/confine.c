#include "workers/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MAX_DESCRIPTORS = 64 };

/* ---- privileges and limits ---- */

static int drop_privileges(struct err *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "no_new_privs");
	for (int cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
		prctl(PR_CAPBSET_DROP, cap, 0, 0, 0); /* without CAP_SETPCAP there are none */
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { { 0, 0, 0 } };
	if (syscall(SYS_capset, &header, none) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "dropping capabilities");
	return 0;
}

static int limit(__rlimit_resource_t resource, rlim_t most, const char *name, struct err *err)
{
	struct rlimit now;
	if (getrlimit(resource, &now) == 0 && now.rlim_max < most)
		most = now.rlim_max;
	const struct rlimit wanted = { most, most };
	if (setrlimit(resource, &wanted) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "%s", name);
	return 0;
}

static int set_limits(const struct confinement *confinement, struct err *err)
{
	rlim_t memory = (rlim_t)confinement->max_memory_mb * 1024 * 1024;
	if (memory && limit(RLIMIT_AS, memory, "RLIMIT_AS", err) < 0)
		return -1;
	return limit(RLIMIT_NOFILE, MAX_DESCRIPTORS, "RLIMIT_NOFILE", err);
}

/* ---- Landlock: called directly, glibc has no functions for it ---- */

/* Everything that the kernel's version knows to forbid. */
static uint64_t all_rights(long abi)
{
	uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1; /* version 1 */
	if (abi >= 2)
		rights |= UINT64_C(1) << 13; /* REFER */
	if (abi >= 3)
		rights |= UINT64_C(1) << 14; /* TRUNCATE */
	return rights;
}

static int allow_reading(int ruleset, const char *path, struct err *err)
{
	struct stat st;
	int fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : err_errno(err, ERR_INTERNAL, errno, "%s", path);
	struct landlock_path_beneath_attr rule = {
		.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE,
		.parent_fd = fd,
	};
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		rule.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
	long rc = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	int why = errno;
	close(fd);
	return rc < 0 ? err_errno(err, ERR_INTERNAL, why, "Landlock rule for %s", path) : 0;
}

static int restrict_files(const struct confinement *confinement, unsigned *missing, struct err *err)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1) {
		*missing |= CONFINE_NO_LANDLOCK;
		return 0;
	}
	struct landlock_ruleset_attr attributes = { .handled_access_fs = all_rights(abi) };
	int ruleset = (int)syscall(
		SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
	if (ruleset < 0)
		return err_errno(err, ERR_INTERNAL, errno, "Landlock");
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < CONFINE_MAX_PATHS && confinement->read_paths[i]; i++)
		rc = allow_reading(ruleset, confinement->read_paths[i], err);
	if (rc == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
		rc = err_errno(err, ERR_INTERNAL, errno, "Landlock");
	close(ruleset);
	return rc;
}

/* ---- seccomp ---- */

/* What every engine does: its link, its descriptors, its memory, its clock, its end. */
static const int always[] = { SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(readv), SCMP_SYS(write),
	SCMP_SYS(pwrite64), SCMP_SYS(writev), SCMP_SYS(lseek), SCMP_SYS(fstat),
	SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(access),
	SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
	SCMP_SYS(getcwd), SCMP_SYS(getdents64), SCMP_SYS(close), SCMP_SYS(dup), SCMP_SYS(fcntl),
	SCMP_SYS(ftruncate), SCMP_SYS(fadvise64), SCMP_SYS(sendmsg), SCMP_SYS(recvmsg),
	SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap),
	SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex),
	SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(getrandom),
	SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep),
	SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrusage),
	SCMP_SYS(times), SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(getpid), SCMP_SYS(gettid),
	SCMP_SYS(getppid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall), SCMP_SYS(pause),
	SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(exit), SCMP_SYS(exit_group) };

static const int to_fork[] = { SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(wait4), SCMP_SYS(waitid),
	SCMP_SYS(set_tid_address) };

static int allow_all(scmp_filter_ctx filter, const int *calls, size_t count)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, calls[i], 0, NULL);
	return rc;
}

static int allow_if(scmp_filter_ctx filter, int call, unsigned argument, enum scmp_compare op,
	scmp_datum_t a, scmp_datum_t b)
{
	const struct scmp_arg_cmp condition = { argument, op, a, b };
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &condition);
}

/* Calls that are fine with some arguments only. */
static int allow_some(scmp_filter_ctx filter)
{
	const scmp_datum_t writing = O_ACCMODE | O_CREAT | O_TRUNC;
	const scmp_datum_t own = (scmp_datum_t)getpid();
	int rc = allow_if(filter, SCMP_SYS(openat), 2, SCMP_CMP_MASKED_EQ, writing, O_RDONLY);
	if (rc == 0)
		rc = allow_if(filter, SCMP_SYS(open), 1, SCMP_CMP_MASKED_EQ, writing, O_RDONLY);
	/* abort(), raise(): signals to itself. */
	if (rc == 0)
		rc = allow_if(filter, SCMP_SYS(tgkill), 0, SCMP_CMP_EQ, own, 0);
	/* getrlimit() of itself; the new limit must be NULL. */
	if (rc == 0)
		rc = allow_if(filter, SCMP_SYS(prlimit64), 2, SCMP_CMP_EQ, 0, 0);
	/* stdio asks whether a file is a terminal; thread starts have a fallback. */
	if (rc == 0)
		rc = seccomp_rule_add_array(
			filter, SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl), 0, NULL);
	if (rc == 0)
		rc = seccomp_rule_add_array(
			filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, NULL);
	return rc;
}

static int allow_forking(scmp_filter_ctx filter)
{
	/* A plain child: no new namespace, no thread. */
	const scmp_datum_t special = 0x7e020000u /* CLONE_NEW* */ | 0x00010000u /* THREAD */;
	int rc = allow_all(filter, to_fork, sizeof to_fork / sizeof *to_fork);
	if (rc == 0)
		rc = allow_if(filter, SCMP_SYS(clone), 0, SCMP_CMP_MASKED_EQ, special, 0);
	if (rc == 0)
		rc = allow_if(filter, SCMP_SYS(prctl), 0, SCMP_CMP_EQ, PR_SET_PDEATHSIG, 0);
	return rc;
}

static int restrict_calls(const struct confinement *confinement, unsigned *missing, struct err *err)
{
	if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0 && errno == EINVAL) {
		*missing |= CONFINE_NO_SECCOMP;
		return 0;
	}
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (!filter)
		return err_set(err, ERR_INTERNAL, "seccomp filter");
	int rc = allow_all(filter, always, sizeof always / sizeof *always);
	if (rc == 0)
		rc = allow_some(filter);
	if (rc == 0 && confinement->may_fork)
		rc = allow_forking(filter);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc < 0 ? err_errno(err, ERR_INTERNAL, -rc, "seccomp filter") : 0;
}

int confine_process(const struct confinement *confinement, unsigned *ret_missing, struct err *err)
{
	unsigned missing = 0;
	if (drop_privileges(err) < 0 || set_limits(confinement, err) < 0 ||
		restrict_files(confinement, &missing, err) < 0 ||
		restrict_calls(confinement, &missing, err) < 0)
		return -1;
	*ret_missing = missing;
	return 0;
}
