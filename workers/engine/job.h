/* job: what a stage's `run` works on, in the engine.
 *
 * A job knows nothing of NATS: it requests objects from its front by page number and hands
 * results back. Page 0 is the job's own input or its single result; a join reads pages 1..total,
 * and a rendering puts them. Every call can fail with the front's reason; transient errors are
 * worth VERDICT_RETRY.
 *
 * Functions that return int return 0, or -1 with err set, unless stated otherwise. An engine is
 * single-threaded.
 */
#ifndef LECTERN_WORKERS_ENGINE_JOB_H
#define LECTERN_WORKERS_ENGINE_JOB_H

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/meta.h"

#include <stdbool.h>
#include <stdint.h>

struct job;

/* Page numbers from here on denote data that belongs to a job besides its pages; each stage
 * defines which (workers/front/stage.h). Such a result is stored but not announced. */
enum { JOB_BESIDE = 2000000 };

/* Memory for this job only; emptied before the next one. */
struct arena *job_arena(struct job *job);

int job_page(const struct job *job);        /* 0 for a whole document */
int job_total_pages(const struct job *job); /* 0 while unknown */
int job_first_page(const struct job *job);  /* rendering: where to start, from 1 */
int job_max_pages(const struct job *job);   /* rendering: how many pages to do at most */

/* The user's option by its public name ("voice", "language", "pages"), or NULL. Valid as long as
 * the job. */
const char *job_option(const struct job *job, const char *name);
/* The language that the user asked for or, failing that, the one detected in the document, by
 * Tesseract's names; NULL: neither. */
const char *job_language(const struct job *job);
/* Whether that language was detected rather than asked for. */
bool job_language_is_found(const struct job *job);
/* A parameter from the event besides keys and pages ("voice", "seed", ...), or NULL. Valid as
 * long as the job. */
const char *job_parameter(const struct job *job, const char *name);

/* Fetches an object: its bytes as a descriptor at offset 0, which the caller closes, and its
 * metadata, in the job's arena. ret_meta may be NULL. */
int job_get(struct job *job, int page, int *ret_fd, struct meta *ret_meta, struct err *err);

/* Appends the bytes of an object besides the pages (JOB_BESIDE). 1: done; 0: it does not exist
 * or cannot be read, which is not an error; -1: the front failed. */
int job_get_beside(struct job *job, int number, struct buf *bytes, struct err *err);

/* The digest, in the object store's form, of the object last got or put; "" when unknown. In the
 * job's arena. */
const char *job_digest(const struct job *job);
/* Like job_get for bytes `offset` to offset + len of the job's large object, fewer at its end.
 * *ret_size is the size of the whole object. The bytes are not checked against its digest. */
int job_get_range(struct job *job, uint64_t offset, uint64_t len, int *ret_fd, uint64_t *ret_size,
	struct err *err);

/* An empty unlinked file for a result: in memory when size_hint (bytes) is small, on disk when
 * it is large or 0, unknown. The caller closes it. */
int job_scratch(struct job *job, uint64_t size_hint, int *ret_fd, struct err *err);

/* Stores all of fd, from offset 0, as the result for that page. fd stays the caller's. */
int job_put(struct job *job, int page, int fd, const struct meta *meta, struct err *err);

/* Announces the page's stored result to the next stage. *ret_stop (may be NULL): end this turn
 * here, because too many pages are waiting downstream. */
int job_emit(struct job *job, int page, bool *ret_stop, struct err *err);

/* Reports the document's number of pages. Call it before the first page is put. */
int job_total(struct job *job, int pages, struct err *err);

/* Reports the document's language by Tesseract's name ("deu"). Call it before the first page is
 * put. */
int job_language_is(struct job *job, const char *language, struct err *err);

/* Reports that this page of a document cannot be done; the others continue. ret_stop as above. */
int job_page_failed(struct job *job, int page, const char *reason, bool *ret_stop, struct err *err);

/* Heartbeat: `permille` of page `page` is done (0: the job's own page). Progress on page 0 above
 * 0 counts as work on a document as a whole, which may take longer than a page without counting
 * as slow. Cheap: sends at most five records a second for a page. Returns -1 when the front is
 * gone: give up at once. */
int job_progress(struct job *job, int page, int permille);

/* For a join: if the work fails now, that page's input is to blame; the other pages are fine. */
void job_blame_page(struct job *job, int page);

/* For a rendering: pages from this one on are left to a continuation. */
void job_continue_at(struct job *job, int next_page);

#endif
