/* test_sandbox.c: the restrictions that fronts, lectern-web and lecternd put on themselves, each
 * tried in a child of its own. */
#include "config.h"

#include "unit.h"

#include "common/ipc/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DIED = 200, NOT_LOCKED = 201, ODD = 202 };

typedef int attempt_fn(void);
typedef int lock_fn(struct err *err);

static char directory[] = "/tmp/lectern-sandbox-XXXXXX";
static char path[64];

/* ---- attempts: return 0 or an errno value ---- */

static int outcome(long rc)
{
	return rc < 0 ? errno : 0;
}

static int run(const char *name)
{
	pid_t pid = fork();
	int status;
	if (pid == 0) {
		char *const argv[] = { (char *)(uintptr_t)name, NULL }, *const env[] = { NULL };
		execve(name, argv, env);
		_exit(errno);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status)
									       : ODD;
}

static int run_true(void)
{
	return run("/bin/true");
}

static int run_echo(void)
{
	return run("/bin/false") == 1 ? 0 : EACCES;
}

static int read_passwd(void)
{
	return outcome(open("/etc/passwd", O_RDONLY | O_CLOEXEC));
}

static int make_file(void)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	return fd < 0 || write(fd, "x", 1) != 1 || unlink(path) < 0 ? errno : 0;
}

static int write_elsewhere(void)
{
	int fd = open("/tmp/lectern-was-here", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	return outcome(fd);
}

static int trace(void)
{
	return outcome(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int mount_something(void)
{
	return outcome(mount("none", directory, "tmpfs", 0, NULL));
}

static void *nothing(void *context)
{
	return context;
}

static int start_thread(void)
{
	pthread_t thread;
	int rc = pthread_create(&thread, NULL, nothing, NULL);
	if (rc == 0)
		pthread_join(thread, NULL);
	return rc;
}

/* ---- restrictions ---- */

static int lock_nothing(struct err *err)
{
	(void)err;
	return 0;
}

/* Like a front: one writable directory, and one program to run. */
static int lock_files(struct err *err)
{
	static const char *const readable[] = { "/usr", "/lib", "/lib64", "/bin", "" };
	struct sandbox_rules rules;
	sandbox_rules_init(&rules);
	sandbox_allow_each(&rules, readable, sizeof readable / sizeof *readable, SANDBOX_READ);
	sandbox_allow(&rules, NULL, SANDBOX_READ);
	sandbox_allow(&rules, "/no/such/place", SANDBOX_READ);
	sandbox_allow_around(&rules, path, SANDBOX_READ | SANDBOX_WRITE);
	sandbox_allow_program(&rules, "/bin/true");
	return sandbox_drop_privileges(SANDBOX_KEEP_NONE, err) < 0
		       ? -1
		       : sandbox_restrict_files(&rules, SANDBOX_NO_OTHERS, err);
}

static int lock_calls(struct err *err)
{
	return sandbox_drop_privileges(SANDBOX_KEEP_NONE, err) < 0
		       ? -1
		       : sandbox_restrict_calls(true, err);
}

/* Like lectern-web. */
static int lock_programs(struct err *err)
{
	return sandbox_drop_privileges(SANDBOX_KEEP_NONE, err) < 0
		       ? -1
		       : sandbox_restrict_calls(false, err);
}

/* Like under a service manager that removes all capabilities and denies capset(2) (systemd's
 * SystemCallFilter=~@privileged). */
static int lock_again_without_capset(struct err *err)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_capset, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { sizeof code / sizeof *code, code };
	if (sandbox_drop_privileges(SANDBOX_KEEP_NONE, err) < 0)
		return -1;
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "PR_SET_SECCOMP");
	return sandbox_drop_privileges(SANDBOX_KEEP_NONE, err);
}

static int try(lock_fn *lock, attempt_fn *attempt)
{
	int status;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		const struct rlimit no_core = { 0, 0 };
		struct err err;
		setrlimit(RLIMIT_CORE, &no_core);
		_exit(lock(&err) < 0 ? NOT_LOCKED : attempt());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSYS ? DIED : ODD;
	return WEXITSTATUS(status);
}

static bool kernel_lacks(unsigned what)
{
	unsigned missing = sandbox_missing() & what;
	if (missing)
		print_message("this kernel has no %s\n", sandbox_missing_text(missing));
	return missing;
}

static void test_files(void **state)
{
	(void)state;
	if (kernel_lacks(SANDBOX_NO_LANDLOCK))
		skip();
	assert_int_equal(try(lock_files, run_true), 0);
	assert_int_equal(try(lock_files, run_echo), EACCES);
	assert_int_equal(try(lock_files, read_passwd), EACCES);
	assert_int_equal(try(lock_files, make_file), 0);
	assert_int_equal(try(lock_files, write_elsewhere), EACCES);
}

static void test_calls(void **state)
{
	(void)state;
	if (kernel_lacks(SANDBOX_NO_SECCOMP))
		skip();
	assert_int_equal(try(lock_calls, run_true), 0);
	assert_int_equal(try(lock_calls, trace), EPERM);
	assert_int_equal(try(lock_calls, mount_something), EPERM);
	assert_int_equal(try(lock_calls, start_thread), 0);
	assert_int_equal(try(lock_programs, start_thread), 0);
	assert_int_equal(try(lock_programs, read_passwd), 0);
	assert_int_equal(try(lock_programs, run_true), DIED);
	assert_int_equal(try(lock_programs, trace), DIED);
	assert_int_equal(try(lock_again_without_capset, read_passwd), 0);
}

/* Without restrictions all attempts succeed; otherwise the tests above would prove nothing. */
static void test_attempts_are_real(void **state)
{
	(void)state;
	assert_int_equal(try(lock_nothing, run_true), 0);
	assert_int_equal(try(lock_nothing, run_echo), 0);
	assert_int_equal(try(lock_nothing, read_passwd), 0);
	assert_int_equal(try(lock_nothing, make_file), 0);
	assert_int_equal(try(lock_nothing, trace), 0);
}

static void test_texts(void **state)
{
	(void)state;
	assert_string_equal(sandbox_missing_text(0), "nothing");
	assert_string_equal(sandbox_missing_text(SANDBOX_NO_LANDLOCK), "Landlock");
	assert_string_equal(sandbox_missing_text(SANDBOX_NO_SECCOMP), "seccomp");
	assert_string_equal(sandbox_missing_text(SANDBOX_NO_SECCOMP | SANDBOX_NO_LANDLOCK),
		"Landlock and seccomp");
}

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof path, "%s/file", directory);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return rmdir(directory);
}

int main(void)
{
#ifdef LECTERN_SANITIZED
	return 77; /* the sanitizers' own system calls would be denied */
#endif
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_attempts_are_real),
		cmocka_unit_test(test_texts),
	};
	return cmocka_run_group_tests_name("sandbox", tests, set_up, tear_down);
}
