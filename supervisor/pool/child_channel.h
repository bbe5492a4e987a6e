/* child_channel: lecternd's end of a child's channel; passes a bounded number of records per turn
 * to its owner. */
#ifndef LECTERN_SUPERVISOR_POOL_CHILD_CHANNEL_H
#define LECTERN_SUPERVISOR_POOL_CHILD_CHANNEL_H

#include "common/base/err.h"
#include "common/ipc/channel.h"
#include "supervisor/os/loop.h"

/* Callbacks for what arrives. Any of them may close the channel. */
struct child_channel_owner {
	void (*record)(void *context, const struct channel_record *record);
	void (*garbage)(void *context); /* not a record, or one that only lecternd may send */
	void (*ended)(void *context);   /* nothing follows */
};

struct child_channel {
	struct loop *loop;
	struct loop_source source; /* fd is -1 when closed */
	const struct child_channel_owner *owner;
	void *context;
};

void child_channel_init(struct child_channel *channel, struct loop *loop,
	const struct child_channel_owner *owner, void *context);

/* Takes ownership of the descriptor, even on failure. */
int child_channel_open(struct child_channel *channel, int fd, struct err *err);

/* Reads what is left and closes. May be called twice. */
void child_channel_close(struct child_channel *channel);

#endif
