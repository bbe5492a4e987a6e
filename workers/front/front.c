/* front.c: the front's process: starts, waits, fetches messages, exits. */
#include "workers/front/front.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/farm/topology.h"
#include "common/ipc/channel.h"
#include "common/nats/connection.h"
#include "common/nats/pull.h"
#include "workers/upkeep/reconciler.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	CONNECT_WAIT_MS = 30000,
	CONNECT_TRY_MS = 1000,
	/* nats-server 2.9 still removes the files of a deleted stream after reporting it
	 * deleted; one recreated at once would lose its own files. */
	REPAIR_DELAY_MS = 3000,
	ENGINE_LOOK_MS = 2000,
	FLUSH_MS = 2000,
};

struct natsconn *front_conn(struct front *front)
{
	return front->conn;
}

const struct settings *front_settings(struct front *front)
{
	return front->settings;
}

void front_notify(struct front *front, const struct channel_record *record)
{
	if (front->channel < 0)
		return;
	struct err err;
	/* A full queue means that lecternd is slow, not gone; later records will make up for
	 * this one. */
	if (channel_send(front->channel, record, &err) < 0 && err.kind == ERR_NOT_FOUND)
		front->parent_died = front->draining = true;
}

static void notify_kind(struct front *front, enum channel_kind kind)
{
	struct channel_record record = channel_record(kind);
	front_notify(front, &record);
}

static void notify_ready(struct front *front)
{
	struct channel_record record = channel_record(CHANNEL_READY);
	record.value = (int32_t)front->unconfined;
	front_notify(front, &record);
}

static void serve_channel(struct front *front)
{
	struct channel_record record;
	for (int i = 0; i < 16; i++) {
		switch (channel_receive(front->channel, &record)) {
		case CHANNEL_EMPTY:
			return;
		case CHANNEL_GOT:
			if (record.kind == CHANNEL_DRAIN)
				front->draining = true;
			else if (record.kind == CHANNEL_LOG_LEVEL)
				log_set_level((enum log_level)record.value);
			break;
		case CHANNEL_GARBAGE:
			log_warn("ignoring an invalid record from the supervisor");
			break;
		case CHANNEL_CLOSED:
			log_warn("the supervisor is gone: exiting");
			close(front->channel);
			front->channel = -1;
			front->parent_died = front->draining = front->leaving = true;
			return;
		}
	}
}

static void serve_signals(struct front *front)
{
	struct signalfd_siginfo info;
	while (read(front->signals, &info, sizeof info) == (ssize_t)sizeof info)
		front->draining = front->leaving = true;
}

/* Renews what would otherwise expire while the engine works. Whether the engine makes progress
 * is watched in front_run_engine. */
static void keep_alive(struct front *front, int64_t now)
{
	if (now >= front->next_sign_ms) {
		notify_kind(front, CHANNEL_PROGRESS);
		front->next_sign_ms =
			now + channel_sign_ms(front->settings->supervisor.silence_seconds);
	}
	if (front->job && now >= front->next_renewal_ms) {
		struct err err;
		/* If the broker is away, the message is redelivered, which is harmless. */
		delivery_progress(front->job->delivery, &err);
		front->next_renewal_ms = now + front->settings->nats.ack_wait_seconds * 1000 / 4;
	}
}

static int until_next_duty(const struct front *front, int64_t now, int timeout_ms)
{
	int64_t next = front->next_sign_ms;
	if (front->job && front->next_renewal_ms < next)
		next = front->next_renewal_ms;
	int64_t wait = next > now ? next - now : 0;
	return wait < timeout_ms ? (int)wait : timeout_ms;
}

bool front_wait(struct front *front, int fd, int timeout_ms)
{
	int64_t end = clock_monotonic_ms() + timeout_ms;
	for (;;) {
		int64_t now = clock_monotonic_ms();
		keep_alive(front, now);
		struct pollfd fds[] = {
			{ .fd = fd, .events = POLLIN },
			{ .fd = front->signals, .events = POLLIN },
			{ .fd = front->channel, .events = POLLIN },
		};
		int left = end > now ? (int)(end - now) : 0;
		int n = poll(fds, 3, until_next_duty(front, now, left));
		if (n > 0 && fds[1].revents)
			serve_signals(front);
		if (n > 0 && fds[2].revents)
			serve_channel(front);
		if (n > 0 && fds[0].revents)
			return true;
		if (front->leaving || clock_monotonic_ms() >= end)
			return false;
	}
}

bool front_pause(struct front_job *job, int ms)
{
	front_wait(job->front, -1, ms);
	return !job->front->leaving;
}

bool front_is_draining(const struct front *front)
{
	return front->draining;
}

static int open_signals(struct front *front, struct err *err)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	/* Must be blocked before the NATS library starts its threads, which inherit the mask. */
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	front->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (front->signals < 0)
		return err_errno(err, ERR_INTERNAL, errno, "signalfd");
	return 0;
}

static void make_spool_dir(struct front *front)
{
	const char *state_dir = front->settings->supervisor.state_dir;
	mkdir(state_dir, 0700);
	struct arena *arena = arena_new();
	front->spool_dir = alloc_string(arena_printf(arena, "%s/spool", state_dir));
	arena_free(&arena);
	mkdir(front->spool_dir, 0700);
}

