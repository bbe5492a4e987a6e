/* Tests of voice_names: what servers call a list of voices. */
#include "unit.h"

#include "workers/speech_client/voice_names.h"

static void reads(const char *json, const char *names)
{
	struct buf lines = BUF_EMPTY;
	struct err err;
	int rc = voice_names_read(json, strlen(json), &lines, &err);
	assert_int_equal(rc, names ? 0 : -1);
	assert_string_equal(buf_string(&lines), names ? names : "");
	buf_free(&lines);
}

static void lists(void **state)
{
	(void)state;
	reads("{\"voices\":[\"af_sky\",\"am_adam\"]}", "af_sky\nam_adam\n");
	reads("{\"voices\":[{\"id\":\"a\",\"name\":\"Anna\"},{\"name\":\"b\"}]}", "a\nb\n");
	reads("{\"object\":\"list\",\"data\":[{\"voice_id\":\"en_US-joe-1.0\"}]}",
		"en_US-joe-1.0\n");
	reads("{\"voices\":[]}", "");
}

static void names_that_nobody_could_ask_for(void **state)
{
	(void)state;
	reads("{\"voices\":[\"\",\"-x\",\"a b\",\"a\\nb\",\"../x\",7,null,[\"y\"],{},\"fine\"]}",
		"fine\n");
	reads("{\"voices\":[\"01234567890123456789012345678901234567890123456789012345678901234\"]}",
		"");
}

static void what_is_no_list(void **state)
{
	(void)state;
	reads("", NULL);
	reads("[\"af_sky\"]", NULL);
	reads("{\"detail\":\"Not Found\"}", NULL);
	reads("{\"voices\":\"af_sky\"}", NULL);
	reads("{\"voices\":", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists),
		cmocka_unit_test(names_that_nobody_could_ask_for),
		cmocka_unit_test(what_is_no_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
