/* farm.c: the phases from the first probe until the last child is gone. */
#include "supervisor/farm.h"

#include "common/base/log.h"
#include "supervisor/os/log_output.h"
#include "supervisor/os/notify.h"
#include "supervisor/os/state_dir.h"
#include "supervisor/os/sys.h"
#include "supervisor/pool/effective_config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LOCK_NAME "lecternd.lock"

enum { EXIT_FINE = 0, EXIT_FAILED = 1, EXIT_TERMINATED = 3, EXIT_KILLED = 4 };

/* The pool of a kind of which there is only one. */
static struct pool *pool_of_kind(struct farm *farm, enum service_kind kind)
{
	size_t p = 0;
	while (farm->pools[p].stage.service->kind != kind)
		p++;
	return &farm->pools[p];
}

/* NULL if the pid is not one of our children. */
static struct slot *find_slot(struct farm *farm, pid_t pid)
{
	struct slot *slot = NULL;
	for (size_t p = 0; p < SERVICE_COUNT && !slot; p++)
		slot = pool_find(&farm->pools[p], pid);
	return slot;
}

/* ---- phases ---- */

/* Sets the pools' goals according to the current settings and phase. */
static void set_goals(struct farm *farm)
{
	for (size_t p = 0; p < SERVICE_COUNT; p++) {
		struct pool *pool = &farm->pools[p];
		if (pool->stage.service->kind == SERVICE_BROKER)
			pool->goal.size = farm->broker.embedded &&
					  farm->phase >= FARM_BROKER_STARTING &&
					  farm->phase <= FARM_DRAINING;
		else
			pool->goal.size =
				farm->phase == FARM_RUNNING
					? service_size(pool->stage.service, farm->settings)
					: 0;
	}
	farm->shared.changed = true;
}

static void set_phase(struct farm *farm, enum farm_phase phase)
{
	farm->phase = phase;
	farm->shared.stopping = phase >= FARM_DRAINING;
	set_goals(farm);
}

/* The broker is reachable, or external and not our concern. */
static void start_children(struct farm *farm)
{
	farm->ready_timer.due =
		loop_now(farm->shared.loop) + farm->settings->supervisor.ready_seconds * 1000;
	set_phase(farm, FARM_RUNNING);
}

static void begin_draining(struct farm *farm, const char *reason)
{
	int64_t drain_ms = farm->settings->supervisor.drain_seconds * 1000;
	log_info("stopping (%s): running jobs may take %lld s", reason,
		(long long)(drain_ms / 1000));
	notify_stopping("stopping: running jobs are finished");
	web_socket_close(&farm->web_socket);
	broker_give_up(&farm->broker);
	farm->ready_timer.due = LOOP_NEVER;
	farm->drain_timer.due = loop_now(farm->shared.loop) + drain_ms;
	set_phase(farm, FARM_DRAINING);
}

static void hurry(struct farm *farm, bool everybody)
{
	for (size_t p = 0; p < SERVICE_COUNT; p++) {
		struct pool *pool = &farm->pools[p];
		if (pool->stage.service->kind == SERVICE_BROKER &&
			farm->phase != FARM_BROKER_STOPPING)
			continue;
		for (size_t i = 0; i < pool->count; i++) {
			/* A worker already being killed climbs the ladder by itself. */
			if (everybody || pool->slots[i]->policy.state != SLOT_KILLING)
				slot_event(pool->slots[i], SLOT_HURRY);
		}
	}
}

/* A request to stop; a second one hurries. */
static void stop(struct farm *farm, const char *reason)
{
	if (farm->phase < FARM_DRAINING) {
		begin_draining(farm, reason);
		return;
	}
	log_warn("asked again to stop (%s): not waiting any longer", reason);
	hurry(farm, true);
}

/* A fatal error: logs it and stops everything. */
static void fail(struct farm *farm, const struct err *err)
{
	log_error("%s", err->text);
	farm->failed = true;
	if (farm->phase < FARM_DRAINING)
		begin_draining(farm, "it cannot go on");
}

static bool all_ready(const struct farm *farm)
{
	for (size_t p = 0; p < SERVICE_COUNT; p++) {
		if (farm->pools[p].goal.size && !pool_ready(&farm->pools[p]))
			return false;
	}
	return true;
}

static size_t taken_slots(const struct farm *farm, size_t from)
{
	size_t taken = 0;
	for (size_t p = from; p < SERVICE_COUNT; p++)
		taken += pool_taken(&farm->pools[p]);
	return taken;
}

