/* figures: how near a text for listening comes to the one that is wanted. */
#ifndef LECTERN_TESTS_WORKERS_READING_FIGURES_H
#define LECTERN_TESTS_WORKERS_READING_FIGURES_H

#include <stddef.h>

struct figures {
	size_t wanted, said, same; /* words; same: said in the wanted order */
	size_t ends;               /* of lines, each of which is to be joined or not */
	size_t wrong;              /* paragraphs that are joined, or parted, and should not be */
};

/* Adds a page. `ends`: how many line ends it has. */
void figures_add(struct figures *figures, const char *wanted, const char *said, size_t ends);

#endif
