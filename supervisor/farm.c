/* farm: the phases from the first probe to the last child gone. */
#include "supervisor/farm.h"

#include "common/base/log.h"
#include "supervisor/effective_config.h"
#include "supervisor/notify.h"
#include "supervisor/signals.h"
#include "supervisor/state_dir.h"
#include "supervisor/sys.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LOCK_NAME "lecternd.lock"

enum { EXIT_FINE = 0, EXIT_FAILED = 1, EXIT_TERMINATED = 3, EXIT_KILLED = 4 };

struct pool *farm_pool(struct farm *farm, enum service_kind kind)
{
	size_t p = 0;
	while (farm->pools[p].service->kind != kind)
		p++;
	return &farm->pools[p];
}

struct slot *farm_find(struct farm *farm, pid_t pid)
{
	struct slot *slot = NULL;
	for (size_t p = 0; p < SERVICE_COUNT && !slot; p++)
		slot = pool_find(&farm->pools[p], pid);
	return slot;
}

/* ---- phases ---- */

void farm_set_goals(struct farm *farm)
{
	for (size_t p = 0; p < SERVICE_COUNT; p++) {
		struct pool *pool = &farm->pools[p];
		if (pool->service->kind == SERVICE_BROKER)
			pool->goal.size = farm->broker.embedded &&
					  farm->phase >= FARM_BROKER_STARTING &&
					  farm->phase <= FARM_DRAINING;
		else
			pool->goal.size = farm->phase == FARM_RUNNING
						  ? service_size(pool->service, farm->settings)
						  : 0;
	}
	farm->changed = true;
}

void farm_start_children(struct farm *farm)
{
	farm->phase = FARM_RUNNING;
	farm->ready_timer.due =
		loop_now(farm->loop) + farm->settings->supervisor.ready_seconds * 1000;
	farm_set_goals(farm);
}

static void begin_draining(struct farm *farm, const char *reason)
{
	int64_t drain_ms = farm->settings->supervisor.drain_seconds * 1000;
	log_info("stopping (%s): running jobs may take %lld s", reason,
		(long long)(drain_ms / 1000));
	notify_stopping("stopping: running jobs are finished");
	web_socket_close(&farm->web_socket);
	farm->phase = FARM_DRAINING;
	farm->ready_timer.due = LOOP_NEVER;
	farm->drain_timer.due = loop_now(farm->loop) + drain_ms;
	farm_set_goals(farm);
}

static void hurry(struct farm *farm, bool everybody)
{
	for (size_t p = 0; p < SERVICE_COUNT; p++) {
		struct pool *pool = &farm->pools[p];
		if (pool->service->kind == SERVICE_BROKER && farm->phase != FARM_BROKER_STOPPING)
			continue;
		for (size_t i = 0; i < pool->count; i++) {
			/* Who is on the ladder already climbs by himself. */
			if (everybody || pool->slots[i]->policy.state != SLOT_KILLING)
				slot_event(pool->slots[i], SLOT_HURRY);
		}
	}
}

void farm_stop(struct farm *farm, const char *reason)
{
	if (farm->phase < FARM_DRAINING) {
		begin_draining(farm, reason);
		return;
	}
	log_warn("asked again to stop (%s): not waiting any longer", reason);
	hurry(farm, true);
}

void farm_fail(struct farm *farm, const struct err *err)
{
	log_error("%s", err->text);
	farm->failed = true;
	if (farm->phase < FARM_DRAINING)
		begin_draining(farm, "it cannot go on");
}

