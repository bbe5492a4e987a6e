/* place: at which second of a book's finished audio a position in the book is spoken. */
#ifndef LECTERN_WEB_JOBS_PLACE_H
#define LECTERN_WEB_JOBS_PLACE_H

#include "common/farm/book.h"
#include "common/farm/listener.h"
#include "common/farm/timeline.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"

#include <stdbool.h>

/* Converts positions in one book. The timeline of the last page asked for is cached. */
struct place_clock {
	struct natsconn *conn;
	const struct workflow *workflow;
	struct arena *arena;      /* owned: holds the pages */
	struct arena *page_arena; /* owned: holds the timeline */
	struct book_pages pages;
	bool joined; /* finished audio exists */
	int page;    /* that `timeline` belongs to; 0: none */
	bool known;  /* the timeline has words */
	struct timeline timeline;
};

/* The arguments must outlive the clock, which the caller closes. A book without finished audio
 * is no error: it has no times yet. */
int place_clock_open(struct natsconn *conn, const struct workflow *workflow,
	struct place_clock *ret_clock, struct err *err);
void place_clock_close(struct place_clock *clock);

/* *ret_seconds is -1 when there is no finished audio. A position that the book no longer has is
 * moved: to the last word before it, or from a page that is not spoken to the next one that is. */
int place_seconds(struct place_clock *clock, const struct listener_place *place,
	double *ret_seconds, struct err *err);

#endif
