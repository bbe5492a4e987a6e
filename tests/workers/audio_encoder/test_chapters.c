/* test_chapters.c: a file for each chapter: each lasts as long as its chapter to the sample, sounds
 * right from its first one, and says which of how many it is. ffmpeg and unzip are the judges. */
#include "tests/workers/audio_encoder/encoding.h"

#include "common/farm/encoded_audio.h"
#include "workers/audio_encoder/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RATE = 22050, SECONDS = 130, PIECES = 2, CHAPTERS = 4 };

/* One of no length, one across the joint of two pieces, one that ends with the book. */
static const char book[] =
	"{\"version\":1,\"title\":\"A Tale\",\"authors\":[\"Somebody\"],\"audioDigest\":\"d\",\"chapters\":["
	"{\"title\":\"One\",\"level\":1,\"page\":1,\"start\":0},"
	"{\"title\":\"Two/../\xf0\x9f\xa6\x86\",\"level\":1,\"page\":2,\"start\":10.5},"
	"{\"title\":\"None\",\"level\":1,\"page\":3,\"start\":50.123},"
	"{\"title\":\"Three\",\"level\":1,\"page\":3,\"start\":50.123},"
	"{\"title\":\"Four\",\"level\":1,\"page\":4,\"start\":125.75}]}";

static const struct {
	const char *name;
	double start, end; /* seconds */
} chapters[CHAPTERS] = {
	{ "01 - One", 0, 10.5 },
	{ "02 - Two-..-\xf0\x9f\xa6\x86", 10.5, 50.123 },
	{ "03 - Three", 50.123, 125.75 },
	{ "04 - Four", 125.75, SECONDS },
};

static struct player *engine;
static struct buf wav;

static int setup(void **state)
{
	(void)state;
	engine = start_engine("audio-encoder-service", "");
	make_wav(&wav, RATE, 1, (int64_t)SECONDS * RATE);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stop_engine(&engine);
	buf_free(&wav);
	return 0;
}

/* ---- the ZIP ---- */

static void split(const char *format, const struct buf *whole, const char *padding, struct buf *zip)
{
	char parameters[200], metadata[100];
	const struct play_input inputs[] = {
		{ .data = wav.data, .len = wav.len },
		{ .page = WORK_FILE, .data = whole->data, .len = whole->len, .metadata = metadata },
		{ .page = WORK_BOOK, .data = book, .len = strlen(book) },
	};
	struct play_result result;
	snprintf(parameters, sizeof parameters,
		"{\"task\":\"whole\",\"format\":\"%s.zip\",\"bitrate\":\"64000\",\"digest\":\"d\"}",
		format);
	snprintf(metadata, sizeof metadata, "{\"" ENCODED_PADDING "\":\"%s\"}", padding);
	const struct play play = { .parameters = parameters, .inputs = inputs, .input_count = 3 };
	run_done(engine, &play, &result);
	assert_int_equal(result.put_count, 1);
	play_bytes(&result.puts[0], zip);
	play_result_free(&result);
}

static void run(const char *fmt, const char *dir, const char *name, struct buf *output)
{
	char command[600], block[4096];
	snprintf(command, sizeof command, fmt, dir, name);
	FILE *pipe = popen(command, "re");
	assert_non_null(pipe);
	for (size_t n; (n = fread(block, 1, sizeof block, pipe)) > 0;)
		buf_append(output, block, n);
	assert_int_equal(pclose(pipe), 0);
}

static void unpack(const struct buf *zip, const char *dir)
{
	char path[200];
	struct buf said = BUF_EMPTY;
	snprintf(path, sizeof path, "%s/zip", dir);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_int_equal(fwrite(zip->data, 1, zip->len, file), zip->len);
	assert_int_equal(fclose(file), 0);
	run("cd %s && unzip -tq %s && LC_ALL=C.UTF-8 unzip -q zip", dir, "zip", &said);
	assert_contains(buf_string(&said), "No errors");
	buf_free(&said);
}

static void read_file(const char *dir, const char *name, const char *format, struct buf *bytes)
{
	char path[300], block[65536];
	snprintf(path, sizeof path, "%s/%s.%s", dir, name, format);
	FILE *file = fopen(path, "re");
	if (!file)
		fail_msg("%s is not there", path);
	for (size_t n; (n = fread(block, 1, sizeof block, file)) > 0;)
		buf_append(bytes, block, n);
	fclose(file);
}

/* ---- a chapter ---- */

/* The mean square of what differs in 20 ms. */
static double error_at(const int16_t *a, const int16_t *b)
{
	enum { WINDOW = RATE / 50 };
	double sum = 0;
	for (int i = 0; i < WINDOW; i++)
		sum += (double)(a[i] - b[i]) * (a[i] - b[i]);
	return sum / WINDOW;
}

