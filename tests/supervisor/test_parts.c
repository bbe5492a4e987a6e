/* test_parts.c: lecternd's small parts: the broker's address and file, the effects of a reload, the
 * effective configuration, a child's lines, limits, locks. */
#include "unit.h"

#include "common/base/log.h"
#include "common/base/process.h"
#include "common/config/settings.h"
#include "supervisor/broker/config.h"
#include "supervisor/broker/memory.h"
#include "supervisor/os/state_dir.h"
#include "supervisor/pool/effective_config.h"
#include "supervisor/pool/relay.h"
#include "supervisor/pool/service.h"
#include "supervisor/pool/slot.h"
#include "supervisor/settings_diff.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct settings *settings_of(const char *text)
{
	struct settings *settings = NULL;
	struct err err;
	if (settings_parse("/etc/lectern/project.toml", text, strlen(text), &settings, &err) < 0)
		fail_msg("%s", err.text);
	return settings;
}

/* ---- broker ---- */

static void finds_loopback_addresses(void **state)
{
	(void)state;
	static const struct {
		const char *url, *host;
		int port; /* 0 if lecternd cannot run it */
	} cases[] = {
		{ "nats://127.0.0.1:4222", "127.0.0.1", 4222 },
		{ "nats://127.0.0.1", "127.0.0.1", 4222 },
		{ "127.1.2.3:5000", "127.1.2.3", 5000 },
		{ "nats://localhost:5001", "127.0.0.1", 5001 },
		{ "nats://[::1]:5002", "::1", 5002 },
		{ "nats://[::1]", "::1", 4222 },
		{ "nats://user:secret@127.0.0.1:5003/", "127.0.0.1", 5003 },
		{ "nats://10.0.0.1:4222", NULL, 0 },
		{ "nats://example.org:4222", NULL, 0 },
		{ "nats://127.0.0.1:0", NULL, 0 },
		{ "nats://127.0.0.1:65536", NULL, 0 },
		{ "nats://127.0.0.1:42x", NULL, 0 },
		{ "nats://127.0.0.1:", NULL, 0 },
		{ "nats://[::2]:4222", NULL, 0 },
		{ "nats://[::1", NULL, 0 },
		{ "nats://[::1]x", NULL, 0 },
		{ "nats://::1:4222", NULL, 0 },
		{ "tls://127.0.0.1:4222", NULL, 0 },
		{ "ws://127.0.0.1:4222", NULL, 0 },
		{ "nats://127.0.0.1:4222,nats://127.0.0.1:4223", NULL, 0 },
		{ "", NULL, 0 },
	};
	struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct broker_address address;
		bool ours = broker_address_parse(cases[i].url, arena, &address);
		if (ours != (cases[i].port != 0))
			fail_msg("\"%s\"", cases[i].url);
		if (!ours)
			continue;
		assert_string_equal(address.host, cases[i].host);
		assert_int_equal(address.port, cases[i].port);
		assert_int_equal(address.socket.any.sa_family,
			strchr(cases[i].host, ':') ? AF_INET6 : AF_INET);
	}
	arena_free(&arena);
}

static void takes_credentials(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct broker_address address;
	assert_true(broker_address_parse("nats://me:se\"cr:et@localhost", arena, &address));
	assert_string_equal(address.user, "me");
	assert_string_equal(address.password, "se\"cr:et");
	assert_null(address.token);
	const struct broker_version old = { 2, 9, 10 };
	struct buf text = BUF_EMPTY;
	broker_config_format(&address, "/var/lib/a b", 5000000000, &old, &text);
	assert_contains(buf_string(&text), "max_file_store: 1152921504606846976");
	assert_contains(buf_string(&text), "user: \"me\"");
	assert_contains(buf_string(&text), "password: \"se\\\"cr:et\"");
	assert_contains(buf_string(&text), "store_dir: \"/var/lib/a b\"");
	assert_null(strstr(buf_string(&text), "sync_interval"));
	buf_clear(&text);
	broker_question(&address, &text);
	assert_contains(buf_string(&text), ",\"user\":\"me\",\"pass\":\"se\\\"cr:et\"}\r\n");
	buf_clear(&text);
	assert_true(broker_address_parse("nats://tok@[::1]:99", arena, &address));
	assert_string_equal(address.token, "tok");
	assert_null(address.user);
	const struct broker_version new = { 2, 10, 0 };
	broker_config_format(&address, "/s", 5000000000, &new, &text);
	assert_contains(buf_string(&text), "max_file_store: 5000000000");
	assert_contains(buf_string(&text), "listen: \"[::1]:99\"");
	assert_contains(buf_string(&text), "token: \"tok\"");
	assert_contains(buf_string(&text), "sync_interval: always");
	buf_free(&text);
	arena_free(&arena);
}

