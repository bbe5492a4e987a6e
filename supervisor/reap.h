/* reap: takes notice of children that have died. */
#ifndef LECTERN_SUPERVISOR_REAP_H
#define LECTERN_SUPERVISOR_REAP_H

struct farm;

/* Reaps every child that is dead, ours and strangers (as process 1, and orphans of our workers).
 * What a worker started in its process group dies with it. */
void reap(struct farm *farm);

#endif
