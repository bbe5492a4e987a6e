/* place: at which second of a book's finished sound a place in it is said. */
#ifndef LECTERN_WEB_JOBS_PLACE_H
#define LECTERN_WEB_JOBS_PLACE_H

#include "common/farm/book.h"
#include "common/farm/listener.h"
#include "common/farm/timeline.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"

#include <stdbool.h>

/* Knows one book; the timeline of the page that was asked for last is kept for the next question.
 */
struct place_clock {
	struct natsconn *conn;
	const struct workflow *workflow;
	struct arena *arena;      /* owned: of the pages */
	struct arena *page_arena; /* owned: of the timeline */
	struct book_pages pages;
	bool joined; /* there is a finished sound */
	int page;    /* that `timeline` is of; 0: none */
	bool known;  /* its words are */
	struct timeline timeline;
};

/* All of them must outlive it. A book without a finished sound is fine: nothing is said yet. */
int place_clock_open(struct natsconn *conn, const struct workflow *workflow,
	struct place_clock *ret_clock, struct err *err);
void place_clock_close(struct place_clock *clock);

/* Seconds; -1: there is no sound yet. A place that the book no longer has is where it was: at the
 * last word before it, and a page that is not spoken at the next that is. */
int place_seconds(struct place_clock *clock, const struct listener_place *place,
	double *ret_seconds, struct err *err);

#endif