static void knows_who_counts_purges(void **state)
{
	(void)state;
	const struct broker_version old[] = { { 1, 4, 1 }, { 2, 8, 20 }, { 2, 9, 14 } };
	const struct broker_version new[] = { { 2, 9, 15 }, { 2, 10, 0 }, { 3, 0, 0 } };
	for (size_t i = 0; i < 3; i++) {
		assert_false(broker_version_counts_purges(&old[i]));
		assert_true(broker_version_counts_purges(&new[i]));
	}
}

static void reads_versions(void **state)
{
	(void)state;
	struct broker_version version = { 7, 7, 7 };
	assert_true(broker_version_parse("nats-server: v2.9.10\n", &version));
	assert_int_equal(version.major * 10000 + version.minor * 100 + version.patch, 20910);
	assert_false(broker_version_syncs(&version));
	assert_true(broker_version_parse("nats-server: v2.11.0-RC.1", &version));
	assert_int_equal(version.minor, 11);
	assert_true(broker_version_syncs(&version));
	assert_true(broker_version_parse("nats-server: v3.0", &version));
	assert_true(broker_version_syncs(&version));
	version.major = 7;
	assert_false(broker_version_parse("nats-server: unknown", &version));
	assert_false(broker_version_parse("", &version));
	assert_int_equal(version.major, 7);
}

/* ---- configuration ---- */

static void gives_the_broker_its_share_of_memory(void **state)
{
	(void)state;
	const int64_t mib = INT64_C(1) << 20;
	assert_int_equal(broker_memory_limit(0), 400 * mib);
	assert_int_equal(broker_memory_limit(1024 * mib), 400 * mib);
	assert_int_equal(broker_memory_limit(4096 * mib), 512 * mib);
	assert_int_equal(broker_memory_limit(INT64_MAX), 1000 * mib);
}

static void effective_configuration_reads_the_same(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"",
		"[nats]\nurl = \"nats://127.0.0.1:4333\"\n"
		"[supervisor]\nstate_dir = \"s \\\"q\\\" \\\\ \\u0007 \\u00e9\"\n"
		"log_level = \"warn\"\nlog_format = \"json\"\nlog_file = \"x.log\"\n"
		"[tts_service]\nworker_pool_size = \"auto\"\nblank_page_seconds = 3\n"
		"failed_page_seconds = 0.1\ntop_p = 0.30000000000000004\nspeed = 99\n"
		"[wav_aggregator_service]\nkeep_intermediates = true\n",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct settings *settings = settings_of(texts[i]), *again = NULL;
		struct buf text = BUF_EMPTY;
		struct err err;
		effective_config_format(settings, &text);
		/* Read from another place: nothing in it may depend on its location. */
		if (settings_parse("/somewhere/else/1.toml", text.data, text.len, &again, &err) < 0)
			fail_msg("%s in:\n%s", err.text, text.data);
		const struct settings_diff diff = settings_diff(settings, again);
		assert_false(diff.any);
		buf_free(&text);
		settings_free(&settings);
		settings_free(&again);
	}
}

static struct settings_diff diff_of(const char *old_text, const char *new_text)
{
	struct settings *old = settings_of(old_text), *new = settings_of(new_text);
	const struct settings_diff diff = settings_diff(old, new);
	settings_free(&old);
	settings_free(&new);
	return diff;
}

