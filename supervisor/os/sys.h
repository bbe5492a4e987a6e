/* sys: the seam between the supervisor and the kernel's processes and clock.
 *
 * Everything that makes, watches or ends a process goes through here, so that tests can link their
 * own sys_* functions instead of sys.c and drive births, deaths and time by hand.
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

/* As epoll_wait(2). */
int sys_wait(int epoll, struct epoll_event *events, int max, int timeout_ms);

/* As fork(2). channel: the child's end of its channel, -1 for none; the kernel copies it anyway, a
 * test's child lives by it. */
pid_t sys_fork(int channel);

/* As execvp(3): returns only on failure, with errno set. */
void sys_exec(const char *program, char *const argv[]);

/* As kill(2); a negative pid is a process group. */
int sys_kill(pid_t pid, int signal);

/* A child that has died and is not reaped yet, so that its pid cannot have been given to another;
 * 0 when there is none. */
pid_t sys_peek_dead(void);

/* Reaps that child; its wait status, or -1 when there is no such child. */
int sys_reap(pid_t pid);

#endif
