/* probe.c: a connection that waits for INFO. */
#include "supervisor/broker/probe.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { ANSWER_MS = 2000, MOST_HEARD = 64 * 1024 };

static void stop(struct probe *probe)
{
	int fd = probe->source.fd;
	probe->timer.due = LOOP_NEVER;
	if (fd < 0)
		return;
	loop_remove(probe->loop, &probe->source);
	close(fd);
	probe->asked = false;
	buf_free(&probe->heard);
}

static void end(struct probe *probe, enum probe_answer answer)
{
	stop(probe);
	probe->done(probe->context, answer);
}

static bool is_info(const struct buf *heard)
{
	return memcmp(heard->data, "INFO ", heard->len < 5 ? heard->len : 5) == 0;
}

/* Only a complete line can prove that something is missing from it. */
static bool lacks_jetstream(const struct buf *heard)
{
	const char *text = buf_string(heard);
	return strchr(text, '\n') && !strstr(text, "\"jetstream\":true");
}

/* A question is short enough to be sent at once or not at all. */
static bool ask(struct probe *probe)
{
	size_t len = strlen(probe->question);
	probe->asked = true;
	return send(probe->source.fd, probe->question, len, MSG_DONTWAIT | MSG_NOSIGNAL) ==
	       (ssize_t)len;
}

static void serve(struct loop_source *source, uint32_t events)
{
	struct probe *probe = source->context;
	char text[4096];
	(void)events;
	ssize_t n = recv(source->fd, text, sizeof text, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		end(probe, n < 0 && errno == ECONNREFUSED ? PROBE_NOBODY : PROBE_STRANGER);
		return;
	}
	buf_append(&probe->heard, text, (size_t)n);
	probe->lacks_jetstream = lacks_jetstream(&probe->heard);
	if (!is_info(&probe->heard) || probe->heard.len > MOST_HEARD ||
		(probe->question && !probe->asked && !ask(probe)))
		end(probe, PROBE_STRANGER);
	else if (!probe->question || strstr(buf_string(&probe->heard), probe->answer))
		end(probe, PROBE_NATS);
}

static void fire(struct loop_timer *timer, int64_t now)
{
	(void)now;
	end(timer->context, PROBE_STRANGER);
}

void probe_open(struct probe *probe, struct loop *loop, probe_done *done, void *context)
{
	*probe = (struct probe) {
		.loop = loop,
		.source = { -1, serve, probe },
		.timer = { LOOP_NEVER, fire, probe, NULL },
		.done = done,
		.context = context,
	};
	loop_add_timer(loop, &probe->timer);
}

void probe_ask(struct probe *probe, const char *question, const char *answer)
{
	probe->question = question;
	probe->answer = answer;
}

void probe_close(struct probe *probe)
{
	if (!probe->loop)
		return;
	stop(probe);
	loop_remove_timer(probe->loop, &probe->timer);
	probe->loop = NULL;
}

void probe_start(struct probe *probe, const struct sockaddr *address, socklen_t len)
{
	struct err err;
	stop(probe);
	int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || (connect(fd, address, len) < 0 && errno != EINPROGRESS) ||
		loop_add(probe->loop, &probe->source, fd, EPOLLIN, &err) < 0) {
		if (fd >= 0)
			close(fd);
		end(probe, PROBE_NOBODY);
		return;
	}
	probe->timer.due = loop_now(probe->loop) + ANSWER_MS;
}