static void knows_whom_a_change_concerns(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool any, workers, web, level;
		const char *fixed;
	} cases[] = {
		{ "", false, false, false, false, NULL },
		{ "[tts_service]\nspeed = 200\n", true, true, true, false, NULL },
		{ "[tts_service]\nblank_page_seconds = 2.5\n", true, true, true, false, NULL },
		{ "[tts_service]\nworker_pool_size = 7\n", true, false, false, false, NULL },
		{ "[tts_service]\nmax_jobs = 7\n", true, false, false, false, NULL },
		{ "[wav_aggregator_service]\nkeep_intermediates = true\n", true, true, true, false,
			NULL },
		{ "[http]\nport = 8081\n", true, false, true, false, NULL },
		{ "[supervisor]\nlog_level = \"debug\"\n", true, false, false, true, NULL },
		{ "[supervisor]\nlog_format = \"json\"\n", true, true, true, false, NULL },
		{ "[supervisor]\ndrain_seconds = 3\n", true, false, false, false, NULL },
		{ "[supervisor]\nready_seconds = 3\n", true, true, true, false, NULL },
		{ "[supervisor]\nsilence_seconds = 3\n", true, true, true, false, NULL },
		{ "[supervisor]\nstate_dir = \"/x\"\n", true, false, false, false, "state_dir" },
		{ "[nats]\nurl = \"nats://127.0.0.1:1\"\n", true, false, false, false, "url" },
		{ "[nats]\nserver = \"external\"\n", true, false, false, false, "server" },
		{ "[nats]\ntoken_file = \"/t\"\n", true, false, false, false, "token_file" },
		{ "[nats]\nack_wait_seconds = 77\n", true, true, true, false, NULL },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct settings_diff diff = diff_of("", cases[i].text);
		if (diff.any != cases[i].any || diff.workers != cases[i].workers)
			fail_msg("%s", cases[i].text);
		assert_int_equal(diff.any, cases[i].any);
		assert_int_equal(diff.workers, cases[i].workers);
		assert_int_equal(diff.web, cases[i].web);
		assert_int_equal(diff.log_level, cases[i].level);
		assert_string_equal(
			diff.fixed ? diff.fixed->key : "", cases[i].fixed ? cases[i].fixed : "");
	}
}

static void an_external_broker_may_move(void **state)
{
	(void)state;
	const struct settings_diff diff = diff_of("[nats]\nserver = \"external\"\n",
		"[nats]\nserver = \"external\"\nurl = \"nats://10.0.0.1:4222\"\n");
	assert_null(diff.fixed);
	assert_true(diff.workers && diff.web);
}

/* ---- services ---- */

static void limits_follow_the_settings(void **state)
{
	(void)state;
	struct settings *settings = settings_of("[supervisor]\nready_seconds = 10\n"
						"silence_seconds = 9\nmax_open_files = 100\n"
						"[http]\nmax_connections = 5000\n"
						"[tts_service]\nprogress_timeout_seconds = 20\n"
						"max_attempts = 4\nmax_rss_mb = 7\n");
	settings->voices_changed = 0;
	for (size_t i = 0; i < SERVICE_COUNT; i++) {
		const struct service *service = &services[i];
		struct slot_limits limits = service_slot_limits(service, settings);
		struct spawn_limits spawn = service_spawn_limits(service, settings);
		assert_true(limits.deadline_times >= 1);
		/* No wait is unlimited. */
		assert_true(limits.start_total > 0 && limits.idle_silence > 0 &&
			    limits.busy_silence > 0 && limits.leave_grace > 0);
		if (service->kind == SERVICE_WEB)
			assert_true(spawn.open_files > 5000);
		if (strcmp(service->stage, "tts") != 0)
			continue;
		assert_int_equal(limits.busy_silence, 23000);
		assert_int_equal(limits.deadline_times, 4);
		assert_int_equal(limits.max_rss_kib, 7 * 1024);
		assert_int_equal(spawn.open_files, 100);
		/* If voices are installed, the memory allowed for their models is added. */
		settings->voices_changed = 1;
		limits = service_slot_limits(service, settings);
		assert_int_equal(limits.max_rss_kib, (7 + 2048) * 1024);
	}
	settings_free(&settings);
}

/* ---- a child's lines ---- */

