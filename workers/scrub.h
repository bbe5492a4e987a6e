/* scrub: what one job left in memory that it gave back is nothing for the next job to find.
 *
 * Blocks of some size are given back to the system, which hands out empty pages only. The rest of
 * what is free within the heap is overwritten between two jobs: taken as if it were needed, in
 * pieces from large to small, until the heap would have to grow. */
#ifndef LECTERN_SCRUB_H
#define LECTERN_SCRUB_H

/* Before the first job. */
void scrub_prepare(void);

/* After each job, with all of its memory given back. */
void scrub_memory(void);

#endif
