/* commentator_process.c: starts lectern-commentator, reads its answer from a pipe, and ends it. */
#include "workers/png_to_text/commentator_process.h"

#include "common/base/alloc.h"
#include "common/base/process.h"
#include "common/base/program_dir.h"
#include "common/base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { IMAGE_FD = 3, MAX_REASON = 200 };

/* The program beside this one; NULL if the system does not reveal where this one is. In the
 * arena. */
static char *find_program(struct arena *arena)
{
	const char *directory = program_dir(arena);
	return directory ? arena_printf(arena, "%s/lectern-commentator", directory) : NULL;
}

/* Nothing of the service's own: only sanitizer options and name resolution. */
static void make_environment(char *env[4], struct arena *arena)
{
	static const char *const passed_on[] = { "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS" };
	size_t n = 0;
	for (size_t i = 0; i < sizeof passed_on / sizeof *passed_on; i++) {
		const char *value = getenv(passed_on[i]);
		if (value)
			env[n++] = arena_printf(arena, "%s=%s", passed_on[i], value);
	}
	env[n] = NULL;
}

static int spawn(const char *config_path, int question, int output, int image, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	struct arena *arena = arena_new();
	char *program = find_program(arena);
	if (!program) {
		arena_free(&arena);
		return ENOENT;
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, question, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	if (image >= 0)
		posix_spawn_file_actions_adddup2(&actions, image, IMAGE_FD);
	posix_spawn_file_actions_addclosefrom_np(&actions, image >= 0 ? IMAGE_FD + 1 : IMAGE_FD);
	char *env[4], *argv[6];
	size_t n = 0;
	make_environment(env, arena);
	argv[n++] = program;
	argv[n++] = arena_string(arena, "--front-pid");
	argv[n++] = arena_printf(arena, "%d", (int)getpid());
	if (config_path) {
		argv[n++] = arena_string(arena, "--config");
		argv[n++] = arena_string(arena, config_path);
	}
	argv[n] = NULL;
	int rc = process_spawn(program, &actions, argv, env, ret_pid);
	arena_free(&arena);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

int commentator_start(const char *config_path, int question, int image, size_t max,
	struct commentator *ret_commentator, struct err *err)
{
	int ends[2];
	pid_t pid = 0;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "pipe");
	int rc = spawn(config_path, question, ends[1], image, &pid);
	close(ends[1]);
	if (rc != 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0) {
		close(ends[0]);
		return err_errno(err, ERR_INTERNAL, rc, "starting lectern-commentator");
	}
	*ret_commentator = (struct commentator) {
		.pid = pid,
		.output = ends[0],
		.max = max,
	};
	return 0;
}

bool commentator_read(struct commentator *commentator)
{
	char data[65536];
	for (;;) {
		ssize_t n = commentator->answer.len < commentator->max
				    ? read(commentator->output, data, sizeof data)
				    : 0;
		if (n > 0)
			buf_append(&commentator->answer, data, (size_t)n);
		else if (n == 0 || (errno != EINTR && errno != EAGAIN))
			return true;
		else if (errno == EAGAIN)
			return false;
	}
}

void commentator_end(struct commentator *commentator)
{
	int status;
	if (!commentator->pid)
		return;
	/* It will not say any more: it has closed its output or is out of time. */
	kill(-commentator->pid, SIGKILL);
	while (waitpid(commentator->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(commentator->output);
	commentator->pid = 0;
	commentator->output = -1;
}

static int died(struct err *err)
{
	return err_set(err, ERR_INVALID, "the commentator died");
}

/* Whether it has answered, however badly: "+", "-" or "?" and at least one byte. */
static bool has_answered(const struct commentator *commentator)
{
	const struct buf *said = &commentator->answer;
	return said->len >= 2 && said->len < commentator->max && strchr("+-?", *said->data);
}

static char *clean(struct arena *arena, const char *text, size_t len, bool with_lines)
{
	char *copy = utf8_sanitize(arena, arena_string_n(arena, text, len));
	for (char *p = copy; *p; p++) {
		if ((unsigned char)*p < 0x20 && (*p != '\n' || !with_lines))
			*p = ' ';
	}
	return copy;
}

const char *commentator_answer(
	const struct commentator *commentator, struct arena *arena, struct err *err)
{
	const struct buf *said = &commentator->answer;
	if (!has_answered(commentator)) {
		died(err);
		return NULL;
	}
	char kind = *said->data;
	char *text = clean(arena, said->data + 1, said->len - 1, kind == '+');
	if (kind == '+')
		return text;
	text[utf8_cut(text, strlen(text), MAX_REASON)] = '\0';
	err_set(err, kind == '?' ? ERR_UNAVAILABLE : ERR_INVALID, "%s", text);
	return NULL;
}

int commentator_composed(const struct commentator *commentator, struct arena *arena,
	const char **ret_said, const char **ret_words, struct err *err)
{
	const struct buf *answer = &commentator->answer;
	if (!has_answered(commentator) || *answer->data != '+')
		return died(err);
	const char *end = buf_string(answer) + answer->len;
	char *said;
	unsigned long len = strtoul(answer->data + 1, &said, 10);
	if (*said++ != '\n' || len == 0 || len >= (size_t)(end - said))
		return died(err);
	*ret_said = clean(arena, said, len, true);
	*ret_words = clean(arena, said + len, (size_t)(end - said) - len, false);
	return 0;
}

void commentator_free(struct commentator *commentator)
{
	commentator_end(commentator);
	buf_free(&commentator->answer);
}

void commentator_reach(const struct settings *settings, struct sandbox_rules *rules)
{
	struct arena *arena = arena_new();
	const char *program = find_program(arena);
	if (*settings->commentary.base_url && program) {
		sandbox_allow_program(rules, program);
		sandbox_allow_around(rules, settings->commentary.key_file, SANDBOX_READ);
		sandbox_allow_around(rules, settings->commentary.tls_ca_file, SANDBOX_READ);
	}
	arena_free(&arena);
}
