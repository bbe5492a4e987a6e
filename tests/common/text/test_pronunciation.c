/* test_pronunciation.c: whole words, cases, scripts, and errors with their line. */
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
	/* A replacement is not searched again. */
	check("a = b\nb = a", "a b", "b a");
}

static void scripts(void **state)
{
	(void)state;
	/* These scripts put no space between words. */
	check("東京 = とうきょう", "東京都と東京", "とうきょう都ととうきょう");
	check("кот = котик", "Кот кота", "котик кота");
	/* A combining accent belongs to the letter before it. */
	check("cafe = x", "cafe\xcc\x81 cafe", "cafe\xcc\x81 x");
	/* Invalid bytes are left as they are. */
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

static void check_for(struct pronunciation_target target, const char *entries, const char *text,
	const char *spoken)
{
	struct pronunciation *list = list_of(entries);
	struct buf out = BUF_EMPTY;
	pronunciation_apply_traced(list, NULL, &target, text, strlen(text), &out, NULL);
	assert_string_equal(buf_string(&out), spoken);
	buf_free(&out);
	pronunciation_free(&list);
}

static void expressions(void **state)
{
	(void)state;
	check("/v(\\d+)/ = version $1", "Take v12, not v7.", "Take version 12, not version 7.");
	check("/colou?r/i = hue", "Color, COLOUR and color", "hue, hue and hue");
	check("/(\\w+)-(\\w+)/ = $2 $1 $$5", "ab-cd", "cd ab $5");
	check("/\\bÄ\\w*/ = x", "Ähre Bär", "x Bär");
	check("/a\\/b=c/ = x", "a/b=c", "x");
	check("/a*/ = x", "baab", "bxb");
	check("/→/ = to", "A → B", "A to B");
	/* Words go first, then the expressions in their order. */
	check("/\\d+/ = number\n42 = answer\n/4/ = four", "42 43", "answer number");
	check("/etc = et cetera", "/etc", "et cetera");
	check("/(x)|y/ = <$1z>", "xy", "<xz><z>");
}

static void is_slow(const char *text)
{
	struct pronunciation *list = NULL;
	struct err err;
	assert_int_equal(pronunciation_parse("words", text, strlen(text), &list, &err), -1);
	assert_contains(err.text, "takes too long");
}

static void hostile_expressions(void **state)
{
	(void)state;
	static const char *const slow[] = { "/(a+)+$/ = x", "/(\\w+\\s?)*!/ = x", "/(x|xx)+y$/ = x",
		"/(.*)(.*)(.*)(.*)z/ = x", "/([a-z]+)*\\d/i = x", "/(?:(?:1|11)+,)+!/ = x" };
	for (size_t i = 0; i < sizeof slow / sizeof *slow; i++)
		is_slow(slow[i]);
	refused("/(a/ = x", "words:1: \"/(a/\" is no regular expression: missing closing "
			    "parenthesis (at character 3)");
	refused("/a\\Cb/ = x",
		"words:1: \"/a\\Cb/\" is no regular expression: using \\C is disabled by "
		"the application (at character 4)");
	refused("/(a)/ = $2", "words:1: \"$2\" stands for a group that the pattern does not have");
	/* Slow in ways that only a long text reveals: given up there, and soon. */
	enum { LONG = 200000 };
	char *runs = malloc(LONG + 1);
	assert_non_null(runs);
	memset(runs, 'a', LONG);
	runs[LONG] = '\0';
	check("/a(?=[^z]*z?)(?=[^y]*y)/ = x", runs, runs);
	free(runs);
	refused("/a;b/ = x",
		"words:1: \"/a;b/\": no \";\" may be in an entry, and no \"#\" begin it");
	/* Paragraphs are searched one by one. */
	check("/b\\s+c/ = x", "a b\nc b\n\nc b c", "a x b\n\nc x");
	/* A replacement is never longer than allowed. */
	char text[2001];
	memset(text, 'b', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	check("/(b+)/ = $1 $1", text, text);
}

static void targets(void **state)
{
	static const char entries[] =
		"GIF = jif\n[language: de]\nGIF = Giff\n[voice: joe]\nGIF = jiff"
		"\n/x(\\d)/ = ex $1\n[all]\nPNG = ping\n[language: German]\nJPG = Jot";
	(void)state;
	check(entries, "GIF PNG JPG x1", "jif ping JPG x1");
	check_for(
		(struct pronunciation_target) {
			.language = "de", .voice = NULL, .takes_ipa = false },
		entries, "GIF PNG JPG", "Giff ping Jot");
	check_for(
		(struct pronunciation_target) {
			.language = "de-at", .voice = "joe", .takes_ipa = false },
		entries, "GIF JPG x1", "jiff Jot ex 1");
	check_for(
		(struct pronunciation_target) {
			.language = "den", .voice = "joey", .takes_ipa = false },
		entries, "GIF x1", "jif x1");
	check_for(
		(struct pronunciation_target) {
			.language = "en", .voice = "joe:low", .takes_ipa = false },
		entries, "GIF", "jiff");
	refused("[language: Klingonese]\n", "words:1: nobody knows the language \"Klingonese\"");
	refused("[speaker: x]\n", "words:1: \"[speaker: x]\" is none of \"[language: ...]\", "
				  "\"[voice: ...]\" and \"[all]\"");
	refused("a = b\n[language: de]\na = c\na = d\n", "words:4: \"a\" is listed twice");
}

static void phonemes(void **state)
{
	static const char entries[] = "Ng = /ŋ.ŋ/\nNg = ing";
	(void)state;
	check(entries, "Ng", "ing");
	check_for(
		(struct pronunciation_target) {
			.language = NULL, .voice = NULL, .takes_ipa = true },
		entries, "Ng!",
		PRONUNCIATION_IPA_START "ŋŋ" PRONUNCIATION_IPA_FILL PRONUNCIATION_IPA_FILL
			PRONUNCIATION_IPA_FILL PRONUNCIATION_IPA_FILL PRONUNCIATION_IPA_FILL
				PRONUNCIATION_IPA_FILL PRONUNCIATION_IPA_FILL PRONUNCIATION_IPA_FILL
					PRONUNCIATION_IPA_FILL PRONUNCIATION_IPA_FILL
						PRONUNCIATION_IPA_FILL PRONUNCIATION_IPA_FILL
							PRONUNCIATION_IPA_FILL PRONUNCIATION_IPA_END
					"!");
	refused("Ng = /a b/",
		"words:1: \"/a b/\" is no IPA of one word: no blanks and no brackets");
}

static struct pronunciation *csv_of(const char *text)
{
	struct pronunciation *list = NULL;
	struct err err;
	if (pronunciation_parse_csv("list", text, strlen(text), &list, &err) < 0)
		fail_msg("%s", err.text);
	return list;
}

static void check_csv(const char *csv, const char *lines, const char *again)
{
	struct buf out = BUF_EMPTY;
	struct pronunciation *list = csv_of(csv);
	pronunciation_write(list, &out);
	assert_string_equal(buf_string(&out), lines);
	buf_clear(&out);
	pronunciation_write_csv(list, &out);
	assert_string_equal(buf_string(&out), again);
	pronunciation_free(&list);
	/* The lines mean the same. */
	list = list_of(lines);
	buf_clear(&out);
	pronunciation_write_csv(list, &out);
	assert_string_equal(buf_string(&out), again);
	pronunciation_free(&list);
	buf_free(&out);
}

static void csv_refused(const char *text, const char *reason)
{
	struct pronunciation *list = NULL;
	struct err err;
	assert_int_equal(pronunciation_parse_csv("words", text, strlen(text), &list, &err), -1);
	assert_null(list);
	assert_err(err, ERR_INVALID, reason);
}

static void csv(void **state)
{
	(void)state;
	check_csv("GIF,jif\nSQL,sequel\n", "GIF = jif\nSQL = sequel\n",
		"word,spoken,language,voice\r\nGIF,jif,,\r\nSQL,sequel,,\r\n");
	check_csv(
		"\xef\xbb\xbfReplacement;Note;Word;lang\r\n\"a \"\"b\"\", c\";x;abc;German\r\n\r\n",
		"[language: de]\nabc = a \"b\", c\n",
		"word,spoken,language,voice\r\nabc,\"a \"\"b\"\", c\",de,\r\n");
	check_csv("word\tspoken\tvoice\n/v(\\d)/\tversion $1\tjoe\nGIF\tjif",
		"[voice: joe]\n/v(\\d)/ = version $1\n[all]\nGIF = jif\n",
		"word,spoken,language,voice\r\n/v(\\d)/,version $1,,joe\r\nGIF,jif,,\r\n");
	csv_refused("GIF,jif\n\"SQL,sequel\n", "words:2: a field's quotation mark is never closed");
	csv_refused("GIF,\"jif\"f\n",
		"words:1: behind a field in quotation marks stands something else");
	csv_refused("GIF,jif\nGIF,gif\n", "words:2: \"GIF\" is listed twice");
	csv_refused("GIF\n", "words:1: \"GIF\" has no spoken form");
	csv_refused(
		"#a,c\n", "words:1: \"#a\": no \";\" may be in an entry, and no \"#\" begin it");
	csv_refused("a,\"b;c\"\n",
		"words:1: \"a\": no \";\" may be in an entry, and no \"#\" begin it");
	csv_refused("a=b,c\n", "words:1: \"a=b\": a word has no \"=\"");
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
		cmocka_unit_test(expressions),
		cmocka_unit_test(hostile_expressions),
		cmocka_unit_test(targets),
		cmocka_unit_test(phonemes),
		cmocka_unit_test(csv),
	};
	return RUN(tests);
}
