/* test_confine.c: what a locked in process can still do, and what it can not: each attempt in a
 * child of its own that plays an engine somebody else has taken over. */
#include "config.h"

#include "tests/workers/engine/engine_test.h"

#include "common/config/settings.h"
#include "tests/workers/engine/confine_attempts.h"
#include "workers/engine/confine.h"
#include "workers/engine/stage.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SOMEBODY = 61234 }; /* a user who has no processes */

/* What the stages of a farm have; the same profiles, with their own directories. */
static const struct {
	const struct stage *stage;
	enum profile profile;
} stages[] = {
	{ &pdf_to_png_stage, READING },
	{ &png_to_text_stage, READING },
	{ &tts_stage, FORKING },
	{ &pcm_to_wav_stage, BARE },
	{ &wav_aggregator_stage, BARE },
	{ &audio_encoder_stage, BARE },
	{ &page_image_stage, BARE },
	{ &live_audio_stage, BARE },
	{ &voice_sample_stage, FORKING },
};
enum { STAGES = sizeof stages / sizeof *stages };
static void *states[STAGES];
static struct settings *settings;

/* ---- the child ---- */

static void confine_as(enum profile profile)
{
	const struct rlimit no_core = { 0, 0 };
	struct confinement needs = {
		.max_memory_mb = MEMORY_MB,
		.max_file_mb = FILE_MB,
		.max_processes = PROCESSES,
	};
	unsigned missing;
	struct err err;
	setrlimit(RLIMIT_CORE, &no_core);
	if (profile != BARE)
		needs.read_paths[0] = attempt_place.directory;
	needs.may_fork = profile == FORKING;
	if (confine_process(&needs, &missing, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		_exit(NOT_CONFINED);
	}
	if (missing & SANDBOX_NO_SECCOMP)
		_exit(NOT_CONFINED);
	if (missing & SANDBOX_NO_LANDLOCK)
		_exit(NO_LANDLOCK);
}

static int wait_for(pid_t pid)
{
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? DIED_OF + WTERMSIG(status) : WEXITSTATUS(status);
}

static int try(enum profile profile, attempt_fn *attempt)
{
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, 0);
		dup2(null, 1);
		confine_as(profile);
		_exit(attempt());
	}
	return wait_for(pid);
}

static void confine_as_stage(size_t index)
{
	const struct rlimit no_core = { 0, 0 };
	unsigned missing;
	struct err err;
	setrlimit(RLIMIT_CORE, &no_core);
	if (engine_confine(stages[index].stage, states[index], settings, &missing, &err) < 0 ||
		missing)
		_exit(NOT_CONFINED);
}

static void become_somebody(void)
{
	if (geteuid() == 0 && setresuid(SOMEBODY, SOMEBODY, SOMEBODY) < 0)
		_exit(NOT_CONFINED);
}

/* Under the profile of a stage, as somebody whose processes are counted. */
static int try_as_stage(size_t index, attempt_fn *attempt)
{
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		setpgid(0, 0);
		int null = open("/dev/null", O_RDWR);
		dup2(null, 0);
		dup2(null, 1);
		if (attempt == attempt_fork_a_swarm)
			become_somebody();
		confine_as_stage(index);
		_exit(attempt());
	}
	int result = wait_for(pid);
	kill(-pid, SIGKILL);
	return result;
}

/* Without it there is nothing to look at: the kernel says so, and so does READY. */
static bool kernel_can(void)
{
	unsigned missing = sandbox_missing();
	if (missing)
		print_message("this kernel has no %s\n", sandbox_missing_text(missing));
	return !missing;
}

static int check(const char *who, const struct expectation *e, enum profile profile, int got)
{
	if (got == e->outcomes[profile])
		return 0;
	print_error("%s, %s: %d instead of %d\n", e->name, who, got, e->outcomes[profile]);
	return 1;
}

static void test_attempts(void **state)
{
	static const char *const names[] = { "bare", "reading", "forking" };
	(void)state;
	int wrong = 0;
	if (!kernel_can())
		skip();
	for (size_t i = 0; i < confine_expectation_count; i++) {
		const struct expectation *e = &confine_expectations[i];
		for (int profile = BARE; profile < PROFILES; profile++) {
			/* Counted for the user, not for a profile: see test_stages. */
			if (e->attempt != attempt_fork_a_swarm)
				wrong += check(names[profile], e, (enum profile)profile,
					try((enum profile)profile, e->attempt));
		}
	}
	assert_int_equal(wrong, 0);
	assert_int_equal(access(attempt_place.inside, F_OK), 0);
	assert_int_equal(access(attempt_place.created, F_OK), -1);
}

