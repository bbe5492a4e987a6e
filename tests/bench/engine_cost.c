/* engine_cost.c - each engine does one small job under callgrind, with this program as its front.
 *
 * usage: engine_cost DIR BOOK.pdf; DIR gets callgrind.<stage>.<pid> of every process. */
#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "tests/workers/engine/front_player.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Nothing of valgrind's own is let into the sandbox; print is small, but legible. */
static const char settings[] = "[supervisor]\nsandbox = \"off\"\n[pdf_to_png_service]\ndpi = 100\n";

static const char *out_dir;

static _Noreturn void fail(const char *stage, const char *what)
{
	fprintf(stderr, "engine_cost: %s: %s\n", stage, what);
	exit(1);
}

static struct player *start(const char *stage)
{
	char out[4096], program[80], reason[500];
	snprintf(out, sizeof out, "--callgrind-out-file=%s/callgrind.%s.%%p", out_dir, stage);
	snprintf(program, sizeof program, "%s-service", stage);
	const char *const under[] = { "valgrind", "--tool=callgrind", "--quiet", out, NULL };
	struct player *player = player_start_under(under, program, settings, reason);
	if (!player)
		fail(stage, reason);
	return player;
}

/* One job; its result of that number, whose descriptor the caller owns. */
static int run(const char *stage, struct play *play, int number, char ret_meta[500])
{
	struct play_result result;
	struct player *player = start(stage);
	player_run(player, play, &result);
	const struct play_put *put = play_result_put(&result, number);
	if (result.died || result.verdict != VERDICT_DONE || !put)
		fail(stage, result.died ? "the engine died" : result.reason);
	int fd = dup(put->fd);
	char *meta = cJSON_PrintUnformatted(put->metadata);
	snprintf(ret_meta, 500, "%s", meta);
	free(meta);
	play_result_free(&result);
	if (fd < 0 || player_stop(&player) != 0)
		fail(stage, "the engine did not leave in peace");
	return fd;
}

/* A stage that makes one thing of one thing, and words and times beside it. */
static int pass_on(const char *stage, int input, const char *input_meta, char ret_meta[500])
{
	const struct play_input in = { .fd = input, .metadata = input_meta };
	struct play play = {
		.page = 1,
		.total_pages = 1,
		.inputs = &in,
		.input_count = 1,
	};
	int fd = run(stage, &play, 0, ret_meta);
	close(input);
	return fd;
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	out_dir = argv[1];
	char png[500], text[500], pcm[500], wav[500], final[500];
	int fd = open(argv[2], O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fail("pdf-to-png", argv[2]);
	const struct play_input pdf = { .fd = fd };
	struct play render = { .max_pages = 1, .inputs = &pdf, .input_count = 1 };
	int image = run("pdf-to-png", &render, 1, png);
	close(fd);
	int words = pass_on("png-to-text", image, png, text);
	int samples = pass_on("tts", words, text, pcm);
	int page = pass_on("pcm-to-wav", samples, pcm, wav);
	const struct play_input in = { .page = 1, .fd = page, .metadata = wav };
	struct play join = {
		.total_pages = 1,
		.inputs = &in,
		.input_count = 1,
		.scratch_on_disk = true,
	};
	close(run("wav-aggregator", &join, 0, final));
	close(page);
	return 0;
}