static void assert_line(const char *line, enum log_level level, const char *text)
{
	const char *got = NULL;
	assert_int_equal(relay_parse(line, &got), level);
	assert_string_equal(got, text);
}

static void understands_lines(void **state)
{
	(void)state;
	assert_line("2026-01-02T03:04:05.678Z info  tts[12]: spoken", LOG_LEVEL_INFO,
		"tts[12]: spoken");
	assert_line("2026-01-02T03:04:05.678Z error tts[12]: x", LOG_LEVEL_ERROR, "tts[12]: x");
	assert_line("[12] 2026/01/02 03:04:05.6789 [INF] ready", LOG_LEVEL_DEBUG, "ready");
	assert_line("[12] 2026/01/02 03:04:05.6789 [FTL] no", LOG_LEVEL_ERROR, "no");
	assert_line("Segmentation fault", LOG_LEVEL_WARN, "Segmentation fault");
	assert_line("", LOG_LEVEL_WARN, "");
	assert_line("2026-01-02T03:04:05.678Z", LOG_LEVEL_WARN, "2026-01-02T03:04:05.678Z");
	assert_line("2026-01-02T03:04:05.678Z loud x", LOG_LEVEL_WARN,
		"2026-01-02T03:04:05.678Z loud x");
}

static void names_deaths(void **state)
{
	(void)state;
	char text[PROCESS_DEATH_SIZE];
	process_describe_death(SIGSEGV, text);
	assert_string_equal(text, "killed by SIGSEGV");
	process_describe_death(3 << 8, text);
	assert_string_equal(text, "exit status 3");
}

/* ---- the lock ---- */

static void locks_once(void **state)
{
	(void)state;
	char directory[] = "/tmp/lectern-lock-XXXXXX";
	struct err err;
	int fd = -1, other = -1;
	assert_non_null(mkdtemp(directory));
	assert_int_equal(state_dir_lock(directory, "lock", &fd, &err), 0);
	assert_int_equal(state_dir_lock(directory, "lock", &other, &err), -1);
	assert_int_equal(err.kind, ERR_CONFLICT);
	assert_contains(err.text, "held by another process, pid ");
	assert_int_equal(other, -1);
	state_dir_unlock(directory, "lock", &fd);
	assert_int_equal(fd, -1);
	state_dir_unlock(directory, "lock", &fd);
	/* A leftover lock file blocks nobody. */
	char path[64];
	snprintf(path, sizeof path, "%s/lock", directory);
	FILE *file = fopen(path, "we");
	fputs("1\n", file);
	fclose(file);
	assert_int_equal(state_dir_lock(directory, "lock", &fd, &err), 0);
	state_dir_unlock(directory, "lock", &fd);
	assert_int_equal(rmdir(directory), 0);
}

static void makes_directories(void **state)
{
	(void)state;
	char directory[] = "/tmp/lectern-dir-XXXXXX", path[64];
	struct err err;
	struct stat st;
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof path, "%s/a/b", directory);
	assert_int_equal(state_dir_make(path, &err), 0);
	assert_int_equal(state_dir_make(path, &err), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(rmdir(path), 0);
	FILE *file = fopen(path, "we");
	fclose(file);
	assert_int_equal(state_dir_make(path, &err), -1);
	assert_contains(err.text, "not a directory");
	unlink(path);
	snprintf(path, sizeof path, "%s/a", directory);
	rmdir(path);
	assert_int_equal(rmdir(directory), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_loopback_addresses),
		cmocka_unit_test(takes_credentials),
		cmocka_unit_test(knows_who_counts_purges),
		cmocka_unit_test(reads_versions),
		cmocka_unit_test(gives_the_broker_its_share_of_memory),
		cmocka_unit_test(effective_configuration_reads_the_same),
		cmocka_unit_test(knows_whom_a_change_concerns),
		cmocka_unit_test(an_external_broker_may_move),
		cmocka_unit_test(limits_follow_the_settings),
		cmocka_unit_test(understands_lines),
		cmocka_unit_test(names_deaths),
		cmocka_unit_test(locks_once),
		cmocka_unit_test(makes_directories),
	};
	return RUN(tests);
}
