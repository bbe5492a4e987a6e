/* child_channel.c: takes a child's records one by one. */
#include "supervisor/pool/child_channel.h"

#include <sys/epoll.h>
#include <unistd.h>

enum { RECORDS_A_TURN = 32, RECORDS_AT_END = 4096 };

void child_channel_init(struct child_channel *channel, struct loop *loop,
	const struct child_channel_owner *owner, void *context)
{
	*channel = (struct child_channel) { .loop = loop, .owner = owner, .context = context };
	channel->source.fd = -1;
}

static void close_source(struct child_channel *channel)
{
	int fd = channel->source.fd;
	if (fd < 0)
		return;
	loop_remove(channel->loop, &channel->source);
	close(fd);
}

/* Returns true if there may be more. */
static bool take_one(struct child_channel *channel)
{
	struct channel_record record;
	switch (channel_receive(channel->source.fd, &record)) {
	case CHANNEL_EMPTY:
		return false;
	case CHANNEL_GOT:
		if (record.kind >= CHANNEL_DRAIN)
			channel->owner->garbage(channel->context);
		else
			channel->owner->record(channel->context, &record);
		return true;
	case CHANNEL_GARBAGE:
		channel->owner->garbage(channel->context);
		return true;
	case CHANNEL_CLOSED:
		close_source(channel);
		channel->owner->ended(channel->context);
		return false;
	}
	return false;
}

static void serve(struct loop_source *source, uint32_t events)
{
	struct child_channel *channel = source->context;
	(void)events;
	for (int i = 0; i < RECORDS_A_TURN && channel->source.fd >= 0; i++) {
		if (!take_one(channel))
			return;
	}
}

int child_channel_open(struct child_channel *channel, int fd, struct err *err)
{
	channel->source.ready = serve;
	channel->source.context = channel;
	if (loop_add(channel->loop, &channel->source, fd, EPOLLIN, err) == 0)
		return 0;
	close(fd);
	return -1;
}

void child_channel_close(struct child_channel *channel)
{
	for (int i = 0; i < RECORDS_AT_END && channel->source.fd >= 0; i++) {
		if (!take_one(channel))
			break;
	}
	close_source(channel);
}
