/* Tests of common/pronunciation: whole words, cases, scripts, and errors with their line. */
#include "unit.h"

#include "common/text/pronunciation.h"

static struct pronunciation *list_of(const char *text)
{
	struct pronunciation *list = NULL;
	struct err err;
	if (pronunciation_parse("list", text, strlen(text), &list, &err) < 0)
		fail_msg("%s", err.text);
	return list;
}

static void check_two(const char *first, const char *second, const char *text, const char *spoken)
{
	struct pronunciation *a = first ? list_of(first) : NULL;
	struct pronunciation *b = second ? list_of(second) : NULL;
	struct buf out = BUF_EMPTY;
	pronunciation_apply(a, b, text, strlen(text), &out);
	assert_string_equal(buf_string(&out), spoken);
	buf_free(&out);
	pronunciation_free(&a);
	pronunciation_free(&b);
}

static void check(const char *entries, const char *text, const char *spoken)
{
	check_two(entries, NULL, text, spoken);
	check_two(NULL, entries, text, spoken);
}

static void whole_words(void **state)
{
	(void)state;
	check("cat = feline", "cat concatenate cats cat.", "feline concatenate cats feline.");
	check("cat = feline", "(cat) \"cat\" cat-like cat's\ncat",
		"(feline) \"feline\" feline-like "
		"feline's\nfeline");
	check("cat = feline", "cat1 1cat cat_x", "cat1 1cat feline_x");
	check("cat = feline", "cat", "feline");
	check("cat = feline", "", "");
	check("C++ = see plus plus", "C++ and C++11, C+", "see plus plus and see plus plus11, C+");
	check(".NET = dot net", "the .NET way, x.NET", "the dot net way, xdot net");
}

static void cases(void **state)
{
	(void)state;
	check("gif = jif", "gif GIF Gif", "jif jif jif");
	check("GIF = jif", "gif GIF Gif", "gif jif Gif");
	check("Polish = Pole ish\npolish = shine", "Polish polish POLISH", "Pole ish shine shine");
	check("größe = Maß", "Größe GRÖßE größer", "Maß Maß größer");
	check("Été = summer", "Été été ÉTÉ", "summer été ÉTÉ");
}

static void several_words(void **state)
{
	(void)state;
	check("new york = the city\nnew = fresh", "New York, new shoes, New\n York",
		"the city, fresh shoes, the city");
	check("new york = x", "New\n\nYork New Yorker", "New\n\nYork New Yorker");
	/* What was put in is not looked at again. */
	check("a = b\nb = a", "a b", "b a");
}

static void scripts(void **state)
{
	(void)state;
	/* No space parts words there. */
	check("東京 = とうきょう", "東京都と東京", "とうきょう都ととうきょう");
	check("кот = котик", "Кот кота", "котик кота");
	/* A combining accent belongs to the letter before. */
	check("cafe = x", "cafe\xcc\x81 cafe", "cafe\xcc\x81 x");
	/* Bytes that are no text stay as they are. */
	check("cat = x",
		"\xff"
		"cat\xe2\x82 cat",
		"\xff"
		"x\xe2\x82 x");
}

static void two_lists(void **state)
{
	(void)state;
	check_two("gif = one", "gif = two", "gif", "one");
	check_two("gif = one", "GIF = two", "GIF", "one");
	check_two("new = fresh", "new york = city", "New York", "city");
	check_two("sql = sequel", "gif = jif", "SQL GIF", "sequel jif");
	check_two(NULL, NULL, "as it is", "as it is");
}

static void lists(void **state)
{
	(void)state;
	check("# how we say it\n\n  SQL =  sequel query \r\nnginx=engine x\n", "SQL nginx",
		"sequel query engine x");
	struct pronunciation *list = NULL;
	struct err err;
	struct buf out = BUF_EMPTY;
	assert_int_equal(
		pronunciation_parse_option("GIF=jif; SQL = sequel;\n;x=y", &list, &err), 0);
	pronunciation_apply(list, NULL, "GIF SQL x", 9, &out);
	assert_string_equal(buf_string(&out), "jif sequel y");
	buf_free(&out);
	pronunciation_free(&list);
	assert_null(list);
	pronunciation_free(&list);
}

static void refused(const char *text, const char *reason)
{
	struct pronunciation *list = NULL;
	struct err err;
	assert_int_equal(pronunciation_parse("words", text, strlen(text), &list, &err), -1);
	assert_null(list);
	assert_err(err, ERR_INVALID, reason);
}

static void errors(void **state)
{
	(void)state;
	refused("a = b\nGIF jif\n",
		"words:2: \"GIF jif\" has no \"=\": word = spoken form is expected");
	refused("\n\n = jif", "words:3: there is no word before the \"=\"");
	refused("+ = plus", "words:1: there is no word before the \"=\"");
	refused("GIF = \n", "words:1: \"GIF\" has no spoken form");
	refused("GIF = .\n", "words:1: \"GIF\" has no spoken form");
	refused("b = c\nGIF = jif\n#\nGIF = gif\n", "words:4: \"GIF\" is listed twice");
	refused("a = \xff\n", "words:1: not clean UTF-8 text");
	refused("a = b\x01\n", "words:1: not clean UTF-8 text");
	char text[400];
	memset(text, 'a', sizeof text);
	memcpy(text + 300, " = b", 5);
	struct pronunciation *list = NULL;
	struct err err;
	assert_int_equal(pronunciation_parse_option(text, &list, &err), -1);
	assert_contains(err.text, "longer than 200 bytes");
	assert_int_equal(pronunciation_parse_option("a=b;c", &list, &err), -1);
	assert_err(err, ERR_INVALID, "\"c\" has no \"=\": word = spoken form is expected");
	assert_int_equal(pronunciation_load("/nonexistent/words", &list, &err), -1);
	assert_err(err, ERR_NOT_FOUND, "/nonexistent/words: No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_words),
		cmocka_unit_test(cases),
		cmocka_unit_test(several_words),
		cmocka_unit_test(scripts),
		cmocka_unit_test(two_lists),
		cmocka_unit_test(lists),
		cmocka_unit_test(errors),
	};
	return RUN(tests);
}
