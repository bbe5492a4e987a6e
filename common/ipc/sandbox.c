/* sandbox.c: privileges, and what the kernel supports. sandbox_files.c restricts files,
 * sandbox_calls.c system calls. */
#include "common/ipc/sandbox.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

unsigned sandbox_missing(void)
{
	unsigned missing = 0;
	if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < 1)
		missing |= SANDBOX_NO_LANDLOCK;
	if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0 && errno == EINVAL)
		missing |= SANDBOX_NO_SECCOMP;
	return missing;
}

const char *sandbox_missing_text(unsigned missing)
{
	switch (missing & (SANDBOX_NO_LANDLOCK | SANDBOX_NO_SECCOMP)) {
	case SANDBOX_NO_LANDLOCK:
		return "Landlock";
	case SANDBOX_NO_SECCOMP:
		return "seccomp";
	case 0:
		return "nothing";
	default:
		return "Landlock and seccomp";
	}
}

int sandbox_drop_privileges(uint64_t keep, struct err *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "no_new_privs");
	/* Without CAP_SETPCAP the bounding set cannot be changed; failure is harmless. */
	for (int cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++) {
		if (!(keep >> cap & 1))
			prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
	}
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
	if (syscall(SYS_capget, &header, sets) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "reading capabilities");
	bool change = false;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		uint32_t kept = (uint32_t)(keep >> 32 * i) & sets[i].permitted;
		change = change || sets[i].effective != kept || sets[i].permitted != kept ||
			 sets[i].inheritable != 0;
		sets[i] = (struct __user_cap_data_struct) { kept, kept, 0 };
	}
	/* capset() is skipped if nothing would change: a service manager that left us no
	 * capabilities may have blocked the call as well. */
	if (change && syscall(SYS_capset, &header, sets) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "dropping capabilities");
	return 0;
}

void sandbox_hide_process(void)
{
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
