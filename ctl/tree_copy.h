/* tree_copy: copies a directory that others write to, in passes: each copies what has changed since
 * the previous one, the last while nothing is being written.
 *
 * Files are never modified in place but replaced, so that a copy may share files (hard links) with
 * an older copy without damaging it. Symbolic links are never followed; anything but files and
 * directories is left out.
 */
#ifndef LECTERN_CTL_TREE_COPY_H
#define LECTERN_CTL_TREE_COPY_H

#include "common/base/err.h"

#include <stdint.h>
#include <time.h>

struct tree_copy {
	int from, to;            /* directories; not owned */
	int older;               /* an older copy on the file system of `to`, or -1 */
	const char *const *skip; /* names directly in `from` to leave out; NULL-terminated */
	struct timespec since;   /* files changed later are copied even if they look unchanged */
	/* Results of the last pass. */
	uint64_t copied_files, copied_bytes; /* newly copied */
	uint64_t files, bytes;               /* everything in the copy now */
};

/* Makes one pass. `from` and `older` may change or disappear meanwhile; nobody else may write to
 * `to`. Owners are kept where permitted. A failed pass leaves `to` incomplete; the next pass
 * continues from there. */
int tree_copy_pass(struct tree_copy *copy, struct err *err);

/* Removes a file or a directory with all its contents. A missing one is no error. */
int tree_remove(int parent, const char *name, struct err *err);

#endif
