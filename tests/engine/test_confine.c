/* test_confine.c: what a locked in process can still do, and what it can not: each attempt in a
 * child of its own that plays an engine somebody else has taken over. */
#include "config.h"

#include "tests/engine/engine_test.h"

#include "common/settings.h"
#include "workers/confine.h"
#include "workers/stage.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	MEMORY_MB = 512,
	FILE_MB = 8,
	PROCESSES = 40,
	SOMEBODY = 61234, /* a user who has no processes */
	/* How an attempt ended: an errno below, 0 for success, or one of these. */
	DIED_OF = 1000, /* plus the signal */
	NOT_CONFINED = 200,
	NO_LANDLOCK = 201,
	ODD = 202,
	KILLED = DIED_OF + SIGSYS,
};

enum profile { BARE, READING, FORKING, PROFILES };

/* What the stages of a farm have; the same profiles, with their own directories. */
static const struct {
	const struct stage *stage;
	enum profile profile;
} stages[] = {
	{ &pdf_to_png_stage, BARE },
	{ &png_to_text_stage, READING },
	{ &tts_stage, FORKING },
	{ &pcm_to_wav_stage, BARE },
	{ &wav_aggregator_stage, BARE },
};
enum { STAGES = sizeof stages / sizeof *stages };
static void *states[STAGES];
static struct settings *settings;

static char allowed_dir[] = "/tmp/lectern-confine-XXXXXX";
static char inside[64], link_out[64], dotted[64], created[64];
static int listening = -1;
static int connecting = -1; /* a socket from before the door closed */
static unsigned short port;
static int memory_file = -1;

typedef int attempt_fn(void);

/* ---- attempts: 0, or the errno ---- */

static int outcome(long rc)
{
	return rc < 0 ? errno : 0;
}

static int open_reading(const char *path)
{
	char byte;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	int result = outcome(read(fd, &byte, 1));
	close(fd);
	return result;
}

static int read_passwd(void)
{
	return open_reading("/etc/passwd");
}
static int read_environment(void)
{
	return open_reading("/proc/self/environ");
}
static int read_parents_environment(void)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/environ", (int)getppid());
	return open_reading(path);
}
static int read_inside(void)
{
	return open_reading(inside);
}
static int read_through_link(void)
{
	return open_reading(link_out);
}
static int read_through_dots(void)
{
	return open_reading(dotted);
}

static int list_inside(void)
{
	DIR *dir = opendir(allowed_dir);
	if (!dir)
		return errno;
	int result = readdir(dir) ? 0 : ODD;
	closedir(dir);
	return result;
}

static int list_root(void)
{
	DIR *dir = opendir("/");
	if (!dir)
		return errno;
	closedir(dir);
	return 0;
}

