/* tree_copy: a copy of a directory that others write to, made in passes: each takes what changed
 * since the one before, the last one while nothing is written.
 *
 * Files are never changed in place but replaced, so that a copy may share files (hard links) with
 * an older copy without harming it. Names are followed within the directories only, never through
 * a symbolic link; what is neither file nor directory is left out.
 */
#ifndef LECTERN_CTL_TREE_COPY_H
#define LECTERN_CTL_TREE_COPY_H

#include "common/base/err.h"

#include <stdint.h>
#include <time.h>

struct tree_copy {
	int from, to;            /* directories; not owned */
	int older;               /* an older copy on the file system of `to`; -1: none */
	const char *const *skip; /* files right in `from` that are not copied; ends with NULL */
	struct timespec since;   /* what changed later is copied, whatever it looks like */
	/* what a pass did */
	uint64_t copied_files, copied_bytes; /* new ones */
	uint64_t files, bytes;               /* all that is there now */
};

/* One pass. `from` and `older` may be lost or change meanwhile; `to` is ours. Owners are kept
 * where that is allowed. On failure `to` is as far as it came: the next pass goes on there. */
int tree_copy_pass(struct tree_copy *copy, struct err *err);

/* Removes a directory and what is in it. ENOENT is no failure. */
int tree_remove(int parent, const char *name, struct err *err);

#endif
