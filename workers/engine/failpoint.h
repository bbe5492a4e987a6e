/* failpoint: faults on demand, in test builds only (configure --enable-failpoints).
 *
 * LECTERN_FAILPOINT names a file, which all processes read again at every passage, so that a test
 * can change its mind while the farm runs. Its first line:
 *
 *   <stage>:<point>:<n>:<fault>[:<page>]
 *
 * The n-th passage (from 1; * is every one) through that point fails, counted over all processes;
 * with a page only that page's passages count. Each passage adds one byte behind the line. An
 * empty file: no fault.
 *
 * <fault>: exit (status 99), segv, hang (for ever), wait (until the line is another), error (the
 * step returns ERR_UNAVAILABLE), and of an engine: garbage (an invalid record, then silence),
 * busy (claims progress for ever).
 *
 * Points of a front: fetched, removal-read (of a job that has no state), state-read, object-put,
 * published, acked; of the aggregator's front besides: cas-written, joined, final-published,
 * state-done. Of an engine: job-taken, progress
 * (whenever it tells of a page), work-done; of pdf-to-png's besides: text-read and edges-looked-at
 * (of a page, or of a neighbour of the page under work) and language-read; of audio-encoder's
 * besides: tags-read, and of its front: object-made (and not yet put), encoded-published, outbox.
 */
#ifndef LECTERN_WORKERS_ENGINE_FAILPOINT_H
#define LECTERN_WORKERS_ENGINE_FAILPOINT_H

#include "config.h"

#include "common/base/err.h"

#ifdef LECTERN_FAILPOINTS
/* 0, or -1 with err set (err may be NULL) when it is this passage's turn to fail. `stage` NULL:
 * that of failpoint_prepare. `page` 0: unknown. */
int failpoint(const char *stage, const char *point, int page, struct err *err);
/* For an engine: opens the file while it still may. `link` is the socket to its front. */
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
