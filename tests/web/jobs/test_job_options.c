/* test_job_options: what may be asked for a job, and what is said when it may not. */
#include "tests/common/unit.h"

#include "common/base/arena.h"
#include "web/jobs/options.h"

static struct arena *arena;
static struct meta options;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	memset(&options, 0, sizeof options);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static void takes(const char *name, const char *value, const char *kept)
{
	struct err err = { ERR_NONE, "" };
	if (job_options_add(&options, arena, name, value, &err) < 0)
		fail_msg("%s=%s: %s", name, value, err.text);
	assert_string_equal(meta_get(&options, name), kept);
	memset(&options, 0, sizeof options);
}

static void refuses(const char *name, const char *value, const char *reason)
{
	struct err err = { ERR_NONE, "" };
	if (job_options_add(&options, arena, name, value, &err) == 0)
		fail_msg("%s=%s was taken", name, value);
	assert_int_equal(err.kind, ERR_INVALID);
	assert_int_equal(options.count, 0);
	assert_contains(err.text, name);
	assert_contains(err.text, reason);
}

static void voices_and_languages(void **state)
{
	(void)state;
	takes("voice", "en-gb", "en-gb");
	takes("voice", "en+f3", "en+f3");
	takes("voice", "en_US", "en_US");
	takes("voice", "kokoro:af_heart", "kokoro:af_heart");
	takes("voice", "en_US-joe-1.0", "en_US-joe-1.0");
	refuses("voice", "kokoro:", "a name such as");
	refuses("voice", ":af_heart", "a name such as");
	refuses("voice", "a:b:c", "a name such as");
	refuses("voice", "kokoro:../x", "a name such as");
	refuses("voice", "..", "a name such as");
	refuses("voice", "../../etc/passwd", "a name such as");
	refuses("voice", "-x", "a name such as");
	refuses("voice", "a/b", "a name such as");
	refuses("voice", "a b", "a name such as");
	refuses("voice", "v\xc3\xb6ice", "a name such as");
	refuses("voice", "v\xff", "UTF-8");
	refuses("voice", "0123456789012345678901234567890123456789012345678901234567890123456789",
		"longer");
	takes("ocr", "auto", "auto");
	takes("ocr", "always", "always");
	takes("ocr", "never", "never");
	refuses("ocr", "sometimes", "one of auto|always|never");
	takes("footnotes", "drop", "drop");
	takes("code", "read", "read");
	takes("tables", "skip", "skip");
	takes("skip", "contents,notes", "contents,notes");
	refuses("skip", "contents,prose",
		"some of contents|index|bibliography|notes, separated by commas");
	refuses("skip", ",index", "some of contents|index|bibliography|notes, separated by commas");
	refuses("formulas", "sing", "must be one of read|announce|skip");
	refuses("footnotes", "never", "must be one of keep|move|drop");
	takes("language", "eng", "eng");
	takes("language", "eng+deu", "eng+deu");
	takes("language", "chi_sim", "chi_sim");
	takes("language", "auto", "auto");
	takes("language", "German", "deu");
	takes("language", "deutsch", "deu");
	takes("language", "de-AT", "deu");
	takes("language", "en", "eng");
	takes("language", "ENG", "eng");
	takes("language",
		"English+Fran\xc3\xa7"
		"ais",
		"eng+fra");
	refuses("language", "Klingon", "must be");
	refuses("language", "xx", "must be");
	refuses("language", "eng+", "must be");
	refuses("language", "+eng", "must be");
	refuses("language", "auto+", "must be");
	refuses("language", "../eng", "must be");
}

static void pages(void **state)
{
	(void)state;
	takes("pages", "1-20,35", "1-20,35");
	takes("pages", " 3, 1-2 ,2-5", "1-5");
	refuses("pages", "0", "count from 1");
	refuses("pages", "5-2", "backwards");
	refuses("pages", "1-", "needs a last page, like 1-");
	refuses("pages", "x", "page numbers and ranges like");
	refuses("pages", "99999999", "go up to");
}

static void numbers(void **state)
{
	(void)state;
	takes("speed", "80", "80");
	takes("speed", "450", "450");
	refuses("speed", "79", "80 to 450");
	refuses("speed", "451", "80 to 450");
	refuses("speed", "1.5", "whole number");
	refuses("speed", "-100", "whole number");
	refuses("speed", "0x90", "whole number");
	refuses("speed", " 90", "whole number");
	refuses("speed", "99999999999999999999999", "whole number");
	takes("pitch", "0", "0");
	takes("pitch", "99", "99");
	refuses("pitch", "100", "0 to 99");
	takes("topP", "0.95", "0.95");
	refuses("topP", "1.01", "0 to 1");
	refuses("topP", "nan", "a number");
	refuses("topP", "1e-1", "a number");
	refuses("topP", ".", "a number");
	takes("temperature", "0", "0");
	takes("seed", "9007199254740991", "9007199254740991");
	refuses("seed", "9007199254740993", "must be from");
	takes("ngl", "99", "99");
	takes("repetitionPenalty", "1.1", "1.1");
}

