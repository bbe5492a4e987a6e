/* test_timeline.c: a page's timeline, held against the sound itself. */
#include "tests/workers/engine/engine_test.h"

#include "common/farm/timeline.h"
#include "workers/page/words_json.h"
#include "workers/tts/results.h"

#include <stdlib.h>
#include <string.h>

enum { RATE = 22050, PAUSE_MS = 400, WITHIN = RATE / 50 /* 20 ms */, LOUD = 40 };

static struct player *player;
static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	player = start_engine("tts-service", "[tts_service]\nsentence_pause_ms = 400\n"
					     "paragraph_pause_ms = 800\nheading_pause_ms = 900\n");
	arena = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stop_engine(&player);
	arena_free(&arena);
	return 0;
}

/* ---- speaking ---- */

struct page {
	struct timeline timeline;
	struct buf pcm;
	struct play_result result;
};

static struct page page;

static void speak(const char *text, const char *words, const char *digest, const char *options)
{
	struct play_input inputs[] = {
		{ .page = 0, .data = text, .len = strlen(text), .digest = digest },
		{ .page = TTS_WORDS, .data = words, .len = words ? strlen(words) : 0 },
	};
	const struct play play = {
		.page = 1,
		.total_pages = 1,
		.inputs = inputs,
		.input_count = words ? 2 : 1,
		.options = options,
	};
	struct buf json = BUF_EMPTY;
	struct err err = { 0 };
	run_done(player, &play, &page.result);
	page.pcm = BUF_EMPTY;
	play_bytes(play_result_put(&page.result, 0), &page.pcm);
	assert_non_null(play_result_beside(&page.result, TTS_TIMELINE));
	play_bytes(play_result_beside(&page.result, TTS_TIMELINE), &json);
	if (timeline_parse(buf_string(&json), json.len, arena, &page.timeline, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(page.timeline.samples, page.pcm.len / 2);
	assert_int_equal(page.timeline.rate, RATE);
	/* What the front said of the sound. */
	assert_string_equal(page.timeline.digest, "SHA-256=0");
	buf_free(&json);
}

static void forget(void)
{
	buf_free(&page.pcm);
	play_result_free(&page.result);
}

/* ---- the sound ---- */

static bool is_loud(int64_t at)
{
	int16_t sample;
	memcpy(&sample, page.pcm.data + at * 2, 2);
	return sample > LOUD || sample < -LOUD;
}

/* Of the silence that begins at or about `at`: its length in samples. */
static int64_t silence_from(int64_t at)
{
	int64_t to = at;
	while (to < page.timeline.samples && !is_loud(to))
		to++;
	return to - at;
}

/* ---- tests ---- */

static const char prose[] = "\n\nThe Moons\n\nThere are four large moons. They were seen in 1610, "
			    "with a small glass. Nobody believed it!\n\nA new paragraph begins.";

static void test_utterances_stand_between_the_silences(void **state)
{
	(void)state;
	speak(prose, NULL, "SHA-256=text", NULL);
	const struct timeline *t = &page.timeline;
	static const char *const texts[] = { "The Moons", "There are four large moons.",
		"They were seen in 1610, with a small glass.", "Nobody believed it!",
		"A new paragraph begins." };
	static const int pauses[] = { 900, 400, 400, 800, 400 };
	assert_int_equal(t->count, 5);
	assert_string_equal(t->utterances[0].role, "heading");
	assert_string_equal(t->utterances[1].role, "paragraph");
	for (size_t i = 0; i < t->count; i++) {
		const struct timeline_utterance *u = &t->utterances[i];
		assert_string_equal(u->text, texts[i]);
		assert_false(u->estimated);
		assert_true(is_loud(u->first) && is_loud(u->last - 1));
		int64_t silence = silence_from(u->last), pause = pauses[i] * RATE / 1000;
		/* The pause of the settings, and what the voice leaves at its ends. */
		assert_true(silence >= pause - 1 && silence < pause + RATE / 10);
		int64_t next = i + 1 < t->count ? t->utterances[i + 1].first : t->samples;
		assert_true(llabs(u->last + silence - next) < WITHIN);
	}
	forget();
}

static void test_words_have_times_in_order(void **state)
{
	(void)state;
	speak(prose, NULL, "SHA-256=text", NULL);
	for (size_t i = 0; i < page.timeline.count; i++) {
		const struct timeline_utterance *u = &page.timeline.utterances[i];
		int64_t at = u->first;
		assert_int_equal(u->words[0].first, u->first);
		assert_int_equal(u->words[u->word_count - 1].last, u->last);
		for (size_t k = 0; k < u->word_count; k++) {
			assert_true(
				u->words[k].first >= at && u->words[k].last > u->words[k].first);
			at = u->words[k].last;
		}
	}
	/* At the comma the word ends with its sound, and the next begins behind the silence. */
	const struct timeline_utterance *u = &page.timeline.utterances[2];
	assert_string_equal(u->words[4].text, "1610,");
	assert_string_equal(u->words[5].text, "with");
	assert_true(u->words[5].first - u->words[4].last > RATE / 20);
	assert_true(silence_from(u->words[4].last) > RATE / 20);
	forget();
}

/* "Dr. Oe weighs 5 kg. He ran." with what is said of it, and boxes. */
static const char *made_words(const char *digest)
{
	static const struct layout_box box = { 0.25F, 0.5F, 0.5F, 0.75F };
	static const struct words_word words[] = {
		{ { 0, 3 }, { 0, 6 }, &box, 1, 0 },     /* Dr. -> Doctor */
		{ { 4, 6 }, { 7, 9 }, &box, 1, 0 },     /* Oe, one letter */
		{ { 7, 13 }, { 10, 16 }, &box, 1, 0 },  /* weighs */
		{ { 14, 15 }, { 17, 29 }, &box, 1, 0 }, /* 5 kg. -> 5 kilograms. */
		{ { 16, 19 }, { 17, 29 }, &box, 1, 0 },
		{ { 20, 22 }, { 30, 32 }, &box, 1, 0 }, /* He */
		{ { 23, 27 }, { 33, 37 }, &box, 1, 1 }, /* ran. */
	};
	static const struct words_paragraph paragraph = { TEXT_ITEM, TEXT_BODY, { 0, 27 },
		{ 0, 37 } };
	const struct page_words page_words = { "eng", digest, "Dr. \xc3\xb6h weighs 5 kg. He ran.",
		&paragraph, 1, words, 7 };
	return page_words_format(&page_words, arena);
}

static const char made_said[] = "Doctor \xc3\xb6h weighs 5 kilograms. He ran.";

static void test_printed_words_are_tied_to_what_is_said(void **state)
{
	(void)state;
	speak(made_said, made_words("SHA-256=text"), "SHA-256=text", NULL);
	const struct timeline *t = &page.timeline;
	assert_int_equal(t->count, 2);
	assert_string_equal(t->utterances[0].text, "Dr. \xc3\xb6h weighs 5 kg.");
	assert_string_equal(t->utterances[0].role, "item");
	assert_string_equal(t->utterances[1].text, "He ran.");
	assert_int_equal(t->utterances[0].word_count, 5);
	const struct timeline_word *words = t->utterances[0].words;
	assert_string_equal(words[3].text, "5");
	assert_string_equal(words[4].text, "kg.");
	/* Said together. */
	assert_int_equal(words[3].first, words[4].first);
	assert_int_equal(words[4].last, t->utterances[0].last);
	assert_int_equal(words[0].box_count, 1);
	assert_true(words[0].boxes[0].left > 0.24F && words[0].boxes[0].bottom < 0.76F);
	assert_int_equal(words[0].next_count, 0);
	assert_int_equal(t->utterances[1].words[1].next_count, 1);
	forget();
}

/* A page's text that breaks off within a sentence is followed by the next page's at once, and one
 * of a stranger's stage, which knows nothing of that, as ever. */
static void test_no_silence_where_the_sentence_goes_on(void **state)
{
	(void)state;
	static const char said[] = "They went down to the river and";
	static const struct words_word words[] = { { { 0, 4 }, { 0, 4 }, NULL, 0, 0 } };
	static const struct words_paragraph paragraph = { TEXT_PARAGRAPH, TEXT_BODY, { 0, 31 },
		{ 0, 31 } };
	const struct page_words page_words = { "eng", "SHA-256=text", said, &paragraph, 1, words,
		1 };
	speak(said, page_words_format(&page_words, arena), "SHA-256=text", NULL);
	assert_true(page.timeline.samples - page.timeline.utterances[0].last < RATE / 20);
	forget();
	speak(said, NULL, "SHA-256=text", NULL);
	assert_true(page.timeline.samples - page.timeline.utterances[0].last >= RATE * 4 / 10);
	forget();
}

static void test_words_of_another_text_are_none_of_this(void **state)
{
	(void)state;
	static const char *const others[] = { "SHA-256=other", "" };
	for (size_t i = 0; i < 2; i++) {
		speak(made_said, made_words(others[i]), "SHA-256=text", NULL);
		assert_string_equal(
			page.timeline.utterances[0].text, "Doctor \xc3\xb6h weighs 5 kilograms.");
		assert_int_equal(page.timeline.utterances[0].words[0].box_count, 0);
		forget();
	}
	speak(made_said, "{\"version\":1,\"words\":7}", "SHA-256=text", NULL);
	assert_int_equal(page.timeline.count, 2);
	forget();
}

static void test_a_pronunciation_moves_no_word(void **state)
{
	(void)state;
	speak("The gif was seen. It is here.", NULL, "SHA-256=text",
		"{\"pronunciation\":\"gif = graphics interchange format\"}");
	const struct timeline *t = &page.timeline;
	assert_int_equal(t->count, 2);
	assert_string_equal(t->utterances[0].text, "The gif was seen.");
	assert_int_equal(t->utterances[0].word_count, 4);
	const struct timeline_word *words = t->utterances[0].words;
	assert_string_equal(words[1].text, "gif");
	/* Three words long. */
	assert_true(words[1].last - words[1].first > RATE);
	assert_true(words[2].first >= words[1].last);
	forget();
}

static void test_a_blank_page_has_an_empty_timeline(void **state)
{
	(void)state;
	speak("", NULL, "SHA-256=text", NULL);
	assert_int_equal(page.timeline.count, 0);
	assert_true(page.timeline.samples > 0);
	forget();
}

static void test_same_text_gives_the_same_timeline(void **state)
{
	(void)state;
	speak(prose, NULL, "SHA-256=text", NULL);
	const char *first = timeline_format(&page.timeline, arena);
	forget();
	speak(prose, NULL, "SHA-256=text", NULL);
	assert_string_equal(timeline_format(&page.timeline, arena), first);
	forget();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utterances_stand_between_the_silences),
		cmocka_unit_test(test_words_have_times_in_order),
		cmocka_unit_test(test_printed_words_are_tied_to_what_is_said),
		cmocka_unit_test(test_words_of_another_text_are_none_of_this),
		cmocka_unit_test(test_no_silence_where_the_sentence_goes_on),
		cmocka_unit_test(test_a_pronunciation_moves_no_word),
		cmocka_unit_test(test_a_blank_page_has_an_empty_timeline),
		cmocka_unit_test(test_same_text_gives_the_same_timeline),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
