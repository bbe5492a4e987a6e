/* pageset: a set of page numbers (from 1), stored and written as ranges: "1-57,59".
 *
 * Adding pages in order costs the same for page 10,000 as for page 1; memory use is one range per
 * run of consecutive pages.
 */
#ifndef LECTERN_COMMON_BASE_PAGESET_H
#define LECTERN_COMMON_BASE_PAGESET_H

#include "common/base/buf.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* The highest page number; a larger one is an error. */
enum { PAGESET_MAX_PAGE = 1000000 };

struct page_range {
	int first, last; /* both inclusive */
};

struct pageset {
	struct page_range *ranges; /* owned, sorted, neither touching nor overlapping */
	size_t count, cap;
};

/* clang-format off */
#define PAGESET_EMPTY ((struct pageset) { NULL, 0, 0 })
/* clang-format on */

void pageset_free(struct pageset *set);

/* Adds first..last, where 1 <= first <= last. Returns true if at least one page was new. */
bool pageset_add_range(struct pageset *set, int first, int last);
bool pageset_add(struct pageset *set, int page);
void pageset_add_all(struct pageset *set, const struct pageset *other);
void pageset_remove(struct pageset *set, int page);

bool pageset_has(const struct pageset *set, int page);
int pageset_count(const struct pageset *set);

/* The lowest page of the set that is >= page, or 0 if there is none. */
int pageset_next(const struct pageset *set, int page);

/* Parses "1-20,35" ("" is the empty set; blanks around numbers are allowed; "7-" is refused).
 * Replaces the set on success and leaves it untouched on failure (ERR_INVALID). */
int pageset_parse(struct pageset *set, const char *text, struct err *err);

/* Appends the ranges as text. */
void pageset_format(const struct pageset *set, struct buf *buf);

#endif
