/* test_mutation.c: broken files through the engines: each is answered with a result or a reason, by
 * an engine that is there for the next one.
 *
 * PDFs, PNGs, WAVs, PCM, texts and events of our own, broken by tests/tools/mutate.c. Seeds run
 * from MUTATION_FIRST (0) on, MUTATIONS of them: 800 as a part of `make check`, 2,400 with
 * sanitizers, whose findings end the engine, and so the test. */
#include "config.h"

#include "tests/tools/mutate.h"
#include "tests/workers/engine/engine_test.h"
#include "tests/workers/engine/wav_file.h"

#include "common/base/arena.h"
#include "common/farm/event.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef LECTERN_SANITIZED
enum { SOME = 2400 };
#else
enum { SOME = 800 };
#endif
enum { LIMIT_SECONDS = 120, MOST_ORIGINALS = 12 };

static const char settings[] =
	"[pdf_to_png_service]\ndpi = 72\nmax_page_megapixels = 4\npage_timeout_seconds = 20\n"
	"max_pages = 1000\n"
	"[supervisor]\nengine_memory_mb = 2048\n";

static struct {
	struct buf items[MOST_ORIGINALS];
	size_t count;
} pdfs, pngs, wavs, texts, events;

static struct player *engines[5];
static const char *const programs[5] = { "pdf-to-png-service", "png-to-text-service", "tts-service",
	"pcm-to-wav-service", "wav-aggregator-service" };
enum stage_index { PDF_TO_PNG, PNG_TO_TEXT, TTS, PCM_TO_WAV, WAV_AGGREGATOR };

static volatile sig_atomic_t watched_pid, hung;

static void on_alarm(int signal)
{
	(void)signal;
	hung = 1;
	kill(watched_pid, SIGABRT);
}

/* ---- originals ---- */

static void add_pdf(const char *kind, int pages)
{
	make_pdf(kind, pages, &pdfs.items[pdfs.count++], NULL);
}

static void add_bomb(const char *kind)
{
	char path[] = "/tmp/make_bomb-XXXXXX", command[200];
	struct err err;
	int fd = mkstemp(path);
	snprintf(command, sizeof command, "tests/tools/make_bomb %s %s", kind, path);
	assert_int_equal(system(command), 0);
	assert_int_equal(buf_read_fd(&pdfs.items[pdfs.count++], fd, SIZE_MAX / 2, &err), 0);
	close(fd);
	unlink(path);
}

/* What the first stage makes of a small page is what the second one gets. */
static void add_pngs(void)
{
	static struct play_result result;
	struct buf pdf = BUF_EMPTY;
	make_pdf("odd-sizes", 1, &pdf, NULL);
	const struct play_input input = { .data = pdf.data, .len = pdf.len };
	const struct play play = {
		.first_page = 1, .max_pages = 1, .inputs = &input, .input_count = 1
	};
	run_done(engines[PDF_TO_PNG], &play, &result);
	play_bytes(&result.puts[0], &pngs.items[pngs.count++]);
	play_result_free(&result);
	buf_free(&pdf);
}

static void add_text(struct buf *to, const char *text)
{
	buf_append_string(to, text);
}

static void add_events(void)
{
	static const char header[] =
		"{\"header\":{\"timestamp\":\"2026-01-02T03:04:05Z\",\"workflowId\":\"w-1\","
		"\"userId\":\"u\",\"tenantId\":\"t\",\"eventId\":\"e\"},";
	static const char *const bodies[] = {
		"\"pdfKey\":\"t/w-1/source.pdf\",\"augmentation\":{\"commentary\":{\"enabled\":true},"
		"\"summary\":{\"enabled\":true,\"placement\":\"top\"}}}",
		"\"pngKey\":\"t/w-1/page_00001.png\",\"pageNumber\":1,\"totalPages\":3}",
		"\"textKey\":\"t/w-1/page_00001.txt\",\"pngKey\":\"t/w-1/page_00001.png\","
		"\"pageNumber\":1,\"totalPages\":3,\"voice\":\"en\",\"seed\":7,\"topP\":0.9}",
		"\"audioKey\":\"t/w-1/page_00001.pcm\",\"pageNumber\":1,\"totalPages\":3}",
		"\"wavKey\":\"t/w-1/page_00001.wav\",\"pageNumber\":1,\"totalPages\":3}",
	};
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
		buf_printf(&events.items[events.count++], "%s%s", header, bodies[i]);
}

static int set_up(void **state)
{
	(void)state;
	for (size_t i = 0; i < 5; i++)
		engines[i] = start_engine(programs[i], settings);
	add_pdf("text", 1);
	add_pdf("two-columns", 2);
	add_pdf("scan", 1);
	add_pdf("odd-sizes", 4);
	add_pdf("rotated", 2);
	add_bomb("external-reference");
	add_bomb("javascript");
	add_bomb("looping-font");
	add_bomb("looping-outline");
	add_pngs();
	wav_tone(22050, 1, SF_FORMAT_PCM_16, 440, 3000, &wavs.items[wavs.count++]);
	wav_tone(48000, 2, SF_FORMAT_FLOAT, 440, 3000, &wavs.items[wavs.count++]);
	wav_tone(8000, 1, SF_FORMAT_PCM_U8, 440, 3000, &wavs.items[wavs.count++]);
	add_text(&texts.items[texts.count++],
		"It was a dark night. \xc3\x84rger \xe2\x82\xac 12.50!");
	add_text(&texts.items[texts.count++], "<speak><p>1) [[h@'loU]]</p></speak>\n\n\t3.14");
	add_events();
	signal(SIGALRM, on_alarm);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	/* With sanitizers this is where leaks are told. */
	for (size_t i = 0; i < 5; i++)
		stop_engine(&engines[i]);
	for (size_t i = 0; i < MOST_ORIGINALS; i++) {
		buf_free(&pdfs.items[i]);
		buf_free(&pngs.items[i]);
		buf_free(&wavs.items[i]);
		buf_free(&texts.items[i]);
		buf_free(&events.items[i]);
	}
	return 0;
}

