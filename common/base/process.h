/* process: starts child processes, queries /proc about processes, and describes how a child
 * died. */
#ifndef LECTERN_COMMON_BASE_PROCESS_H
#define LECTERN_COMMON_BASE_PROCESS_H

#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The beginning of /proc/<pid>/<name> into a buffer of `size` bytes, which ends with a NUL. Returns
 * the length without it; 0 if nothing can be read, and the text may be as it was then. */
size_t process_read(pid_t pid, const char *name, char *ret_text, size_t size);

/* Resident memory in KiB, or 0 if the process is gone. */
int64_t process_rss_kib(pid_t pid);

/* The state letter and parent from /proc/<pid>/stat, whatever characters the process name contains.
 * False if the process is gone. Either result may be NULL. */
bool process_stat(pid_t pid, char *ret_state, pid_t *ret_parent);

/* Starts a program in its own process group, with no signals blocked and all at their default
 * action. Returns 0, or an errno value with *ret_pid untouched. */
int process_spawn(const char *path, const posix_spawn_file_actions_t *actions, char *const argv[],
	char *const env[], pid_t *ret_pid);

enum { PROCESS_DEATH_SIZE = 96 };

/* Describes a wait status: "killed by SIGSEGV", followed by " (core dumped)" if it was, or "exit
 * status 1". */
void process_describe_death(int status, char ret_death[PROCESS_DEATH_SIZE]);

#endif
