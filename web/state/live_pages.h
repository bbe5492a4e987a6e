/* live_pages: the sound of pages of books that are being made, as far as players need to know it.
 *
 * What is known of a page is kept, so that a list of thousands of pages costs a question a page
 * only once. Safe to use from many threads. */
#ifndef LECTERN_WEB_STATE_LIVE_PAGES_H
#define LECTERN_WEB_STATE_LIVE_PAGES_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"

#include <stdbool.h>
#include <stdint.h>

struct live_pages;

struct live_pages *live_pages_new(void);
void live_pages_free(struct live_pages **all);

/* A page's WAV. */
struct live_page {
	int rate, channels;
	int64_t frames; /* at its rate */
	bool spoken, failed;
	char digest[64];   /* of the WAV, as the object store has it */
	char timeline[64]; /* book_timeline_mark() of the PCM it was made of; "": unknown */
};

/* 1; 0: the page has not arrived, or its WAV is not kept; -1. */
int live_pages_get(struct live_pages *all, struct natsconn *conn, const struct workflow *workflow,
	int page, struct live_page *ret_page, struct err *err);

/* Nobody needs a job's pages any more, since its sound is joined. Those of a job that was reopened
 * are forgotten when it is asked for. */
void live_pages_forget(struct live_pages *all, const char *id);

#endif
