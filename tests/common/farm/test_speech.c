/* Tests of workers/speech: the job's options before its language's voice before the settings. */
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
	check_voice("language", "de", "en-us");  /* not a whole name */
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
	/* What was only found leaves the settings' voice where it speaks that language. */
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

/* Through the bucket and back: whoever announces a page says the same. */
static void a_page_may_be_spoken_otherwise(void **state)
{
	(void)state;
	struct workflow *workflow = job_with("voice", "fr"), *read;
	struct err err;
	workflow->total_pages = 3;
	workflow->reopened = 2;
	pageset_add(&workflow->respoken.pages, 2);
	workflow->respoken.voice = "de";
	workflow->respoken.speed = 250;
	char *json = workflow_format(workflow);
	assert_int_equal(workflow_parse(json, strlen(json), &read, &err), 0);
	assert_int_equal(read->reopened, 2);
	assert_string_equal(speech_of_page(read, 1, &tts).voice, "fr");
	assert_false(speech_of_page(read, 1, &tts).has_speed);
	assert_string_equal(speech_of_page(read, 2, &tts).voice, "de");
	assert_true(speech_of_page(read, 2, &tts).has_speed);
	assert_int_equal(speech_of_page(read, 2, &tts).speed, 250);
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
		cmocka_unit_test(a_page_may_be_spoken_otherwise),
	};
	return RUN(tests);
}
