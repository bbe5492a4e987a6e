/* lectern-web: the HTTP process. Its main thread serves lecternd's channel and signals; requests
 * are handled in threads of their own (server.c), and another thread follows the broker
 * (backend.c). */
#include "config.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/base/options.h"
#include "common/base/secret_file.h"
#include "common/base/timestamp.h"
#include "common/config/embedded_broker.h"
#include "common/config/settings.h"
#include "common/ipc/channel.h"
#include "common/ipc/listen_socket.h"
#include "common/nats/auth.h"
#include "web/confine.h"
#include "web/http/auth.h"
#include "web/http/request_counts.h"
#include "web/http/server.h"
#include "web/http/site.h"
#include "web/jobs/feed.h"
#include "web/jobs/idempotency.h"
#include "web/state/app.h"
#include "web/state/backend.h"
#include "web/state/farm_snapshot.h"
#include "web/state/installed.h"
#include "web/state/job_table.h"
#include "web/state/leftovers.h"
#include "web/state/listeners.h"
#include "web/state/live_pages.h"
#include "web/state/newcomers.h"
#include "web/state/on_demand.h"
#include "web/state/sampler.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
	EXIT_SETTINGS = 78,
	TICK_MS = 1000,
	GRACE_MS = 5000, /* for requests in progress when it must exit soon */
	WARM_WAIT_MS = 5000,
	PAUSE_MS = 20,
	ARENAS = 2,
};

struct web {
	struct settings *settings;
	struct app app;
	struct server server;
	int channel, signals, listener;
	unsigned unconfined;  /* enum sandbox_missing */
	int64_t heartbeat_ms; /* when the last one was sent */
	int64_t grace_ms;     /* for requests in progress */
	bool leaving;
	int status;
};

static const char usage[] =
	"usage: lectern-web [--config FILE] [--check] [--version] [--help]\n"
	"\n"
	"The HTTP process of a Lectern farm: takes PDFs, shows jobs, serves audio. Normally\n"
	"started by lecternd; by hand it runs until SIGTERM.\n"
	"\n"
	"  --config FILE  project.toml; without it the defaults\n"
	"  --check        check whether it can work with these settings, and exit\n"
	"  --version      print the version\n"
	"  --help         print this\n";

/* Must run before any thread exists, so that all threads inherit the blocked signals and only
 * the descriptor receives them. */
static int open_signals(struct web *web, struct err *err)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	web->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return web->signals < 0 ? err_errno(err, ERR_INTERNAL, errno, "signalfd") : 0;
}

/* ---- lecternd's channel and signals ---- */

static void tell(struct web *web, enum channel_kind kind)
{
	if (web->channel < 0)
		return;
	struct channel_record record = channel_record(kind);
	if (kind == CHANNEL_READY)
		record.value = (int32_t)web->unconfined;
	struct err ignored; /* full: the next record will do; closed: seen as end of file */
	channel_send(web->channel, &record, &ignored);
}

static void leave_soon(struct web *web)
{
	web->leaving = true;
	web->grace_ms = 0;
}

static void obey(struct web *web, const struct channel_record *record)
{
	switch (record->kind) {
	case CHANNEL_DRAIN:
		web->leaving = true;
		web->grace_ms = record->deadline_ms - GRACE_MS;
		break;
	case CHANNEL_LOG_LEVEL:
		if (record->value >= LOG_LEVEL_DEBUG && record->value <= LOG_LEVEL_ERROR)
			log_set_level((enum log_level)record->value);
		break;
	case CHANNEL_SLOT:
	case CHANNEL_POOL:
	case CHANNEL_SNAPSHOT_END:
		farm_snapshot_record(web->app.snapshot, record);
		break;
	default:
		break;
	}
}

static void serve_channel(struct web *web)
{
	struct channel_record record;
	for (;;) {
		switch (channel_receive(web->channel, &record)) {
		case CHANNEL_GOT:
			obey(web, &record);
			break;
		case CHANNEL_GARBAGE:
			log_warn("lecternd sent an invalid record");
			break;
		case CHANNEL_CLOSED:
			close(web->channel);
			web->channel = -1;
			leave_soon(web);
			return;
		case CHANNEL_EMPTY:
			return;
		}
	}
}

