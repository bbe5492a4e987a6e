/* engine_process.c: starts, watches and reaps an engine. */
#include "workers/front/engine_process.h"

#include "common/base/arena.h"
#include "common/base/process.h"
#include "common/base/timestamp.h"
#include "workers/engine/link.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What an engine may know of its environment: where libraries find their data, and sanitizer
 * options. No tokens, no credentials, nothing of the service's own. */
static const char *const passed_on[] = { "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "ASAN_OPTIONS",
	"UBSAN_OPTIONS", "LSAN_OPTIONS", "LECTERN_FAILPOINT", "LECTERN_FARM", NULL };

enum { MAX_ENVIRONMENT = 32 };

static size_t add_variables(
	char *env[], size_t n, const char *const *variables, struct arena *arena)
{
	for (size_t i = 0; variables && variables[i] && n < MAX_ENVIRONMENT - 1; i++) {
		const char *value = getenv(variables[i]);
		if (strchr(variables[i], '='))
			env[n++] = arena_string(arena, variables[i]);
		else if (value)
			env[n++] = arena_printf(arena, "%s=%s", variables[i], value);
	}
	return n;
}

static void make_environment(
	const char *const *of_stage, char *env[MAX_ENVIRONMENT], struct arena *arena)
{
	size_t n = add_variables(env, 0, passed_on, arena);
	n = add_variables(env, n, of_stage, arena);
	env[n] = NULL;
}

static int spawn(const char *config_path, const char *const *environment, int link, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawn_file_actions_init(&actions);
	/* dup2() onto the same descriptor would leave close-on-exec set, so `link` must not be
	 * ENGINE_FD; see below. */
	posix_spawn_file_actions_adddup2(&actions, link, ENGINE_FD);

	struct arena *arena = arena_new();
	char *env[MAX_ENVIRONMENT];
	make_environment(environment, env, arena);
	char *argv[8];
	size_t n = 0;
	argv[n++] = arena_string(arena, program_invocation_name);
	argv[n++] = arena_string(arena, "--engine");
	argv[n++] = arena_string(arena, "--front-pid");
	argv[n++] = arena_printf(arena, "%d", (int)getpid());
	if (config_path) {
		argv[n++] = arena_string(arena, "--config");
		argv[n++] = arena_string(arena, config_path);
	}
	argv[n] = NULL;
	int rc = process_spawn("/proc/self/exe", &actions, argv, env, ret_pid);
	arena_free(&arena);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

int engine_process_start(const char *config_path, const char *const *environment,
	struct engine_process *ret_engine, struct err *err)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "socketpair");
	int link = fcntl(pair[1], F_DUPFD_CLOEXEC, ENGINE_FD + 1);
	close(pair[1]);
	pid_t pid = 0;
	int rc = link < 0 ? errno : spawn(config_path, environment, link, &pid);
	if (link >= 0)
		close(link);
	if (rc || fcntl(pair[0], F_SETFL, O_NONBLOCK) < 0) {
		close(pair[0]);
		return err_errno(err, ERR_INTERNAL, rc, "starting the engine");
	}
	*ret_engine = (struct engine_process) { .pid = pid, .socket = pair[0] };
	return 0;
}

/* An explanation for signals whose names say little. */
static const char *meaning_of(int signal)
{
	switch (signal) {
	case SIGSYS:
		return ": it made a call that its sandbox forbids";
	case SIGXCPU:
		return ": it used more processor time than the job may take";
	default:
		return "";
	}
}

/* Signals that a program's own fault does not raise. */
static bool is_sent(int signal)
{
	switch (signal) {
	case SIGKILL:
	case SIGTERM:
	case SIGINT:
	case SIGHUP:
	case SIGQUIT:
	case SIGUSR1:
	case SIGUSR2:
		return true;
	default:
		return false;
	}
}