/* ---- one of them ---- */

/* True when the engine answered, whatever it was, and lives. */
static bool survives(enum stage_index stage, const struct play *play, uint64_t seed)
{
	static struct play_result result;
	hung = 0;
	watched_pid = player_pid(engines[stage]);
	alarm(LIMIT_SECONDS);
	player_run(engines[stage], play, &result);
	alarm(0);
	bool good = !result.died && (result.verdict == VERDICT_DONE || *result.reason);
	if (!good) {
		print_error("seed %llu: %s: %s, status %d\n", (unsigned long long)seed,
			programs[stage], hung ? "hung" : "died", result.status);
		if (result.died) {
			player_stop(&engines[stage]);
			engines[stage] = start_engine(programs[stage], settings);
		}
	}
	play_result_free(&result);
	return good;
}

static bool play_file(enum stage_index stage, const struct buf *file, const char *metadata,
	const char *parameters, uint64_t seed)
{
	const struct play_input inputs[] = {
		{ .page = 0, .data = buf_string(file), .len = file->len, .metadata = metadata },
		{ .page = 1, .data = buf_string(file), .len = file->len, .metadata = metadata },
		{ .page = 2, .data = wavs.items[0].data, .len = wavs.items[0].len },
	};
	const struct play play = {
		.page = 1,
		.total_pages = 2,
		.first_page = 1,
		.max_pages = 4,
		.parameters = parameters,
		.inputs = inputs,
		.input_count = 3,
	};
	return survives(stage, &play, seed);
}

static bool parse_event(const struct buf *text, uint64_t seed)
{
	struct err err;
	struct event *event = NULL;
	for (int type = EVENT_PDF_CREATED; type <= EVENT_WAV_FILE_CREATED; type++) {
		struct arena *arena = arena_new();
		int rc = event_parse(
			(enum event_type)type, buf_string(text), text->len, arena, &event, &err);
		if (rc == 0)
			assert_non_null(event_format(event, arena));
		arena_free(&arena);
		if (rc < 0 && !*err.text) {
			print_error(
				"seed %llu: refused without a reason\n", (unsigned long long)seed);
			return false;
		}
	}
	return true;
}

static bool try_one(uint64_t seed)
{
	static const char *const rates[] = { "{}", "{\"sample-rate\":\"22050\",\"channels\":\"1\"}",
		"{\"sample-rate\":\"-1\"}", "{\"channels\":\"99999999999\"}",
		"{\"encoding\":\"mp3\"}", "{\"sample-rate\":\"8000\",\"channels\":\"8\"}" };
	struct buf broken = BUF_EMPTY;
	size_t turn = (size_t)(seed / 10);
	bool good;
	switch (seed % 10) {
	default:
		mutate(&pdfs.items[turn % pdfs.count], seed, &broken);
		good = play_file(PDF_TO_PNG, &broken, NULL, NULL, seed);
		break;
	case 5:
		mutate(&pngs.items[turn % pngs.count], seed, &broken);
		good = play_file(PNG_TO_TEXT, &broken, "{\"dpi\":\"72\"}", NULL, seed);
		break;
	case 6:
		mutate(&wavs.items[turn % wavs.count], seed, &broken);
		good = play_file(WAV_AGGREGATOR, &broken, NULL, "{\"pages\":\"1-2\"}", seed);
		break;
	case 7:
		mutate(&wavs.items[turn % wavs.count], seed, &broken);
		good = play_file(PCM_TO_WAV, &broken, rates[turn % 6], NULL, seed);
		break;
	case 8:
		mutate(&texts.items[turn % texts.count], seed, &broken);
		good = play_file(TTS, &broken, NULL, NULL, seed);
		break;
	case 9:
		mutate(&events.items[turn % events.count], seed, &broken);
		good = parse_event(&broken, seed);
		break;
	}
	buf_free(&broken);
	return good;
}

static uint64_t number_from_env(const char *name, uint64_t standard)
{
	const char *text = getenv(name);
	return text && *text ? strtoull(text, NULL, 10) : standard;
}

static void test_broken_files(void **state)
{
	(void)state;
	uint64_t first = number_from_env("MUTATION_FIRST", 0);
	uint64_t count = number_from_env("MUTATIONS", SOME), bad = 0;
	for (uint64_t seed = first; seed < first + count; seed++)
		bad += !try_one(seed);
	print_message("%llu broken files, %llu too many for an engine\n", (unsigned long long)count,
		(unsigned long long)bad);
	assert_int_equal(bad, 0);
}

/* The same seed breaks a file in the same way, and another in another. */
static void test_seeds(void **state)
{
	(void)state;
	struct buf a = BUF_EMPTY, b = BUF_EMPTY, c = BUF_EMPTY;
	mutate(&pdfs.items[0], 7, &a);
	mutate(&pdfs.items[0], 7, &b);
	mutate(&pdfs.items[0], 8, &c);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	assert_false(a.len == c.len && memcmp(a.data, c.data, a.len) == 0);
	buf_free(&a);
	buf_free(&b);
	buf_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seeds),
		cmocka_unit_test(test_broken_files),
	};
	return cmocka_run_group_tests_name("mutation", tests, set_up, tear_down);
}
