/* job: what a stage's `run` is given, in the engine.
 *
 * A job knows nothing of NATS: it asks its front for objects by page and hands results back.
 * Page 0 is the job's own input or its one result; a join gets pages 1..total; a rendering puts
 * them. Every call can fail with the front's reason; transient ones are worth VERDICT_RETRY.
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

/* Page numbers from here on name what belongs to a job beside its pages: each stage says what
 * (workers/front/stage.h). Such a result is stored, and not announced. */
enum { JOB_BESIDE = 2000000 };

/* For this job alone; emptied before the next. */
struct arena *job_arena(struct job *job);

int job_page(const struct job *job);        /* 0 for a whole document */
int job_total_pages(const struct job *job); /* 0 while unknown */
int job_first_page(const struct job *job);  /* rendering: where to start, from 1 */
int job_max_pages(const struct job *job);   /* rendering: how many this turn may do */

/* The user's option by its public name ("voice", "language", "pages"), or NULL. */
const char *job_option(const struct job *job, const char *name);
/* The language that the user asks for or, without that, the one that the document was found to be
 * in; Tesseract's names, or NULL: neither. */
const char *job_language(const struct job *job);
/* Whether it was detected, not asked for. */
bool job_language_is_found(const struct job *job);
/* What the event said beyond keys and pages ("voice", "seed", ...), or NULL. */
const char *job_parameter(const struct job *job, const char *name);

/* The object's bytes as a descriptor at offset 0, which the caller closes, and its metadata. */
int job_get(struct job *job, int page, int *ret_fd, struct meta *ret_meta, struct err *err);

/* What belongs to the job beside its pages (JOB_BESIDE), appended: 1. 0: there is none, or it
 * cannot be read, which is no loss. -1: the front's trouble. */
int job_get_beside(struct job *job, int number, struct buf *bytes, struct err *err);

/* The digest of what job_get or job_put dealt with last, as the object store has it; "" when the
 * front does not say. In the job's arena. */
const char *job_digest(const struct job *job);
/* Bytes `offset` to offset + len of the job's large object, fewer at its end, as job_get has it;
 * *ret_size: of the whole object. They are not checked against its digest. */
int job_get_range(struct job *job, uint64_t offset, uint64_t len, int *ret_fd, uint64_t *ret_size,
	struct err *err);

/* An empty unlinked file to write a result to (memory when size_hint is small, disk when large or
 * unknown: 0). The caller closes it. */
int job_scratch(struct job *job, uint64_t size_hint, int *ret_fd, struct err *err);

/* Stores the whole of fd, from offset 0, as the result for that page. */
int job_put(struct job *job, int page, int fd, const struct meta *meta, struct err *err);

/* The page's result is stored: tell the next stage. *ret_stop (may be NULL): end this turn here,
 * too many pages wait downstream. */
int job_emit(struct job *job, int page, bool *ret_stop, struct err *err);

/* The document has so many pages. Before the first page is put. */
int job_total(struct job *job, int pages, struct err *err);

/* The document is in that language, by Tesseract's name ("deu"). Before the first page is put. */
int job_language_is(struct job *job, const char *language, struct err *err);

/* This page of a document cannot be done; the others go on. */
int job_page_failed(struct job *job, int page, const char *reason, bool *ret_stop, struct err *err);

/* Alive, at page `page` (0: the job's own), permille of it done. Page 0 with some of it done is
 * work for a document as a whole, which may take longer than a page without being slow. Cheap:
 * sends at most five records a second for one page. Returns -1 when the front is gone: give up at
 * once. */
int job_progress(struct job *job, int page, int permille);

/* A join: if the work fails, it is because of that page's input; the other pages are fine. */
void job_blame_page(struct job *job, int page);

/* Rendering: pages from this one on are left for a continuation. */
void job_continue_at(struct job *job, int next_page);

#endif