/* The same, as an engine of each stage is locked in once it is initialised. */
static void test_stages(void **state)
{
	(void)state;
	int wrong = 0;
	if (!kernel_can())
		skip();
	for (size_t i = 0; i < confine_expectation_count; i++) {
		const struct expectation *e = &confine_expectations[i];
		bool is_of_own_directory =
			e->attempt == attempt_read_inside || e->attempt == attempt_list_inside;
		for (size_t stage = 0; stage < STAGES && !is_of_own_directory; stage++)
			wrong += check(stages[stage].stage->name, e, stages[stage].profile,
				try_as_stage(stage, e->attempt));
	}
	assert_int_equal(wrong, 0);
}

/* The same attempts by the unconfined test succeed, or they would prove nothing. */
static void test_attempts_are_real(void **state)
{
	(void)state;
	assert_int_equal(attempt_read_passwd(), 0);
	assert_int_equal(attempt_read_environment(), 0);
	assert_int_equal(attempt_list_root(), 0);
	assert_int_equal(attempt_read_through_link(), 0);
	assert_int_equal(attempt_read_through_dots(), 0);
	assert_int_equal(attempt_make_socket(), 0);
	assert_int_equal(attempt_connect_loopback(), 0);
	assert_int_equal(attempt_fork_plainly(), 0);
	assert_int_equal(attempt_allocate_without_end(), 0);
	assert_int_equal(attempt_run_memory(), 0);
	assert_int_equal(attempt_fork_as_a_child(), 0);
	assert_int_equal(attempt_grow_without_end(), 0);
	assert_int_equal(attempts_shrink_file(), 0);
}

static char *status_field(const char *status, const char *name)
{
	static char value[64];
	const char *at = strstr(status, name);
	assert_non_null(at);
	assert_int_equal(sscanf(at + strlen(name), "%63s", value), 1);
	return value;
}

/* What the kernel itself says of such a process. */
static void test_status(void **state)
{
	(void)state;
	int ready[2], leave[2];
	char byte, path[64], status[4096];
	if (!kernel_can())
		skip();
	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(leave), 0);
	pid_t pid = fork();
	if (pid == 0) {
		close(leave[1]);
		confine_as(READING);
		_exit(write(ready[1], "x", 1) == 1 && read(leave[0], &byte, 1) == 0 ? 0 : 1);
	}
	close(ready[1]);
	close(leave[0]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	int fd = open(path, O_RDONLY);
	ssize_t len = read(fd, status, sizeof status - 1);
	close(fd);
	close(leave[1]);
	close(ready[0]);
	assert_int_equal(wait_for(pid), 0);
	assert_true(len > 0);
	status[len] = '\0';
	assert_string_equal(status_field(status, "NoNewPrivs:"), "1");
	assert_string_equal(status_field(status, "Seccomp:"), "2");
	assert_string_equal(status_field(status, "CapPrm:"), "0000000000000000");
	assert_string_equal(status_field(status, "CapEff:"), "0000000000000000");
	assert_string_equal(status_field(status, "CapInh:"), "0000000000000000");
	if (geteuid() == 0) /* only the mighty can give up the bounding set */
		assert_string_equal(status_field(status, "CapBnd:"), "0000000000000000");
}

/* ---- */

static void start_stages(void)
{
	char path[] = "/tmp/lectern-confine-XXXXXX";
	char text[200];
	struct err err;
	int fd = mkstemp(path);
	int len = snprintf(text, sizeof text,
		"[supervisor]\nengine_memory_mb = %d\nengine_processes = %d\nmax_file_gb = 1\n",
		MEMORY_MB, PROCESSES);
	assert_int_equal(write(fd, text, (size_t)len), len);
	close(fd);
	assert_int_equal(settings_load(path, &settings, &err), 0);
	unlink(path);
	for (size_t i = 0; i < STAGES; i++) {
		if (stages[i].stage->init(settings, &states[i], &err) < 0)
			fail_msg("%s: %s", stages[i].stage->name, err.text);
	}
}

static int set_up(void **state)
{
	(void)state;
	if (attempts_prepare() < 0)
		return -1;
	start_stages();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (size_t i = 0; i < STAGES; i++)
		stages[i].stage->fini(&states[i]);
	settings_free(&settings);
	return attempts_clean_up();
}

int main(void)
{
#ifdef LECTERN_SANITIZED
	return 77; /* a sanitizer's own calls do not fit in */
#endif
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attempts),
		cmocka_unit_test(test_stages),
		cmocka_unit_test(test_status),
		/* The last: it uses the socket up. */
		cmocka_unit_test(test_attempts_are_real),
	};
	return cmocka_run_group_tests_name("confine", tests, set_up, tear_down);
}
