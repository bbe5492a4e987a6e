/* child_channel: a child's records, taken one by one into its slot. */
#include "supervisor/pool/child_channel.h"

#include "common/base/log.h"
#include "common/ipc/channel.h"
#include "supervisor/pool/pool.h"
#include "supervisor/pool/slot.h"

#include <sys/epoll.h>
#include <unistd.h>

enum { RECORDS_A_TURN = 32, RECORDS_AT_END = 4096 };

static void close_channel(struct slot *slot)
{
	int fd = slot->channel.fd;
	if (fd < 0)
		return;
	loop_remove(slot->pool->shared->loop, &slot->channel);
	close(fd);
}

/* True: more may be there. */
static bool take_one(struct slot *slot)
{
	struct channel_record record;
	switch (channel_receive(slot->channel.fd, &record)) {
	case CHANNEL_EMPTY:
		return false;
	case CHANNEL_GOT:
		/* What only lecternd says is as wrong as no record at all. */
		if (record.kind >= CHANNEL_DRAIN)
			slot_event(slot, SLOT_GARBAGE);
		else
			slot_take_record(slot, &record);
		return true;
	case CHANNEL_GARBAGE:
		slot_event(slot, SLOT_GARBAGE);
		return true;
	case CHANNEL_CLOSED:
		close_channel(slot);
		slot_channel_ended(slot);
		return false;
	}
	return false;
}

static void serve(struct loop_source *source, uint32_t events)
{
	struct slot *slot = source->context;
	(void)events;
	for (int i = 0; i < RECORDS_A_TURN && slot->channel.fd >= 0; i++) {
		if (!take_one(slot))
			return;
	}
}

void child_channel_open(struct slot *slot, int fd)
{
	struct err err;
	slot->channel.ready = serve;
	slot->channel.context = slot;
	if (loop_add(slot->pool->shared->loop, &slot->channel, fd, EPOLLIN, &err) < 0) {
		/* Without a channel it will be taken for hung and replaced. */
		log_error("%s: %s", slot->name, err.text);
		close(fd);
	}
}

void child_channel_close(struct slot *slot)
{
	for (int i = 0; i < RECORDS_AT_END && slot->channel.fd >= 0; i++) {
		if (!take_one(slot))
			break;
	}
	close_channel(slot);
}
