/* confine.c: resource limits, Landlock and the seccomp filter, in the only order in which they
 * can be applied. */
#include "workers/engine/confine.h"

#include "workers/engine/confine_calls.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MAX_DESCRIPTORS = 64 };

static bool confined;

/* ---- limits ---- */

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

static int limit_mb(__rlimit_resource_t resource, int64_t mb, const char *name, struct err *err)
{
	return mb > 0 ? limit(resource, (rlim_t)mb * 1024 * 1024, name, err) : 0;
}

static int set_limits(const struct confinement *needs, struct err *err)
{
	bool starts_others = needs->may_fork || needs->may_connect;
	if (limit_mb(RLIMIT_AS, needs->max_memory_mb, "RLIMIT_AS", err) < 0 ||
		limit_mb(RLIMIT_FSIZE, needs->max_file_mb, "RLIMIT_FSIZE", err) < 0)
		return -1;
	if ((!starts_others || needs->max_processes > 0) &&
		limit(RLIMIT_NPROC, starts_others ? (rlim_t)needs->max_processes : 0,
			"RLIMIT_NPROC", err) < 0)
		return -1;
	return limit(RLIMIT_NOFILE, MAX_DESCRIPTORS, "RLIMIT_NOFILE", err);
}

/* ---- files ---- */

#define ALLOW_EACH(rules, list, rights) \
	sandbox_allow_each(rules, list, sizeof(list) / sizeof *(list), rights)

/* Name resolution and CA certificates. */
static void allow_network(struct sandbox_rules *rules)
{
	static const char *const readable[] = { "/etc/hosts", "/etc/host.conf", "/etc/resolv.conf",
		"/etc/nsswitch.conf", "/etc/gai.conf", "/etc/services", "/etc/ssl",
		"/etc/ca-certificates", "/usr/share/ca-certificates",
		"/usr/local/share/ca-certificates", "/usr/share/p11-kit", "/etc/gnutls",
		"/run/systemd/resolve", "/lib", "/lib64", "/usr/lib", "/usr/lib64",
		"/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo", "/dev/urandom" };
	ALLOW_EACH(rules, readable, SANDBOX_READ);
}

static int restrict_files(const struct confinement *needs, struct err *err)
{
	struct sandbox_rules rules;
	sandbox_rules_init(&rules);
	ALLOW_EACH(&rules, needs->read_paths, SANDBOX_READ);
	if (needs->may_connect)
		allow_network(&rules);
	return sandbox_restrict_files(&rules,
		SANDBOX_NO_OTHERS | (needs->may_connect ? 0u : (unsigned)SANDBOX_NO_TCP), err);
}

/* ---- everything together ---- */

int confine_process(const struct confinement *needs, unsigned *ret_missing, struct err *err)
{
	unsigned missing = sandbox_missing();
	if (sandbox_drop_privileges(SANDBOX_KEEP_NONE, err) < 0 || set_limits(needs, err) < 0 ||
		restrict_files(needs, err) < 0 ||
		(!(missing & SANDBOX_NO_SECCOMP) && confine_calls(needs, err) < 0))
		return -1;
	confined = !(missing & SANDBOX_NO_SECCOMP);
	*ret_missing = missing;
	return 0;
}

void confine_child(void)
{
	/* Added on top of the filter already in place, which has checked the architecture. */
	static struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#ifdef SYS_fork
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fork, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_vfork, 2, 0),
#endif
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
	};
	const struct sock_fprog program = { sizeof code / sizeof *code, code };
	if (confined && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0)
		_exit(1);
}
