#include "workers/confine_program.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- files ---- */

static const uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t running =
	LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_EXECUTE;

/* Where libraries are, and what they ask of the machine. */
static const char *const system_paths[] = { "/usr", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache",
	"/etc/ld.so.preload", "/etc/localtime", "/dev/urandom", "/dev/random", "/dev/zero",
	"/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu", "/sys/devices/system/node" };

/* Everything that the kernel's Landlock knows to forbid. */
static uint64_t all_rights(long abi)
{
	uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1; /* version 1 */
	if (abi >= 2)
		rights |= UINT64_C(1) << 13; /* REFER */
	if (abi >= 3)
		rights |= UINT64_C(1) << 14; /* TRUNCATE */
	return rights;
}

/* A path that does not exist is passed over; rights that only a directory has go with one. */
static int allow(int ruleset, const char *path, uint64_t rights, struct err *err)
{
	const uint64_t of_files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
				  LANDLOCK_ACCESS_FS_READ_FILE | UINT64_C(1) << 14;
	struct stat st;
	int fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : err_errno(err, ERR_INTERNAL, errno, "%s", path);
	struct landlock_path_beneath_attr rule = { .allowed_access = rights, .parent_fd = fd };
	if (fstat(fd, &st) < 0 || !S_ISDIR(st.st_mode))
		rule.allowed_access &= of_files;
	long rc = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	int why = errno;
	close(fd);
	return rc < 0 ? err_errno(err, ERR_INTERNAL, why, "Landlock rule for %s", path) : 0;
}

/* A dynamic program is started by way of its loader. */
static int allow_loaders(int ruleset, struct err *err)
{
	glob_t found;
	int rc = 0;
	if (glob("/lib*/ld-*.so.*", GLOB_NOSORT, NULL, &found) != 0)
		return 0;
	for (size_t i = 0; rc == 0 && i < found.gl_pathc; i++)
		rc = allow(ruleset, found.gl_pathv[i], running, err);
	globfree(&found);
	return rc;
}

/* A script is started by way of what its first line names. */
static int allow_interpreter(int ruleset, const char *program, struct err *err)
{
	char line[512];
	FILE *file = fopen(program, "re");
	if (!file)
		return 0; /* who cannot read it may still run it */
	bool is_script = fgets(line, sizeof line, file) && line[0] == '#' && line[1] == '!';
	fclose(file);
	if (!is_script)
		return 0;
	char *name = line + 2 + strspn(line + 2, " \t");
	name[strcspn(name, " \t\r\n")] = '\0';
	return *name == '/' ? allow(ruleset, name, running, err) : 0;
}

static int allow_directory_of(int ruleset, const char *program, struct err *err)
{
	char directory[4096];
	const char *slash = strrchr(program, '/');
	if (!slash || slash == program || (size_t)(slash - program) >= sizeof directory)
		return 0;
	snprintf(directory, sizeof directory, "%.*s", (int)(slash - program), program);
	return allow(ruleset, directory, reading, err);
}

static int allow_list(
	int ruleset, const struct string_list *paths, uint64_t rights, struct err *err)
{
	for (size_t i = 0; i < paths->count; i++) {
		if (allow(ruleset, paths->items[i], rights, err) < 0)
			return -1;
	}
	return 0;
}

static int allow_files(
	int ruleset, uint64_t known, const struct program_confinement *c, struct err *err)
{
	const uint64_t writing = known & ~(uint64_t)LANDLOCK_ACCESS_FS_EXECUTE;
	for (size_t i = 0; i < sizeof system_paths / sizeof *system_paths; i++) {
		if (allow(ruleset, system_paths[i], reading, err) < 0)
			return -1;
	}
	if (allow_loaders(ruleset, err) < 0 || allow_directory_of(ruleset, c->program, err) < 0 ||
		allow(ruleset, c->program, running, err) < 0 ||
		allow_interpreter(ruleset, c->program, err) < 0 ||
		allow(ruleset, "/dev/null", writing, err) < 0 ||
		(*c->model && allow(ruleset, c->model, reading, err) < 0))
		return -1;
	return allow_list(ruleset, c->run_paths, running, err) < 0 ||
			       allow_list(ruleset, c->write_paths, writing, err) < 0
		       ? -1
		       : 0;
}

