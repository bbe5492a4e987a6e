/* Tests of workers/passages: what is spoken in one go, and the pause before it. */
#include "tests/common/unit.h"

#include "common/base/buf.h"
#include "workers/tts/passages.h"

/* The passages of a text, each behind the sign of its pause: "" . S P H */
static void check_limited(const char *text, size_t max_chars, const char *expected)
{
	static const char *const signs[] = { "|", "|.", "|P", "|H" };
	struct passages passages = passages_of(text, strlen(text), max_chars);
	struct passage passage;
	struct buf got = BUF_EMPTY;
	while (passages_next(&passages, &passage)) {
		assert_true(passage.len > 0);
		buf_append_string(&got, signs[passage.before]);
		buf_append(&got, passage.text, passage.len);
	}
	assert_string_equal(buf_string(&got), expected);
	buf_free(&got);
}

static void check(const char *text, const char *expected)
{
	check_limited(text, 0, expected);
}

static void blocks(void **state)
{
	(void)state;
	check("", "");
	check(" \n\n \n", "");
	check("One.\n", "|One.");
	check("One\ntwo.\n\nThree.\n", "|One\ntwo.|PThree.");
	check("One.\n\n\nThe heading\n\nTwo.\n", "|One.|HThe heading|HTwo.");
	check("\n\nAt the top\n\nTwo.\n\nThree.", "|HAt the top|HTwo.|PThree.");
	check("One.\n \n\t\r\nHeading\n\nTwo.", "|One.|HHeading|HTwo.");
	check("\nOne.\n\n\nA\n\n\nB\n\nC", "|One.|HA|HB|HC");
}

static void sentences(void **state)
{
	(void)state;
	check("One two. Three! Four? \"Five.\" (Six.) Seven...  Eight",
		"|One two.|.Three!|.Four?|.\"Five.\"|.(Six.)|.Seven...|.Eight");
	check("What?! No.", "|What?!|.No.");
	check("It was 3.14 of it. Then no.", "|It was 3.14 of it.|.Then no.");
	check("Er kam. Ärger gab es. Über alles.", "|Er kam.|.Ärger gab es.|.Über alles.");
	check("«Oui.» Non. «Si.»", "|«Oui.»|.Non.|.«Si.»");
	check("これは本です。あれは？そう。", "|これは本です。|.あれは？|.そう。");
	check("In 1999. The end.", "|In 1999.|.The end.");
}

static void no_sentences(void **state)
{
	(void)state;
	check("Dr. Smith and Mr. Jones", "|Dr. Smith and Mr. Jones");
	check("J. R. R. Tolkien", "|J. R. R. Tolkien");
	check("See Fig. 3 and No. 5 on p. 7.", "|See Fig. 3 and No. 5 on p. 7.");
	check("He said no. Then", "|He said no.|.Then");
	check("e.g. Paris, z.B. Rom, U.S. Army", "|e.g. Paris, z.B. Rom, U.S. Army");
	check("am 3. Mai", "|am 3. Mai");
	check("he said... and left. and more", "|he said... and left. and more");
	check("lectern.conf is a.b", "|lectern.conf is a.b");
}

static void limits(void **state)
{
	(void)state;
	check_limited("One. Two. Three. Four.", 10, "|One. Two.|.Three.|.Four.");
	check_limited("One. Two. Three. Four.", 100, "|One. Two. Three. Four.");
	check_limited("One.\n\nTwo.", 100, "|One.|PTwo.");
	check_limited("aaaa bbbb, cccc dddd", 16, "|aaaa bbbb,|cccc dddd");
	check_limited("aaaa bbbb cccc dddd", 16, "|aaaa bbbb cccc|dddd");
	check_limited("aaaaaaaaaaaa", 5, "|aaaaa|aaaaa|aa");
	/* Characters, not bytes; none is broken. */
	check_limited("ääääää", 4, "|ääää|ää");
	check_limited("Long one, very long. Two.", 12, "|Long one,|very long.|.Two.");
}

static void single_sentences(void **state)
{
	(void)state;
	static const char text[] = "One. Two two, three three. Four.";
	static const char *const expected[] = { "One.", "Two two,", "three three.", "Four." };
	struct passages passages = passages_of_sentences(text, sizeof text - 1, 14);
	struct passage passage;
	size_t count = 0;
	for (; passages_next(&passages, &passage); count++) {
		assert_true(count < 4);
		assert_int_equal(passage.len, strlen(expected[count]));
		assert_memory_equal(passage.text, expected[count], passage.len);
	}
	assert_int_equal(count, 4);
}

/* Nothing but blanks is lost, whatever the limit. */
static void nothing_is_lost(void **state)
{
	(void)state;
	static const char text[] = "\n\nTitle\n\nAlpha beta, gamma: délta e.g. one; two. Three!? "
				   "Four\nfive six.\n\n\nTwo\n\nSeven. 八九。十 x\xff y.\n";
	for (size_t limit = 0; limit < 40; limit++) {
		struct passages passages = passages_of(text, sizeof text - 1, limit);
		struct passage passage;
		const char *at = text;
		while (passages_next(&passages, &passage)) {
			for (; at < passage.text; at++)
				assert_non_null(strchr(" \n", *at));
			at += passage.len;
		}
		assert_string_equal(at, "\n");
	}
}

static void a_text_that_breaks_off_has_no_pause_behind_it(void **state)
{
	static const char *const broken[] = { "It went on and", "one, two,", "a well-", "bis 19" };
	static const char *const whole[] = { "It ended.", "It went on and\n", "(and so on)", "" };
	(void)state;
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		assert_int_equal(passages_pause_behind(broken[i], strlen(broken[i])), PAUSE_NONE);
		assert_int_equal(passages_pause_behind(whole[i], strlen(whole[i])), PAUSE_SENTENCE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks),
		cmocka_unit_test(sentences),
		cmocka_unit_test(no_sentences),
		cmocka_unit_test(limits),
		cmocka_unit_test(single_sentences),
		cmocka_unit_test(nothing_is_lost),
		cmocka_unit_test(a_text_that_breaks_off_has_no_pause_behind_it),
	};
	return RUN(tests);
}