static void announce_ready(struct farm *farm, const char *status)
{
	farm->announced_ready = true;
	farm->ready_timer.due = LOOP_NEVER;
	log_info("%s", status);
	notify_ready(status);
}

static void advance(struct farm *farm)
{
	switch (farm->phase) {
	case FARM_BROKER_STARTING:
		if (pool_ready(pool_of_kind(farm, SERVICE_BROKER)))
			start_children(farm);
		break;
	case FARM_RUNNING:
		if (!farm->announced_ready && all_ready(farm))
			announce_ready(farm, "running: every stage has a worker ready");
		break;
	case FARM_DRAINING:
		if (!taken_slots(farm, SERVICE_FIRST_CHILD))
			set_phase(farm, FARM_BROKER_STOPPING);
		break;
	case FARM_BROKER_STOPPING:
		if (!taken_slots(farm, 0))
			set_phase(farm, FARM_DONE);
		break;
	case FARM_PROBING:
	case FARM_DONE:
		break;
	}
}

/* Removes the configuration files of generations that no process uses any more. */
static void tidy_generations(struct farm *farm)
{
	unsigned oldest = farm->shared.generation;
	for (size_t p = 0; p < SERVICE_COUNT; p++) {
		for (size_t i = 0; i < farm->pools[p].count; i++) {
			const struct slot *slot = farm->pools[p].slots[i];
			if (slot->pid && slot->generation < oldest)
				oldest = slot->generation;
		}
	}
	while (farm->oldest_generation < oldest)
		effective_config_remove(farm->settings, farm->oldest_generation++);
}

static struct slot *broker_slot(struct farm *farm)
{
	struct pool *pool = pool_of_kind(farm, SERVICE_BROKER);
	return pool->count ? pool->slots[0] : NULL;
}

static enum broker_process process_of_broker(struct farm *farm)
{
	const struct slot *slot = broker_slot(farm);
	if (slot && slot->policy.state == SLOT_STARTING)
		return BROKER_PROCESS_STARTING;
	return pool_ready(pool_of_kind(farm, SERVICE_BROKER)) > 0 ? BROKER_PROCESS_READY
								  : BROKER_NO_PROCESS;
}

static void settle(struct farm *farm)
{
	if (!farm->shared.changed)
		return;
	while (farm->shared.changed) {
		farm->shared.changed = false;
		for (size_t p = 0; p < SERVICE_COUNT; p++)
			pool_settle(&farm->pools[p]);
		broker_set_process(&farm->broker, process_of_broker(farm));
		advance(farm);
	}
	tidy_generations(farm);
	snapshot_mark(&farm->snapshot);
}

/* ---- the broker ---- */

/* The broker's configuration is written; now the children's must tell them how to log in. */
static int run_broker(struct farm *farm, struct err *err)
{
	broker_fill_settings(&farm->broker, farm->settings);
	if (effective_config_write(farm->settings, farm->shared.generation, err) < 0)
		return -1;
	farm->shared.broker_config = farm->broker.config_path;
	farm->shared.broker_lock = farm->broker.lock;
	set_phase(farm, FARM_BROKER_STARTING);
	return 0;
}

static void hear_broker(void *context, enum broker_event event, const struct err *err)
{
	struct farm *farm = context;
	struct slot *slot = broker_slot(farm);
	struct err own;
	switch (event) {
	case BROKER_USABLE:
		start_children(farm);
		break;
	case BROKER_EMBEDDED:
		if (run_broker(farm, &own) < 0)
			fail(farm, &own);
		break;
	case BROKER_ANSWERED:
		if (slot)
			slot_event(slot,
				slot->policy.state == SLOT_STARTING ? SLOT_READY : SLOT_PROGRESS);
		break;
	case BROKER_FAILED:
		fail(farm, err);
		break;
	}
}

/* ---- a new configuration ---- */

static void send_log_level(struct farm *farm)
{
	struct channel_record record = channel_record(CHANNEL_LOG_LEVEL);
	record.value = (int32_t)farm->settings->supervisor.log_level;
	for (size_t p = 0; p < SERVICE_COUNT; p++) {
		for (size_t i = 0; i < farm->pools[p].count; i++)
			slot_send(farm->pools[p].slots[i], &record);
	}
}

