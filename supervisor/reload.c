/* reload.c: limits requests to one per second, and reads and validates the file. */
#include "supervisor/reload.h"

enum { INTERVAL_MS = 1000 };

static void fire(struct loop_timer *timer, int64_t now)
{
	struct reload *reload = timer->context;
	reload->not_before = now + INTERVAL_MS;
	reload->run(reload->context);
}

void reload_open(
	struct reload *reload, struct loop *loop, void (*run)(void *context), void *context)
{
	*reload = (struct reload) { .loop = loop, .run = run, .context = context };
	reload->timer = (struct loop_timer) { LOOP_NEVER, fire, reload, NULL };
	loop_add_timer(loop, &reload->timer);
}

void reload_close(struct reload *reload)
{
	loop_remove_timer(reload->loop, &reload->timer);
}

void reload_request(struct reload *reload)
{
	int64_t now = loop_now(reload->loop);
	reload->timer.due = reload->not_before > now ? reload->not_before : now;
}

int reload_read(const char *path, const struct settings *old, const struct broker *broker,
	struct settings **ret_settings, struct settings_diff *ret_diff, struct err *err)
{
	struct settings *settings = NULL;
	if (settings_load(path, &settings, err) < 0)
		return -1;
	broker_fill_settings(broker, settings);
	struct settings_diff diff = settings_diff(old, settings);
	if (diff.fixed) {
		settings_free(&settings);
		return err_set(err, ERR_INVALID, "[%s] %s cannot change without a restart",
			diff.fixed->section, diff.fixed->key);
	}
	*ret_settings = settings;
	*ret_diff = diff;
	return 0;
}
