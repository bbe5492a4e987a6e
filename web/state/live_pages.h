/* live_pages: what players need to know about the audio of the pages of a book that is still
 * being made.
 *
 * The results are cached, so a playlist of thousands of pages costs one request for each page
 * only once. Thread-safe.
 */
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

/* The WAV of one page. */
struct live_page {
	int rate, channels;
	int64_t frames; /* at the sample rate `rate` */
	bool spoken, failed;
	char digest[64];   /* of the WAV, as the object store has it */
	char timeline[64]; /* book_timeline_mark() of the PCM that it was made from; "": unknown */
};

/* 1: *ret_page is set; 0: the page has not arrived or its WAV is no longer stored; -1: error. */
int live_pages_get(struct live_pages *all, struct natsconn *conn, const struct workflow *workflow,
	int page, struct live_page *ret_page, struct err *err);

/* Drops a job's pages, which nobody needs once its audio is joined. Those of a reopened job are
 * dropped when it is next asked for. */
void live_pages_forget(struct live_pages *all, const char *id);

#endif