static void serve_signals(struct web *web)
{
	struct signalfd_siginfo info;
	while (read(web->signals, &info, sizeof info) == (ssize_t)sizeof info) {
		if (info.ssi_signo != SIGHUP)
			leave_soon(web);
	}
}

/* Waits up to `ms` for an event, and sends lecternd a heartbeat when one is due. */
static void mind(struct web *web, int ms)
{
	struct pollfd fds[] = {
		{ .fd = web->signals, .events = POLLIN },
		{ .fd = web->channel, .events = POLLIN }, /* poll() ignores -1 */
	};
	int64_t sign_ms = channel_sign_ms(web->settings->supervisor.silence_seconds);
	poll(fds, 2, sign_ms < ms ? (int)sign_ms : ms);
	serve_signals(web);
	if (web->channel >= 0)
		serve_channel(web);
	int64_t now = clock_monotonic_ms();
	if (now - web->heartbeat_ms >= sign_ms) {
		web->heartbeat_ms = now;
		tell(web, CHANNEL_PROGRESS);
	}
}

/* When this process replaces another, clients may already be queueing on the shared socket.
 * Connecting to the broker first keeps the first of them from being told that it is away. */
static void warm_up(struct web *web)
{
	int64_t limit = web->settings->supervisor.ready_seconds * 1000;
	int64_t until = clock_monotonic_ms() + (limit < WARM_WAIT_MS ? limit : WARM_WAIT_MS);
	while (!web->leaving && !backend_is_warm(web->app.backend) && clock_monotonic_ms() < until)
		mind(web, PAUSE_MS);
}

/* The first news of the workers is lecternd's next record, which it sends only to processes that
 * are ready. Clients wait in the listen queue meanwhile, so /readyz never has to guess. */
static void hear_of_workers(struct web *web)
{
	int64_t until = clock_monotonic_ms() + WARM_WAIT_MS;
	while (!web->leaving && web->channel >= 0 && !farm_snapshot_is_known(web->app.snapshot) &&
		clock_monotonic_ms() < until)
		mind(web, PAUSE_MS);
}

/* Lets requests in progress finish: all of them if another process takes over, else those that
 * finish within a short grace period. */
static void finish_requests(struct web *web)
{
	int64_t began = clock_monotonic_ms();
	server_quiesce(&web->server);
	while (!server_is_quiet(&web->server, web->grace_ms > 0)) {
		int64_t grace = web->grace_ms > GRACE_MS ? web->grace_ms : GRACE_MS;
		if (clock_monotonic_ms() - began >= grace)
			break;
		mind(web, PAUSE_MS);
		server_tick(&web->server);
	}
}

/* ---- start and stop ---- */

static int start(struct web *web, struct err *err)
{
	struct server *server = &web->server;
	struct app *app = &web->app;
	server->settings = app->settings = web->settings;
	server->app = app;
	if (open_signals(web, err) < 0 || auth_new(&web->settings->http, &server->auth, err) < 0 ||
		feed_secret_read(&web->settings->library, &app->feed_secret, err) < 0 ||
		site_new(&server->site, err) < 0 ||
		confine_web(web->settings, &web->unconfined, err) < 0)
		return -1;
	app->snapshot = farm_snapshot_new();
	app->table = job_table_new();
	server->counts = request_counts_new();
	app->idempotency = idempotency_new();
	app->installed = installed_new(web->settings);
	app->backend = backend_start(web->settings, app->table);
	app->sampler = sampler_start(web->settings, app->backend);
	app->leftovers = leftovers_start(web->settings, app->backend);
	app->on_demand = on_demand_new();
	app->live_pages = live_pages_new();
	app->listening = newcomers_new();
	app->listeners = listeners_start(web->settings, app->backend, app->table);
	if (web->listener >= 0)
		warm_up(web);
	tell(web, CHANNEL_READY);
	hear_of_workers(web);
	if (server_start(server, web->listener, err) < 0)
		return -1;
	log_info("listening on %s port %d", web->settings->http.listen, server->port);
	return 0;
}

