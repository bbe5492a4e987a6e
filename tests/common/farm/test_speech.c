/* test_speech.c: the job's options take precedence over its language's voice, and that over the
 * settings. */
#include "unit.h"

#include "common/farm/speech.h"

static const struct tts_settings tts = {
	.engine = "espeak",
	.voice = "en-us",
	.seed = 7,
	.top_p = 0.5,
};

static struct workflow *job_with(const char *key, const char *value)
{
	struct workflow *workflow = workflow_new("w", "t", "u", "book.pdf", "t/w/source.pdf");
	if (key)
		meta_set(&workflow->options, workflow->arena, key, value);
	return workflow;
}

static void check_voice(const char *key, const char *value, const char *voice)
{
	struct workflow *workflow = job_with(key, value);
	assert_string_equal(speech_of_workflow(workflow, &tts).voice, voice);
	workflow_free(&workflow);
}

static void voice_follows_the_job(void **state)
{
	(void)state;
	check_voice(NULL, NULL, "en-us");
	check_voice("voice", "fr", "fr");
	check_voice("language", "deu", "de");
	check_voice("language", "fra+eng", "fr");
	check_voice("language", "tlh", "en-us"); /* no voice is known */
	check_voice("language", "de", "en-us");  /* not a complete name */
}

static void voice_wins_over_language(void **state)
{
	(void)state;
	struct workflow *workflow = job_with("language", "deu");
	meta_set(&workflow->options, workflow->arena, "voice", "en-gb");
	assert_string_equal(speech_of_workflow(workflow, &tts).voice, "en-gb");
	workflow_free(&workflow);
}

static void check_found(const char *found, const char *asked, const char *own, const char *voice)
{
	const struct tts_settings settings = { .engine = "espeak", .voice = own };
	struct workflow *workflow = job_with(asked ? "language" : NULL, asked), *read;
	struct err err;
	workflow->language = found;
	char *json = workflow_format(workflow);
	assert_int_equal(workflow_parse(json, strlen(json), &read, &err), 0);
	assert_string_equal(speech_of_workflow(read, &settings).voice, voice);
	free(json);
	workflow_free(&workflow);
	workflow_free(&read);
}

static void what_the_document_tells_counts_where_nobody_asks(void **state)
{
	(void)state;
	check_found("deu", NULL, "en-us", "de");
	check_found("deu", "auto", "en-us", "de");
	check_found("deu", "fra", "en-us", "fr");
	check_found(NULL, "auto", "en-us", "en-us");
	/* A detected language leaves a configured voice that speaks it. */
	check_found("eng", NULL, "en-us", "en-us");
	check_found("eng", NULL, "en+f3", "en+f3");
	check_found("deu", NULL, "joe", "joe");
	check_found("tlh", NULL, "en-us", "en-us");
}

/* Other engines have no voice of that name. */
static void languages_are_of_espeak(void **state)
{
	(void)state;
	const struct tts_settings other = { .engine = "chatllm", .voice = "tara" };
	struct workflow *workflow = job_with("language", "deu");
	assert_string_equal(speech_of_workflow(workflow, &other).voice, "tara");
	workflow_free(&workflow);
}

static void numbers_follow_the_job(void **state)
{
	(void)state;
	struct workflow *workflow = job_with("seed", "42");
	struct speech speech = speech_of_workflow(workflow, &tts);
	assert_true(speech.has_seed && speech.has_top_p);
	assert_int_equal(speech.seed, 42);
	assert_true(speech.top_p > 0.49 && speech.top_p < 0.51);
	workflow_free(&workflow);
}

static struct workflow *reread(struct workflow **workflow)
{
	struct workflow *read;
	struct err err;
	char *json = workflow_format(*workflow);
	assert_int_equal(workflow_parse(json, strlen(json), &read, &err), 0);
	free(json);
	workflow_free(workflow);
	return read;
}

static void set_manner(struct workflow *workflow, const char *pages, const char *voice, int speed)
{
	struct pageset set = PAGESET_EMPTY;
	struct err err;
	assert_int_equal(pageset_parse(&set, pages, &err), 0);
	assert_int_equal(workflow_set_manner(workflow, &set, voice, speed, &err), 0);
	pageset_free(&set);
}