static void pronunciations(void **state)
{
	(void)state;
	takes("pronunciation", "GIF=jif; SQL = sequel", "GIF=jif; SQL = sequel");
	takes("pronunciation", "Zürich=Tsürich\nGIF=jif\n", "Zürich=Tsürich\nGIF=jif\n");
	refuses("pronunciation", "GIF", "\"GIF\" has no \"=\"");
	refuses("pronunciation", "GIF=", "\"GIF\" has no spoken form");
	refuses("pronunciation", "GIF=a;GIF=b", "\"GIF\" is listed twice");
	refuses("pronunciation", "GIF=\xff", "UTF-8");
	takes("pronunciation", "/v(\\d+)/i = version $1; [voice: joe]; Ng = /ŋ/",
		"/v(\\d+)/i = version $1; [voice: joe]; Ng = /ŋ/");
	refuses("pronunciation", "/(a+)+$/ = x", "\"/(a+)+$/\" takes too long");
	refuses("pronunciation", "/(/ = x", "is no regular expression");
}

static void flags_and_texts(void **state)
{
	(void)state;
	takes("commentary", "on", "true");
	takes("commentary", "0", "false");
	takes("summary", "yes", "true");
	refuses("summary", "maybe", "true or false");
	takes("summaryPlacement", "bottom", "bottom");
	refuses("summaryPlacement", "left", "one of top|bottom");
	takes("summaryInstructions", "Two lines,\nfür Kinder", "Two lines,\nfür Kinder");
	refuses("summaryInstructions", "\x1b[31m", "UTF-8");
	char longer[JOB_OPTION_MAX + 2];
	memset(longer, 'x', sizeof longer);
	longer[sizeof longer - 1] = '\0';
	refuses("commentaryInstructions", longer, "longer");
}

static void names_count_once_and_empty_is_nothing(void **state)
{
	(void)state;
	struct err err;
	assert_int_equal(job_options_add(&options, arena, "voice", "", &err), 0);
	assert_int_equal(options.count, 0);
	assert_int_equal(job_options_add(&options, arena, "voice", "en", &err), 0);
	assert_int_equal(job_options_add(&options, arena, "voice", "de", &err), -1);
	assert_contains(err.text, "twice");
	assert_int_equal(job_options_add(&options, arena, "vioce", "de", &err), -1);
	assert_contains(err.text, "no such option");
	assert_true(job_options_knows("topP"));
	assert_false(job_options_knows("topp"));
	assert_false(job_options_knows("file"));
}

static void instructions_need_their_option(void **state)
{
	(void)state;
	struct err err;
	job_options_add(&options, arena, "summaryPlacement", "top", &err);
	assert_int_equal(job_options_check(&options, &err), 0);
	job_options_add(&options, arena, "summaryInstructions", "short", &err);
	assert_int_equal(job_options_check(&options, &err), -1);
	assert_contains(err.text, "summary");
	job_options_add(&options, arena, "summary", "true", &err);
	assert_int_equal(job_options_check(&options, &err), 0);
}

static void an_endpoint_is_needed(void **state)
{
	(void)state;
	struct err err = { 0 };
	const struct commentary_settings none = { .base_url = "" },
					 some = { .base_url = "http://x" };
	job_options_add(&options, arena, "commentary", "false", &err);
	job_options_add(&options, arena, "summaryPlacement", "top", &err);
	assert_int_equal(job_options_check_augmentation(&options, &none, &err), 0);
	job_options_add(&options, arena, "summary", "true", &err);
	assert_int_equal(job_options_check_augmentation(&options, &some, &err), 0);
	assert_int_equal(job_options_check_augmentation(&options, &none, &err), -1);
	assert_contains(err.text, "summary: not configured on this server");
}

static void augmentation(void **state)
{
	(void)state;
	struct err err;
	struct augmentation none = job_options_augmentation(&options);
	assert_false(none.present);
	job_options_add(&options, arena, "summary", "on", &err);
	job_options_add(&options, arena, "summaryInstructions", "short", &err);
	struct augmentation some = job_options_augmentation(&options);
	assert_true(some.present);
	assert_true(some.summary);
	assert_false(some.commentary);
	assert_string_equal(some.summary_placement, "top");
	assert_string_equal(some.summary_instructions, "short");
	assert_null(some.commentary_instructions);
}

static void json(void **state)
{
	(void)state;
	struct err err;
	struct buf text = BUF_EMPTY;
	struct json_out out = json_out(&text);
	job_options_add(&options, arena, "voice", "en", &err);
	job_options_add(&options, arena, "speed", "0170", &err);
	job_options_add(&options, arena, "topP", "0.90", &err);
	job_options_add(&options, arena, "summary", "on", &err);
	meta_set(&options, arena, "foreign", "as it is");
	job_options_json(&out, NULL, &options);
	assert_string_equal(text.data, "{\"voice\":\"en\",\"speed\":170,\"topP\":0.9,"
				       "\"summary\":true,\"foreign\":\"as it is\"}");
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(voices_and_languages, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pages, set_up, tear_down),
		cmocka_unit_test_setup_teardown(numbers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pronunciations, set_up, tear_down),
		cmocka_unit_test_setup_teardown(flags_and_texts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			names_count_once_and_empty_is_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(instructions_need_their_option, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_endpoint_is_needed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(augmentation, set_up, tear_down),
		cmocka_unit_test_setup_teardown(json, set_up, tear_down),
	};
	return RUN(tests);
}