void farm_forced(struct farm *farm, const struct slot *slot, int signal)
{
	enum farm_ending ending = signal == SIGKILL ? FARM_KILLED : FARM_TERMINATED;
	/* Who was not ready had no work to lose. */
	if (farm->phase >= FARM_DRAINING && slot->policy.was_ready && ending > farm->ending)
		farm->ending = ending;
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

static void tell_ready(struct farm *farm, const char *status)
{
	farm->told_ready = true;
	farm->ready_timer.due = LOOP_NEVER;
	log_info("%s", status);
	notify_ready(status);
}

static void set_phase(struct farm *farm, enum farm_phase phase)
{
	farm->phase = phase;
	farm_set_goals(farm);
}

static void advance(struct farm *farm)
{
	switch (farm->phase) {
	case FARM_BROKER_STARTING:
		if (pool_ready(farm_pool(farm, SERVICE_BROKER)))
			farm_start_children(farm);
		break;
	case FARM_RUNNING:
		if (!farm->told_ready && all_ready(farm))
			tell_ready(farm, "running: every stage has a worker that is ready");
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

/* Removes the files of generations that no process was started with. */
static void tidy_generations(struct farm *farm)
{
	unsigned oldest = farm->generation;
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

static void settle(struct farm *farm)
{
	if (!farm->changed)
		return;
	while (farm->changed) {
		farm->changed = false;
		for (size_t p = 0; p < SERVICE_COUNT; p++)
			pool_settle(&farm->pools[p]);
		advance(farm);
	}
	tidy_generations(farm);
	snapshot_mark(&farm->snapshot, farm);
}

/* ---- timers ---- */

static void fire_drain(struct loop_timer *timer, int64_t now)
{
	struct farm *farm = timer->context;
	(void)now;
	if (farm->phase == FARM_DRAINING) {
		log_warn("running jobs have had their time");
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
	if (!farm->told_ready)
		tell_ready(farm, "running, but not every stage has a worker that is ready");
}

static void add_timer(
	struct farm *farm, struct loop_timer *timer, void (*fire)(struct loop_timer *, int64_t))
{
	*timer = (struct loop_timer) { LOOP_NEVER, fire, farm, NULL };
	loop_add_timer(farm->loop, timer);
}

static void forgive(void *context, int64_t late_ms)
{
	struct farm *farm = context;
	log_warn("lecternd did not run for %lld ms: nobody is blamed for that time",
		(long long)late_ms);
	for (size_t p = 0; p < SERVICE_COUNT; p++) {
		for (size_t i = 0; i < farm->pools[p].count; i++)
			slot_forgive(farm->pools[p].slots[i], late_ms);
	}
}

/* ---- birth and death of the whole ---- */

static int take_state_dir(struct farm *farm, struct err *err)
{
	const char *directory = farm->settings->supervisor.state_dir;
	if (state_dir_make(directory, err) < 0)
		return err_prefix(err, "[supervisor] state_dir");
	if (state_dir_lock(directory, LOCK_NAME, &farm->lock, err) < 0) {
		if (err->kind == ERR_CONFLICT)
			err_prefix(err, "another lecternd runs on this state directory");
		return -1;
	}
	effective_config_clear(farm->settings);
	return effective_config_write(farm->settings, farm->generation, err);
}

int farm_open(struct farm *farm, struct settings *settings, const char *config_path,
	bool foreground, struct err *err)
{
	memset(farm, 0, sizeof *farm);
	farm->settings = settings;
	farm->config_path = config_path;
	farm->foreground = foreground;
	farm->lock = -1;
	farm->signals.fd = -1;
	farm->generation = farm->oldest_generation = 1;
	broker_init(&farm->broker);
	farm->web_socket = WEB_SOCKET_NONE;
	if (take_state_dir(farm, err) < 0 || loop_new(&farm->loop, err) < 0)
		return -1;
	loop_on_late(farm->loop, forgive, farm);
	for (size_t p = 0; p < SERVICE_COUNT; p++)
		pool_init(&farm->pools[p], farm, &services[p]);
	add_timer(farm, &farm->drain_timer, fire_drain);
	add_timer(farm, &farm->watchdog_timer, fire_watchdog);
	add_timer(farm, &farm->ready_timer, fire_ready);
	snapshot_open(&farm->snapshot, farm);
	reload_open(&farm->reload, farm);
	orphans_open(&farm->orphans, farm);
	return signals_open(farm, err);
}

void farm_close(struct farm *farm)
{
	if (farm->loop) {
		signals_close(farm);
		broker_close(&farm->broker);
		orphans_close(&farm->orphans, farm);
		reload_close(&farm->reload, farm);
		snapshot_close(&farm->snapshot, farm);
		for (size_t p = 0; p < SERVICE_COUNT; p++)
			pool_free(&farm->pools[p]);
		loop_free(&farm->loop);
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
	switch (farm->ending) {
	case FARM_DRAINED:
		log_info(
			"stopped: what was under work was finished; the rest goes on at the next start");
		break;
	case FARM_TERMINATED:
		log_warn("stopped: some had to be terminated; what they worked on comes again");
		return EXIT_TERMINATED;
	case FARM_KILLED:
		log_warn("stopped: some had to be killed; what they worked on comes again");
		return EXIT_KILLED;
	}
	return EXIT_FINE;
}

int farm_run(struct farm *farm)
{
	if (notify_watchdog_ms())
		farm->watchdog_timer.due = loop_now(farm->loop);
	broker_begin(&farm->broker, farm);
	settle(farm);
	while (farm->phase != FARM_DONE) {
		loop_turn(farm->loop);
		settle(farm);
	}
	orphans_finish(farm);
	return exit_status(farm);
}
