/* broker.c: decides whether to run nats-server, prepares it and monitors it. */
#include "supervisor/broker/broker.h"

#include "common/base/log.h"
#include "common/config/embedded_broker.h"
#include "supervisor/broker/auth.h"
#include "supervisor/broker/durable_dir.h"
#include "supervisor/broker/memory.h"
#include "supervisor/broker/quota.h"
#include "supervisor/os/program_output.h"
#include "supervisor/os/state_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_NAME "nats-server.lock"

enum {
	LOCK_RETRY_MS = 100,
	LOCK_WAIT_MS = 10000,
	START_PROBE_MS = 50,
	WATCH_PROBE_MS = 5000,
	VERSION_WAIT_MS = 5000,
};

static void decide(void *context, enum probe_answer answer);
static void watch(void *context, enum probe_answer answer);
static void fire(struct loop_timer *timer, int64_t now);

void broker_init(struct broker *broker)
{
	memset(broker, 0, sizeof *broker);
	broker->lock = -1;
	broker->probe.source.fd = -1;
	broker->timer = (struct loop_timer) { LOOP_NEVER, fire, NULL, NULL };
}

static void decided(struct broker *broker, enum broker_event event, const struct err *err)
{
	broker->decided = true;
	broker->listener(broker->context, event, err);
}

void broker_begin(struct broker *broker, struct loop *loop, const struct settings *settings,
	broker_listener *listener, void *context)
{
	const struct nats_settings *nats = &settings->nats;
	broker->arena = arena_new();
	broker->loop = loop;
	broker->listener = listener;
	broker->context = context;
	broker->nats = nats;
	if (strcmp(nats->server, "auto") != 0 || !broker_auth_is_ours(nats) ||
		!broker_address_parse(nats->url, broker->arena, &broker->address)) {
		log_info("the broker is external: %s",
			strcmp(nats->server, "auto") == 0
				? "the url is not a single loopback server"
				: "[nats] server = \"external\"");
		decided(broker, BROKER_USABLE, NULL);
		return;
	}
	broker->directory = arena_printf(
		broker->arena, "%s/" EMBEDDED_BROKER_DIRECTORY, settings->supervisor.state_dir);
	broker->timer.context = broker;
	loop_add_timer(loop, &broker->timer);
	broker->lock_until = loop_now(loop) + LOCK_WAIT_MS;
	broker->timer.due = loop_now(loop);
}

void broker_give_up(struct broker *broker)
{
	broker->decided = true;
}

/* ---- preparing our own server ---- */

