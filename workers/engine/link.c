/* link.c: packs records, sends them with a descriptor, and checks them on arrival. */
#include "workers/engine/link.h"

#include "common/base/utf8.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define RECORD_MAGIC 0x4c454e47u /* "LENG" */
enum { RECORD_VERSION = 1 };

struct record_header {
	uint32_t magic;
	uint16_t version;
	uint16_t kind;
};

enum { RECORD_MAX = sizeof(struct record_header) + ENGINE_MAX_BODY };

static bool is_kind(unsigned kind)
{
	return (kind >= LINK_READY && kind <= LINK_DONE) ||
	       (kind >= LINK_JOB && kind <= LINK_FAILED);
}

/* ---- sending ---- */

static int wait_for_room(int socket)
{
	struct pollfd room = { .fd = socket, .events = POLLOUT };
	int rc;
	do
		rc = poll(&room, 1, -1);
	while (rc < 0 && errno == EINTR);
	return rc;
}

static int send_record(int socket, const struct msghdr *message, struct err *err)
{
	for (;;) {
		if (sendmsg(socket, message, MSG_NOSIGNAL) >= 0)
			return 0;
		switch (errno) {
		case EINTR:
			break;
		case EAGAIN:
			if (wait_for_room(socket) < 0)
				return err_errno(err, ERR_INTERNAL, errno, "poll");
			break;
		case EPIPE:
		case ECONNRESET:
		case ENOTCONN:
			return err_set(err, ERR_NOT_FOUND, "the other end of the link is gone");
		default:
			return err_errno(err, ERR_INTERNAL, errno, "sendmsg");
		}
	}
}

int link_send(int socket, enum link_kind kind, const cJSON *body, int fd, struct err *err)
{
	char *text = body ? cJSON_PrintUnformatted(body) : NULL;
	size_t len = text ? strlen(text) : 2;
	if (len > ENGINE_MAX_BODY) {
		cJSON_free(text);
		return err_set(err, ERR_INVALID, "a record of %zu bytes: %d is the limit", len,
			ENGINE_MAX_BODY);
	}
	struct record_header header = { RECORD_MAGIC, RECORD_VERSION, (uint16_t)kind };
	char empty[] = "{}";
	struct iovec parts[] = {
		{ .iov_base = &header, .iov_len = sizeof header },
		{ .iov_base = text ? text : empty, .iov_len = len },
	};
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	if (fd >= 0) {
		memset(&control, 0, sizeof control);
		message.msg_control = &control;
		message.msg_controllen = sizeof control;
		struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
		rights->cmsg_level = SOL_SOCKET;
		rights->cmsg_type = SCM_RIGHTS;
		rights->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(rights), &fd, sizeof fd);
	}
	int rc = send_record(socket, &message, err);
	cJSON_free(text);
	return rc;
}

/* ---- receiving ---- */

int link_decode(const void *data, size_t len, struct link_message *ret_message, struct err *err)
{
	struct record_header header;
	if (len < sizeof header || len > RECORD_MAX)
		return err_set(err, ERR_INVALID, "not a record: %zu bytes", len);
	memcpy(&header, data, sizeof header);
	if (header.magic != RECORD_MAGIC || header.version != RECORD_VERSION ||
		!is_kind(header.kind))
		return err_set(err, ERR_INVALID, "not a record: magic %08x, version %d, kind %d",
			(unsigned)header.magic, header.version, header.kind);
	const char *text = (const char *)data + sizeof header;
	cJSON *body = cJSON_ParseWithLength(text, len - sizeof header);
	if (!cJSON_IsObject(body)) {
		cJSON_Delete(body);
		return err_set(
			err, ERR_INVALID, "record of kind %d: not a JSON object", header.kind);
	}
	*ret_message = (struct link_message) { (enum link_kind)header.kind, body, -1 };
	return 0;
}

/* Takes the first descriptor and closes any others. */
static int take_descriptor(struct msghdr *message)
{
	int taken = -1;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < count; i++) {
			int fd;
			memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
			if (taken < 0)
				taken = fd;
			else
				close(fd);
		}
	}
	return taken;
}

/* The receive buffer. One is enough: a process has one link and one thread that reads it. */
static char arrived[RECORD_MAX];

static int receive_bytes(int socket, size_t *ret_len, int *ret_fd, struct err *err)
{
	struct iovec part = { .iov_base = arrived, .iov_len = sizeof arrived };
	/* Room for surplus descriptors, so that they can be seen and closed. */
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(8 * sizeof(int))];
	} control;
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control,
	};
	ssize_t len;
	do
		len = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	while (len < 0 && errno == EINTR);
	if (len < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return err_set(err, ERR_UNAVAILABLE, "no record yet");
	if (len == 0 || (len < 0 && errno == ECONNRESET))
		return err_set(err, ERR_NOT_FOUND, "the other end of the link is gone");
	if (len < 0)
		return err_errno(err, ERR_INTERNAL, errno, "recvmsg");
	int fd = take_descriptor(&message);
	if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
		if (fd >= 0)
			close(fd);
		return err_set(err, ERR_INVALID, "not a record: too long");
	}
	*ret_len = (size_t)len;
	*ret_fd = fd;
	return 0;
}

int link_receive(int socket, struct link_message *ret_message, struct err *err)
{
	size_t len = 0;
	int fd = -1;
	if (receive_bytes(socket, &len, &fd, err) < 0)
		return -1;
	int rc = link_decode(arrived, len, ret_message, err);
	/* The next record may be shorter and of another job: leave nothing of this one behind. */
	memset(arrived, 0, len);
	if (rc < 0) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	ret_message->fd = fd;
	return 0;
}

void link_message_free(struct link_message *message)
{
	cJSON_Delete(message->body);
	message->body = NULL;
	if (message->fd >= 0)
		close(message->fd);
	message->fd = -1;
}

/* C0, DEL and C1 (U+0080 to U+009F), some of which terminals interpret. */
static bool is_control(const char *sequence, size_t len)
{
	const unsigned char first = (unsigned char)sequence[0];
	if (len == 2)
		return first == 0xc2 && (unsigned char)sequence[1] < 0xa0;
	return len == 1 && (first < 0x20 || first == 0x7f);
}

void link_text(const cJSON *body, const char *name, char *ret_text, size_t size)
{
	const char *from = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(body, name));
	size_t left = from ? strlen(from) : 0, used = 0;
	while (left > 0) {
		const char *piece = from;
		size_t step = utf8_sequence(from, left), len = step;
		if (step == 0) {
			piece = "\xef\xbf\xbd";
			step = 1;
			len = 3;
		} else if (is_control(from, step)) {
			piece = " ";
			len = 1;
		}
		if (used + len >= size)
			break;
		memcpy(ret_text + used, piece, len);
		used += len;
		from += step;
		left -= step;
	}
	ret_text[used] = '\0';
}
