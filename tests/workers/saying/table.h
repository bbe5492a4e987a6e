/* table: sentences with what is to be said, as tests/workers/saying/XX.txt has them.
 *
 * A line is "kind | printed | said"; "=" as said means: nothing changes. "# " begins a remark. */
#ifndef LECTERN_TESTS_WORKERS_SAYING_TABLE_H
#define LECTERN_TESTS_WORKERS_SAYING_TABLE_H

#include <stddef.h>

struct table_item {
	const char *kind, *printed, *said;
};

struct table {
	char *text; /* owned; the items point into it */
	struct table_item *items;
	size_t count;
};

/* Exits with a message when the file is none. */
struct table table_read(const char *path);
void table_free(struct table *table);

#endif