static void open_log(const struct farm *farm)
{
	const struct supervisor_settings *own = &farm->settings->supervisor;
	struct err err;
	log_open("lecternd", own->log_level, own->log_format);
	if (!farm->foreground && log_output_open(own->log_file, &err) < 0)
		log_error("log file: %s", err.text);
}

static void apply(struct farm *farm, struct settings *settings, const struct settings_diff *diff)
{
	settings_free(&farm->settings);
	farm->settings = settings;
	farm->shared.settings = settings;
	farm->shared.generation++;
	open_log(farm);
	for (size_t p = 0; p < SERVICE_COUNT; p++) {
		struct pool *pool = &farm->pools[p];
		enum service_kind kind = pool->stage.service->kind;
		if ((diff->workers && kind == SERVICE_WORKER) || (diff->web && kind == SERVICE_WEB))
			pool->goal.generation = farm->shared.generation;
		pool->stage.limits = service_slot_limits(pool->stage.service, settings);
	}
	if (diff->log_level)
		send_log_level(farm);
	set_goals(farm);
	log_info("configuration generation %u is in effect%s", farm->shared.generation,
		diff->workers ? ": workers are being replaced"
		: diff->web   ? ": lectern-web is being replaced"
			      : "");
}

/* Writes the configuration for children, and opens the web's new address while the old one is still
 * in use, so that a failure can be reported without loss. */
static int prepare(struct farm *farm, const struct settings *settings, struct err *err)
{
	unsigned generation = farm->shared.generation + 1;
	if (effective_config_write(settings, generation, err) < 0)
		return -1;
	if (farm->web_socket.fd < 0 ||
		web_socket_open(&farm->web_socket, &settings->http, err) == 0)
		return 0;
	effective_config_remove(settings, generation);
	return err_prefix(err, "[http] listen");
}

static void reload_settings(void *context)
{
	struct farm *farm = context;
	struct settings *settings = NULL;
	struct settings_diff diff;
	struct err err;
	if (farm->shared.stopping)
		return;
	notify_reloading();
	int rc = reload_read(
		farm->config_path, farm->settings, &farm->broker, &settings, &diff, &err);
	if (rc == 0 && diff.any)
		rc = prepare(farm, settings, &err);
	if (rc < 0) {
		settings_free(&settings);
		log_error("keeping the old configuration: %s", err.text);
		notify_ready("keeping the old configuration: the new one is invalid");
		return;
	}
	if (diff.any) {
		apply(farm, settings, &diff);
	} else {
		log_info("the configuration is unchanged");
		settings_free(&settings);
	}
	notify_ready("running");
}

/* ---- signals and children ---- */

static void reopen_log(struct farm *farm)
{
	struct err err;
	if (farm->foreground || !*farm->settings->supervisor.log_file)
		return;
	if (log_output_open(farm->settings->supervisor.log_file, &err) < 0)
		log_error("log file: %s", err.text);
	else
		log_info("log file reopened");
}

static void hear_signal(void *context, int signal)
{
	struct farm *farm = context;
	switch (signal) {
	case SIGCHLD:
		children_reap(&farm->children);
		break;
	case SIGTERM:
		stop(farm, "SIGTERM");
		break;
	case SIGINT:
		stop(farm, "SIGINT");
		break;
	case SIGHUP:
		reload_request(&farm->reload);
		break;
	case SIGUSR1:
		reopen_log(farm);
		break;
	default:
		break;
	}
}

static bool is_known(void *context, pid_t pid)
{
	return find_slot(context, pid) != NULL;
}

static void child_exited(void *context, pid_t pid, int status)
{
	slot_exited(find_slot(context, pid), status);
}

/* ---- timers ---- */

static void fire_drain(struct loop_timer *timer, int64_t now)
{
	struct farm *farm = timer->context;
	(void)now;
	if (farm->phase == FARM_DRAINING) {
		log_warn("the time for running jobs is over");
		hurry(farm, false);
	}
}

static void fire_watchdog(struct loop_timer *timer, int64_t now)
{
	notify_watchdog();
	timer->due = now + notify_watchdog_ms();
}

static void fire_ready(struct loop_timer *timer, int64_t now)
{
	struct farm *farm = timer->context;
	(void)now;
	if (!farm->announced_ready)
		announce_ready(farm, "running, but not every stage has a worker ready");
}

static void add_timer(
	struct farm *farm, struct loop_timer *timer, void (*fire)(struct loop_timer *, int64_t))
{
	*timer = (struct loop_timer) { LOOP_NEVER, fire, farm, NULL };
	loop_add_timer(farm->shared.loop, timer);
}

