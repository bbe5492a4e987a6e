/* sandbox_cost [ROUNDS]: what it costs a page that engines are locked in and forget each job: the
 * same page through pdf-to-png, png-to-text, tts and pcm-to-wav, by engines with sandbox = "on" and
 * "off" in turn. Processor time of the engines and their children, which a busy machine disturbs
 * least; of each stage the median, and the sum of those. */
#include "tests/workers/engine/engine_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 15, MOST_ROUNDS = 200, STAGES = 4, MODES = 2 };

static const char *const programs[STAGES] = { "pdf-to-png-service", "png-to-text-service",
	"tts-service", "pcm-to-wav-service" };
static const char *const modes[MODES] = { "[supervisor]\nsandbox = \"off\"\n",
	"[supervisor]\nsandbox = \"on\"\n" };

static struct player *engines[MODES][STAGES];
static double milliseconds[MODES][STAGES][MOST_ROUNDS];

/* Of the process itself, by its own fine clock. */
static double own_cpu_of(int pid)
{
	clockid_t clock;
	struct timespec used;
	if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) < 0)
		abort();
	return (double)used.tv_sec * 1e3 + (double)used.tv_nsec / 1e6;
}

/* Of its children that ended: fields 16 and 17 of stat, in ticks of 10 ms, but exact as a sum. */
static double child_cpu_of(int pid)
{
	char path[64], line[1024];
	unsigned long long user, system;
	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	FILE *file = fopen(path, "re");
	const char *end = file && fgets(line, sizeof line, file) ? strrchr(line, ')') : NULL;
	if (!end ||
		sscanf(end + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %llu %llu",
			&user, &system) != 2)
		abort();
	fclose(file);
	return (double)(user + system) * 1000 / (double)sysconf(_SC_CLK_TCK);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *values, int count)
{
	qsort(values, (size_t)count, sizeof *values, by_size);
	return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

/* One stage's turn: what it makes of the input is the next one's. */
static void run_stage(struct player *player, const struct buf *input, struct buf *ret_output)
{
	static struct play_result result;
	const struct play_input inputs[] = {
		{ .page = 0, .data = input->data, .len = input->len, .metadata = "{}" }
	};
	const struct play play = { .page = 1,
		.total_pages = 1,
		.first_page = 1,
		.max_pages = 1,
		.inputs = inputs,
		.input_count = 1 };
	player_run(player, &play, &result);
	if (result.died || result.put_count == 0) {
		fprintf(stderr, "sandbox_cost: no result: %s\n", result.reason);
		exit(1);
	}
	play_bytes(&result.puts[0], ret_output);
	play_result_free(&result);
}

static void run_page(int mode, const struct buf *pdf, int round)
{
	struct buf stages[STAGES + 1] = { *pdf };
	for (int i = 0; i < STAGES; i++) {
		double before = own_cpu_of(player_pid(engines[mode][i]));
		run_stage(engines[mode][i], &stages[i], &stages[i + 1]);
		milliseconds[mode][i][round] = own_cpu_of(player_pid(engines[mode][i])) - before;
		if (i > 0)
			buf_free(&stages[i]);
	}
	buf_free(&stages[STAGES]);
}

static void start(const struct buf *pdf)
{
	char reason[500];
	for (int mode = 0; mode < MODES; mode++) {
		for (int i = 0; i < STAGES; i++) {
			engines[mode][i] = player_start(programs[i], modes[mode], reason);
			if (!engines[mode][i]) {
				fprintf(stderr, "sandbox_cost: %s\n", reason);
				exit(1);
			}
		}
		run_page(mode, pdf, 0); /* warm */
	}
}

static void report(int rounds)
{
	double sums[MODES] = { 0, 0 };
	printf("processor time of a page, ms, %d rounds:\n%-22s %10s %10s\n", rounds, "", "off",
		"on");
	for (int i = 0; i < STAGES; i++) {
		double each[MODES];
		for (int mode = 0; mode < MODES; mode++) {
			each[mode] = median(milliseconds[mode][i], rounds) +
				     child_cpu_of(player_pid(engines[mode][i])) / (rounds + 1);
			sums[mode] += each[mode];
		}
		printf("%-22s %10.2f %10.2f\n", programs[i], each[0], each[1]);
	}
	printf("%-22s %10.2f %10.2f  (%+.2f %%)\n", "page", sums[0], sums[1],
		(sums[1] / sums[0] - 1) * 100);
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : ROUNDS;
	struct buf pdf = BUF_EMPTY;
	if (rounds < 1 || rounds > MOST_ROUNDS) {
		fprintf(stderr, "usage: sandbox_cost [ROUNDS]\n");
		return 2;
	}
	make_pdf("text", 1, &pdf, NULL);
	start(&pdf);
	for (int round = 0; round < rounds; round++) {
		run_page(round % 2, &pdf, round);
		run_page(!(round % 2), &pdf, round);
	}
	report(rounds);
	for (int mode = 0; mode < MODES; mode++) {
		for (int i = 0; i < STAGES; i++)
			player_stop(&engines[mode][i]);
	}
	buf_free(&pdf);
	return 0;
}
