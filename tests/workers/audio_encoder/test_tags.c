/* test_tags.c: titles, languages and chapters of strangers, made fit for every player. */
#include "tests/common/unit.h"

#include "common/base/utf8.h"
#include "workers/audio_encoder/language.h"
#include "workers/audio_encoder/tags.h"

#include <string.h>

static void test_texts(void **state)
{
	static const struct {
		const char *from, *to;
	} rows[] = {
		{ NULL, "" },
		{ "", "" },
		{ "  Moby\tDick \r\n", "Moby Dick" },
		{ "\xe2\x80\xae"
		  "evil"
		  "\xe2\x80\xac"
		  ".exe",
			"evil .exe" }, /* turned around */
		{ "a\xe2\x81\xa6"
		  "b\xe2\x81\xa9",
			"a b" },
		{ "\xef\xbb\xbf"
		  "Caf\xc3\xa9",
			"Caf\xc3\xa9" },
		{ "\xf0\x9f\xa6\x86 ducks", "\xf0\x9f\xa6\x86 ducks" },
		{ "\xe3\x80\x80今\xe3\x80\x80日", "今 日" },
		{ "/../../etc", "/../../etc" }, /* a title is no path */
		{ "a\x01\x02\x1b[31mb", "a [31mb" },
		{ "no\xc2\xa0"
		  "break",
			"no break" },
	};
	struct arena *arena = arena_new();
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(tags_text(arena, rows[i].from), rows[i].to);
	arena_free(&arena);
}

static void test_long_and_broken_texts(void **state)
{
	struct arena *arena = arena_new();
	char *text = arena_alloc(arena, 10241);
	(void)state;
	for (size_t i = 0; i < 10240; i += 2)
		memcpy(text + i, "\xc3\xa9", 2);
	text[10240] = '\0';
	const char *clean = tags_text(arena, text);
	assert_true(strlen(clean) <= TAGS_MAX_TEXT && strlen(clean) > TAGS_MAX_TEXT - 4);
	assert_true(utf8_is_valid(clean, strlen(clean)));
	clean = tags_text(arena, "half \xc3 a \xff character \xe2\x80");
	assert_true(utf8_is_valid(clean, strlen(clean)));
	arena_free(&arena);
}

static void test_parts_of_paths(void **state)
{
	static const struct {
		const char *from, *to;
	} rows[] = {
		{ "Moby-Dick; or, The Whale", "Moby-Dick; or, The Whale" },
		{ "/../../etc/passwd", "-..-..-etc-passwd" },
		{ "..", "Unknown" },
		{ " . hidden", "hidden" },
		{ "Vol. 2.", "Vol. 2" },
		{ "AC\\DC: what?", "AC-DC- what-" },
		{ "\x01\x02", "--" },
		{ "", "Unknown" },
		{ "\xf0\x9f\xa6\x86", "\xf0\x9f\xa6\x86" },
	};
	struct arena *arena = arena_new();
	char text[1000];
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(tags_path(arena, rows[i].from), rows[i].to);
	for (size_t i = 0; i + 3 < sizeof text; i += 3)
		memcpy(text + i, "\xe2\x82\xac", 4);
	const char *name = tags_path(arena, text);
	assert_true(strlen(name) <= TAGS_MAX_PATH && utf8_is_valid(name, strlen(name)));
	arena_free(&arena);
}

static void test_languages(void **state)
{
	static const struct {
		const char *tag, *code;
	} rows[] = {
		{ "en", "eng" },
		{ "de-AT", "deu" },
		{ "PT_br", "por" },
		{ "zu", "zul" },
		{ "aa", "aar" },
		{ "ger", "deu" },
		{ "eng+deu", "eng" },
		{ "fil", "fil" },
		{ "xx", "" },
		{ "", "" },
		{ "e", "" },
		{ "english", "" },
		{ "../", "" },
		{ "chi_sim", "zho" },
		{ "  en", "" },
	};
	struct arena *arena = arena_new();
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(language_of(arena, rows[i].tag), rows[i].code);
	arena_free(&arena);
}

/* Each ends where the next begins, none is behind the end, none before the one before it. */
static void test_chapters_in_disorder(void **state)
{
	const struct tag_chapter chapters[] = {
		{ "one", 0, 0 },
		{ "no time at all", 5000, 0 },
		{ "the same second", 5000, 0 },
		{ "earlier", 200, 0 },
		{ "too late", INT64_MAX, 0 },
		{ "below", -7, 0 },
	};
	enum { COUNT = sizeof chapters / sizeof *chapters, TOTAL = 60000 };
	struct arena *arena = arena_new();
	struct tags tags = { .title = "" };
	(void)state;
	tags_set_chapters(&tags, arena, chapters, COUNT, TOTAL);
	assert_int_equal(tags.chapter_count, COUNT);
	for (size_t i = 0; i < COUNT; i++) {
		const struct tag_chapter *chapter = &tags.chapters[i];
		assert_true(chapter->start_ms >= 0 && chapter->end_ms <= TOTAL);
		assert_true(chapter->start_ms <= chapter->end_ms);
		if (i > 0)
			assert_int_equal(tags.chapters[i - 1].end_ms, chapter->start_ms);
	}
	tags_set_chapters(&tags, arena, NULL, 0, TOTAL);
	assert_int_equal(tags.chapter_count, 0);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_long_and_broken_texts),
		cmocka_unit_test(test_parts_of_paths),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_chapters_in_disorder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
