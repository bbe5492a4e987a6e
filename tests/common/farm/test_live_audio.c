/* test_live_audio.c: where a book's audio is cut for streaming. */
#include "unit.h"

#include "common/farm/live_audio.h"

static const int rates[] = { 8000, 11025, 16000, 20000, 22050, 22051, 24000, 37800, 44100, 48000,
	96000, 192000 };
enum { RATES = sizeof rates / sizeof *rates };

static void segments_are_whole_frames_and_whole_samples(void **state)
{
	(void)state;
	for (int i = 0; i < RATES; i++) {
		struct live_grid grid = live_grid_of(rates[i]);
		assert_int_equal(grid.segment % LIVE_FRAME, 0);
		assert_int_equal(grid.segment % grid.unit, 0);
		assert_true(grid.segment > 0);
		assert_true(grid.segment <= (int64_t)LIVE_MAX_SECONDS * grid.rate);
		assert_true(grid.segment > (int64_t)LIVE_MAX_SECONDS * grid.rate / 2);
		assert_true(grid.rate >= rates[i] || grid.rate == 48000);
		int64_t source = live_grid_to_source(&grid, grid.segment);
		assert_int_equal(live_grid_from_source(&grid, source), grid.segment);
		assert_int_equal(source * grid.rate, grid.segment * rates[i]);
	}
}

/* However much is available, segments once listed never change. */
static void lists_only_grow(void **state)
{
	(void)state;
	struct live_grid grid = live_grid_of(22050);
	int before = 0;
	for (int64_t samples = 0; samples < INT64_C(40) * 22050; samples += 1000) {
		int now = live_grid_segments(&grid, samples, false);
		assert_true(now >= before);
		assert_true(now <= live_grid_segments(&grid, samples, true));
		for (int segment = 1; segment <= now; segment++) {
			struct live_stretch early = live_grid_stretch(&grid, segment, samples);
			struct live_stretch late =
				live_grid_stretch(&grid, segment, samples + 1000000);
			assert_int_equal(early.first, late.first);
			assert_int_equal(early.end, late.end);
		}
		before = now;
	}
	assert_int_equal(before, 3);
}

static void all_of_it_lasts_as_long_as_the_sound(void **state)
{
	(void)state;
	for (int i = 0; i < RATES; i++) {
		struct live_grid grid = live_grid_of(rates[i]);
		for (int64_t samples = 1; samples < (int64_t)rates[i] * 35; samples += 7777) {
			int segments = live_grid_segments(&grid, samples, true);
			double seconds = 0;
			for (int segment = 1; segment <= segments; segment++) {
				double one =
					live_grid_seconds(&grid, segment, segments, samples, true);
				assert_true(one > 0 && one <= LIVE_MAX_SECONDS);
				seconds += one;
			}
			double differs = seconds - (double)samples / rates[i];
			assert_true(differs > -1.0 / rates[i] && differs < 1.0 / grid.rate + 1e-9);
			assert_int_equal(live_grid_stretch(&grid, segments, samples).end, samples);
		}
	}
	struct live_grid grid = live_grid_of(22050);
	assert_int_equal(live_grid_segments(&grid, 0, true), 0);
}

static void pages_as_text(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	static const struct live_part parts[] = { { 12, 220500 }, { 13, 1 } };
	struct live_part read[LIVE_MAX_PARTS];
	struct err err;
	size_t count = 0;
	const char *text = live_parts_format(arena, parts, 2);
	assert_string_equal(text, "12:220500,13:1");
	assert_int_equal(live_parts_parse(text, read, &count, &err), 0);
	assert_int_equal(count, 2);
	assert_int_equal(read[1].page, 13);
	static const char *const refused[] = { "1", "1:", ":1", "0:1", "1:0", "-1:2", "1:2;3:4",
		" 1:2", "1:2,x", "1000001:2", "1:99999999999999999999" };
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		assert_int_equal(live_parts_parse(refused[i], read, &count, &err), -1);
	assert_string_equal(live_audio_key(arena, "t", "id", 12, 3), "t/id/live/00012/00003.m4s");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(segments_are_whole_frames_and_whole_samples),
		cmocka_unit_test(lists_only_grow),
		cmocka_unit_test(all_of_it_lasts_as_long_as_the_sound),
		cmocka_unit_test(pages_as_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
