/* test_wav_aggregator.c: pages are joined in order, in one format, in constant memory.
 *
 * With LECTERN_LONG_TESTS set, 5 GB are joined too: that writes as much to $TMPDIR. */
#include "tests/workers/engine/engine_test.h"
#include "tests/workers/engine/wav_file.h"

#include "common/base/alloc.h"
#include "workers/wav_aggregator/results.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_PAGES = 40 };

/* What 110 MiB more to join may cost. Sanitizers keep what was freed for a while. */
#ifdef LECTERN_SANITIZED
enum { MORE_MEMORY_KIB = 64 * 1024 };
#else
enum { MORE_MEMORY_KIB = 2 * 1024 };
#endif

static struct player *player;

static int setup(void **state)
{
	(void)state;
	player = start_engine("wav-aggregator-service", "");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stop_engine(&player);
	return 0;
}

/* A book's pages, each a tone of its own. */
struct tones {
	struct buf wavs[MAX_PAGES];
	struct play_input inputs[MAX_PAGES];
	struct play play;
};

static void add_page(struct tones *book, int rate, int channels, double hertz, size_t frames,
	const char *metadata)
{
	size_t n = book->play.input_count++;
	wav_tone(rate, channels, SF_FORMAT_PCM_16, hertz, frames, &book->wavs[n]);
	book->inputs[n] = (struct play_input) {
		.page = (int)n + 1,
		.data = book->wavs[n].data,
		.len = book->wavs[n].len,
		.metadata = metadata,
	};
	book->play.inputs = book->inputs;
	book->play.total_pages = (int)n + 1;
}

static void free_book(struct tones *book)
{
	for (size_t i = 0; i < MAX_PAGES; i++)
		buf_free(&book->wavs[i]);
	memset(book, 0, sizeof *book);
}

static void join(struct tones *book, struct play_result *result, struct wav_content *content)
{
	run_done(player, &book->play, result);
	assert_int_equal(result->put_count, 1);
	assert_int_equal(result->puts[0].page, 0);
	wav_read(result->puts[0].fd, content);
}

/* The tone of `frames` samples, by the crossings of zero. */
static double hertz_of(const int16_t *samples, size_t frames, int step, int rate)
{
	size_t crossings = 0;
	for (size_t i = 1; i < frames; i++)
		crossings +=
			(samples[(i - 1) * (size_t)step] < 0) != (samples[i * (size_t)step] < 0);
	return (double)crossings / 2 * rate / (double)frames;
}

static void assert_near(double value, double wanted, double tolerance)
{
	if (fabs(value - wanted) > tolerance)
		fail_msg("%g is not within %g of %g", value, tolerance, wanted);
}

/* Where each page begins in the joined sound is stored to the sample: words are counted from there.
 */
static void read_places(
	const struct play_result *result, struct arena *arena, struct book_pages *ret_pages)
{
	struct buf json = BUF_EMPTY;
	struct err err;
	const struct play_put *put = play_result_beside(result, WAV_AGGREGATOR_BOOK + BOOK_PAGES);
	assert_non_null(put);
	play_bytes(put, &json);
	assert_int_equal(book_pages_parse(buf_string(&json), json.len, arena, ret_pages, &err), 0);
	buf_free(&json);
}

