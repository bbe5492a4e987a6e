/* confine_attempts.c: each attempt in a child, whose end is looked at. */
#include "config.h"

#include "tests/workers/engine/confine_attempts.h"

#include "workers/engine/confine.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
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

struct attempt_place attempt_place;

static char link_out[64], dotted[128];
static int listening = -1;
static int connecting = -1; /* a socket from before the door closed */
static unsigned short port;
static int memory_file = -1;

/* ---- the attempts ---- */

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

int attempt_read_passwd(void)
{
	return open_reading("/etc/passwd");
}
int attempt_read_environment(void)
{
	return open_reading("/proc/self/environ");
}
static int read_parents_environment(void)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/environ", (int)getppid());
	return open_reading(path);
}
int attempt_read_inside(void)
{
	return open_reading(attempt_place.inside);
}
int attempt_read_through_link(void)
{
	return open_reading(link_out);
}
int attempt_read_through_dots(void)
{
	return open_reading(dotted);
}

int attempt_list_inside(void)
{
	DIR *dir = opendir(attempt_place.directory);
	if (!dir)
		return errno;
	int result = readdir(dir) ? 0 : ODD;
	closedir(dir);
	return result;
}

int attempt_list_root(void)
{
	DIR *dir = opendir("/");
	if (!dir)
		return errno;
	closedir(dir);
	return 0;
}

static int open_to_write(void)
{
	return outcome(open(attempt_place.inside, O_WRONLY | O_CLOEXEC));
}
static int open_to_update(void)
{
	return outcome(open(attempt_place.inside, O_RDWR | O_CLOEXEC));
}
static int create(void)
{
	return outcome(open(attempt_place.created, O_RDONLY | O_CREAT | O_CLOEXEC, 0600));
}
static int open_truncating(void)
{
	return outcome(open(attempt_place.inside, O_RDONLY | O_TRUNC));
}
static int truncate_path(void)
{
	return outcome(truncate(attempt_place.inside, 0));
}
static int remove_file(void)
{
	return outcome(unlink(attempt_place.inside));
}
static int make_directory(void)
{
	return outcome(mkdir(attempt_place.created, 0700));
}
static int rename_file(void)
{
	return outcome(rename(attempt_place.inside, attempt_place.created));
}
static int change_mode(void)
{
	return outcome(chmod(attempt_place.inside, 0777));
}
int attempt_make_socket(void)
{
	return outcome(socket(AF_INET, SOCK_STREAM, 0));
}
static int make_unix_socket(void)
{
	return outcome(socket(AF_UNIX, SOCK_STREAM, 0));
}

int attempt_connect_loopback(void)
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
	struct iovec here = { &byte, 1 }, there = { attempt_place.directory, 1 };
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

int attempt_fork_plainly(void)
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
		_exit(attempt_read_passwd());
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

int attempt_allocate_without_end(void)
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

int attempt_grow_without_end(void)
{
	signal(SIGXFSZ, SIG_IGN);
	return outcome(ftruncate(memory_file, (off_t)1 << 40));
}

int attempt_run_memory(void)
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
int attempt_fork_a_swarm(void)
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

int attempt_fork_as_a_child(void)
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

/* ---- how each has to end ---- */

