/* test_isolation.c: what one job brought is gone when the next one comes to the same engine: no
 * descriptor of it is open, and its marker is nowhere in the engine's memory. */
#include "config.h"

#include "tests/workers/engine/engine_test.h"
#include "tests/workers/engine/wav_file.h"

#include "common/base/alloc.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct play_result result;

/* ---- looking into an engine ---- */

static int count_descriptors(int pid)
{
	char path[64];
	int count = 0;
	snprintf(path, sizeof path, "/proc/%d/fd", pid);
	DIR *dir = opendir(path);
	assert_non_null(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

static bool region_has(int memory, unsigned long start, size_t len, const void *marker, size_t size)
{
	char *bytes = alloc_zeroed(1, len);
	ssize_t n = pread(memory, bytes, len, (off_t)start);
	bool found = n > 0 && memmem(bytes, (size_t)n, marker, size);
	free(bytes);
	return found;
}

/* Anywhere in what it can write to. *ret_where: which part of its memory. */
static bool memory_has(int pid, const void *marker, size_t size, char where[200])
{
	char path[64], line[400];
	bool found = false;
	snprintf(path, sizeof path, "/proc/%d/mem", pid);
	int memory = open(path, O_RDONLY | O_CLOEXEC);
	snprintf(path, sizeof path, "/proc/%d/maps", pid);
	FILE *maps = fopen(path, "re");
	assert_true(memory >= 0 && maps);
	while (!found && fgets(line, sizeof line, maps)) {
		unsigned long start, end;
		char rights[8] = "";
		if (sscanf(line, "%lx-%lx %7s", &start, &end, rights) == 3 && rights[0] == 'r' &&
			rights[1] == 'w')
			found = region_has(memory, start, end - start, marker, size);
	}
	snprintf(where, 200, "%.199s", found ? line : "");
	fclose(maps);
	close(memory);
	return found;
}

/* ---- two jobs ---- */

struct visit {
	const char *program;
	struct buf first, second; /* inputs: the one with the marker, and another */
	const char *metadata;     /* of the first */
	const char *parameters;
	const char *marker;
	size_t marker_len;
};

static void run_job(struct player *player, const struct visit *visit, const struct buf *input,
	const char *metadata)
{
	const struct play_input inputs[] = {
		{ .page = 0, .data = input->data, .len = input->len, .metadata = metadata },
		{ .page = 1, .data = input->data, .len = input->len, .metadata = metadata },
	};
	const struct play play = {
		.page = 1,
		.total_pages = 1,
		.first_page = 1,
		.max_pages = 1,
		.parameters = visit->parameters,
		.inputs = inputs,
		.input_count = 2,
	};
	run_done(player, &play, &result);
}

static void check_forgets(struct visit *visit)
{
	struct player *player = start_engine(visit->program, "[pdf_to_png_service]\ndpi = 72\n");
	char where[200];
	int before = count_descriptors(player_pid(player));
	run_job(player, visit, &visit->first, visit->metadata);
	struct buf answer = BUF_EMPTY;
	play_bytes(&result.puts[0], &answer);
	play_result_free(&result);
	assert_int_equal(count_descriptors(player_pid(player)), before);
	/* A text that the engine made is a marker too. */
	if (!visit->marker) {
		visit->marker = buf_string(&answer);
		visit->marker_len = strcspn(visit->marker, "\n");
		assert_true(visit->marker_len > 12);
	}
	run_job(player, visit, &visit->second, NULL);
	play_result_free(&result);
	assert_int_equal(count_descriptors(player_pid(player)), before);
	if (memory_has(player_pid(player), visit->marker, visit->marker_len, where))
		fail_msg("%s remembers: %s", visit->program, where);
	stop_engine(&player);
	buf_free(&answer);
	buf_free(&visit->first);
	buf_free(&visit->second);
}

/* ---- the stages ---- */

static void read_bomb(const char *kind, struct buf *pdf)
{
	char path[] = "/tmp/make_bomb-XXXXXX", command[200];
	struct err err;
	int fd = mkstemp(path);
	snprintf(command, sizeof command, "tests/tools/make_bomb %s %s", kind, path);
	assert_int_equal(system(command), 0);
	assert_int_equal(buf_read_fd(pdf, fd, SIZE_MAX / 2, &err), 0);
	close(fd);
	unlink(path);
}

static void test_pdf_to_png(void **state)
{
	(void)state;
	struct visit visit = { .program = "pdf-to-png-service", .marker = "app.launchURL" };
	visit.marker_len = strlen(visit.marker);
	read_bomb("javascript", &visit.first);
	assert_non_null(memmem(visit.first.data, visit.first.len, "app.launchURL", 13));
	make_pdf("blank", 1, &visit.second, NULL);
	check_forgets(&visit);
}

/* As the first stage draws the page. */
static void draw(const char *kind, struct buf *png)
{
	struct player *player =
		start_engine("pdf-to-png-service", "[pdf_to_png_service]\ndpi = 150\n");
	struct visit visit = { .program = "" };
	struct buf pdf = BUF_EMPTY;
	make_pdf(kind, 1, &pdf, NULL);
	run_job(player, &visit, &pdf, NULL);
	play_bytes(&result.puts[0], png);
	play_result_free(&result);
	stop_engine(&player);
	buf_free(&pdf);
}

static void test_png_to_text(void **state)
{
	(void)state;
	struct visit visit = { .program = "png-to-text-service", .metadata = "{\"dpi\":\"150\"}" };
	draw("text", &visit.first);
	draw("blank", &visit.second);
	check_forgets(&visit);
}

static void test_tts(void **state)
{
	(void)state;
	static const char marker[] = "The heron keeps a secret of his own.";
	struct visit visit = {
		.program = "tts-service", .marker = marker + 4, .marker_len = sizeof marker - 5
	};
	buf_append_string(&visit.first, marker);
	buf_append_string(&visit.second, "Nothing.");
	check_forgets(&visit);
}

static const char noise[] = "\x11\x02\x93\x14\x75\x06\x57\x18\x39\x0a\x1b\x2c\x3d\x4e\x5f\x60";

static void test_pcm_to_wav(void **state)
{
	(void)state;
	struct visit visit = { .program = "pcm-to-wav-service",
		.metadata = "{\"language\":\"heron-secret\"}",
		.marker = noise,
		.marker_len = 16 };
	for (int i = 0; i < 5000; i++) {
		buf_append(&visit.first, noise, 16);
		buf_append(&visit.second, "\0\0\0\0", 4);
	}
	check_forgets(&visit);
}

static void test_pcm_to_wav_metadata(void **state)
{
	(void)state;
	struct visit visit = { .program = "pcm-to-wav-service",
		.metadata = "{\"language\":\"heron-secret\"}",
		.marker = "heron-secret",
		.marker_len = 12 };
	buf_append(&visit.first, noise, 16);
	buf_append(&visit.second, "\0\0\0\0", 4);
	check_forgets(&visit);
}

static void test_wav_aggregator(void **state)
{
	(void)state;
	struct visit visit = { .program = "wav-aggregator-service",
		.parameters = "{\"pages\":\"1\"}",
		.marker = noise,
		.marker_len = 16 };
	wav_tone(22050, 1, SF_FORMAT_PCM_16, 0, 40000, &visit.first);
	wav_tone(22050, 1, SF_FORMAT_PCM_16, 0, 200, &visit.second);
	for (size_t at = 64; at + 16 < visit.first.len; at += 16)
		memcpy(visit.first.data + at, noise, 16);
	check_forgets(&visit);
}

/* In KB, of what is in memory. */
static long resident(int pid)
{
	char path[64], line[200];
	long kilobytes = 0;
	snprintf(path, sizeof path, "/proc/%d/status", pid);
	FILE *status = fopen(path, "re");
	assert_non_null(status);
	while (kilobytes == 0 && fgets(line, sizeof line, status)) {
		if (strncmp(line, "VmRSS:", 6) == 0)
			kilobytes = strtol(line + 6, NULL, 10);
	}
	fclose(status);
	assert_true(kilobytes > 0);
	return kilobytes;
}

/* What forgetting costs must not grow from job to job, nor the memory that is gone through. */
static void test_forgetting_does_not_grow(void **state)
{
	(void)state;
	enum { BEFORE = 10, JOBS = 40, SLACK_KB = 1024 };
	static const char *const programs[] = { "tts-service", "pcm-to-wav-service" };
	struct visit visit = { .program = "" };
	struct buf input = BUF_EMPTY;
	for (int i = 0; i < 400; i++)
		buf_append(&input, "A heron. ", 9);
	for (int i = 0; i < 2; i++) {
		struct player *player = start_engine(programs[i], "");
		long before = 0;
		for (int n = 0; n < BEFORE + JOBS; n++) {
			if (n == BEFORE)
				before = resident(player_pid(player));
			run_job(player, &visit, &input, NULL);
			play_result_free(&result);
		}
		assert_in_range(resident(player_pid(player)), 0, before + SLACK_KB);
		stop_engine(&player);
	}
	buf_free(&input);
}

/* The test can see a marker where there is one: its own. */
static void test_markers_are_seen(void **state)
{
	(void)state;
	char where[200];
	char *copy = alloc_string("a marker of this test itself");
	assert_true(memory_has(getpid(), copy, strlen(copy), where));
	free(copy);
}

int main(void)
{
#ifdef LECTERN_SANITIZED
	return 77; /* a sanitizer keeps what was freed, to see whether it is used */
#endif
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_markers_are_seen),
		cmocka_unit_test(test_pdf_to_png),
		cmocka_unit_test(test_png_to_text),
		cmocka_unit_test(test_tts),
		cmocka_unit_test(test_pcm_to_wav),
		cmocka_unit_test(test_pcm_to_wav_metadata),
		cmocka_unit_test(test_wav_aggregator),
		cmocka_unit_test(test_forgetting_does_not_grow),
	};
	return cmocka_run_group_tests_name("isolation", tests, NULL, NULL);
}