static int open_to_write(void)
{
	return outcome(open(inside, O_WRONLY | O_CLOEXEC));
}
static int open_to_update(void)
{
	return outcome(open(inside, O_RDWR | O_CLOEXEC));
}
static int create(void)
{
	return outcome(open(created, O_RDONLY | O_CREAT | O_CLOEXEC, 0600));
}
static int open_truncating(void)
{
	return outcome(open(inside, O_RDONLY | O_TRUNC));
}
static int truncate_path(void)
{
	return outcome(truncate(inside, 0));
}
static int remove_file(void)
{
	return outcome(unlink(inside));
}
static int make_directory(void)
{
	return outcome(mkdir(created, 0700));
}
static int rename_file(void)
{
	return outcome(rename(inside, created));
}
static int change_mode(void)
{
	return outcome(chmod(inside, 0777));
}
static int make_socket(void)
{
	return outcome(socket(AF_INET, SOCK_STREAM, 0));
}
static int make_unix_socket(void)
{
	return outcome(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int connect_loopback(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = port };
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return outcome(connect(connecting, (const struct sockaddr *)&to, sizeof to));
}

static int run_program(void)
{
	char name[] = "/bin/true";
	char *const argv[] = { name, NULL }, *const env[] = { NULL };
	execve(name, argv, env);
	return errno;
}

static int trace_parent(void)
{
	return outcome(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}
static int signal_parent(void)
{
	return outcome(kill(getppid(), 0));
}
static int signal_parents_thread(void)
{
	return outcome(syscall(SYS_tgkill, getppid(), getppid(), 0));
}

static int read_parents_memory(void)
{
	char byte;
	struct iovec here = { &byte, 1 }, there = { allowed_dir, 1 };
	return outcome(process_vm_readv(getppid(), &here, 1, &there, 1, 0));
}

static int raise_limit(void)
{
	const struct rlimit more = { RLIM_INFINITY, RLIM_INFINITY };
	return outcome(setrlimit(RLIMIT_AS, &more));
}

static int become_dumpable(void)
{
	return outcome(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}
static int change_user(void)
{
	return outcome(setuid(0));
}
static int new_namespace(void)
{
	return outcome(syscall(SYS_unshare, 0x10000000 /* USER */));
}
static int use_io_uring(void)
{
	return outcome(syscall(SYS_io_uring_setup, 1, NULL));
}
static int load_bpf(void)
{
	return outcome(syscall(SYS_bpf, 0, NULL, 0));
}
static int set_terminal(void)
{
	return outcome(syscall(SYS_ioctl, 0, 0x5412 /* TIOCSTI */, "x"));
}

#ifdef __x86_64__
/* The same calls by another door: x32 numbers. */
static int open_by_x32(void)
{
	return outcome(syscall(0x40000000 | SYS_open, "/etc/passwd", O_WRONLY));
}
#endif

static int fork_plainly(void)
{
	pid_t pid = fork();
	if (pid < 0)
		return errno;
	if (pid == 0)
		_exit(0);
	int status;
	return waitpid(pid, &status, 0) == pid && status == 0 ? 0 : ODD;
}

/* A child is as locked in as its parent. */
static int child_runs_program(void)
{
	pid_t pid = fork();
	if (pid < 0)
		return errno;
	if (pid == 0)
		_exit(run_program());
	int status;
	if (waitpid(pid, &status, 0) != pid)
		return ODD;
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS ? EPERM : 0;
}

static int child_reads_passwd(void)
{
	pid_t pid = fork();
	if (pid < 0)
		return errno;
	if (pid == 0)
		_exit(read_passwd());
	int status;
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : ODD;
}

static int clone_into_namespace(void)
{
	return outcome(syscall(SYS_clone, 0x10000000 /* USER */ | SIGCHLD, NULL, NULL, NULL, NULL));
}

static int allocate_some(void)
{
	size_t size = 64 << 20;
	char *memory = malloc(size);
	if (!memory)
		return errno;
	memset(memory, 1, size);
	int result = memory[size / 2] == 1 ? 0 : ODD;
	free(memory);
	return result;
}

static int allocate_without_end(void)
{
	size_t step = 16 << 20, all = 0;
	for (;;) {
		const void *block = mmap(
			NULL, step, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (block == MAP_FAILED)
			break;
		all += step;
		if (all > (size_t)MEMORY_MB << 20)
			return 0;
	}
	return errno;
}

static int write_without_end(void)
{
	static const char block[1 << 16];
	signal(SIGXFSZ, SIG_IGN);
	int fd = (int)syscall(SYS_dup, memory_file);
	for (int i = 0; i < 1 << 17; i++) {
		/* The last bytes count: memory is not to be filled for it. */
		if (pwrite(fd, block, 1, (off_t)i * (1 << 20)) < 0)
			return errno;
	}
	return 0;
}

static int grow_without_end(void)
{
	signal(SIGXFSZ, SIG_IGN);
	return outcome(ftruncate(memory_file, (off_t)1 << 40));
}

static int run_memory(void)
{
	void *made = mmap(
		NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (made == MAP_FAILED)
		return outcome(-1);
	munmap(made, 4096);
	return 0;
}

static int make_memory_run(void)
{
	static char page[8192];
	void *start = (void *)(((uintptr_t)page + 4095) / 4096 * 4096);
	return outcome(mprotect(start, 4096, PROT_READ | PROT_EXEC));
}

/* Each child starts others, until it cannot. The last ones tell how it ended. */
static int fork_a_swarm(void)
{
	int count = 0;
	for (;;) {
		pid_t pid = fork();
		if (pid < 0)
			break;
		if (pid == 0) {
			pause();
			_exit(0);
		}
		if (++count > 4 * PROCESSES)
			break;
	}
	int why = count > 4 * PROCESSES ? 0 : errno;
	return why;
}

static int fork_as_a_child(void)
{
	pid_t pid = fork();
	if (pid < 0)
		return errno;
	if (pid == 0) {
		confine_child();
		_exit(fork() < 0 ? errno : 0);
	}
	int status;
	if (waitpid(pid, &status, 0) != pid)
		return ODD;
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSYS ? EPERM : ODD;
	return WEXITSTATUS(status);
}

static int open_without_end(void)
{
	for (int i = 0; i < 1000; i++)
		if (dup(0) < 0)
			return errno;
	return 0;
}

static int do_own_work(void)
{
	char byte = 'x';
	struct timespec now;
	if (clock_gettime(CLOCK_REALTIME, &now) < 0 || getpid() == getppid())
		return errno;
	errno = 0;
	if (isatty(0) || errno != ENOTTY)
		return ODD;
	struct rlimit limit;
	if (getrlimit(RLIMIT_AS, &limit) < 0 || limit.rlim_cur != (rlim_t)MEMORY_MB << 20)
		return ODD;
	if (getrlimit(RLIMIT_FSIZE, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY)
		return ODD;
	return write(1, &byte, 0) < 0 ? errno : 0;
}

static int abort_itself(void)
{
	abort();
}

/* ---- the child ---- */

static void confine_as(enum profile profile)
{
	const struct rlimit no_core = { 0, 0 };
	struct confinement needs = {
		.max_memory_mb = MEMORY_MB,
		.max_file_mb = FILE_MB,
		.max_processes = PROCESSES,
	};
	unsigned missing;
	struct err err;
	setrlimit(RLIMIT_CORE, &no_core);
	if (profile != BARE)
		needs.read_paths[0] = allowed_dir;
	needs.may_fork = profile == FORKING;
	if (confine_process(&needs, &missing, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		_exit(NOT_CONFINED);
	}
	if (missing & SANDBOX_NO_SECCOMP)
		_exit(NOT_CONFINED);
	if (missing & SANDBOX_NO_LANDLOCK)
		_exit(NO_LANDLOCK);
}

static int wait_for(pid_t pid)
{
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? DIED_OF + WTERMSIG(status) : WEXITSTATUS(status);
}

static int try(enum profile profile, attempt_fn *attempt)
{
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, 0);
		dup2(null, 1);
		confine_as(profile);
		_exit(attempt());
	}
	return wait_for(pid);
}

static void confine_as_stage(size_t index)
{
	const struct rlimit no_core = { 0, 0 };
	unsigned missing;
	struct err err;
	setrlimit(RLIMIT_CORE, &no_core);
	if (engine_confine(stages[index].stage, states[index], settings, &missing, &err) < 0 ||
		missing)
		_exit(NOT_CONFINED);
}

static void become_somebody(void)
{
	if (geteuid() == 0 && setresuid(SOMEBODY, SOMEBODY, SOMEBODY) < 0)
		_exit(NOT_CONFINED);
}

/* Under the profile of a stage, as somebody whose processes are counted. */
static int try_as_stage(size_t index, attempt_fn *attempt)
{
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		setpgid(0, 0);
		int null = open("/dev/null", O_RDWR);
		dup2(null, 0);
		dup2(null, 1);
		if (attempt == fork_a_swarm)
			become_somebody();
		confine_as_stage(index);
		_exit(attempt());
	}
	int result = wait_for(pid);
	kill(-pid, SIGKILL);
	return result;
}

/* Without it there is nothing to look at: the kernel says so, and so does READY. */
static bool kernel_can(void)
{
	unsigned missing = sandbox_missing();
	if (missing)
		print_message("this kernel has no %s\n", sandbox_missing_text(missing));
	return !missing;
}

struct expectation {
	const char *name;
	attempt_fn *attempt;
	int outcomes[PROFILES];
};

/* No stage's work needs these: EACCES where a call has good uses too, the end where it has not. */
static const struct expectation expectations[] = {
	{ "read /etc/passwd", read_passwd, { EACCES, EACCES, EACCES } },
	{ "read /proc/self/environ", read_environment, { EACCES, EACCES, EACCES } },
	{ "read the parent's environ", read_parents_environment, { EACCES, EACCES, EACCES } },
	{ "list /", list_root, { EACCES, EACCES, EACCES } },
	{ "read in the directory", read_inside, { EACCES, 0, 0 } },
	{ "list the directory", list_inside, { EACCES, 0, 0 } },
	{ "leave it by a link", read_through_link, { EACCES, EACCES, EACCES } },
	{ "leave it by dots", read_through_dots, { EACCES, EACCES, EACCES } },
	{ "open to write", open_to_write, { EACCES, KILLED, KILLED } },
	{ "open to update", open_to_update, { EACCES, KILLED, KILLED } },
	{ "create", create, { EACCES, KILLED, KILLED } },
	{ "open and truncate", open_truncating, { EACCES, KILLED, KILLED } },
	{ "truncate", truncate_path, { KILLED, KILLED, KILLED } },
	{ "unlink", remove_file, { KILLED, KILLED, KILLED } },
	{ "mkdir", make_directory, { KILLED, KILLED, KILLED } },
	{ "rename", rename_file, { KILLED, KILLED, KILLED } },
	{ "chmod", change_mode, { KILLED, KILLED, KILLED } },
	{ "socket", make_socket, { KILLED, KILLED, KILLED } },
	{ "Unix socket", make_unix_socket, { KILLED, KILLED, KILLED } },
	{ "connect to loopback", connect_loopback, { KILLED, KILLED, KILLED } },
	{ "exec", run_program, { KILLED, KILLED, KILLED } },
	{ "ptrace the parent", trace_parent, { KILLED, KILLED, KILLED } },
	{ "signal the parent", signal_parent, { KILLED, KILLED, KILLED } },
	{ "signal its thread", signal_parents_thread, { KILLED, KILLED, KILLED } },
	{ "read its memory", read_parents_memory, { KILLED, KILLED, KILLED } },
	{ "raise a limit", raise_limit, { KILLED, KILLED, KILLED } },
	{ "become dumpable", become_dumpable, { KILLED, KILLED, KILLED } },
	{ "setuid", change_user, { KILLED, KILLED, KILLED } },
	{ "unshare", new_namespace, { KILLED, KILLED, KILLED } },
	{ "io_uring", use_io_uring, { KILLED, KILLED, KILLED } },
	{ "bpf", load_bpf, { KILLED, KILLED, KILLED } },
	{ "push terminal input", set_terminal, { ENOTTY, ENOTTY, ENOTTY } },
#ifdef __x86_64__
	{ "x32 open", open_by_x32, { KILLED, KILLED, KILLED } },
#endif
	{ "fork", fork_plainly, { KILLED, KILLED, 0 } },
	{ "exec in a child", child_runs_program, { KILLED, KILLED, EPERM } },
	{ "read in a child", child_reads_passwd, { KILLED, KILLED, EACCES } },
	{ "clone into a namespace", clone_into_namespace, { KILLED, KILLED, KILLED } },
	{ "allocate some", allocate_some, { 0, 0, 0 } },
	{ "allocate without end", allocate_without_end, { ENOMEM, ENOMEM, ENOMEM } },
	{ "write without end", write_without_end, { EFBIG, EFBIG, EFBIG } },
	{ "grow without end", grow_without_end, { EFBIG, EFBIG, EFBIG } },
	{ "run new memory", run_memory, { KILLED, KILLED, KILLED } },
	{ "run old memory", make_memory_run, { KILLED, KILLED, KILLED } },
	{ "fork as a child", fork_as_a_child, { KILLED, KILLED, EPERM } },
	{ "fork a swarm", fork_a_swarm, { KILLED, KILLED, EAGAIN } },
	{ "open without end", open_without_end, { EMFILE, EMFILE, EMFILE } },
	{ "own work", do_own_work, { 0, 0, 0 } },
	{ "abort", abort_itself, { DIED_OF + SIGABRT, DIED_OF + SIGABRT, DIED_OF + SIGABRT } },
};

static int check(const char *who, const struct expectation *e, enum profile profile, int got)
{
	if (got == e->outcomes[profile])
		return 0;
	print_error("%s, %s: %d instead of %d\n", e->name, who, got, e->outcomes[profile]);
	return 1;
}

static void test_attempts(void **state)
{
	static const char *const names[] = { "bare", "reading", "forking" };
	(void)state;
	int wrong = 0;
	if (!kernel_can())
		skip();
	for (size_t i = 0; i < sizeof expectations / sizeof *expectations; i++) {
		const struct expectation *e = &expectations[i];
		for (int profile = BARE; profile < PROFILES; profile++) {
			/* Counted for the user, not for a profile: see test_stages. */
			if (e->attempt != fork_a_swarm)
				wrong += check(names[profile], e, (enum profile)profile,
					try((enum profile)profile, e->attempt));
		}
	}
	assert_int_equal(wrong, 0);
	assert_int_equal(access(inside, F_OK), 0);
	assert_int_equal(access(created, F_OK), -1);
}

/* The same, as an engine of each stage is locked in once it is initialised. */
static void test_stages(void **state)
{
	(void)state;
	int wrong = 0;
	if (!kernel_can())
		skip();
	for (size_t i = 0; i < sizeof expectations / sizeof *expectations; i++) {
		const struct expectation *e = &expectations[i];
		bool is_of_own_directory = e->attempt == read_inside || e->attempt == list_inside;
		for (size_t stage = 0; stage < STAGES && !is_of_own_directory; stage++)
			wrong += check(stages[stage].stage->name, e, stages[stage].profile,
				try_as_stage(stage, e->attempt));
	}
	assert_int_equal(wrong, 0);
}

/* The same attempts by the unconfined test succeed, or they would prove nothing. */
static void test_attempts_are_real(void **state)
{
	(void)state;
	assert_int_equal(read_passwd(), 0);
	assert_int_equal(read_environment(), 0);
	assert_int_equal(list_root(), 0);
	assert_int_equal(read_through_link(), 0);
	assert_int_equal(read_through_dots(), 0);
	assert_int_equal(make_socket(), 0);
	assert_int_equal(connect_loopback(), 0);
	assert_int_equal(fork_plainly(), 0);
	assert_int_equal(allocate_without_end(), 0);
	assert_int_equal(run_memory(), 0);
	assert_int_equal(fork_as_a_child(), 0);
	assert_int_equal(grow_without_end(), 0);
	assert_int_equal(ftruncate(memory_file, 0), 0);
}

static char *status_field(const char *status, const char *name)
{
	static char value[64];
	const char *at = strstr(status, name);
	assert_non_null(at);
	assert_int_equal(sscanf(at + strlen(name), "%63s", value), 1);
	return value;
}

/* What the kernel itself says of such a process. */
static void test_status(void **state)
{
	(void)state;
	int ready[2], leave[2];
	char byte, path[64], status[4096];
	if (!kernel_can())
		skip();
	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(leave), 0);
	pid_t pid = fork();
	if (pid == 0) {
		close(leave[1]);
		confine_as(READING);
		_exit(write(ready[1], "x", 1) == 1 && read(leave[0], &byte, 1) == 0 ? 0 : 1);
	}
	close(ready[1]);
	close(leave[0]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	int fd = open(path, O_RDONLY);
	ssize_t len = read(fd, status, sizeof status - 1);
	close(fd);
	close(leave[1]);
	close(ready[0]);
	assert_int_equal(wait_for(pid), 0);
	assert_true(len > 0);
	status[len] = '\0';
	assert_string_equal(status_field(status, "NoNewPrivs:"), "1");
	assert_string_equal(status_field(status, "Seccomp:"), "2");
	assert_string_equal(status_field(status, "CapPrm:"), "0000000000000000");
	assert_string_equal(status_field(status, "CapEff:"), "0000000000000000");
	assert_string_equal(status_field(status, "CapInh:"), "0000000000000000");
	if (geteuid() == 0) /* only the mighty can give up the bounding set */
		assert_string_equal(status_field(status, "CapBnd:"), "0000000000000000");
}

/* ---- */

static void start_stages(void)
{
	char path[] = "/tmp/lectern-confine-XXXXXX";
	char text[200];
	struct err err;
	int fd = mkstemp(path);
	int len = snprintf(text, sizeof text,
		"[supervisor]\nengine_memory_mb = %d\nengine_processes = %d\nmax_file_gb = 1\n",
		MEMORY_MB, PROCESSES);
	assert_int_equal(write(fd, text, (size_t)len), len);
	close(fd);
	assert_int_equal(settings_load(path, &settings, &err), 0);
	unlink(path);
	for (size_t i = 0; i < STAGES; i++) {
		if (stages[i].stage->init(settings, &states[i], &err) < 0)
			fail_msg("%s: %s", stages[i].stage->name, err.text);
	}
}

static int set_up(void **state)
{
	(void)state;
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof at;
	if (!mkdtemp(allowed_dir))
		return -1;
	snprintf(inside, sizeof inside, "%s/inside", allowed_dir);
	snprintf(created, sizeof created, "%s/created", allowed_dir);
	snprintf(link_out, sizeof link_out, "%s/link", allowed_dir);
	snprintf(dotted, sizeof dotted, "%s/../../etc/passwd", allowed_dir);
	int fd = open(inside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, "data", 4) != 4 || close(fd) < 0 ||
		symlink("/etc/passwd", link_out) < 0)
		return -1;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	connecting = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(listening, (const struct sockaddr *)&at, sizeof at) < 0 ||
		listen(listening, 4) < 0 ||
		getsockname(listening, (struct sockaddr *)&at, &len) < 0)
		return -1;
	port = at.sin_port;
	memory_file = memfd_create("result", MFD_CLOEXEC);
	start_stages();
	return memory_file < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (size_t i = 0; i < STAGES; i++)
		stages[i].stage->fini(&states[i]);
	settings_free(&settings);
	close(memory_file);
	close(listening);
	close(connecting);
	unlink(link_out);
	unlink(inside);
	return rmdir(allowed_dir);
}

int main(void)
{
#ifdef LECTERN_SANITIZED
	return 77; /* a sanitizer's own calls do not fit in */
#endif
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attempts),
		cmocka_unit_test(test_stages),
		cmocka_unit_test(test_status),
		/* The last: it uses the socket up. */
		cmocka_unit_test(test_attempts_are_real),
	};
	return cmocka_run_group_tests_name("confine", tests, set_up, tear_down);
}