static void stop(struct web *web)
{
	struct server *server = &web->server;
	struct app *app = &web->app;
	if (server->daemon) {
		finish_requests(web);
		server_stop(server);
	}
	/* These use the broker connection, so they stop before it. */
	listeners_stop(&app->listeners);
	leftovers_stop(&app->leftovers);
	sampler_stop(&app->sampler);
	backend_stop(&app->backend);
	newcomers_free(&app->listening);
	live_pages_free(&app->live_pages);
	on_demand_free(&app->on_demand);
	installed_free(&app->installed);
	idempotency_free(&app->idempotency);
	secret_free(&app->feed_secret);
	request_counts_free(&server->counts);
	job_table_free(&app->table);
	farm_snapshot_free(&app->snapshot);
	site_free(&server->site);
	auth_free(&server->auth);
	if (web->signals >= 0)
		close(web->signals);
	if (web->channel >= 0)
		close(web->channel);
}

static void run(struct web *web)
{
	while (!web->leaving) {
		mind(web, TICK_MS);
		server_tick(&web->server);
		if (backend_is_lost(web->app.backend)) {
			log_error("the connection to NATS is closed permanently");
			leave_soon(web);
			web->status = EXIT_FAILURE;
		}
	}
	tell(web, CHANNEL_BYE);
}

/* Checks the settings without starting (--check). Each farm has exactly one lectern-web, so this
 * is also where faults in the settings that all processes share are reported, once. */
static int check(const struct settings *settings)
{
	struct auth *auth = NULL;
	char *secret = NULL;
	struct err err;
	int status = 0;
	if (auth_new(&settings->http, &auth, &err) < 0) {
		fprintf(stderr, "web: %s\n", err.text);
		status = EXIT_SETTINGS;
	}
	auth_free(&auth);
	if (feed_secret_read(&settings->library, &secret, &err) < 0) {
		fprintf(stderr, "web: %s\n", err.text);
		status = EXIT_SETTINGS;
	}
	secret_free(&secret);
	if (natsconn_auth_check(&settings->nats, &err) < 0) {
		fprintf(stderr, "web: %s\n", err.text);
		status = EXIT_SETTINGS;
	}
	return status;
}

int main(int argc, char **argv)
{
	struct web web = { .channel = -1, .signals = -1, .listener = -1 };
	const char *config = NULL;
	bool only_check = false;
	struct err err;
	int first;
	const struct option_spec options[] = {
		{ .name = "config", .value = &config },
		{ .name = "check", .flag = &only_check },
		{ .name = NULL },
	};
	const struct program_spec program = {
		.name = "lectern-web", .usage = usage, .options = options
	};
	int status = options_parse(&program, argc, argv, &first);
	if (status != OPTIONS_GO_ON)
		return status;
	/* With one malloc arena per thread, each would keep for good what a single upload needed
	 * once. */
	mallopt(M_ARENA_MAX, ARENAS);
	alloc_keep_freed();
	log_open("lectern-web", LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
	if (settings_load(config, &web.settings, &err) < 0) {
		log_error("%s", err.text);
		return EXIT_SETTINGS;
	}
	if (only_check) {
		status = check(web.settings);
		settings_free(&web.settings);
		return status;
	}
	embedded_broker_use(web.settings);
	log_open("lectern-web", web.settings->supervisor.log_level,
		web.settings->supervisor.log_format);
	web.channel = channel_from_env();
	web.listener = listen_socket_from_env();
	if (start(&web, &err) < 0) {
		log_error("%s", err.text);
		web.status = err.kind == ERR_INVALID ? EXIT_SETTINGS : EXIT_FAILURE;
	} else {
		run(&web);
	}
	stop(&web);
	settings_free(&web.settings);
	return web.status;
}
