/* sandbox: restrictions that a process can put on itself: no_new_privs, capabilities, Landlock
 * (landlock(7)), and the seccomp filter that every process of a farm has.
 *
 * Engines are restricted further, see workers/engine/confine.h. All of this is irrevocable, is
 * inherited by threads and children created afterwards, and must be set up before the first thread
 * starts.
 */
#ifndef LECTERN_COMMON_IPC_SANDBOX_H
#define LECTERN_COMMON_IPC_SANDBOX_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bits for what is missing: unsupported by this kernel, or all of it turned off in the settings. */
enum sandbox_missing { SANDBOX_NO_LANDLOCK = 1, SANDBOX_NO_SECCOMP = 2, SANDBOX_OFF = 4 };

/* Asks the kernel what it lacks, without changing anything. 0 if it supports everything. */
unsigned sandbox_missing(void);

/* "Landlock", "seccomp", "Landlock and seccomp" or "nothing". */
const char *sandbox_missing_text(unsigned missing);

#define SANDBOX_KEEP_NONE UINT64_C(0)

/* Sets no_new_privs and drops all capabilities except those in `keep` (bits numbered as in
 * linux/capability.h), from the bounding set too, so that no program started later can regain
 * them. */
int sandbox_drop_privileges(uint64_t keep, struct err *err);

/* Stops other processes of the same user from tracing this one or reading its memory and
 * environment. */
void sandbox_hide_process(void);

enum sandbox_right {
	SANDBOX_READ = 1,
	SANDBOX_WRITE = 2, /* including creating and removing files */
	SANDBOX_EXECUTE = 4,
	SANDBOX_DEVICE = 8, /* device-specific ioctls */
};

enum { SANDBOX_MAX_RULES = 128, SANDBOX_PATH_SIZE = 512 };

/* What remains accessible. */
struct sandbox_rules {
	struct {
		char path[SANDBOX_PATH_SIZE];
		unsigned rights; /* bits of enum sandbox_right */
	} items[SANDBOX_MAX_RULES];
	size_t count;
};
void sandbox_rules_init(struct sandbox_rules *rules);

/* Allows a file, or a directory and everything below it. NULL and "" are ignored, and so are paths
 * that do not exist when the rules are enforced. */
void sandbox_allow(struct sandbox_rules *rules, const char *path, unsigned rights);
void sandbox_allow_each(
	struct sandbox_rules *rules, const char *const *paths, size_t count, unsigned rights);

/* Allows the directory that contains the file, so that a file replaced by renaming stays
 * accessible. */
void sandbox_allow_around(struct sandbox_rules *rules, const char *file, unsigned rights);

/* Allows running this program and what the kernel starts along with it: the interpreter named by
 * its "#!", or its dynamic linker. Shared libraries need only SANDBOX_READ. */
void sandbox_allow_program(struct sandbox_rules *rules, const char *program);

/* What Landlock denies besides files, where the kernel's version supports it. */
enum sandbox_scope {
	SANDBOX_NO_TCP = 1,    /* neither bind() nor connect() */
	SANDBOX_NO_OTHERS = 2, /* no signals to, and no connections to abstract Unix sockets of,
				* processes outside */
};

/* Enforces the rules with Landlock: from now on only these paths can be opened. Succeeds without
 * effect on a kernel that lacks Landlock. `scope`: bits of enum sandbox_scope. */
int sandbox_restrict_files(const struct sandbox_rules *rules, unsigned scope, struct err *err);

/* Installs a seccomp filter against the system calls that no process of a farm makes: mount,
 * ptrace, bpf, keyctl, modules, ... With `may_exec` they fail with EPERM, since third-party
 * programs inherit the filter and can cope with that. Otherwise they kill the process, and so do
 * execve() and any clone() that does not create a thread. Succeeds without effect on a kernel that
 * lacks seccomp. */
int sandbox_restrict_calls(bool may_exec, struct err *err);

#endif
