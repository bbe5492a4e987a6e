/* failpoint: fault injection, in test builds only (configure --enable-failpoints).
 *
 * LECTERN_FAILPOINT names a file that all processes read anew at every failpoint, so a test can
 * change it while the farm runs. Its first line is
 *
 *   <stage>:<point>:<n>:<fault>[:<page>]
 *
 * The n-th passage through that point (from 1; * is every one) fails, counted over all
 * processes; with a page, only passages for that page count. Each passage appends one byte after
 * the line. An empty file injects no fault.
 *
 * <fault> is exit (status 99), segv, hang (for ever), wait (until the line changes), error (the
 * step returns ERR_UNAVAILABLE) or, in an engine only, garbage (an invalid record, then silence)
 * or busy (reports progress for ever).
 *
 * Points in a front: fetched, removal-read (for a job that has no state), state-read,
 * object-put, published, acked; also in the aggregator's front: cas-written, joined,
 * final-published, state-done. In an engine: job-taken, progress (whenever it reports a page),
 * work-done; also in pdf-to-png's: text-read and edges-looked-at (for the page in progress or a
 * neighbour of it), and language-read; also in audio-encoder's: tags-read, and in its front:
 * object-made (before it is put), encoded-published, outbox.
 */
#ifndef LECTERN_WORKERS_ENGINE_FAILPOINT_H
#define LECTERN_WORKERS_ENGINE_FAILPOINT_H

#include "config.h"

#include "common/base/err.h"

#ifdef LECTERN_FAILPOINTS
/* Returns 0, or -1 with err set (err may be NULL) when this passage is to fail. `stage` NULL:
 * the one given to failpoint_prepare(). `page` 0: unknown. */
int failpoint(const char *stage, const char *point, int page, struct err *err);
/* For an engine: opens the file before the sandbox forbids it. `link` is the socket to its
 * front. */
void failpoint_prepare(const char *stage, int link);
#else
static inline void failpoint_prepare(const char *stage, int link)
{
	(void)stage;
	(void)link;
}

static inline int failpoint(const char *stage, const char *point, int page, struct err *err)
{
	(void)stage;
	(void)point;
	(void)page;
	(void)err;
	return 0;
}
#endif

#endif
