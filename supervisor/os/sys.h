/* sys: the seam between the supervisor and the kernel's processes and clock.
 *
 * All creating, watching and ending of processes goes through here, so that tests can link their
 * own sys_* functions instead of sys.c and control births, deaths and time.
 */
#ifndef LECTERN_SUPERVISOR_OS_SYS_H
#define LECTERN_SUPERVISOR_OS_SYS_H

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/types.h>

/* CLOCK_MONOTONIC in microseconds. */
int64_t sys_now_us(void);

/* The same in milliseconds, rounded down. */
int64_t sys_now_ms(void);

/* Like epoll_wait(2). */
int sys_wait(int epoll, struct epoll_event *events, int max, int timeout_ms);

/* Like fork(2). `channel` is the child's end of its channel, or -1; the real child inherits it
 * anyway, a simulated child in a test uses it to talk. */
pid_t sys_fork(int channel);

/* Like execvp(3): returns only on failure, with errno set. */
void sys_exec(const char *program, char *const argv[]);

/* Like kill(2); a negative pid means a process group. */
int sys_kill(pid_t pid, int signal);

/* A child that has died but is not yet reaped, so that its pid cannot have been reused; 0 if there
 * is none. */
pid_t sys_peek_dead(void);

/* Reaps that child and returns its wait status, or -1 if there is no such child. */
int sys_reap(pid_t pid);

#endif
