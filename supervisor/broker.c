/* broker: deciding for, preparing and watching the embedded nats-server. */
#include "supervisor/broker.h"

#include "common/base/log.h"
#include "common/config/embedded_broker.h"
#include "supervisor/broker_auth.h"
#include "supervisor/broker_memory.h"
#include "supervisor/durable_dir.h"
#include "supervisor/effective_config.h"
#include "supervisor/farm.h"
#include "supervisor/program_output.h"
#include "supervisor/state_dir.h"
#include "supervisor/store_room.h"

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

void broker_begin(struct broker *broker, struct farm *farm)
{
	const struct nats_settings *nats = &farm->settings->nats;
	broker->arena = arena_new();
	broker->loop = farm->loop;
	if (strcmp(nats->server, "auto") != 0 || !broker_auth_is_ours(nats) ||
		!broker_address_parse(nats->url, broker->arena, &broker->address)) {
		log_info("the broker is external: %s",
			strcmp(nats->server, "auto") == 0
				? "the url is not one plain loopback server"
				: "so it is set");
		farm_start_children(farm);
		return;
	}
	broker->timer.context = farm;
	loop_add_timer(farm->loop, &broker->timer);
	broker->lock_until = loop_now(farm->loop) + LOCK_WAIT_MS;
	broker->timer.due = loop_now(farm->loop);
}

/* ---- preparing our own ---- */

static int write_config(
	const struct broker *broker, const struct broker_version *version, struct err *err)
{
	struct buf text = BUF_EMPTY;
	int64_t room;
	int rc = 0;
	if (store_room(broker->store, &room, err) < 0)
		return -1;
	broker_config_format(&broker->address, broker->store, room, version, &text);
	int fd = open(
		broker->config_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	/* So small a file is written at once or not at all. */
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

/* Says plainly what a power failure may cost. */
static void make_durable(const struct broker *broker, const struct broker_version *version)
{
	struct err err;
	if (broker_version_syncs(version))
		return;
	if (durable_dir_set(broker->store, &err) == 0)
		return;
	log_warn("nats-server %d.%d.%d does not write to the disk before it answers, and the file "
		 "system does not for it (%s): after a power failure the last seconds of "
		 "acknowledged work may be missing; a crash of any process loses nothing",
		version->major, version->minor, version->patch, err.text);
}

static int prepare(struct broker *broker, struct farm *farm, struct err *err)
{
	struct broker_version version;
	if (find_version(farm->settings->nats.server_program, &version, err) < 0)
		return -1;
	broker->store = arena_printf(broker->arena, "%s/store", broker->directory);
	broker->config_path = arena_printf(broker->arena, "%s/nats-server.conf", broker->directory);
	if (state_dir_make(broker->store, err) < 0)
		return -1;
	make_durable(broker, &version);
	if (broker_auth_fill(&broker->address, &farm->settings->nats, broker->directory,
		    broker->arena, &broker->own_password, err) < 0)
		return -1;
	broker_tell(broker, farm->settings);
	if (effective_config_write(farm->settings, farm->generation, err) < 0)
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

static int take_lock(struct broker *broker, const struct farm *farm, struct err *err)
{
	broker->directory = arena_printf(
		broker->arena, "%s/" OWN_BROKER_DIRECTORY, farm->settings->supervisor.state_dir);
	if (state_dir_make(broker->directory, err) < 0)
		return -1;
	return state_dir_lock(broker->directory, LOCK_NAME, &broker->lock, err);
}

/* An older lecternd's nats-server may be on its way out: it must not be taken for another's. */
static void begin_probe(struct broker *broker, struct farm *farm, int64_t now)
{
	struct err err;
	if (take_lock(broker, farm, &err) < 0) {
		if (err.kind == ERR_CONFLICT && now < broker->lock_until)
			broker->timer.due = now + LOCK_RETRY_MS;
		else
			farm_fail(farm, &err);
		return;
	}
	probe_open(&broker->probe, farm->loop, decide, farm);
	probe_start(&broker->probe, &broker->address.socket.any, broker->address.socket_len);
}

static void decide(void *context, enum probe_answer answer)
{
	struct farm *farm = context;
	struct broker *broker = &farm->broker;
	struct buf question = BUF_EMPTY;
	struct err err;
	if (farm->phase != FARM_PROBING)
		return;
	if (answer == PROBE_NATS) {
		log_info("a NATS server answers on %s port %u already: using it",
			broker->address.host, broker->address.port);
		if (broker->probe.lacks_jetstream)
			log_warn("that server tells of no JetStream, without which nothing works "
				 "here: stop it (Debian's own: systemctl disable --now "
				 "nats-server), or give [nats] url another port");
		state_dir_unlock(broker->directory, LOCK_NAME, &broker->lock);
		farm_start_children(farm);
		return;
	}
	if (answer == PROBE_STRANGER) {
		err_set(&err, ERR_INVALID,
			"[nats] url: what listens on %s port %u is no NATS server",
			broker->address.host, broker->address.port);
		farm_fail(farm, &err);
		return;
	}
	if (prepare(broker, farm, &err) < 0) {
		farm_fail(farm, &err);
		return;
	}
	broker->embedded = true;
	broker->probe.done = watch;
	broker_question(&broker->address, &question);
	broker->question = arena_string(broker->arena, buf_string(&question));
	buf_free(&question);
	broker->timer.due = loop_now(farm->loop) + START_PROBE_MS;
	farm->phase = FARM_BROKER_STARTING;
	farm_set_goals(farm);
}

/* ---- watching our own: an answer is its sign of life ---- */

static void watch(void *context, enum probe_answer answer)
{
	struct farm *farm = context;
	struct pool *pool = farm_pool(farm, SERVICE_BROKER);
	struct slot *slot = pool->count ? pool->slots[0] : NULL;
	int64_t next = WATCH_PROBE_MS;
	if (slot && slot->policy.state == SLOT_STARTING) {
		if (answer == PROBE_NATS)
			slot_event(slot, SLOT_READY);
		next = START_PROBE_MS;
	} else if (slot && answer == PROBE_NATS) {
		slot_event(slot, SLOT_PROGRESS);
	}
	farm->broker.timer.due = loop_now(farm->loop) + next;
}

static void fire(struct loop_timer *timer, int64_t now)
{
	struct farm *farm = timer->context;
	struct broker *broker = &farm->broker;
	if (farm->phase == FARM_PROBING) {
		begin_probe(broker, farm, now);
	} else if (broker->embedded) {
		/* A server whose JetStream hangs, as that of 2.9 does when its disk was full, still
		 * sends INFO. One that starts gets time. */
		bool ready = pool_ready(farm_pool(farm, SERVICE_BROKER)) > 0;
		probe_ask(&broker->probe, ready ? broker->question : NULL, "\"memory\":");
		probe_start(
			&broker->probe, &broker->address.socket.any, broker->address.socket_len);
	}
}

/* Not when it is watched for the next time: until it is known to be ready, its death is one that
 * keeps it from starting again at once. */
void broker_spawned(struct broker *broker)
{
	if (broker->embedded)
		broker->timer.due = loop_now(broker->loop) + START_PROBE_MS;
}

void broker_tell(const struct broker *broker, struct settings *settings)
{
	if (broker->own_password)
		broker_auth_tell(settings, broker->directory);
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
