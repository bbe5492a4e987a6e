/* Tests of workers/chat: what is sent to an endpoint, and what is made of its answers. */
#include "unit.h"

#include "common/base/json.h"
#include "workers/commentator/chat.h"
#include "workers/endpoint/endpoint.h"

static const struct commentary_settings server = {
	.model = "tiny",
	.max_request_kb = 64,
	.max_tokens = 100,
	.temperature = 0.5,
};

static const struct chat_question question = {
	.instructions = "Summarise it.",
	.language = "French",
	.text = "One \"page\"\n\\ \xc3\xa9",
	.page = 3,
	.total_pages = 9,
};

/* The request, read back. */
static cJSON *request_of(const struct commentary_settings *settings,
	const struct chat_question *asked, struct arena *arena)
{
	const char *json = NULL;
	struct err err = { 0 };
	cJSON *root = NULL;
	if (chat_request(settings, asked, arena, &json, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(json_parse(json, strlen(json), &root, &err), 0);
	return root;
}

static const char *content_of(const cJSON *root, int message)
{
	const cJSON *item = cJSON_GetArrayItem(cJSON_GetObjectItem(root, "messages"), message);
	return cJSON_GetStringValue(cJSON_GetObjectItem(item, "content"));
}

static void a_request(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	cJSON *root = request_of(&server, &question, arena);
	assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(root, "model")), "tiny");
	assert_int_equal(cJSON_GetObjectItem(root, "max_tokens")->valueint, 100);
	assert_true(cJSON_GetObjectItem(root, "temperature")->valuedouble == 0.5);
	assert_true(cJSON_IsFalse(cJSON_GetObjectItem(root, "stream")));
	assert_contains(content_of(root, 0), "Summarise it.");
	assert_contains(content_of(root, 0), "Write in French");
	assert_string_equal(content_of(root, 1), "Page 3 of 9:\n\nOne \"page\"\n\\ \xc3\xa9");
	cJSON_Delete(root);
	arena_free(&arena);
}

static void what_is_not_set_is_not_sent(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	const struct commentary_settings settings = {
		.model = "", .max_request_kb = 64, .temperature = -1
	};
	struct chat_question asked = question;
	asked.language = NULL;
	cJSON *root = request_of(&settings, &asked, arena);
	assert_null(cJSON_GetObjectItem(root, "model"));
	assert_null(cJSON_GetObjectItem(root, "max_tokens"));
	assert_null(cJSON_GetObjectItem(root, "temperature"));
	assert_contains(content_of(root, 0), "Write in the language of the page");
	cJSON_Delete(root);
	arena_free(&arena);
}

static void an_image_goes_along_while_it_fits(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct commentary_settings settings = server;
	struct chat_question asked = question;
	asked.image = "\xfb\xff\xfe";
	asked.image_len = 3;
	cJSON *root = request_of(&settings, &asked, arena);
	const cJSON *message = cJSON_GetArrayItem(cJSON_GetObjectItem(root, "messages"), 1);
	const cJSON *part = cJSON_GetArrayItem(cJSON_GetObjectItem(message, "content"), 1);
	assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(
				    cJSON_GetObjectItem(part, "image_url"), "url")),
		"data:image/png;base64,+//+");
	cJSON_Delete(root);
	asked.image = arena_alloc(arena, 49000);
	memset((void *)asked.image, 'x', 49000);
	asked.image_len = 49000;
	root = request_of(&settings, &asked, arena);
	assert_non_null(content_of(root, 1));
	cJSON_Delete(root);
	arena_free(&arena);
}

static void a_page_that_does_not_fit(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct commentary_settings settings = server;
	struct chat_question asked = question;
	char *text = arena_alloc(arena, 2001);
	memset(text, 'x', 2000);
	text[2000] = '\0';
	asked.text = text;
	settings.max_request_kb = 2;
	const char *json = NULL;
	struct err err = { 0 };
	assert_int_equal(chat_request(&settings, &asked, arena, &json, &err), -1);
	assert_err(err, ERR_INVALID, "the page is larger than max_request_kb = 2");
	assert_null(json);
	arena_free(&arena);
}

static void answers(void **state)
{
	(void)state;
	static const struct {
		const char *json, *text, *error;
		bool cut;
	} cases[] = {
		{ "{\"choices\":[{\"message\":{\"content\":\"It is.\"}}]}", "It is.", NULL, false },
		{ "{\"choices\":[{\"message\":{\"content\":\"It\"},\"finish_reason\":\"length\"}]}",
			"It", NULL, true },
		{ "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
		  "{\"type\":\"other\"},7,{\"text\":\"b\"}]}}]}",
			"ab", NULL, false },
		{ "{\"choices\":[{\"message\":{\"content\":\" \\n\"}}]}", NULL, "an empty answer",
			false },
		{ "{\"choices\":[{\"message\":{\"content\":null}}]}", NULL, "an empty answer",
			false },
		{ "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"no\"}}]}", NULL,
			"the model refused to answer", false },
		{ "{\"choices\":[]}", NULL, "an answer without a message", false },
		{ "{\"choices\":{\"message\":7}}", NULL, "an answer without a message", false },
		{ "{}", NULL, "an answer without a message", false },
		{ "[]", NULL, "an answer that is not a JSON object", false },
		{ "<html>", NULL, "an answer that is not a JSON object", false },
		{ "", NULL, "an answer that is not a JSON object", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_new();
		const char *text = NULL;
		bool cut = false;
		struct err err = { 0 };
		int rc =
			chat_answer(cases[i].json, strlen(cases[i].json), arena, &text, &cut, &err);
		assert_int_equal(rc, cases[i].text ? 0 : -1);
		if (cases[i].text)
			assert_string_equal(text, cases[i].text);
		else
			assert_err(err, ERR_INVALID, cases[i].error);
		assert_int_equal(cut, cases[i].cut);
		arena_free(&arena);
	}
}

static const char *message_of(struct arena *arena, const char *json)
{
	return endpoint_error_message(json, strlen(json), "sk-1", arena);
}

static void error_messages(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	assert_string_equal(
		message_of(arena, "{\"error\":{\"message\":\"no\\nmodel\"}}"), "no model");
	assert_string_equal(message_of(arena, "{\"error\":\"busy\"}"), "busy");
	assert_string_equal(message_of(arena, "{\"message\":\"busy\"}"), "busy");
	assert_null(message_of(arena, "{\"error\":{\"message\":\"bad key sk-1!\"}}"));
	assert_null(message_of(arena, "{\"error\":7}"));
	assert_null(message_of(arena, "busy"));
	const char *json = arena_printf(arena, "{\"error\":\"%0500d\"}", 0);
	assert_int_equal(strlen(message_of(arena, json)), 120);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request),
		cmocka_unit_test(what_is_not_set_is_not_sent),
		cmocka_unit_test(an_image_goes_along_while_it_fits),
		cmocka_unit_test(a_page_that_does_not_fit),
		cmocka_unit_test(answers),
		cmocka_unit_test(error_messages),
	};
	return RUN(tests);
}
