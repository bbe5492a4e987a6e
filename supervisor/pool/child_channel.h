/* child_channel: lecternd's end of a child's channel: bounded reads, records to the slot. */
#ifndef LECTERN_SUPERVISOR_POOL_CHILD_CHANNEL_H
#define LECTERN_SUPERVISOR_POOL_CHILD_CHANNEL_H

struct slot;

/* Takes over the descriptor. */
void child_channel_open(struct slot *slot, int fd);

/* Reads on what is left and closes. Harmless twice. */
void child_channel_close(struct slot *slot);

#endif
