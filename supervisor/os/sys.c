/* sys.c: the system calls themselves. */
#include "supervisor/os/sys.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int64_t sys_now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t sys_now_ms(void)
{
	return sys_now_us() / 1000;
}

int sys_wait(int epoll, struct epoll_event *events, int max, int timeout_ms)
{
	return epoll_wait(epoll, events, max, timeout_ms);
}

pid_t sys_fork(int channel)
{
	(void)channel;
	return fork();
}

void sys_exec(const char *program, char *const argv[])
{
	execvp(program, argv);
}

int sys_kill(pid_t pid, int signal)
{
	return kill(pid, signal);
}

pid_t sys_peek_dead(void)
{
	siginfo_t info;
	info.si_pid = 0;
	if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0)
		return 0;
	return info.si_pid;
}

int sys_reap(pid_t pid)
{
	int status;
	pid_t got;
	do
		got = waitpid(pid, &status, WNOHANG);
	while (got < 0 && errno == EINTR);
	return got == pid ? status : -1;
}
