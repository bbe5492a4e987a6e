/* launch.c: starts a slot's process, with its arguments and descriptors, and cleans up after it. */
#include "supervisor/pool/launch.h"

#include "common/base/log.h"
#include "supervisor/os/spawn.h"
#include "supervisor/os/sys.h"
#include "supervisor/pool/child_channel.h"
#include "supervisor/pool/effective_config.h"
#include "supervisor/pool/service.h"
#include "supervisor/pool/slot.h"

#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { MAX_ARGS = 4 };

/* ---- the output ---- */

static void serve_output(struct loop_source *source, uint32_t events)
{
	struct slot *slot = source->context;
	int64_t now = loop_now(slot->stage->shared->loop);
	(void)events;
	if (!relay_serve(&slot->relay, now)) {
		loop_remove(slot->stage->shared->loop, &slot->output);
		relay_close(&slot->relay, now);
		return;
	}
	int64_t tick = relay_tick(&slot->relay, now);
	if (tick < slot->timer.due)
		slot->timer.due = tick;
}

static void open_output(struct slot *slot, int fd)
{
	struct pool_shared *shared = slot->stage->shared;
	struct err err;
	char name[sizeof slot->relay.name];
	snprintf(name, sizeof name, "%s[%d]", slot->name, (int)slot->pid);
	relay_open(&slot->relay, fd, name, shared->settings->supervisor.log_format,
		loop_now(shared->loop));
	slot->output.ready = serve_output;
	slot->output.context = slot;
	if (loop_add(shared->loop, &slot->output, fd, EPOLLIN, &err) < 0)
		log_error("%s: %s", slot->name, err.text);
}

/* ---- the result of exec ---- */

static void close_exec(struct slot *slot)
{
	int fd = slot->exec.fd;
	if (fd < 0)
		return;
	loop_remove(slot->stage->shared->loop, &slot->exec);
	close(fd);
}

static void take_exec(struct slot *slot)
{
	struct spawn_failure failure;
	int64_t now = sys_now_us();
	ssize_t n = read(slot->exec.fd, &failure, sizeof failure);
	if (n < 0)
		return;
	close_exec(slot);
	if (n == (ssize_t)sizeof failure) {
		struct arena *arena = arena_new();
		snprintf(slot->exec_failure, sizeof slot->exec_failure, "cannot execute %s: %s",
			launch_program(slot, arena), strerror(failure.error));
		arena_free(&arena);
		log_error("%s: %s", slot->name, slot->exec_failure);
	} else {
		log_info("%s: exec pid=%d mono=%lld.%03d", slot->name, (int)slot->pid,
			(long long)(now / 1000), (int)(now % 1000));
	}
}

static void serve_exec(struct loop_source *source, uint32_t events)
{
	(void)events;
	take_exec(source->context);
}

static void open_exec(struct slot *slot, int fd)
{
	struct err err;
	slot->exec.ready = serve_exec;
	slot->exec.context = slot;
	if (loop_add(slot->stage->shared->loop, &slot->exec, fd, EPOLLIN, &err) < 0) {
		log_error("%s: %s", slot->name, err.text);
		close(fd);
	}
}

/* Without a channel the child will be taken for hung and replaced. */
static void open_channel(struct slot *slot, int fd)
{
	struct err err;
	if (child_channel_open(&slot->channel, fd, &err) < 0)
		log_error("%s: %s", slot->name, err.text);
}

/* ---- start and end of the process ---- */

const char *launch_program(const struct slot *slot, struct arena *arena)
{
	const struct pool_shared *shared = slot->stage->shared;
	if (slot->stage->service->kind == SERVICE_BROKER)
		return shared->settings->nats.server_program;
	return service_program(slot->stage->service, arena);
}

static void make_arguments(
	const struct slot *slot, const char *program, char *argv[MAX_ARGS], struct arena *arena)
{
	const struct pool_shared *shared = slot->stage->shared;
	bool broker = slot->stage->service->kind == SERVICE_BROKER;
	argv[0] = arena_string(arena, program);
	argv[1] = arena_string(arena, broker ? "-c" : "--config");
	argv[2] = broker ? arena_string(arena, shared->broker_config)
			 : effective_config_path(arena, shared->settings, shared->generation);
	argv[3] = NULL;
}

/* The descriptor passed on besides the channel: the broker's is the lock that tells whose it is,
 * the web's its listening socket. */
static int find_inheritance(struct slot *slot, int *ret_fd, struct err *err)
{
	struct pool_shared *shared = slot->stage->shared;
	int fd = -1;
	switch (slot->stage->service->kind) {
	case SERVICE_BROKER:
		fd = shared->broker_lock;
		break;
	case SERVICE_WEB:
		if (web_socket_open(shared->web_socket, &shared->settings->http, err) < 0)
			return -1;
		fd = shared->web_socket->fd;
		break;
	case SERVICE_WORKER:
		break;
	}
	*ret_fd = fd;
	return 0;
}

/* Rewrites the configuration file if someone has cleaned up the state directory. */
static int restore_config(const struct pool_shared *shared, const char *path, struct err *err)
{
	if (access(path, F_OK) == 0)
		return 0;
	return effective_config_write(shared->settings, shared->generation, err);
}

int launch(struct slot *slot, struct err *err)
{
	struct stage *stage = slot->stage;
	struct pool_shared *shared = stage->shared;
	bool broker = stage->service->kind == SERVICE_BROKER;
	struct arena *arena = arena_new();
	const char *program = launch_program(slot, arena);
	char *argv[MAX_ARGS];
	make_arguments(slot, program, argv, arena);
	struct spawn_spec spec = {
		.program = program,
		.argv = argv,
		.channel = !broker,
		.limits = service_spawn_limits(stage->service, shared->settings),
	};
	struct spawned spawned;
	int rc = broker ? 0 : restore_config(shared, argv[2], err);
	if (rc == 0)
		rc = find_inheritance(slot, &spec.inherit, err);
	if (rc == 0)
		rc = spawn_process(&spec, &spawned, err);
	if (rc == 0) {
		int64_t now = sys_now_us();
		slot->pid = spawned.pid;
		slot->generation = shared->generation;
		slot->start_limits = stage->limits;
		slot->engine_pid = 0;
		slot->sandbox = -1;
		slot->rss_kib = 0;
		slot->job[0] = slot->exec_failure[0] = '\0';
		log_info("%s: spawned pid=%d mono=%lld.%03d", slot->name, (int)slot->pid,
			(long long)(now / 1000), (int)(now % 1000));
		open_output(slot, spawned.output);
		open_exec(slot, spawned.exec);
		if (spawned.channel >= 0)
			open_channel(slot, spawned.channel);
	}
	arena_free(&arena);
	return rc;
}

void launch_undo(struct slot *slot)
{
	struct loop *loop = slot->stage->shared->loop;
	if (slot->exec.fd >= 0)
		take_exec(slot);
	close_exec(slot);
	child_channel_close(&slot->channel);
	loop_remove(loop, &slot->output);
	relay_close(&slot->relay, loop_now(loop));
	slot->closed_due = LOOP_NEVER;
	slot->pid = 0;
}