/* No stage's work needs these: EACCES where a call has good uses too, the end where it has not. */
const struct expectation confine_expectations[] = {
	{ "read /etc/passwd", attempt_read_passwd, { EACCES, EACCES, EACCES } },
	{ "read /proc/self/environ", attempt_read_environment, { EACCES, EACCES, EACCES } },
	{ "read the parent's environ", read_parents_environment, { EACCES, EACCES, EACCES } },
	{ "list /", attempt_list_root, { EACCES, EACCES, EACCES } },
	{ "read in the directory", attempt_read_inside, { EACCES, 0, 0 } },
	{ "list the directory", attempt_list_inside, { EACCES, 0, 0 } },
	{ "leave it by a link", attempt_read_through_link, { EACCES, EACCES, EACCES } },
	{ "leave it by dots", attempt_read_through_dots, { EACCES, EACCES, EACCES } },
	{ "open to write", open_to_write, { EACCES, KILLED, KILLED } },
	{ "open to update", open_to_update, { EACCES, KILLED, KILLED } },
	{ "create", create, { EACCES, KILLED, KILLED } },
	{ "open and truncate", open_truncating, { EACCES, KILLED, KILLED } },
	{ "truncate", truncate_path, { KILLED, KILLED, KILLED } },
	{ "unlink", remove_file, { KILLED, KILLED, KILLED } },
	{ "mkdir", make_directory, { KILLED, KILLED, KILLED } },
	{ "rename", rename_file, { KILLED, KILLED, KILLED } },
	{ "chmod", change_mode, { KILLED, KILLED, KILLED } },
	{ "socket", attempt_make_socket, { KILLED, KILLED, KILLED } },
	{ "Unix socket", make_unix_socket, { KILLED, KILLED, KILLED } },
	{ "connect to loopback", attempt_connect_loopback, { KILLED, KILLED, KILLED } },
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
	{ "fork", attempt_fork_plainly, { KILLED, KILLED, 0 } },
	{ "exec in a child", child_runs_program, { KILLED, KILLED, EPERM } },
	{ "read in a child", child_reads_passwd, { KILLED, KILLED, EACCES } },
	{ "clone into a namespace", clone_into_namespace, { KILLED, KILLED, KILLED } },
	{ "allocate some", allocate_some, { 0, 0, 0 } },
	{ "allocate without end", attempt_allocate_without_end, { ENOMEM, ENOMEM, ENOMEM } },
	{ "write without end", write_without_end, { EFBIG, EFBIG, EFBIG } },
	{ "grow without end", attempt_grow_without_end, { EFBIG, EFBIG, EFBIG } },
	{ "run new memory", attempt_run_memory, { KILLED, KILLED, KILLED } },
	{ "run old memory", make_memory_run, { KILLED, KILLED, KILLED } },
	{ "fork as a child", attempt_fork_as_a_child, { KILLED, KILLED, EPERM } },
	{ "fork a swarm", attempt_fork_a_swarm, { KILLED, KILLED, EAGAIN } },
	{ "open without end", open_without_end, { EMFILE, EMFILE, EMFILE } },
	{ "own work", do_own_work, { 0, 0, 0 } },
	{ "abort", abort_itself, { DIED_OF + SIGABRT, DIED_OF + SIGABRT, DIED_OF + SIGABRT } },
};
const size_t confine_expectation_count = sizeof confine_expectations / sizeof *confine_expectations;

/* ---- the place ---- */

static int make_files(void)
{
	struct attempt_place *place = &attempt_place;
	strcpy(place->directory, "/tmp/lectern-confine-XXXXXX");
	if (!mkdtemp(place->directory))
		return -1;
	snprintf(place->inside, sizeof place->inside, "%.40s/inside", place->directory);
	snprintf(place->created, sizeof place->created, "%.40s/created", place->directory);
	snprintf(link_out, sizeof link_out, "%.40s/link", place->directory);
	snprintf(dotted, sizeof dotted, "%.40s/../../etc/passwd", place->directory);
	int fd = open(place->inside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return fd < 0 || write(fd, "data", 4) != 4 || close(fd) < 0 ||
			       symlink("/etc/passwd", link_out) < 0
		       ? -1
		       : 0;
}

int attempts_prepare(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof at;
	if (make_files() < 0)
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
	return memory_file < 0 ? -1 : 0;
}

int attempts_shrink_file(void)
{
	return ftruncate(memory_file, 0);
}

int attempts_clean_up(void)
{
	close(memory_file);
	close(listening);
	close(connecting);
	unlink(link_out);
	unlink(attempt_place.inside);
	return rmdir(attempt_place.directory);
}