static int write_config(
	const struct broker *broker, const struct broker_version *version, struct err *err)
{
	struct buf text = BUF_EMPTY;
	int64_t room;
	int rc = 0;
	if (broker_quota(broker->store, &room, err) < 0)
		return -1;
	broker_config_format(&broker->address, broker->store, room, version, &text);
	int fd = open(
		broker->config_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	/* A file this small is written at once or not at all. */
	if (fd < 0 || write(fd, text.data, text.len) != (ssize_t)text.len)
		rc = err_errno(err, ERR_INTERNAL, errno, "%s", broker->config_path);
	if (fd >= 0)
		close(fd);
	buf_free(&text);
	return rc;
}

static int find_version(const char *program, struct broker_version *ret_version, struct err *err)
{
	char text[256];
	char *const argv[] = { (char[]) { "nats-server" }, (char[]) { "--version" }, NULL };
	int status;
	if (program_output(program, argv, VERSION_WAIT_MS, text, sizeof text, &status, err) < 0)
		return -1;
	if (!broker_version_parse(text, ret_version))
		return err_set(
			err, ERR_INVALID, "%s --version: not understood: \"%.80s\"", program, text);
	return 0;
}

/* Makes the store durable, or warns plainly what a power failure may cost. */
static void make_durable(const struct broker *broker, const struct broker_version *version)
{
	struct err err;
	if (broker_version_syncs(version))
		return;
	if (durable_dir_set(broker->store, &err) == 0)
		return;
	log_warn("nats-server %d.%d.%d does not sync to disk before it acknowledges, and the "
		 "file system cannot be made to (%s): a power failure may lose the last seconds "
		 "of acknowledged work; a crash of a process loses nothing",
		version->major, version->minor, version->patch, err.text);
}

static int prepare(struct broker *broker, struct err *err)
{
	struct broker_version version;
	if (find_version(broker->nats->server_program, &version, err) < 0)
		return -1;
	broker->store = arena_printf(broker->arena, "%s/store", broker->directory);
	broker->config_path = arena_printf(broker->arena, "%s/nats-server.conf", broker->directory);
	if (state_dir_make(broker->store, err) < 0)
		return -1;
	make_durable(broker, &version);
	if (broker_auth_fill(&broker->address, broker->nats, broker->directory, broker->arena,
		    &broker->own_password, err) < 0)
		return -1;
	if (write_config(broker, &version, err) < 0)
		return -1;
	broker_memory_set();
	log_info("running nats-server %d.%d.%d on %s port %u, store in %s", version.major,
		version.minor, version.patch, broker->address.host, broker->address.port,
		broker->store);
	return 0;
}

/* ---- deciding ---- */

static int take_lock(struct broker *broker, struct err *err)
{
	if (state_dir_make(broker->directory, err) < 0)
		return -1;
	return state_dir_lock(broker->directory, LOCK_NAME, &broker->lock, err);
}

/* A previous lecternd's nats-server may still be exiting: it must not be taken for someone
 * else's. */
static void begin_probe(struct broker *broker, int64_t now)
{
	struct err err;
	if (take_lock(broker, &err) < 0) {
		if (err.kind == ERR_CONFLICT && now < broker->lock_until)
			broker->timer.due = now + LOCK_RETRY_MS;
		else
			decided(broker, BROKER_FAILED, &err);
		return;
	}
	probe_open(&broker->probe, broker->loop, decide, broker);
	probe_start(&broker->probe, &broker->address.socket.any, broker->address.socket_len);
}

static void use_running_server(struct broker *broker)
{
	log_info("a NATS server already answers on %s port %u: using it", broker->address.host,
		broker->address.port);
	if (broker->probe.lacks_jetstream)
		log_warn("that server does not offer JetStream, which Lectern needs: stop it "
			 "(Debian's own: systemctl disable --now nats-server), or give "
			 "[nats] url another port");
	state_dir_unlock(broker->directory, LOCK_NAME, &broker->lock);
	decided(broker, BROKER_USABLE, NULL);
}

static void run_our_own(struct broker *broker)
{
	struct buf question = BUF_EMPTY;
	struct err err;
	if (prepare(broker, &err) < 0) {
		decided(broker, BROKER_FAILED, &err);
		return;
	}
	broker->embedded = true;
	broker->probe.done = watch;
	broker_question(&broker->address, &question);
	broker->question = arena_string(broker->arena, buf_string(&question));
	buf_free(&question);
	broker->timer.due = loop_now(broker->loop) + START_PROBE_MS;
	decided(broker, BROKER_EMBEDDED, NULL);
}

static void decide(void *context, enum probe_answer answer)
{
	struct broker *broker = context;
	struct err err;
	if (broker->decided)
		return;
	switch (answer) {
	case PROBE_NATS:
		use_running_server(broker);
		break;
	case PROBE_STRANGER:
		err_set(&err, ERR_INVALID,
			"[nats] url: the program that listens on %s port %u is not a NATS server",
			broker->address.host, broker->address.port);
		decided(broker, BROKER_FAILED, &err);
		break;
	case PROBE_NOBODY:
		run_our_own(broker);
		break;
	}
}

/* ---- monitoring our own: an answer proves that it is alive ---- */

static void watch(void *context, enum probe_answer answer)
{
	struct broker *broker = context;
	bool starting = broker->process == BROKER_PROCESS_STARTING;
	broker->timer.due = loop_now(broker->loop) + (starting ? START_PROBE_MS : WATCH_PROBE_MS);
	if (answer == PROBE_NATS && broker->process != BROKER_NO_PROCESS)
		broker->listener(broker->context, BROKER_ANSWERED, NULL);
}

static void fire(struct loop_timer *timer, int64_t now)
{
	struct broker *broker = timer->context;
	if (!broker->decided) {
		begin_probe(broker, now);
	} else if (broker->embedded) {
		/* A server whose JetStream hangs still sends INFO (2.9 does after its disk was
		 * full), so a ready one is asked a JetStream question. A starting one is given
		 * time. */
		bool ready = broker->process == BROKER_PROCESS_READY;
		probe_ask(&broker->probe, ready ? broker->question : NULL, "\"memory\":");
		probe_start(
			&broker->probe, &broker->address.socket.any, broker->address.socket_len);
	}
}

/* Schedules the next probe right away, rather than at the next regular time: until the server is
 * known to be ready, its death counts as a failed start, which delays the restart. */
void broker_set_process(struct broker *broker, enum broker_process process)
{
	if (broker->embedded && process == BROKER_PROCESS_STARTING &&
		broker->process != BROKER_PROCESS_STARTING)
		broker->timer.due = loop_now(broker->loop) + START_PROBE_MS;
	broker->process = process;
}

void broker_fill_settings(const struct broker *broker, struct settings *settings)
{
	if (broker->own_password)
		broker_auth_fill_settings(settings, broker->directory);
}

void broker_close(struct broker *broker)
{
	probe_close(&broker->probe);
	if (broker->loop)
		loop_remove_timer(broker->loop, &broker->timer);
	if (broker->embedded)
		unlink(broker->config_path);
	if (broker->lock >= 0)
		state_dir_unlock(broker->directory, LOCK_NAME, &broker->lock);
	arena_free(&broker->arena);
}
