/* scrub: keeps what one job leaves in freed memory from the next job.
 *
 * The C library is set to overwrite each block when it is freed (M_PERTURB of mallopt(3)). That
 * excludes the few small blocks in its per-thread cache: those are allocated and overwritten
 * between two jobs. The memory stays with the process, because returning it to the system and
 * getting it back zeroed, page by page, costs ten times as much as overwriting when a page is
 * read.
 */
#ifndef LECTERN_WORKERS_ENGINE_SCRUB_H
#define LECTERN_WORKERS_ENGINE_SCRUB_H

/* Call it before the first job. */
void scrub_prepare(void);

/* Call it after each job, once all of its memory is freed. */
void scrub_memory(void);

#endif
