/* book_store: what is stored of a job's book, read into memory. */
#ifndef LECTERN_WEB_JOBS_BOOK_STORE_H
#define LECTERN_WEB_JOBS_BOOK_STORE_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/farm/book.h"
#include "common/farm/timeline.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"

#include <stdbool.h>

/* The book as it was joined or, unless `joined` is asked for, what the document says of itself;
 * with what a user said of it. ERR_NOT_FOUND: nothing is there. Strings live in the arena. */
int book_store_get(struct natsconn *conn, const struct workflow *workflow, bool joined,
	struct arena *arena, struct book *ret_book, struct err *err);

/* What a user said of it; an empty book when that is nothing. */
int book_store_edits(struct natsconn *conn, const struct workflow *workflow, struct arena *arena,
	struct book *ret_edits, struct err *err);

/* Where the pages stand in the joined sound. ERR_NOT_FOUND as above. */
int book_store_pages(struct natsconn *conn, const struct workflow *workflow, struct arena *arena,
	struct book_pages *ret_pages, struct err *err);

/* A page's timeline, if it is of the sound that was joined: 1; 0: nothing is known. */
int book_store_timeline(struct natsconn *conn, const char *tenant, const char *id,
	const struct book_page *page, struct arena *arena, struct timeline *ret_timeline,
	struct err *err);

/* A page's timeline as it is stored, whatever sound it is of. ERR_NOT_FOUND: there is none. */
int book_store_page_timeline(struct natsconn *conn, const struct workflow *workflow, int page,
	struct arena *arena, struct timeline *ret_timeline, struct err *err);

#endif
