/* confine_calls.c: which system calls each need allows. */
#include "workers/engine/confine_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* What every engine does: its link, descriptors, memory, clock and exit. */
static const int always[] = { SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(readv), SCMP_SYS(write),
	SCMP_SYS(pwrite64), SCMP_SYS(writev), SCMP_SYS(lseek), SCMP_SYS(fstat),
	SCMP_SYS(newfstatat), SCMP_SYS(close), SCMP_SYS(dup), SCMP_SYS(fcntl), SCMP_SYS(ftruncate),
	SCMP_SYS(fadvise64), SCMP_SYS(sendmsg), SCMP_SYS(recvmsg), SCMP_SYS(poll), SCMP_SYS(ppoll),
	SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex),
	SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(getrandom),
	SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
	SCMP_SYS(gettimeofday), SCMP_SYS(getrusage), SCMP_SYS(sysinfo), SCMP_SYS(uname),
	SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getppid), SCMP_SYS(getuid), SCMP_SYS(geteuid),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(restart_syscall), SCMP_SYS(pause), SCMP_SYS(exit), SCMP_SYS(exit_group) };

/* To find and examine files; opening them is in allow_opening(). */
static const int to_read_files[] = { SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx),
	SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink),
	SCMP_SYS(readlinkat), SCMP_SYS(getcwd), SCMP_SYS(getdents64) };

static const int to_fork[] = { SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(wait4), SCMP_SYS(waitid),
	SCMP_SYS(set_tid_address), SCMP_SYS(set_robust_list), SCMP_SYS(rseq) };

static const int to_connect[] = { SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(getsockname),
	SCMP_SYS(getpeername), SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(sendto),
	SCMP_SYS(recvfrom), SCMP_SYS(sendmmsg), SCMP_SYS(recvmmsg), SCMP_SYS(shutdown),
	SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl),
	SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(eventfd2), SCMP_SYS(pipe2),
	SCMP_SYS(socketpair), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sigaltstack),
	SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(time), SCMP_SYS(clock_getres) };

static int allow_all(scmp_filter_ctx filter, const int *calls, size_t count)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, calls[i], 0, NULL);
	return rc;
}

static int answer_with(scmp_filter_ctx filter, int call, int errnum)
{
	return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO((unsigned)errnum), call, 0, NULL);
}

static int allow_if(scmp_filter_ctx filter, int call, unsigned argument, enum scmp_compare op,
	scmp_datum_t a, scmp_datum_t b)
{
	const struct scmp_arg_cmp condition = { argument, op, a, b };
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &condition);
}

/* Calls that are allowed only with certain arguments. */
static int allow_some(scmp_filter_ctx filter)
{
	const scmp_datum_t own = (scmp_datum_t)getpid();
	/* No memory may be made executable, so written data never runs. */
	int rc = allow_if(filter, SCMP_SYS(mmap), 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	if (rc == 0)
		rc = allow_if(filter, SCMP_SYS(mprotect), 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	/* abort() and raise(): signals to the process itself. */
	if (rc == 0)
		rc = allow_if(filter, SCMP_SYS(tgkill), 0, SCMP_CMP_EQ, own, 0);
	/* getrlimit() on the process itself: the new limit must be NULL. */
	if (rc == 0)
		rc = allow_if(filter, SCMP_SYS(prlimit64), 2, SCMP_CMP_EQ, 0, 0);
	/* stdio asks whether a file is a terminal. Thread creation falls back when clone3 is
	 * missing. */
	if (rc == 0)
		rc = answer_with(filter, SCMP_SYS(ioctl), ENOTTY);
	return rc == 0 ? answer_with(filter, SCMP_SYS(clone3), ENOSYS) : rc;
}

/* Opening, for reading only. A library that looks for a file which its stage does not need gets
 * an error, which it can handle, rather than being killed. */
static int allow_opening(scmp_filter_ctx filter, bool reads)
{
	const scmp_datum_t writing = O_ACCMODE | O_CREAT | O_TRUNC;
	if (!reads) {
		int rc = answer_with(filter, SCMP_SYS(openat), EACCES);
		if (rc == 0)
			rc = answer_with(filter, SCMP_SYS(open), EACCES);
		for (size_t i = 0; rc == 0 && i < COUNT(to_read_files); i++)
			rc = answer_with(filter, to_read_files[i], EACCES);
		return rc;
	}
	int rc = allow_if(filter, SCMP_SYS(openat), 2, SCMP_CMP_MASKED_EQ, writing, O_RDONLY);
	if (rc == 0)
		rc = allow_if(filter, SCMP_SYS(open), 1, SCMP_CMP_MASKED_EQ, writing, O_RDONLY);
	return rc == 0 ? allow_all(filter, to_read_files, COUNT(to_read_files)) : rc;
}

static int allow_forking(scmp_filter_ctx filter)
{
	/* A plain child: no new namespaces, no threads. */
	const scmp_datum_t special = 0x7e020000u /* CLONE_NEW* */ | 0x00010000u /* THREAD */;
	int rc = allow_all(filter, to_fork, COUNT(to_fork));
	if (rc == 0)
		rc = allow_if(filter, SCMP_SYS(clone), 0, SCMP_CMP_MASKED_EQ, special, 0);
	if (rc == 0)
		rc = allow_if(filter, SCMP_SYS(prctl), 0, SCMP_CMP_EQ, PR_SET_PDEATHSIG, 0);
	/* Filters can be added but never removed: see confine_child(). */
	return rc == 0 ? allow_if(filter, SCMP_SYS(seccomp), 0, SCMP_CMP_EQ,
				 SECCOMP_SET_MODE_FILTER, 0)
		       : rc;
}

static int allow_connecting(scmp_filter_ctx filter)
{
	static const int families[] = { AF_INET, AF_INET6, AF_NETLINK };
	const scmp_datum_t thread = 0x00010000u;
	int rc = allow_all(filter, to_connect, COUNT(to_connect));
	for (size_t i = 0; rc == 0 && i < COUNT(families); i++)
		rc = allow_if(
			filter, SCMP_SYS(socket), 0, SCMP_CMP_EQ, (scmp_datum_t)families[i], 0);
	/* The C library tries nscd(8) first and works without it. */
	if (rc == 0)
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
			SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
	if (rc == 0)
		rc = allow_if(filter, SCMP_SYS(clone), 0, SCMP_CMP_MASKED_EQ, thread, thread);
	/* The C library loads its name-service modules on demand. */
	return rc == 0 ? allow_all(filter, (const int[]) { SCMP_SYS(mmap), SCMP_SYS(mprotect) }, 2)
		       : rc;
}

static int add_rules(scmp_filter_ctx filter, const struct confinement *needs)
{
	bool reads = needs->read_paths[0] || needs->may_connect;
	int rc = allow_all(filter, always, COUNT(always));
	if (rc == 0)
		rc = allow_some(filter);
	if (rc == 0)
		rc = allow_opening(filter, reads);
	if (rc == 0 && needs->may_fork)
		rc = allow_forking(filter);
	if (rc == 0 && needs->may_connect)
		rc = allow_connecting(filter);
	return rc;
}

int confine_calls(const struct confinement *needs, struct err *err)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (!filter)
		return err_set(err, ERR_INTERNAL, "seccomp filter");
	/* Evaluate the filter by binary search rather than call by call. */
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	int rc = add_rules(filter, needs);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc < 0 ? err_errno(err, ERR_INTERNAL, -rc, "seccomp filter") : 0;
}