static void forgive(void *context, int64_t late_ms)
{
	struct farm *farm = context;
	log_warn("lecternd did not run for %lld ms: not counted against any worker",
		(long long)late_ms);
	for (size_t p = 0; p < SERVICE_COUNT; p++) {
		for (size_t i = 0; i < farm->pools[p].count; i++)
			slot_forgive(farm->pools[p].slots[i], late_ms);
	}
}

/* ---- opening, running and closing the farm ---- */

static int take_state_dir(struct farm *farm, struct err *err)
{
	const char *directory = farm->settings->supervisor.state_dir;
	if (state_dir_make(directory, err) < 0)
		return err_prefix(err, "[supervisor] state_dir");
	if (state_dir_lock(directory, LOCK_NAME, &farm->lock, err) < 0) {
		if (err->kind == ERR_CONFLICT)
			err_prefix(err, "another lecternd is running on this state directory");
		return -1;
	}
	effective_config_clear(farm->settings);
	return effective_config_write(farm->settings, farm->shared.generation, err);
}

int farm_open(struct farm *farm, struct settings *settings, const char *config_path,
	bool foreground, struct err *err)
{
	memset(farm, 0, sizeof *farm);
	farm->settings = settings;
	farm->config_path = config_path;
	farm->foreground = foreground;
	farm->lock = -1;
	farm->signals.source.fd = -1;
	farm->oldest_generation = 1;
	farm->web_socket = WEB_SOCKET_NONE;
	farm->shared = (struct pool_shared) {
		.settings = settings,
		.generation = 1,
		.broker_lock = -1,
		.web_socket = &farm->web_socket,
	};
	broker_init(&farm->broker);
	if (take_state_dir(farm, err) < 0 || loop_new(&farm->shared.loop, err) < 0)
		return -1;
	struct loop *loop = farm->shared.loop;
	loop_on_late(loop, forgive, farm);
	for (size_t p = 0; p < SERVICE_COUNT; p++)
		pool_init(&farm->pools[p], &farm->shared, &services[p]);
	add_timer(farm, &farm->drain_timer, fire_drain);
	add_timer(farm, &farm->watchdog_timer, fire_watchdog);
	add_timer(farm, &farm->ready_timer, fire_ready);
	snapshot_open(&farm->snapshot, loop, farm->pools, SERVICE_COUNT);
	reload_open(&farm->reload, loop, reload_settings, farm);
	farm->children = (struct children) {
		.loop = loop, .is_known = is_known, .exited = child_exited, .context = farm
	};
	children_open(&farm->children);
	return signals_open(&farm->signals, loop, hear_signal, farm, err);
}

void farm_close(struct farm *farm)
{
	if (farm->shared.loop) {
		signals_close(&farm->signals);
		broker_close(&farm->broker);
		children_close(&farm->children);
		reload_close(&farm->reload);
		snapshot_close(&farm->snapshot);
		for (size_t p = 0; p < SERVICE_COUNT; p++)
			pool_free(&farm->pools[p]);
		loop_free(&farm->shared.loop);
	}
	web_socket_close(&farm->web_socket);
	if (farm->lock >= 0) {
		effective_config_clear(farm->settings);
		state_dir_unlock(farm->settings->supervisor.state_dir, LOCK_NAME, &farm->lock);
	}
	settings_free(&farm->settings);
}

static int exit_status(const struct farm *farm)
{
	if (farm->failed)
		return EXIT_FAILED;
	switch (farm->shared.worst_signal) {
	case 0:
		log_info("stopped: running jobs were finished; the rest resumes at the next start");
		return EXIT_FINE;
	case SIGKILL:
		log_warn("stopped: some workers had to be killed; their jobs will be tried again");
		return EXIT_KILLED;
	default:
		log_warn("stopped: some workers had to be terminated; their jobs will be tried "
			 "again");
		return EXIT_TERMINATED;
	}
}

int farm_run(struct farm *farm)
{
	if (notify_watchdog_ms())
		farm->watchdog_timer.due = loop_now(farm->shared.loop);
	broker_begin(&farm->broker, farm->shared.loop, farm->settings, hear_broker, farm);
	settle(farm);
	while (farm->phase != FARM_DONE) {
		loop_turn(farm->shared.loop);
		settle(farm);
	}
	children_finish(&farm->children);
	return exit_status(farm);
}
