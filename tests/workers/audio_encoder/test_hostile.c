/* test_hostile.c: books that nobody would make by hand: 5,000 chapters, some without length, titles
 * that are none, a cover of 400 megapixels, 30 hours, a disk that is full. ffprobe is the judge. */
#include "tests/workers/audio_encoder/encoding.h"

#include "common/base/alloc.h"
#include "workers/audio_encoder/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { RATE = 22050, SECONDS = 60, CHAPTERS = 5000 };

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

/* The file of a format, with something beside the WAV. */
static void make_file(
	const char *format, const struct play_input *beside, size_t count, struct buf *file)
{
	static struct play_result result;
	struct play_input inputs[4] = { { .data = wav.data, .len = wav.len } };
	struct buf piece = BUF_EMPTY, parameters = BUF_EMPTY;
	bool whole = strcmp(format, "flac") == 0 || strcmp(format, "wav") == 0;
	assert_true(count <= 2);
	if (!whole)
		encode_piece(engine, format, &wav, 1, 1, &piece);
	inputs[1] = (struct play_input) { .page = 1, .data = piece.data, .len = piece.len };
	memcpy(&inputs[2], beside, count * sizeof *beside);
	buf_printf(&parameters,
		"{\"task\":\"%s\",\"format\":\"%s\",\"pieces\":\"1\",\"bitrate\":\"64000\","
		"\"digest\":\"d\"}",
		whole ? "whole" : "join", format);
	if (whole)
		inputs[1] = (struct play_input) { .page = -1, .data = "", .len = 0 };
	const struct play play = {
		.parameters = buf_string(&parameters),
		.inputs = inputs,
		.input_count = 2 + count,
	};
	run_done(engine, &play, &result);
	assert_int_equal(result.put_count, 1);
	play_bytes(&result.puts[0], file);
	play_result_free(&result);
	buf_free(&piece);
	buf_free(&parameters);
}

static const char *const formats[] = { "m4b", "opus", "mp3", "flac", "wav" };

/* ---- chapters ---- */

/* The mark that turns what follows around. */
static const char turn[] = { (char)0xe2, (char)0x80, (char)0xae, 0 };

/* Ten at a time begin at the same moment: nine last no time. */
static void make_book(struct buf *book)
{
	buf_append_string(book, "{\"version\":1,\"title\":\"");
	for (int i = 0; i < 1024; i++)
		buf_printf(book, "/../%s\xf0\x9f\xa6\x86", turn);
	buf_append_string(book, "\\u0001\\u001b[2J\",\"audioDigest\":\"d\",\"chapters\":[");
	for (int i = 0; i < CHAPTERS; i++)
		buf_printf(book,
			"%s{\"title\":\"%d%s/../\xf0\x9f\xa6\x86\",\"level\":1,\"page\":1,"
			"\"start\":%.3f}",
			i ? "," : "", i + 1, turn, (double)(i - i % 10) / 100);
	buf_append_string(book, "]}");
}

static int count_of(const char *text, const char *part)
{
	int count = 0;
	for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
		count++;
	return count;
}

static void test_chapters_and_titles(void **state)
{
	(void)state;
	struct buf book = BUF_EMPTY;
	make_book(&book);
	const struct play_input beside = { .page = WORK_BOOK, .data = book.data, .len = book.len };
	for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
		struct buf file = BUF_EMPTY, text = BUF_EMPTY, samples = BUF_EMPTY;
		make_file(formats[f], &beside, 1, &file);
		probe(&file, "-show_chapters -show_entries format_tags:stream_tags", &text);
		const char *said = buf_string(&text);
		int chapters = count_of(said, "[CHAPTER]");
		print_message("%s: %d chapters, %zu bytes\n", formats[f], chapters, file.len);
		if (strcmp(formats[f], "m4b") == 0)
			assert_int_equal(chapters, CHAPTERS);
		if (strcmp(formats[f], "mp3") == 0)
			assert_int_equal(chapters, 255);
		/* Marks of direction and controls are no part of a title. */
		assert_null(strstr(said, turn));
		assert_null(strchr(said, 0x1b));
		assert_contains(said, "\xf0\x9f\xa6\x86");
		decode(&file, RATE, &samples);
		assert_true(llabs((int64_t)samples.len / 2 - (int64_t)SECONDS * RATE) <= 1152);
		buf_free(&file);
		buf_free(&text);
		buf_free(&samples);
	}
	buf_free(&book);
}

/* ---- covers ---- */

/* A PNG that says it has so many pixels, and has none. */
static const unsigned char huge_png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13,
	'I', 'H', 'D', 'R', 0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20, 8, 2, 0, 0, 0, 0, 0, 0, 0 };