static void unset_manner(struct workflow *workflow, const char *pages)
{
	struct pageset set = PAGESET_EMPTY;
	struct err err;
	assert_int_equal(pageset_parse(&set, pages, &err), 0);
	workflow_unset_manner(workflow, &set);
	pageset_free(&set);
}

/* speed -1: as in the options. */
static void assert_spoken(const struct workflow *workflow, int page, const char *voice, int speed)
{
	struct speech speech = speech_of_page(workflow, page, &tts);
	assert_string_equal(speech.voice, voice);
	assert_int_equal(speech.has_speed, speed >= 0);
	assert_int_equal(speech.has_speed ? speech.speed : -1, speed);
}

/* Written to JSON and read back: a page's manner is always the same, however many pages are spoken
 * differently. */
static void pages_may_be_spoken_otherwise(void **state)
{
	(void)state;
	struct workflow *workflow = job_with("voice", "fr");
	workflow->total_pages = 9;
	workflow->reopened = 2;
	set_manner(workflow, "2-5", "de", 250);
	set_manner(workflow, "4,9", "es", 0);
	set_manner(workflow, "7", NULL, 300);
	set_manner(workflow, "8", NULL, 0);
	workflow = reread(&workflow);
	assert_int_equal(workflow->reopened, 2);
	assert_spoken(workflow, 1, "fr", -1);
	assert_spoken(workflow, 3, "de", 250);
	assert_spoken(workflow, 4, "es", 0);
	/* As if the job had asked for nothing. */
	assert_spoken(workflow, 7, "en-us", 300);
	assert_spoken(workflow, 8, "en-us", 0);
	assert_spoken(workflow, 9, "es", 0);
	unset_manner(workflow, "1-4,8");
	set_manner(workflow, "9", "de", 250);
	workflow = reread(&workflow);
	assert_spoken(workflow, 4, "fr", -1);
	assert_spoken(workflow, 8, "fr", -1);
	assert_spoken(workflow, 5, "de", 250);
	assert_spoken(workflow, 9, "de", 250);
	workflow_clear_manners(workflow);
	workflow = reread(&workflow);
	assert_spoken(workflow, 5, "fr", -1);
	workflow_free(&workflow);
}

/* The state is written for every page, so it must not grow without limit. */
static void ways_to_speak_are_bounded(void **state)
{
	(void)state;
	struct workflow *workflow = job_with("voice", "fr");
	struct pageset page = PAGESET_EMPTY;
	struct err err;
	workflow->total_pages = 100;
	for (int i = 1; i <= WORKFLOW_MAX_MANNERS; i++) {
		char number[12];
		snprintf(number, sizeof number, "%d", i);
		set_manner(workflow, number, "de", 100 + i);
	}
	pageset_add(&page, 99);
	assert_int_equal(workflow_set_manner(workflow, &page, "de", 99, &err), -1);
	assert_int_equal(err.kind, ERR_CONFLICT);
	assert_int_equal(workflow_set_manner(workflow, &page, "de", 101, &err), 0);
	pageset_free(&page);
	workflow_free(&workflow);
}

/* The form that early versions wrote. */
static void one_way_may_be_an_object(void **state)
{
	(void)state;
	struct workflow *workflow = job_with("voice", "fr"), *read;
	struct err err;
	workflow->total_pages = 3;
	set_manner(workflow, "2", "de", 250);
	char *json = workflow_format(workflow);
	char *open = strchr(strstr(json, "\"respoken\""), '['), *end = strchr(open, ']');
	*open = *end = ' ';
	assert_int_equal(workflow_parse(json, strlen(json), &read, &err), 0);
	assert_spoken(read, 2, "de", 250);
	free(json);
	workflow_free(&workflow);
	workflow_free(&read);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(voice_follows_the_job),
		cmocka_unit_test(voice_wins_over_language),
		cmocka_unit_test(what_the_document_tells_counts_where_nobody_asks),
		cmocka_unit_test(languages_are_of_espeak),
		cmocka_unit_test(numbers_follow_the_job),
		cmocka_unit_test(pages_may_be_spoken_otherwise),
		cmocka_unit_test(ways_to_speak_are_bounded),
		cmocka_unit_test(one_way_may_be_an_object),
	};
	return RUN(tests);
}
