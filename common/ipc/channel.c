/* channel.c: exchanges records between lecternd and its children over a SEQPACKET socket. */
#include "common/ipc/channel.h"

#include "common/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { LONGEST_SIGN_MS = 5000 };

_Static_assert(sizeof(struct channel_record) == 288, "the record has no padding");

const int64_t channel_bucket_ms[CHANNEL_BUCKETS - 1] = { 50, 100, 250, 500, 1000, 2500, 5000, 10000,
	30000, 60000, 120000, 300000, 1800000 };

struct channel_record channel_record(enum channel_kind kind)
{
	struct channel_record record;
	memset(&record, 0, sizeof record);
	record.magic = CHANNEL_MAGIC;
	record.version = CHANNEL_VERSION;
	record.kind = (uint16_t)kind;
	return record;
}

int channel_send(int fd, const struct channel_record *record, struct err *err)
{
	for (;;) {
		ssize_t n = send(fd, record, sizeof *record, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n == (ssize_t)sizeof *record)
			return 0;
		if (n >= 0)
			return err_set(err, ERR_INTERNAL, "channel: sent %zd of %zu bytes", n,
				sizeof *record);
		if (errno == EINTR)
			continue;
		if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS)
			return err_set(err, ERR_UNAVAILABLE, "channel: the peer's queue is full");
		if (errno == EPIPE || errno == ECONNRESET || errno == ENOTCONN)
			return err_set(err, ERR_NOT_FOUND, "channel: the peer is gone");
		return err_errno(err, ERR_INTERNAL, errno, "channel");
	}
}

/* Whether the kind is known and any enum value it carries is valid. */
static bool is_valid(const struct channel_record *record)
{
	switch ((enum channel_kind)record->kind) {
	case CHANNEL_JOB_END:
		return record->value >= CHANNEL_OUTCOME_DONE &&
		       record->value <= CHANNEL_OUTCOME_REJECT;
	case CHANNEL_LOG_LEVEL:
		return record->value >= LOG_LEVEL_DEBUG && record->value <= LOG_LEVEL_ERROR;
	case CHANNEL_READY:
	case CHANNEL_JOB_START:
	case CHANNEL_PROGRESS:
	case CHANNEL_BYE:
	case CHANNEL_DRAIN:
	case CHANNEL_SLOT:
	case CHANNEL_SNAPSHOT_END:
	case CHANNEL_POOL:
		return true;
	}
	return false;
}

bool channel_decode(const void *data, size_t len, struct channel_record *ret_record)
{
	struct channel_record record;
	if (len != sizeof record)
		return false;
	memcpy(&record, data, sizeof record);
	if (record.magic != CHANNEL_MAGIC || record.version != CHANNEL_VERSION ||
		!is_valid(&record))
		return false;
	record.stage[sizeof record.stage - 1] = '\0';
	if (record.kind == CHANNEL_POOL) {
		*ret_record = record;
		return true;
	}
	record.state[sizeof record.state - 1] = '\0';
	record.job[sizeof record.job - 1] = '\0';
	record.detail[sizeof record.detail - 1] = '\0';
	*ret_record = record;
	return true;
}

enum channel_status channel_receive(int fd, struct channel_record *ret_record)
{
	/* One byte more than a record, so that an oversized one is recognised. */
	char data[sizeof(struct channel_record) + 1];
	ssize_t n;
	do
		n = recv(fd, data, sizeof data, MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return CHANNEL_EMPTY;
	if (n <= 0)
		return CHANNEL_CLOSED;
	return channel_decode(data, (size_t)n, ret_record) ? CHANNEL_GOT : CHANNEL_GARBAGE;
}

/* The descriptor named by the text if it is a SEQPACKET socket, else -1. */
static int parse_descriptor(const char *text)
{
	char *end;
	errno = 0;
	long fd = strtol(text, &end, 10);
	if (errno || end == text || *end || fd < 0 || fd > 65535)
		return -1;
	int type = 0;
	socklen_t size = sizeof type;
	if (getsockopt((int)fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0 || type != SOCK_SEQPACKET)
		return -1;
	return (int)fd;
}

int64_t channel_sign_ms(int64_t silence_seconds)
{
	int64_t quarter = silence_seconds * 1000 / 4;
	return quarter < LONGEST_SIGN_MS ? quarter : LONGEST_SIGN_MS;
}

int channel_from_env(void)
{
	const char *text = getenv(CHANNEL_ENV);
	if (!text)
		return -1;
	int fd = parse_descriptor(text);
	unsetenv(CHANNEL_ENV);
	if (fd < 0)
		return -1;
	int flags = fcntl(fd, F_GETFL);
	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
		fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
		return -1;
	return fd;
}