static const unsigned char huge_jpeg[] = { 0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0x4e, 0x20, 0x4e, 0x20,
	1, 1, 0x11, 0, 0xff, 0xd9 };

static void test_covers(void **state)
{
	(void)state;
	const struct play_input covers[] = {
		{ .page = WORK_COVER, .data = huge_png, .len = sizeof huge_png },
		{ .page = WORK_COVER, .data = huge_jpeg, .len = sizeof huge_jpeg },
		{ .page = WORK_COVER, .data = "no picture", .len = 10 },
	};
	for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
		for (size_t i = 0; i < sizeof covers / sizeof *covers; i++) {
			struct buf file = BUF_EMPTY, text = BUF_EMPTY;
			make_file(formats[f], &covers[i], 1, &file);
			probe(&file, "-show_entries stream=codec_type", &text);
			assert_int_equal(count_of(buf_string(&text), "codec_type=audio"), 1);
			assert_int_equal(count_of(buf_string(&text), "codec_type=video"), 0);
			buf_free(&file);
			buf_free(&text);
		}
	}
}

/* ---- 30 hours ---- */

static void put(unsigned char *to, uint64_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		to[i] = (unsigned char)(value >> (8 * i) & 0xff);
}

/* Silence of 48,000 Hz, in memory that nobody touches: 10 GB, an RF64 file. */
static unsigned char *map_silence(int64_t samples, size_t *ret_len)
{
	enum { HEAD = 80 };
	const uint64_t rate = 48000;
	uint64_t bytes = (uint64_t)samples * 2;
	unsigned char *head = mmap(NULL, HEAD + bytes, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	assert_true(head != MAP_FAILED);
	memcpy(head, "RF64\xff\xff\xff\xffWAVEds64", 16);
	put(head + 16, 28, 4);
	put(head + 20, HEAD - 8 + bytes, 8);
	put(head + 28, bytes, 8);
	put(head + 36, (uint64_t)samples, 8);
	memcpy(head + 48, "fmt ", 4);
	put(head + 52, 16, 4);
	put(head + 56, 1, 2);
	put(head + 58, 1, 2);
	put(head + 60, rate, 4);
	put(head + 64, rate * 2, 4);
	put(head + 68, 2, 2);
	put(head + 70, 16, 2);
	memcpy(head + 72, "data\xff\xff\xff\xff", 8);
	*ret_len = HEAD + bytes;
	return head;
}

/* Every piece of silence is the same: one is encoded, and put together with itself. A chapter every
 * hour says whether places beyond 32 bits of samples are right. */
static void test_thirty_hours(void **state)
{
	(void)state;
#ifdef LECTERN_SANITIZED
	enum { HOURS = 2 }; /* five million packets would take a quarter of an hour */
#else
	enum { HOURS = 30 };
#endif
	enum { LONG_PIECES = HOURS * 30, LAST_CHAPTER = (HOURS - 2) * 3600 };
	static struct play_input inputs[LONG_PIECES + 2];
	static struct play_result result;
	struct buf piece = BUF_EMPTY, book = BUF_EMPTY, parameters = BUF_EMPTY, file = BUF_EMPTY,
		   text = BUF_EMPTY, far = BUF_EMPTY;
	size_t len;
	/* The grid's pieces are whole frames, and a little shorter than two minutes. */
	const int64_t frame = 1024, piece_samples = 120 * (int64_t)48000 / frame * frame;
	const int64_t samples = LONG_PIECES * piece_samples;
	unsigned char *silence = map_silence(samples, &len);
	const struct buf silent_wav = { .data = (char *)silence, .len = len };
	encode_piece(engine, "m4b", &silent_wav, 2, LONG_PIECES, &piece);
	/* The last but one lies behind what 32 bits tell, and is the same silence. */
	encode_piece(engine, "m4b", &silent_wav, LONG_PIECES - 1, LONG_PIECES, &far);
	assert_int_equal(far.len, piece.len);
	assert_memory_equal(far.data, piece.data, piece.len);
	buf_append_string(
		&book, "{\"version\":1,\"title\":\"Long\",\"audioDigest\":\"d\",\"chapters\":[");
	for (int hour = 0; hour < HOURS - 1; hour++)
		buf_printf(&book, "%s{\"title\":\"Hour %d\",\"level\":1,\"page\":1,\"start\":%d}",
			hour ? "," : "", hour + 1, hour * 3600);
	buf_append_string(&book, "]}");
	inputs[0] = (struct play_input) { .data = silence, .len = len };
	for (int i = 1; i <= LONG_PIECES; i++)
		inputs[i] = (struct play_input) { .page = i, .data = piece.data, .len = piece.len };
	inputs[LONG_PIECES + 1] =
		(struct play_input) { .page = WORK_BOOK, .data = book.data, .len = book.len };
	buf_printf(&parameters,
		"{\"task\":\"join\",\"format\":\"m4b\",\"pieces\":\"%d\",\"bitrate\":\"64000\","
		"\"digest\":\"d\"}",
		LONG_PIECES);
	const struct play play = {
		.parameters = buf_string(&parameters),
		.inputs = inputs,
		.input_count = LONG_PIECES + 2,
		.scratch_on_disk = true,
	};
	run_done(engine, &play, &result);
	play_bytes(&result.puts[0], &file);
	play_result_free(&result);
	probe(&file, "-show_chapters -show_entries format=duration", &text);
	char duration[60], last_chapter[60];
	snprintf(duration, sizeof duration, "duration=%.2f", (double)samples / 48000);
	snprintf(last_chapter, sizeof last_chapter, "start_time=%d.000000", LAST_CHAPTER);
	print_message("%zu bytes, %s s are expected\n", file.len, duration);
	assert_contains(buf_string(&text), duration);
	assert_contains(buf_string(&text), last_chapter);
	assert_int_equal(count_of(buf_string(&text), "[CHAPTER]"), HOURS - 1);
	munmap(silence, len);
	buf_free(&piece);
	buf_free(&far);
	buf_free(&book);
	buf_free(&parameters);
	buf_free(&file);
	buf_free(&text);
}

/* A WAV of more than 4 GiB with cue points, and its FLAC: by hand, with LECTERN_LARGE_WAV=1, since
 * they take a minute and 5 GB of disk. */
static void test_more_than_4_gib(void **state)
{
	(void)state;
	enum { HOURS = 13, RATE_HZ = 48000 };
	static const char *const whole[] = { "wav", "flac" };
	static const char book[] =
		"{\"version\":1,\"title\":\"Long\",\"audioDigest\":\"d\",\"chapters\":["
		"{\"title\":\"First\",\"level\":1,\"page\":1,\"start\":0},"
		"{\"title\":\"Last\",\"level\":1,\"page\":9,\"start\":43200}]}";
	if (!getenv("LECTERN_LARGE_WAV"))
		skip();
	size_t len;
	unsigned char *silence = map_silence((int64_t)HOURS * 3600 * RATE_HZ, &len);
	const struct play_input inputs[] = {
		{ .data = silence, .len = len },
		{ .page = WORK_BOOK, .data = book, .len = strlen(book) },
	};
	for (size_t f = 0; f < sizeof whole / sizeof *whole; f++) {
		static struct play_result result;
		char parameters[100], path[60];
		struct buf text = BUF_EMPTY;
		snprintf(parameters, sizeof parameters,
			"{\"task\":\"whole\",\"format\":\"%s\",\"digest\":\"d\"}", whole[f]);
		const struct play play = {
			.parameters = parameters,
			.inputs = inputs,
			.input_count = 2,
			.scratch_on_disk = true,
		};
		run_done(engine, &play, &result);
		snprintf(path, sizeof path, "/proc/%d/fd/%d", getpid(), result.puts[0].fd);
		print_message("%s: %lld bytes\n", whole[f],
			(long long)lseek(result.puts[0].fd, 0, SEEK_END));
		probe_path(path, "-show_chapters -show_entries format=duration", &text);
		assert_contains(buf_string(&text), "duration=46800.0");
		if (strcmp(whole[f], "wav") == 0)
			assert_contains(buf_string(&text), "start_time=43200.000000");
		buf_free(&text);
		play_result_free(&result);
	}
	munmap(silence, len);
}

/* ---- a full disk ---- */

/* What has no room is tried again, and no fault of the book. */
static void test_full_disk(void **state)
{
	(void)state;
	static const enum link_kind questions[] = { LINK_SCRATCH, LINK_PUT };
	const struct play_input input = { .data = wav.data, .len = wav.len };
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
		static struct play_result result;
		const struct play play = {
			.parameters = "{\"task\":\"whole\",\"format\":\"flac\",\"digest\":\"d\"}",
			.inputs = &input,
			.input_count = 1,
			.refused = questions[i],
			.refusal = ERR_NO_SPACE,
		};
		player_run(engine, &play, &result);
		assert_false(result.died);
		assert_int_equal(result.verdict, VERDICT_RETRY);
		assert_int_equal(result.put_count, 0);
		play_result_free(&result);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chapters_and_titles),
		cmocka_unit_test(test_covers),
		cmocka_unit_test(test_thirty_hours),
		cmocka_unit_test(test_more_than_4_gib),
		cmocka_unit_test(test_full_disk),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
