/* test_bombs.c: small PDF files that ask for more than anybody has (tests/tools/make_bomb.c). Each
 * is bounded by a limit that the settings state, and its failure names that limit; what asks for
 * something to be run or fetched is drawn, and that is all. */
#include "config.h"

#include "tests/workers/engine/engine_test.h"

#include "common/base/timestamp.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	PAGE_SECONDS = 3,
	/* How long a file may keep the engine: the limit, and what it takes to notice on a machine
	 * that does a lot besides. */
	MOST_MS = PAGE_SECONDS * 1000 + 30000,
	MEMORY_MB = 1536,
	WHITE = 0xff,
};

static const char settings[] = "[pdf_to_png_service]\ndpi = 100\nmax_page_megapixels = 20\n"
			       "page_timeout_seconds = 3\nmax_pages = 5000\n"
			       "[supervisor]\nengine_memory_mb = 1536\n";

static struct player *player;

static void make_bomb(const char *kind, struct buf *pdf)
{
	char path[] = "/tmp/make_bomb-XXXXXX", command[200];
	struct err err;
	int fd = mkstemp(path);
	snprintf(command, sizeof command, "tests/tools/make_bomb %s %s", kind, path);
	assert_true(fd >= 0);
	assert_int_equal(system(command), 0);
	assert_int_equal(buf_read_fd(pdf, fd, SIZE_MAX / 2, &err), 0);
	close(fd);
	unlink(path);
}

/* Largest resident size so far, MiB. */
static long peak_of(int pid)
{
	char path[64], line[128];
	long kib = 0;
	snprintf(path, sizeof path, "/proc/%d/status", pid);
	FILE *file = fopen(path, "r");
	while (file && fgets(line, sizeof line, file))
		sscanf(line, "VmHWM: %ld", &kib);
	if (file)
		fclose(file);
	return kib / 1024;
}

/* Gives the bomb to the engine, which survives it within its time and memory. */
static void play_bomb(const char *kind, struct play_result *ret_result)
{
	struct buf pdf = BUF_EMPTY;
	make_bomb(kind, &pdf);
	const struct play_input input = { .data = pdf.data, .len = pdf.len };
	const struct play play = {
		.first_page = 1, .max_pages = 2, .inputs = &input, .input_count = 1
	};
	int64_t began = clock_monotonic_ms();
	player_run(player, &play, ret_result);
	int64_t took = clock_monotonic_ms() - began;
	long peak = ret_result->died ? 0 : peak_of(player_pid(player));
	print_message("%s: %zu bytes, %lld ms, peak %ld MiB, %s%s\n", kind, pdf.len,
		(long long)took, peak, ret_result->reason,
		ret_result->failure_count ? ret_result->failures[0].reason : "");
	buf_free(&pdf);
	assert_false(ret_result->died);
	assert_true(took < MOST_MS);
#ifndef LECTERN_SANITIZED
	assert_true(peak < MEMORY_MB);
#endif
}

/* The page, or the document, fails for that reason. */
static void check_bounded(const char *kind, const char *reason)
{
	static struct play_result result;
	play_bomb(kind, &result);
	const char *why =
		result.failure_count ? result.failures[0].reason : (const char *)result.reason;
	assert_contains(why, reason);
	assert_int_equal(result.put_count, 0);
	play_result_free(&result);
}

/* The page is drawn as if there were nothing about it. */
static void check_harmless(const char *kind)
{
	static struct play_result result;
	play_bomb(kind, &result);
	if (result.put_count != 1)
		fail_msg("%s: not drawn: %s", kind,
			result.failure_count ? result.failures[0].reason : result.reason);
	assert_int_equal(result.verdict, VERDICT_DONE);
	play_result_free(&result);
}

/* Drawn, when that was possible within the limits; or a limit is named. */
static void check_drawn_or_bounded(const char *kind)
{
	static struct play_result result;
	play_bomb(kind, &result);
	if (result.put_count == 0)
		assert_contains(result.failures[0].reason, "page_timeout_seconds = 3");
	play_result_free(&result);
}

static void test_pixels(void **state)
{
	(void)state;
	check_bounded("large-page", "max_page_megapixels = 20");
	check_drawn_or_bounded("large-image");
	check_drawn_or_bounded("jbig2");
}

static void test_time(void **state)
{
	(void)state;
	check_bounded("nested-forms", "page_timeout_seconds = 3");
	/* A quick machine is through with it in time. */
	check_drawn_or_bounded("inflating-content");
}

static void test_memory(void **state)
{
	(void)state;
	check_harmless("inflating-font");
}

static void test_pages(void **state)
{
	(void)state;
	check_bounded("million-pages", "1000000 pages: max_pages = 5000");
}

static void test_loops(void **state)
{
	(void)state;
	check_harmless("looping-outline");
	check_harmless("looping-font");
}

/* The engine has no call to do any of it: it would have died of the attempt. */
static void test_nothing_is_run_or_fetched(void **state)
{
	(void)state;
	check_harmless("javascript");
	check_harmless("embedded-file");
	check_harmless("external-reference");
	assert_int_equal(access("/tmp/lectern-was-here", F_OK), -1);
}

static int set_up(void **state)
{
	(void)state;
	player = start_engine("pdf-to-png-service", settings);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	stop_engine(&player);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pixels),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_loops),
		cmocka_unit_test(test_nothing_is_run_or_fetched),
	};
	return cmocka_run_group_tests_name("bombs", tests, set_up, tear_down);
}
