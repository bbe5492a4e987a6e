/* book_store: reads the stored data of a job's book into memory.
 *
 * Functions return 0, or -1 with err set, unless stated otherwise.
 */
#ifndef LECTERN_WEB_JOBS_BOOK_STORE_H
#define LECTERN_WEB_JOBS_BOOK_STORE_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/farm/book.h"
#include "common/farm/timeline.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"

#include <stdbool.h>

/* The book as joined or, unless `joined`, the document's own description; in both cases with the
 * user's edits applied. ERR_NOT_FOUND: nothing is stored. Strings are in the arena. */
int book_store_get(struct natsconn *conn, const struct workflow *workflow, bool joined,
	struct arena *arena, struct book *ret_book, struct err *err);

/* The user's edits; an empty book if there are none. */
int book_store_edits(struct natsconn *conn, const struct workflow *workflow, struct arena *arena,
	struct book *ret_edits, struct err *err);

/* The positions of the pages in the joined audio. ERR_NOT_FOUND as above. */
int book_store_pages(struct natsconn *conn, const struct workflow *workflow, struct arena *arena,
	struct book_pages *ret_pages, struct err *err);

/* A page's timeline, if it belongs to the audio that was joined. 1: found; 0: unknown; -1:
 * error. */
int book_store_timeline(struct natsconn *conn, const char *tenant, const char *id,
	const struct book_page *page, struct arena *arena, struct timeline *ret_timeline,
	struct err *err);

/* A page's timeline as stored, whichever audio it belongs to. ERR_NOT_FOUND: there is none. */
int book_store_page_timeline(struct natsconn *conn, const struct workflow *workflow, int page,
	struct arena *arena, struct timeline *ret_timeline, struct err *err);

#endif
