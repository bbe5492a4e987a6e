/* reload: reads, compares, and puts into force. */
#include "supervisor/reload.h"

#include "common/base/log.h"
#include "common/ipc/channel.h"
#include "supervisor/effective_config.h"
#include "supervisor/farm.h"
#include "supervisor/log_output.h"
#include "supervisor/notify.h"
#include "supervisor/pool.h"
#include "supervisor/settings_diff.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { INTERVAL_MS = 1000 };

static void tell_level(struct farm *farm)
{
	struct channel_record record = channel_record(CHANNEL_LOG_LEVEL);
	record.value = (int32_t)farm->settings->supervisor.log_level;
	for (size_t p = 0; p < SERVICE_COUNT; p++) {
		for (size_t i = 0; i < farm->pools[p].count; i++)
			slot_send(farm->pools[p].slots[i], &record);
	}
}

static void apply_log(const struct farm *farm)
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
	farm->generation++;
	apply_log(farm);
	for (size_t p = 0; p < SERVICE_COUNT; p++) {
		struct pool *pool = &farm->pools[p];
		enum service_kind kind = pool->service->kind;
		if ((diff->workers && kind == SERVICE_WORKER) || (diff->web && kind == SERVICE_WEB))
			pool->goal.generation = farm->generation;
		pool->limits = service_slot_limits(pool->service, settings);
	}
	if (diff->log_level)
		tell_level(farm);
	farm_set_goals(farm);
	log_info("configuration generation %u is in force%s", farm->generation,
		diff->workers ? ": workers are renewed"
		: diff->web   ? ": the web is renewed"
			      : "");
}

/* An address that cannot be had is found out while there still is another. */
static int take_address(struct farm *farm, const struct settings *settings, struct err *err)
{
	if (farm->web_socket.fd < 0 ||
		web_socket_open(&farm->web_socket, &settings->http, err) == 0)
		return 0;
	effective_config_remove(settings, farm->generation + 1);
	return err_prefix(err, "[http] listen");
}

static int load(struct farm *farm, struct settings **ret_settings, struct settings_diff *ret_diff,
	struct err *err)
{
	struct settings *settings = NULL;
	if (settings_load(farm->config_path, &settings, err) < 0)
		return -1;
	broker_tell(&farm->broker, settings);
	*ret_diff = settings_diff(farm->settings, settings);
	int rc = 0;
	if (ret_diff->fixed)
		rc = err_set(err, ERR_INVALID, "[%s] %s cannot change without a restart",
			ret_diff->fixed->section, ret_diff->fixed->key);
	else if (ret_diff->any)
		rc = effective_config_write(settings, farm->generation + 1, err);
	/* Last, since the old one is gone then. */
	if (rc == 0 && ret_diff->any)
		rc = take_address(farm, settings, err);
	if (rc < 0) {
		settings_free(&settings);
		return -1;
	}
	*ret_settings = settings;
	return 0;
}

static void reload_now(struct farm *farm)
{
	struct settings *settings = NULL;
	struct settings_diff diff;
	struct err err;
	notify_reloading();
	if (load(farm, &settings, &diff, &err) < 0) {
		log_error("the old configuration stays: %s", err.text);
		notify_ready("the old configuration stays: the new one is wrong");
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

static void fire(struct loop_timer *timer, int64_t now)
{
	struct farm *farm = timer->context;
	if (farm->phase >= FARM_DRAINING)
		return;
	farm->reload.not_before = now + INTERVAL_MS;
	reload_now(farm);
}

void reload_open(struct reload *reload, struct farm *farm)
{
	reload->timer = (struct loop_timer) { LOOP_NEVER, fire, farm, NULL };
	reload->not_before = 0;
	loop_add_timer(farm->loop, &reload->timer);
}

void reload_close(struct reload *reload, struct farm *farm)
{
	loop_remove_timer(farm->loop, &reload->timer);
}

void reload_request(struct reload *reload, struct farm *farm)
{
	int64_t now = loop_now(farm->loop);
	reload->timer.due = reload->not_before > now ? reload->not_before : now;
}
