/* confine_program.c: sandboxes a speech program before it is started. */
#include "workers/tts/confine_program.h"

#include <errno.h>
#include <seccomp.h>
#include <sys/resource.h>
#include <unistd.h>

/* ---- files ---- */

/* The libraries, and what they want to know about the machine. */
static const char *const readable[] = { "/usr", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache",
	"/etc/localtime", "/dev/urandom", "/dev/random", "/dev/zero", "/proc/cpuinfo",
	"/proc/meminfo", "/sys/devices/system/cpu", "/sys/devices/system/node" };

void confine_program_files(
	const struct program_confinement *confinement, struct sandbox_rules *rules)
{
	const unsigned writing = SANDBOX_READ | SANDBOX_WRITE | SANDBOX_DEVICE;
	sandbox_allow_each(rules, readable, sizeof readable / sizeof *readable, SANDBOX_READ);
	sandbox_allow(rules, "/dev/null", SANDBOX_READ | SANDBOX_WRITE);
	sandbox_allow_program(rules, confinement->program);
	sandbox_allow_around(rules, confinement->program, SANDBOX_READ);
	sandbox_allow(rules, confinement->model, SANDBOX_READ);
	for (size_t i = 0; i < confinement->run_paths->count; i++)
		sandbox_allow_program(rules, confinement->run_paths->items[i]);
	for (size_t i = 0; i < confinement->write_paths->count; i++)
		sandbox_allow(rules, confinement->write_paths->items[i], writing);
}

static int restrict_files(const struct program_confinement *confinement, struct err *err)
{
	struct sandbox_rules rules;
	sandbox_rules_init(&rules);
	confine_program_files(confinement, &rules);
	return sandbox_restrict_files(&rules, SANDBOX_NO_TCP | SANDBOX_NO_OTHERS, err);
}

/* ---- calls ---- */

/* No network, and no way out of the process group that is killed with the engine. */
static const int forbidden[] = { SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind),
	SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(pidfd_open),
	SCMP_SYS(pidfd_send_signal), SCMP_SYS(tkill), SCMP_SYS(rt_sigqueueinfo),
	SCMP_SYS(rt_tgsigqueueinfo), SCMP_SYS(setsid), SCMP_SYS(setpgid) };

static int refuse_if(scmp_filter_ctx filter, int call, unsigned argument, enum scmp_compare op,
	scmp_datum_t a, scmp_datum_t b)
{
	const struct scmp_arg_cmp condition = { argument, op, a, b };
	return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), call, 1, &condition);
}

/* clone() into a namespace. clone3() hides its flags in memory; if it fails, clone() is used. */
static int forbid_namespaces(scmp_filter_ctx filter)
{
	static const scmp_datum_t flags[] = { 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000,
		0x20000000, 0x40000000 };
	int rc = seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, NULL);
	for (size_t i = 0; rc == 0 && i < sizeof flags / sizeof *flags; i++)
		rc = refuse_if(filter, SCMP_SYS(clone), 0, SCMP_CMP_MASKED_EQ, flags[i], flags[i]);
	return rc;
}

/* Injecting input into the terminal from which the farm was started. */
static int forbid_typing(scmp_filter_ctx filter)
{
	const scmp_datum_t low = 0xffffffff;
	int rc = refuse_if(
		filter, SCMP_SYS(ioctl), 1, SCMP_CMP_MASKED_EQ, low, 0x5412 /* TIOCSTI */);
	return rc == 0 ? refuse_if(filter, SCMP_SYS(ioctl), 1, SCMP_CMP_MASKED_EQ, low,
				 0x541c /* TIOCLINUX */)
		       : rc;
}

static int add_rules(scmp_filter_ctx filter)
{
	const scmp_datum_t own = (scmp_datum_t)getpid();
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < sizeof forbidden / sizeof *forbidden; i++)
		rc = seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), forbidden[i], 0, NULL);
	if (rc == 0)
		rc = forbid_namespaces(filter);
	if (rc == 0)
		rc = refuse_if(filter, SCMP_SYS(kill), 0, SCMP_CMP_NE, own, 0);
	if (rc == 0)
		rc = refuse_if(filter, SCMP_SYS(tgkill), 0, SCMP_CMP_NE, own, 0);
	return rc == 0 ? forbid_typing(filter) : rc;
}

static int restrict_calls(struct err *err)
{
	if (sandbox_missing() & SANDBOX_NO_SECCOMP)
		return 0;
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter)
		return err_set(err, ERR_INTERNAL, "seccomp filter");
	int rc = add_rules(filter);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc < 0 ? err_errno(err, ERR_INTERNAL, -rc, "seccomp filter") : 0;
}

/* ---- everything together ---- */

static int limit_memory(int64_t megabytes, struct err *err)
{
	struct rlimit memory;
	rlim_t most = (rlim_t)megabytes * 1024 * 1024;
	if (most == 0 || getrlimit(RLIMIT_AS, &memory) < 0 || memory.rlim_max < most)
		return 0;
	memory.rlim_cur = memory.rlim_max = most;
	if (setrlimit(RLIMIT_AS, &memory) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "RLIMIT_AS");
	return 0;
}

int confine_program(const struct program_confinement *confinement, struct err *err)
{
	if (sandbox_drop_privileges(SANDBOX_KEEP_NONE, err) < 0 ||
		limit_memory(confinement->max_memory_mb, err) < 0 ||
		restrict_files(confinement, err) < 0 || sandbox_restrict_calls(true, err) < 0)
		return -1;
	return restrict_calls(err);
}