static void describe_death(
	const struct engine_process *engine, int status, long peak_kib, struct engine_death *death)
{
	process_describe_death(status, death->text);
	death->peak_kib = peak_kib;
	death->from_outside = false;
	if (!WIFSIGNALED(status))
		return;
	size_t len = strlen(death->text);
	snprintf(death->text + len, sizeof death->text - len, "%s", meaning_of(WTERMSIG(status)));
	death->from_outside = !engine->killed && is_sent(WTERMSIG(status));
}

/* True when it died within wait_ms. */
static bool wait_for_death(pid_t pid, int wait_ms, int *ret_status, struct rusage *ret_usage)
{
	int64_t limit = clock_monotonic_ms() + wait_ms;
	for (;;) {
		pid_t got = wait4(pid, ret_status, WNOHANG, ret_usage);
		if (got == pid)
			return true;
		if (got < 0 && errno != EINTR) {
			*ret_status = 0;
			return true;
		}
		if (clock_monotonic_ms() >= limit)
			return false;
		const struct timespec pause = { 0, 2000000L };
		nanosleep(&pause, NULL);
	}
}

void engine_process_reap(struct engine_process *engine, int wait_ms, struct engine_death *ret_death)
{
	int status = 0;
	struct rusage usage = { .ru_maxrss = 0 };
	if (!wait_for_death(engine->pid, wait_ms, &status, &usage)) {
		engine->killed = true;
		kill(-engine->pid, SIGKILL);
		while (wait4(engine->pid, &status, 0, &usage) < 0 && errno == EINTR)
			;
	}
	/* Whatever it started dies with it. */
	kill(-engine->pid, SIGKILL);
	describe_death(engine, status, usage.ru_maxrss, ret_death);
	close(engine->socket);
	*engine = ENGINE_NONE;
}

void engine_process_abort(
	struct engine_process *engine, int abort_ms, struct engine_death *ret_death)
{
	char state = '?';
	process_stat(engine->pid, &state, NULL);
	engine->killed = true;
	kill(-engine->pid, SIGABRT);
	engine_process_reap(engine, abort_ms, ret_death);
	if (state == 'T' || state == 't') {
		ret_death->from_outside = true;
		snprintf(ret_death->text, sizeof ret_death->text, "stopped by a signal");
	}
}

void engine_process_kill(struct engine_process *engine)
{
	struct engine_death ignored;
	if (!engine->pid)
		return;
	engine->killed = true;
	kill(-engine->pid, SIGKILL);
	engine_process_reap(engine, 0, &ignored);
}

void engine_process_limit_cpu(const struct engine_process *engine, int64_t seconds)
{
	clockid_t clock;
	struct timespec used;
	if (clock_getcpuclockid(engine->pid, &clock) != 0 || clock_gettime(clock, &used) < 0)
		return;
	/* The hard limit stays unlimited: the engine's sandbox forbids it to raise the soft one. */
	const struct rlimit limit = { (rlim_t)(used.tv_sec + 1 + seconds), RLIM_INFINITY };
	struct rlimit now;
	if (prlimit(engine->pid, RLIMIT_CPU, NULL, &now) == 0 && now.rlim_max == RLIM_INFINITY)
		prlimit(engine->pid, RLIMIT_CPU, &limit, NULL);
}

void engine_process_lower(struct engine_process *engine)
{
	enum { LOWER_BY = 5 };
	if (!engine->pid || engine->lowered)
		return;
	engine->lowered = true;
	setpriority(PRIO_PGRP, (id_t)engine->pid,
		getpriority(PRIO_PROCESS, (id_t)engine->pid) + LOWER_BY);
}

bool engine_process_waits(const struct engine_process *engine)
{
	struct pollfd link = { .fd = engine->socket, .events = 0 };
	char state;
	if (!engine->pid || (poll(&link, 1, 0) > 0 && link.revents & POLLHUP))
		return false;
	return process_stat(engine->pid, &state, NULL) && !strchr("TtZX", state);
}