static void test_order_and_samples(void **state)
{
	(void)state;
	static struct tones book;
	static struct play_result result;
	struct wav_content joined, page;
	struct arena *arena = arena_new();
	struct book_pages places;
	size_t at = 0;
	for (int i = 0; i < 12; i++)
		add_page(&book, 22050, 1, 200 + 50 * i, 1000 + (size_t)i * 333, NULL);
	join(&book, &result, &joined);
	assert_int_equal(joined.info.samplerate, 22050);
	assert_int_equal(joined.info.channels, 1);
	/* Small enough for a plain WAV. */
	assert_int_equal(joined.info.format, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
	read_places(&result, arena, &places);
	assert_int_equal(places.rate, 22050);
	assert_int_equal(places.count, 12);
	for (int i = 0; i < 12; i++) {
		assert_int_equal(places.items[i].first, at);
		FILE *file = tmpfile();
		assert_non_null(file);
		fwrite(book.wavs[i].data, 1, book.wavs[i].len, file);
		fflush(file);
		wav_read(fileno(file), &page);
		assert_memory_equal(joined.samples + at, page.samples,
			(size_t)page.info.frames * sizeof *page.samples);
		at += (size_t)page.info.frames;
		assert_int_equal(places.items[i].frames, page.info.frames);
		free(page.samples);
		fclose(file);
	}
	assert_int_equal(joined.info.frames, at);
	assert_string_equal(play_meta(&result.puts[0], "sample-rate"), "22050");
	assert_string_equal(play_meta(&result.puts[0], "channels"), "1");
	assert_near(atof(play_meta(&result.puts[0], "seconds")), (double)at / 22050, 0.001);
	/* Telling of it is for the front, when the state says so. */
	assert_false(result.puts[0].emitted);
	assert_true(result.progress_count >= 1);
	arena_free(&arena);
	free(joined.samples);
	play_result_free(&result);
	free_book(&book);
}

static void test_same_bytes_again(void **state)
{
	(void)state;
	static struct tones book;
	static struct play_result first, second;
	struct buf a = BUF_EMPTY, b = BUF_EMPTY;
	add_page(&book, 22050, 1, 440, 30000, NULL);
	add_page(&book, 16000, 2, 440, 30000, NULL);
	run_done(player, &book.play, &first);
	run_done(player, &book.play, &second);
	play_bytes(&first.puts[0], &a);
	play_bytes(&second.puts[0], &b);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	buf_free(&a);
	buf_free(&b);
	play_result_free(&first);
	play_result_free(&second);
	free_book(&book);
}

static void test_chosen_pages(void **state)
{
	(void)state;
	static struct tones book;
	static struct play_result result;
	struct wav_content joined;
	for (int i = 0; i < 5; i++)
		add_page(&book, 8000, 1, 100 + 100 * i, 8000, NULL);
	book.play.parameters = "{\"pages\":\"2,4-5\"}";
	join(&book, &result, &joined);
	assert_int_equal(joined.info.frames, 24000);
	for (int i = 0; i < 3; i++)
		assert_near(hertz_of(joined.samples + (size_t)i * 8000, 8000, 1, 8000),
			(const double[]) { 200, 400, 500 }[i], 2);
	free(joined.samples);
	play_result_free(&result);
	free_book(&book);
}

/* The voice's format is the book's; what differs is converted, in length and pitch unchanged. */
static void test_formats_become_one(void **state)
{
	(void)state;
	static struct tones book;
	static struct play_result result;
	struct wav_content joined;
	add_page(&book, 8000, 1, 300, 8000, "{\"outcome\":\"blank\"}");
	add_page(&book, 24000, 2, 500, 24000, "{\"outcome\":\"spoken\"}");
	add_page(&book, 44100, 1, 700, 44100, NULL);
	add_page(&book, 16000, 2, 900, 16000, "{\"outcome\":\"spoken\"}");
	join(&book, &result, &joined);
	assert_int_equal(joined.info.samplerate, 24000);
	assert_int_equal(joined.info.channels, 2);
	assert_near((double)joined.info.frames, 4 * 24000, 4);
	for (int i = 0; i < 4; i++) {
		const int16_t *second = joined.samples + (size_t)i * 2 * 24000 + 2000;
		assert_near(hertz_of(second, 20000, 2, 24000),
			(const double[]) { 300, 500, 700, 900 }[i], 3);
		assert_near(hertz_of(second + 1, 20000, 2, 24000),
			(const double[]) { 300, 500, 700, 900 }[i], 3);
	}
	free(joined.samples);
	play_result_free(&result);
	free_book(&book);
}

static void test_stereo_becomes_mono(void **state)
{
	(void)state;
	static struct tones book;
	static struct play_result result;
	struct wav_content joined;
	add_page(&book, 8000, 1, 300, 8000, NULL);
	add_page(&book, 8000, 4, 500, 8000, NULL);
	add_page(&book, 16000, 3, 700, 16000, NULL);
	join(&book, &result, &joined);
	assert_int_equal(joined.info.channels, 1);
	assert_near((double)joined.info.frames, 24000, 2);
	assert_near(hertz_of(joined.samples + 8000, 8000, 1, 8000), 500, 2);
	assert_near(hertz_of(joined.samples + 16500, 7000, 1, 8000), 700, 3);
	free(joined.samples);
	play_result_free(&result);
	free_book(&book);
}

static void test_only_silences(void **state)
{
	(void)state;
	static struct tones book;
	static struct play_result result;
	struct wav_content joined;
	add_page(&book, 8000, 1, 300, 800, "{\"outcome\":\"failed\"}");
	add_page(&book, 24000, 1, 500, 2400, "{\"outcome\":\"blank\"}");
	join(&book, &result, &joined);
	assert_int_equal(joined.info.samplerate, 8000);
	assert_near((double)joined.info.frames, 1600, 2);
	free(joined.samples);
	play_result_free(&result);
	free_book(&book);
}

static void test_samples_of_other_kinds(void **state)
{
	(void)state;
	static const int kinds[] = { SF_FORMAT_PCM_24, SF_FORMAT_FLOAT, SF_FORMAT_PCM_U8 };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		static struct tones book;
		static struct play_result result;
		struct wav_content joined;
		add_page(&book, 8000, 1, 300, 8000, NULL);
		buf_clear(&book.wavs[0]);
		wav_tone(8000, 1, kinds[i], 300, 8000, &book.wavs[0]);
		book.inputs[0].data = book.wavs[0].data;
		book.inputs[0].len = book.wavs[0].len;
		join(&book, &result, &joined);
		assert_near(hertz_of(joined.samples, 8000, 1, 8000), 300, 2);
		int loudest = 0;
		for (int j = 0; j < 8000; j++)
			loudest = joined.samples[j] > loudest ? joined.samples[j] : loudest;
		assert_in_range(loudest, 16000, 16800);
		free(joined.samples);
		play_result_free(&result);
		free_book(&book);
	}
}