/* Beside the whole file's sound there: it was cut, not made anew. The windows at its ends are those
 * that a decoder with the wrong packets before it would spoil. */
static void check_sound(const char *format, int n, const struct buf *file, const struct buf *whole)
{
	struct buf samples = BUF_EMPTY;
	int64_t start = (int64_t)(chapters[n].start * RATE);
	int64_t length = (int64_t)(chapters[n].end * RATE) - start;
	decode(file, RATE, &samples);
	int64_t off = (int64_t)samples.len / 2 - length;
	/* Where the rate is converted a place may fall between two samples. What an edit list has
	 * to be left out at the end FFmpeg 5 decodes all the same. */
	bool converted = strcmp(format, "opus") == 0;
	int64_t more = strcmp(format, "m4b") == 0 ? 1024 : converted ? 2 : 1;
	print_message("%s: chapter %d: %lld samples off\n", format, n + 1, (long long)off);
	assert_true(off >= -2 && off <= more);
	const int16_t *own = (const int16_t *)(const void *)samples.data;
	const int16_t *all = (const int16_t *)(const void *)whole->data + start;
	const int64_t places[] = { RATE / 50, RATE / 10, length / 2, length - RATE / 10 };
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		double error = error_at(own + places[i], all + places[i]);
		/* A sample's shift of the converted ones is more than any decoder's noise. */
		if (!converted && error > 400)
			fail_msg("%s: chapter %d: error %.0f at %lld", format, n + 1, error,
				(long long)places[i]);
	}
	buf_free(&samples);
}

static void check_tags(const char *format, int n, const struct buf *file)
{
	struct buf text = BUF_EMPTY;
	char track[40];
	(void)format;
	probe(file, "-show_entries format_tags:stream_tags", &text);
	snprintf(track, sizeof track, "rack=%d/%d", n + 1, CHAPTERS);
	assert_contains(buf_string(&text), track);
	assert_contains(buf_string(&text), "A Tale");
	assert_contains(buf_string(&text), "Somebody");
	assert_contains(buf_string(&text), n == 0   ? "One"
					   : n == 1 ? "Two/../"
					   : n == 2 ? "Three"
						    : "Four");
	buf_free(&text);
}

static void check_format(const char *format, const char *padding)
{
	char dir[] = "/tmp/chapters-XXXXXX";
	struct buf file = BUF_EMPTY, whole = BUF_EMPTY, zip = BUF_EMPTY, again = BUF_EMPTY,
		   said = BUF_EMPTY;
	encode_file(engine, format, &wav, PIECES, "", &file);
	decode(&file, RATE, &whole);
	split(format, &file, padding, &zip);
	split(format, &file, padding, &again);
	assert_int_equal(zip.len, again.len);
	assert_memory_equal(zip.data, again.data, zip.len);
	assert_non_null(mkdtemp(dir));
	unpack(&zip, dir);
	for (int n = 0; n < CHAPTERS; n++) {
		struct buf chapter = BUF_EMPTY;
		read_file(dir, chapters[n].name, format, &chapter);
		check_sound(format, n, &chapter, &whole);
		check_tags(format, n, &chapter);
		buf_free(&chapter);
	}
	run("ls %s/*.%s | wc -l", dir, format, &said);
	assert_int_equal(atoi(buf_string(&said)), CHAPTERS);
	run("rm -r %s%s", dir, "", &said);
	buf_free(&file);
	buf_free(&whole);
	buf_free(&zip);
	buf_free(&again);
	buf_free(&said);
}

static void test_m4b(void **state)
{
	(void)state;
	check_format("m4b", "1024");
}

static void test_mp3(void **state)
{
	(void)state;
	check_format("mp3", "1105");
}

static void test_opus(void **state)
{
	(void)state;
	check_format("opus", "312");
}

static void test_file_of_an_earlier_version(void **state)
{
	(void)state;
	struct buf file = BUF_EMPTY;
	encode_file(engine, "mp3", &wav, 1, "", &file);
	const struct play_input inputs[] = {
		{ .data = wav.data, .len = wav.len },
		{ .page = WORK_FILE, .data = file.data, .len = file.len },
	};
	const struct play play = {
		.parameters = "{\"task\":\"whole\",\"format\":\"mp3.zip\"}",
		.inputs = inputs,
		.input_count = 2,
	};
	run_rejected(engine, &play, "made by an earlier version");
	buf_free(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_m4b),
		cmocka_unit_test(test_mp3),
		cmocka_unit_test(test_opus),
		cmocka_unit_test(test_file_of_an_earlier_version),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
