/* child_channel: lecternd's end of a child's channel: bounded reads, records to its owner. */
#ifndef LECTERN_SUPERVISOR_POOL_CHILD_CHANNEL_H
#define LECTERN_SUPERVISOR_POOL_CHILD_CHANNEL_H

#include "common/base/err.h"
#include "common/ipc/channel.h"
#include "supervisor/os/loop.h"

/* What a child says. Any of these may close the channel. */
struct child_channel_owner {
	void (*record)(void *context, const struct channel_record *record);
	void (*garbage)(void *context); /* what is not a record, or one that only lecternd sends */
	void (*ended)(void *context);   /* after that nothing comes */
};

struct child_channel {
	struct loop *loop;
	struct loop_source source; /* fd -1: closed */
	const struct child_channel_owner *owner;
	void *context;
};

void child_channel_init(struct child_channel *channel, struct loop *loop,
	const struct child_channel_owner *owner, void *context);

/* Takes over the descriptor, also on failure. */
int child_channel_open(struct child_channel *channel, int fd, struct err *err);

/* Reads on what is left and closes. Harmless twice. */
void child_channel_close(struct child_channel *channel);

#endif