/* Connects in short attempts, so that signals are noticed in between. */
static int connect_to_broker(struct front *front, struct err *err)
{
	alloc_keep_freed(); /* from here on large messages are allocated and freed */
	int64_t end = clock_monotonic_ms() + CONNECT_WAIT_MS;
	for (;;) {
		int64_t began = clock_monotonic_ms();
		if (natsconn_open(&front->settings->nats, front->stage->program, CONNECT_TRY_MS,
			    &front->conn, err) == 0)
			return 0;
		int64_t now = clock_monotonic_ms();
		/* An error that comes at once, such as wrong credentials, will not go away by
		 * waiting. */
		if (now - began < CONNECT_TRY_MS || now >= end)
			return -1;
		front_wait(front, -1, 0);
		if (front->leaving)
			return err_set(err, ERR_UNAVAILABLE, "leaving");
	}
}

static int start(struct front *front, struct err *err)
{
	const struct nats_settings *nats = &front->settings->nats;
	make_spool_dir(front);
	if (open_signals(front, err) < 0 || front_confine(front, err) < 0)
		return -1;
	/* The engine first: if possible it should be forked before the library's threads exist,
	 * and a stage whose libraries fail to start needs no connection. */
	if (front_start_engine(front, err) < 0)
		return -1;
	if (connect_to_broker(front, err) < 0)
		return -1;
	if (topology_ensure(front->conn, err) < 0)
		return -1;
	const char *stream = *(const char *const *)((const char *)nats + front->ops->stream);
	const char *consumer = *(const char *const *)((const char *)nats + front->ops->consumer);
	if (front->ops->joins)
		front->reconciler = reconciler_new(front->conn, front->settings);
	return pull_open(front->conn, stream, consumer, &front->pull, err);
}

static void finish(struct front *front, int status)
{
	if (!front->parent_died)
		notify_kind(front, CHANNEL_BYE);
	reconciler_free(&front->reconciler);
	pull_close(&front->pull);
	engine_process_kill(&front->engine);
	if (background_is_left()) {
		natsConnection_FlushTimeout(natsconn_nats(front->conn), FLUSH_MS);
		_exit(status);
	}
	natsconn_close(&front->conn);
	if (front->signals >= 0)
		close(front->signals);
	if (front->channel >= 0)
		close(front->channel);
	free(front->spool_dir);
}

/* A consumer that was deleted is recreated; any other trouble is logged once until it changes. */
static void on_pull_trouble(struct front *front, const struct err *trouble)
{
	if (strcmp(front->pull_trouble, trouble->text) != 0) {
		snprintf(front->pull_trouble, sizeof front->pull_trouble, "%s", trouble->text);
		log_warn("%s", trouble->text);
	}
	if (trouble->kind == ERR_NOT_FOUND)
		front_suspect_topology(front);
}

void front_suspect_topology(struct front *front)
{
	if (front->repair_ms == 0)
		front->repair_ms = clock_monotonic_ms() + REPAIR_DELAY_MS;
}

static void repair_topology(struct front *front)
{
	struct err err;
	if (front->repair_ms == 0 || clock_monotonic_ms() < front->repair_ms ||
		!natsconn_is_connected(front->conn))
		return;
	front->repair_ms = 0;
	if (topology_ensure(front->conn, &err) < 0)
		log_warn("%s", err.text);
}

static void stay_alive(void *context)
{
	front_wait(context, -1, 0);
}

/* Replaces an engine that died or was stopped between jobs at once, rather than at the expense
 * of the next page. If that fails, this process is useless: it exits and is restarted. */
static void look_after_engine(struct front *front)
{
	struct err err;
	int64_t now = clock_monotonic_ms();
	if (now < front->next_look_ms)
		return;
	front->next_look_ms = now + ENGINE_LOOK_MS;
	if (engine_process_waits(&front->engine))
		return;
	if (front->engine.pid)
		log_warn("the engine died or was stopped between jobs: replacing it");
	engine_process_kill(&front->engine);
	if (front_start_engine(front, &err) < 0) {
		if (!front->leaving)
			log_error("%s", err.text);
		front->draining = true;
	}
}

static void serve_messages(struct front *front)
{
	while (!front->draining && !natsconn_lost(front->conn)) {
		struct err err;
		int next_ms = 1000;
		look_after_engine(front);
		repair_topology(front);
		if (front->reconciler && natsconn_is_connected(front->conn))
			reconciler_tick(front->reconciler, stay_alive, front);
		if (pull_tick(front->pull, clock_monotonic_ms(), &next_ms, &err) < 0)
			on_pull_trouble(front, &err);
		else
			front->pull_trouble[0] = '\0';
		if (!front_wait(front, pull_fd(front->pull), next_ms))
			continue;
		struct delivery *delivery = pull_take(front->pull);
		if (delivery)
			front_handle(front, delivery);
	}
}

int front_main(const struct stage *stage, const struct settings *settings, const char *config_path)
{
	struct front front = {
		.stage = stage,
		.ops = stage->front,
		.settings = settings,
		.service = (const void *)((const char *)settings + stage->service),
		.config_path = config_path,
		.engine = ENGINE_NONE,
		.slow_lane = { .fd = -1 },
		.channel = channel_from_env(),
		.signals = -1,
	};
	struct err err;
	int status = 0;
	if (start(&front, &err) < 0) {
		if (front.leaving) {
			log_info("stopped before it was ready");
		} else {
			log_error("%s", err.text);
			status = 1;
		}
	} else {
		log_info("ready");
		notify_ready(&front);
		serve_messages(&front);
		if (natsconn_lost(front.conn)) {
			log_error("the connection to %s is closed permanently", settings->nats.url);
			status = 1;
		}
	}
	finish(&front, status);
	return status;
}
