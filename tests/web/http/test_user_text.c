/* test_user_text: names from strangers, and the texts that they send. */
#include "tests/common/unit.h"

#include "common/base/arena.h"
#include "web/http/json_out.h"
#include "web/http/urlencoded.h"
#include "web/http/user_text.h"

/* U+202E in pieces: an editor would obey it. */
#define RIGHT_TO_LEFT \
	"\xe2"        \
	"\x80"        \
	"\xae"

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static void names_are_made_fit(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "book.pdf", "book.pdf" },
		{ "/etc/passwd", "passwd" },
		{ "..\\..\\evil.pdf", "evil.pdf" },
		{ "C:\\Users\\me\\Bücher.pdf", "Bücher.pdf" },
		{ "", "document.pdf" },
		{ "..", "document.pdf" },
		{ ".", "document.pdf" },
		{ "dir/", "document.pdf" },
		{ " spaces  .pdf  ", "spaces  .pdf" },
		{ "a\r\nSet-Cookie: x\tb.pdf", "aSet-Cookie: xb.pdf" },
		{ "bad\xff\xfe.pdf", "bad\xef\xbf\xbd\xef\xbf\xbd.pdf" },
		/* NOLINTNEXTLINE(misc-misleading-bidirectional): that is what is tested */
		{ "gpj.\xe2\x80\xaeodf.pdf", "gpj.odf.pdf" },
		{ "\xef\xbb\xbfx.pdf", "x.pdf" },
		{ "nel\xc2\x85x.pdf", "nelx.pdf" },
		{ "<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(user_file_name(arena, cases[i][0]), cases[i][1]);
	assert_string_equal(user_file_name(arena, NULL), "document.pdf");
}

static void long_names_are_cut_between_characters(void **state)
{
	(void)state;
	char name[400] = "x";
	for (int i = 0; i < 120; i++)
		strcat(name, "ü");
	char *cut = user_file_name(arena, name);
	assert_int_equal(strlen(cut), 199); /* x and 99 of two bytes */
	assert_true(user_text_is_clean(cut, false));
}

static void extensions_change(void **state)
{
	(void)state;
	assert_string_equal(user_file_name_as(arena, "book.pdf", "wav"), "book.wav");
	assert_string_equal(user_file_name_as(arena, "book", "wav"), "book.wav");
	assert_string_equal(user_file_name_as(arena, "v1.2 of it", "wav"), "v1.2 of it.wav");
	assert_string_equal(user_file_name_as(arena, ".pdf", "wav"), ".pdf.wav");
}

static void dispositions(void **state)
{
	(void)state;
	assert_string_equal(user_content_disposition(arena, "attachment", "book.wav"),
		"attachment; filename=\"book.wav\"");
	assert_string_equal(user_content_disposition(arena, "attachment", "a \"b\"\\c.wav"),
		"attachment; filename=\"a _b__c.wav\"; filename*=UTF-8''a%20%22b%22%5Cc.wav");
	assert_string_equal(user_content_disposition(arena, "inline", "Bücher €.wav"),
		"inline; filename=\"B_cher _.wav\"; filename*=UTF-8''B%C3%BCcher%20%E2%82%AC.wav");
	assert_string_equal(user_content_disposition(arena, "inline", "100%.wav"),
		"inline; filename=\"100_.wav\"; filename*=UTF-8''100%25.wav");
	/* Nothing can end the header. */
	const char *evil = user_content_disposition(arena, "inline", "a\r\nX: y");
	assert_null(strpbrk(evil, "\r\n"));
}

static void html_is_escaped(void **state)
{
	(void)state;
	struct buf html = BUF_EMPTY;
	user_text_html(&html, "<a href=\"x\">'&'</a>\xff ü");
	assert_string_equal(
		html.data, "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;\xef\xbf\xbd ü");
	buf_free(&html);
}

static void json_is_escaped(void **state)
{
	(void)state;
	struct buf text = BUF_EMPTY;
	struct json_out out = json_out(&text);
	json_out_object(&out, NULL);
	json_out_string(&out, "a", "\"\\\n\x01</script>\xff\xe2\x80\xa8ü");
	json_out_int(&out, "b", -5);
	json_out_array(&out, "c");
	json_out_bool(&out, NULL, true);
	json_out_null(&out, NULL);
	json_out_number(&out, NULL, 1.5, 3);
	json_out_number(&out, NULL, 2, 3);
	json_out_number(&out, NULL, 100, 0);
	json_out_number(&out, NULL, 0.0 / 0.0, 3);
	json_out_object(&out, NULL);
	json_out_end_object(&out);
	json_out_end_array(&out);
	json_out_string(&out, "d", NULL);
	json_out_end_object(&out);
	assert_string_equal(text.data,
		"{\"a\":\"\\\"\\\\\\n\\u0001\\u003c/script>\\ufffd\\u2028ü\",\"b\":-5,"
		"\"c\":[true,null,1.5,2,100,null,{}],\"d\":null}");
	buf_free(&text);
}

static void clean_text(void **state)
{
	(void)state;
	assert_true(user_text_is_clean("Fine, über\ttab\n", true));
	assert_false(user_text_is_clean("line\n", false));
	assert_false(user_text_is_clean("\x1b[31m", true));
	assert_false(user_text_is_clean("\x7f", true));
	assert_false(user_text_is_clean("\xc2\x9b", true));
	assert_false(user_text_is_clean("\xc3", true));
}

static void fields(void **state)
{
	(void)state;
	struct meta meta = { NULL, 0, 0 };
	struct err err;
	static const char text[] = "a=1&b=%20x+y%C3%BC&&c&d=";
	assert_int_equal(urlencoded_parse(text, strlen(text), arena, &meta, &err), 0);
	assert_int_equal(meta.count, 4);
	assert_string_equal(meta_get(&meta, "b"), " x yü");
	assert_string_equal(meta_get(&meta, "c"), "");
	assert_string_equal(meta_get(&meta, "d"), "");
}

static void broken_fields(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "a=%", "escape" },
		{ "a=%2", "escape" },
		{ "a=%zz", "escape" },
		{ "%00=1", "NUL" },
		{ "a=x%00y", "NUL" },
		{ "a=1&a=2", "twice" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct meta meta = { NULL, 0, 0 };
		struct err err;
		assert_int_equal(
			urlencoded_parse(cases[i][0], strlen(cases[i][0]), arena, &meta, &err), -1);
		assert_contains(err.text, cases[i][1]);
	}
	struct buf many = BUF_EMPTY;
	for (int i = 0; i <= URLENCODED_MAX_FIELDS; i++)
		buf_printf(&many, "f%d=1&", i);
	struct meta meta = { NULL, 0, 0 };
	struct err err;
	assert_int_equal(urlencoded_parse(many.data, many.len, arena, &meta, &err), -1);
	assert_contains(err.text, "more than");
	buf_free(&many);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names_are_made_fit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			long_names_are_cut_between_characters, set_up, tear_down),
		cmocka_unit_test_setup_teardown(extensions_change, set_up, tear_down),
		cmocka_unit_test_setup_teardown(dispositions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(html_is_escaped, set_up, tear_down),
		cmocka_unit_test_setup_teardown(json_is_escaped, set_up, tear_down),
		cmocka_unit_test_setup_teardown(clean_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(fields, set_up, tear_down),
		cmocka_unit_test_setup_teardown(broken_fields, set_up, tear_down),
	};
	return RUN(tests);
}
