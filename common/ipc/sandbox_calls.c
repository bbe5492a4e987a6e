/* sandbox_calls.c: denies system calls that no process of a farm needs but an attacker would. */
#include "common/ipc/sandbox.h"

#include <errno.h>
#include <seccomp.h>

/* Calls that reach other processes, change other programs' view of the system or the kernel itself,
 * and large interfaces with a history of kernel exploits. */
static const int never[] = { SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev), SCMP_SYS(process_madvise), SCMP_SYS(kcmp),
	SCMP_SYS(pidfd_getfd), SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(mount_setattr),
	SCMP_SYS(move_mount), SCMP_SYS(open_tree), SCMP_SYS(fsopen), SCMP_SYS(fsconfig),
	SCMP_SYS(fsmount), SCMP_SYS(fspick), SCMP_SYS(pivot_root), SCMP_SYS(chroot),
	SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(bpf), SCMP_SYS(perf_event_open),
	SCMP_SYS(userfaultfd), SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter),
	SCMP_SYS(io_uring_register), SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key),
	SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(delete_module),
	SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load), SCMP_SYS(reboot), SCMP_SYS(swapon),
	SCMP_SYS(swapoff), SCMP_SYS(acct), SCMP_SYS(quotactl), SCMP_SYS(syslog),
	SCMP_SYS(settimeofday), SCMP_SYS(clock_settime), SCMP_SYS(adjtimex),
	SCMP_SYS(clock_adjtime), SCMP_SYS(sethostname), SCMP_SYS(setdomainname), SCMP_SYS(ioperm),
	SCMP_SYS(iopl), SCMP_SYS(open_by_handle_at), SCMP_SYS(fanotify_init),
	SCMP_SYS(lookup_dcookie), SCMP_SYS(vhangup), SCMP_SYS(vmsplice), SCMP_SYS(remap_file_pages),
	SCMP_SYS(mknod), SCMP_SYS(mknodat), SCMP_SYS(personality) };

/* libmicrohttpd and nats.c start threads, but never processes. clone3() hides its flags from a
 * filter; when it fails with ENOSYS, the C library falls back to clone(). */
static const int programs[] = { SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork),
	SCMP_SYS(vfork) };

static int refuse(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = seccomp_rule_add_array(filter, action, calls[i], 0, NULL);
	return rc;
}

static int refuse_programs(scmp_filter_ctx filter)
{
	const scmp_datum_t thread = 0x00010000u; /* CLONE_THREAD */
	const struct scmp_arg_cmp no_thread = { 0, SCMP_CMP_MASKED_EQ, thread, 0 };
	int rc =
		refuse(filter, SCMP_ACT_KILL_PROCESS, programs, sizeof programs / sizeof *programs);
	if (rc == 0)
		rc = seccomp_rule_add_array(
			filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 1, &no_thread);
	if (rc == 0)
		rc = seccomp_rule_add_array(
			filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, NULL);
	return rc;
}

int sandbox_restrict_calls(bool may_exec, struct err *err)
{
	if (sandbox_missing() & SANDBOX_NO_SECCOMP)
		return 0;
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter)
		return err_set(err, ERR_INTERNAL, "seccomp filter");
	/* Optimize to a binary tree instead of comparing with one call after another. */
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	int rc = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (rc == 0)
		rc = refuse(filter, may_exec ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_KILL_PROCESS, never,
			sizeof never / sizeof *never);
	if (rc == 0 && !may_exec)
		rc = refuse_programs(filter);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc < 0 ? err_errno(err, ERR_INTERNAL, -rc, "seccomp filter") : 0;
}
