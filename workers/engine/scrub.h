/* scrub: what one job left in memory that it gave back is nothing for the next job to find.
 *
 * The C library is set to overwrite each block as it is given back (M_PERTURB of mallopt(3)).
 * It does not do so with the few small blocks that it puts by for the next call: those are taken
 * and overwritten between two jobs. The memory stays with the process: to give it back to the
 * system and have it back, page by page and zeroed, costs a page's reading ten times what
 * overwriting does. */
#ifndef LECTERN_WORKERS_ENGINE_SCRUB_H
#define LECTERN_WORKERS_ENGINE_SCRUB_H

/* Before the first job. */
void scrub_prepare(void);

/* After each job, with all of its memory given back. */
void scrub_memory(void);

#endif