static void test_pages_that_cannot_be_joined(void **state)
{
	(void)state;
	static struct tones book;
	for (int i = 0; i < 3; i++)
		add_page(&book, 8000, 1, 300, 800, NULL);
	book.inputs[1].data = "no RIFF in here, I am afraid";
	book.inputs[1].len = 28;
	run_rejected(player, &book.play, "page 2: not a WAV file");
	book.inputs[1].len = 0;
	run_rejected(player, &book.play, "page 2: not a WAV file");
	book.inputs[1].page = 99;
	run_rejected(player, &book.play, "page 2: no such object");
	book.play.parameters = "{\"pages\":\"\"}";
	run_rejected(player, &book.play, "no pages to join");
	book.play.parameters = "{\"pages\":\"x\"}";
	run_rejected(player, &book.play, "page numbers and ranges");
	free_book(&book);
	test_order_and_samples(state);
}

/* ---- size ---- */

static long peak_memory_kib(void)
{
	char path[64], line[200];
	long kib = 0;
	snprintf(path, sizeof path, "/proc/%d/status", player_pid(player));
	FILE *status = fopen(path, "r");
	assert_non_null(status);
	while (fgets(line, sizeof line, status))
		sscanf(line, "VmHWM: %ld", &kib);
	fclose(status);
	assert_true(kib > 0);
	return kib;
}

/* One long page, many times over. The scratch file is this test's, of the same kind as a front's.
 */
static void join_many(int pages, size_t frames, struct play_result *result)
{
	struct buf wav = BUF_EMPTY;
	FILE *file = tmpfile();
	assert_non_null(file);
	wav_tone(48000, 2, SF_FORMAT_PCM_16, 440, frames, &wav);
	assert_int_equal(fwrite(wav.data, 1, wav.len, file), wav.len);
	fflush(file);
	struct play_input *inputs = alloc_zeroed((size_t)pages, sizeof *inputs);
	for (int i = 0; i < pages; i++)
		inputs[i] = (struct play_input) { .page = i + 1, .fd = fileno(file) };
	const struct play play = { .total_pages = pages,
		.inputs = inputs,
		.input_count = (size_t)pages,
		.scratch_on_disk = true };
	run_done(player, &play, result);
	free(inputs);
	buf_free(&wav);
	fclose(file);
}

static void test_memory_is_constant(void **state)
{
	(void)state;
	static struct play_result result;
	struct stat st;
	join_many(2, 48000, &result);
	play_result_free(&result);
	long before = peak_memory_kib();
	join_many(60, 480000, &result);
	assert_int_equal(fstat(result.puts[0].fd, &st), 0);
	assert_in_range(st.st_size, 115200000, 115200000 + 200);
	play_result_free(&result);
	assert_in_range(peak_memory_kib() - before, 0, MORE_MEMORY_KIB);
}

static void test_past_4_gib(void **state)
{
	(void)state;
	static struct play_result result;
	SF_INFO info = { 0 };
	char head[4];
	if (!getenv("LECTERN_LONG_TESTS"))
		skip();
	join_many(300, 4320000, &result);
	int fd = result.puts[0].fd;
	assert_int_equal(pread(fd, head, sizeof head, 0), 4);
	assert_memory_equal(head, "RF64", 4);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	SNDFILE *file = sf_open_fd(fd, SFM_READ, &info, SF_FALSE);
	assert_non_null(file);
	assert_int_equal(info.format, SF_FORMAT_RF64 | SF_FORMAT_PCM_16);
	assert_true(info.frames == (sf_count_t)300 * 4320000);
	sf_close(file);
	play_result_free(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order_and_samples),
		cmocka_unit_test(test_same_bytes_again),
		cmocka_unit_test(test_chosen_pages),
		cmocka_unit_test(test_formats_become_one),
		cmocka_unit_test(test_stereo_becomes_mono),
		cmocka_unit_test(test_only_silences),
		cmocka_unit_test(test_samples_of_other_kinds),
		cmocka_unit_test(test_pages_that_cannot_be_joined),
		cmocka_unit_test(test_memory_is_constant),
		cmocka_unit_test(test_past_4_gib),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
