/* sandbox: the kernel's locks that a process can put on itself: no_new_privs, capabilities,
 * Landlock (landlock(7)), and the seccomp filter that every process of a farm has.
 *
 * Engines have more than this, see workers/engine/confine.h. All of it is for good, is inherited by
 * threads and children made afterwards, and must come before the first thread.
 */
#ifndef LECTERN_COMMON_IPC_SANDBOX_H
#define LECTERN_COMMON_IPC_SANDBOX_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What could not be had on this kernel, as bits; or all of it by the settings. */
enum sandbox_missing { SANDBOX_NO_LANDLOCK = 1, SANDBOX_NO_SECCOMP = 2, SANDBOX_OFF = 4 };

/* Asks the kernel; changes nothing. 0: it has all. */
unsigned sandbox_missing(void);

/* "Landlock", "seccomp", "Landlock and seccomp" or "nothing". */
const char *sandbox_missing_text(unsigned missing);

#define SANDBOX_KEEP_NONE UINT64_C(0)

/* no_new_privs; all capabilities but those in `keep` (bits, as of capability.h) are dropped, from
 * the bounding set too, which no program started later can overstep. */
int sandbox_drop_privileges(uint64_t keep, struct err *err);

/* No process of the same user can read this process's memory or environment, or trace it. */
void sandbox_hide_process(void);

enum sandbox_right {
	SANDBOX_READ = 1,
	SANDBOX_WRITE = 2, /* files there too are made and removed */
	SANDBOX_EXECUTE = 4,
	SANDBOX_DEVICE = 8, /* what only that kind of device understands (ioctl) */
};

enum { SANDBOX_MAX_RULES = 128, SANDBOX_PATH_SIZE = 512 };

/* What stays reachable. */
struct sandbox_rules {
	struct {
		char path[SANDBOX_PATH_SIZE];
		unsigned rights; /* of enum sandbox_right */
	} items[SANDBOX_MAX_RULES];
	size_t count;
};
void sandbox_rules_init(struct sandbox_rules *rules);

/* A file, or a directory and all below it; NULL and "", and what does not exist when the rules are
 * put into force, are passed over. */
void sandbox_allow(struct sandbox_rules *rules, const char *path, unsigned rights);
void sandbox_allow_each(
	struct sandbox_rules *rules, const char *const *paths, size_t count, unsigned rights);

/* The directory that the file is in: a file that is replaced by renaming is another one. */
void sandbox_allow_around(struct sandbox_rules *rules, const char *file, unsigned rights);

/* To run this program, and what the kernel starts with it: what its "#!" names, or its dynamic
 * linker. Its shared libraries are only read. */
void sandbox_allow_program(struct sandbox_rules *rules, const char *program);

/* What Landlock denies besides files, where its version knows how to. */
enum sandbox_scope {
	SANDBOX_NO_TCP = 1,    /* neither bind() nor connect() */
	SANDBOX_NO_OTHERS = 2, /* no signal to, and no abstract Unix socket of, outsiders */
};

/* Landlock: from now on only these paths can be opened. Does nothing, successfully, on a kernel
 * without it. `scope`: bits of enum sandbox_scope. */
int sandbox_restrict_files(const struct sandbox_rules *rules, unsigned scope, struct err *err);

/* A seccomp filter against the calls that no process of a farm makes: mount, ptrace, bpf, keyctl,
 * modules, ... `may_exec`: they fail with EPERM, since the programs of others that are started
 * inherit the filter, and those can do without. Otherwise they kill the process, and so do execve()
 * and every clone() that is no thread. Does nothing, successfully, on a kernel without seccomp. */
int sandbox_restrict_calls(bool may_exec, struct err *err);

#endif