static int restrict_files(const struct program_confinement *confinement, struct err *err)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1)
		return 0;
	struct landlock_ruleset_attr attributes = { .handled_access_fs = all_rights(abi) };
	int ruleset = (int)syscall(
		SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
	if (ruleset < 0)
		return err_errno(err, ERR_INTERNAL, errno, "Landlock");
	int rc = allow_files(ruleset, attributes.handled_access_fs, confinement, err);
	if (rc == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
		rc = err_errno(err, ERR_INTERNAL, errno, "Landlock");
	close(ruleset);
	return rc;
}

/* ---- calls ---- */

static const int forbidden[] = { SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind),
	SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(kcmp),
	SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_getfd), SCMP_SYS(pidfd_send_signal), SCMP_SYS(tkill),
	SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo), SCMP_SYS(setsid), SCMP_SYS(setpgid),
	SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(mount), SCMP_SYS(umount2),
	SCMP_SYS(mount_setattr), SCMP_SYS(move_mount), SCMP_SYS(open_tree), SCMP_SYS(fsopen),
	SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(open_by_handle_at), SCMP_SYS(bpf),
	SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(io_uring_setup),
	SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register), SCMP_SYS(keyctl), SCMP_SYS(add_key),
	SCMP_SYS(request_key), SCMP_SYS(init_module), SCMP_SYS(finit_module),
	SCMP_SYS(delete_module), SCMP_SYS(kexec_load), SCMP_SYS(reboot), SCMP_SYS(swapon),
	SCMP_SYS(swapoff), SCMP_SYS(acct), SCMP_SYS(quotactl), SCMP_SYS(syslog) };

static int refuse(scmp_filter_ctx filter, int call)
{
	return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), call, 0, NULL);
}

static int refuse_if(scmp_filter_ctx filter, int call, struct scmp_arg_cmp condition)
{
	return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), call, 1, &condition);
}

static int forbid(scmp_filter_ctx filter)
{
	/* TIOCSTI and TIOCLINUX would type at a terminal that the farm was started from. */
	const scmp_datum_t own = (scmp_datum_t)getpid(), low = 0xffffffff;
	const scmp_datum_t namespaces[] = { 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000,
		0x20000000, 0x40000000 };
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < sizeof forbidden / sizeof *forbidden; i++)
		rc = refuse(filter, forbidden[i]);
	for (size_t i = 0; rc == 0 && i < sizeof namespaces / sizeof *namespaces; i++)
		rc = refuse_if(filter, SCMP_SYS(clone),
			(struct scmp_arg_cmp) {
				0, SCMP_CMP_MASKED_EQ, namespaces[i], namespaces[i] });
	if (rc == 0) /* its flags are out of a filter's sight; clone is what comes then */
		rc = seccomp_rule_add_array(
			filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, NULL);
	if (rc == 0)
		rc = refuse_if(
			filter, SCMP_SYS(kill), (struct scmp_arg_cmp) { 0, SCMP_CMP_NE, own, 0 });
	if (rc == 0)
		rc = refuse_if(
			filter, SCMP_SYS(tgkill), (struct scmp_arg_cmp) { 0, SCMP_CMP_NE, own, 0 });
	if (rc == 0)
		rc = refuse_if(filter, SCMP_SYS(ioctl),
			(struct scmp_arg_cmp) { 1, SCMP_CMP_MASKED_EQ, low, 0x5412 });
	if (rc == 0)
		rc = refuse_if(filter, SCMP_SYS(ioctl),
			(struct scmp_arg_cmp) { 1, SCMP_CMP_MASKED_EQ, low, 0x541c });
	return rc;
}

static int restrict_calls(struct err *err)
{
	if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0 && errno == EINVAL)
		return 0;
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter)
		return err_set(err, ERR_INTERNAL, "seccomp filter");
	int rc = forbid(filter);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc < 0 ? err_errno(err, ERR_INTERNAL, -rc, "seccomp filter") : 0;
}

/* ---- privileges and limits ---- */

static int drop_privileges(struct err *err)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { { 0, 0, 0 } };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "no_new_privs");
	for (int cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
		prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
	if (syscall(SYS_capset, &header, none) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "dropping capabilities");
	return 0;
}

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
	if (drop_privileges(err) < 0 || limit_memory(confinement->max_memory_mb, err) < 0 ||
		restrict_files(confinement, err) < 0 || restrict_calls(err) < 0)
		return -1;
	return 0;
}
