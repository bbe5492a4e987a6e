/* test_letters.c: capitals, small letters and unspaced scripts, in several scripts. */
#include "unit.h"

#include "common/base/utf8.h"
#include "common/text/letters.h"

#include <stdbool.h>

typedef bool property(uint32_t code);

/* Asserts that every character of `text` has the property, or that none has. */
static void assert_all(const char *text, property *has, bool expected)
{
	for (size_t i = 0, size; text[i]; i += size) {
		uint32_t code = letters_decode(text + i, strlen(text + i), &size);
		if (has(code) != expected)
			fail_msg("U+%04X of \"%s\"", code, text);
	}
}

/* Latin Extended-A alternates between capitals and small letters, but not everywhere. */
static void capitals(void **state)
{
	(void)state;
	assert_all("ÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ", letters_is_upper, true); /* Czech */
	assert_all("ĄĆĘŁŃÓŚŹŻ", letters_is_upper, true);       /* Polish */
	assert_all("ĹĽŔÔÄ", letters_is_upper, true);           /* Slovak */
	assert_all("ÇĞİÖŞÜ", letters_is_upper, true);          /* Turkish */
	assert_all("ΆΈΉΊΌΎΏΑΩ", letters_is_upper, true);       /* Greek */
	assert_all("ЁЂЄІЇЉЊЋЎЏАЯҐ", letters_is_upper, true);   /* Cyrillic */
	assert_all("ǅǈǋ", letters_is_upper, true);             /* titlecase digraphs */
	assert_all("áčďéěíňóřšťúůýžąćęłńóśźżĺľŕôä", letters_is_upper, false);
	assert_all("çğıöşüάέήίόύώαωёђєіїљњћўџаяґ", letters_is_upper, false);
}

static void small_letters(void **state)
{
	(void)state;
	assert_all("áčďéěíňóřšťúůýžąćęłńóśźżĺľŕôäçğıöşüß", letters_is_lower, true);
	assert_all("άέήίόύώαωςёђєіїљњћўџаяґ", letters_is_lower, true);
	assert_all("ŁŻŹŽŇŤĽŸ", letters_is_lower, false);
	assert_int_equal(letters_lower(0x141), 0x142); /* Ł */
	assert_int_equal(letters_lower(0x17d), 0x17e); /* Ž */
	assert_int_equal(letters_lower(0x410), 0x430); /* А */
}

static void kinds(void **state)
{
	(void)state;
	assert_all("aŁжλשعक日あ한ⅣⅧ℃№", letters_is_letter, true);
	assert_all(" .,;-–—×÷→■•§©$€“”", letters_is_letter, false);
	assert_all("aŁ7٣½⅓①Ⅳ", letters_is_alnum, true);
	assert_all("¹²³⁴₂.•→", letters_is_alnum, false);
	assert_all("0123456789", letters_is_digit, true);
	assert_all("٣½²", letters_is_digit, false);
	assert_false(letters_is_letter(0xfe0f)); /* a variation selector is invisible */
	assert_true(letters_is_letter(0x0301));  /* a combining accent belongs to its letter */
	assert_all("\u00a0\u2003\u202f\u3000 \t", letters_is_space, true);
}

static void without_spaces(void **state)
{
	(void)state;
	assert_all("日本語のテスト漢字ー", letters_is_cjk, true);
	assert_all("。、「」（）", letters_is_cjk, true);
	assert_all("한국어abcŁж😀", letters_is_cjk, false);
	assert_all("日のคลา", letters_is_unspaced, true);
	assert_all("한abж", letters_is_unspaced, false);
	assert_all("שלוםعربي", letters_is_rtl, true);
	assert_all("abжλ日12.", letters_is_rtl, false);
}

static void decoding(void **state)
{
	size_t size;
	const char text[] = "a\xc5\x81";
	(void)state;
	assert_int_equal(letters_decode(text + 1, 2, &size), 0x141);
	assert_int_equal(size, 2);
	assert_int_equal(letters_decode("\xff", 1, &size), 0xfffd);
	assert_int_equal(size, 1);
	assert_int_equal(letters_before(text, text + 3), 0x141);
	assert_int_equal(letters_before(text, text + 1), 'a');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(capitals),
		cmocka_unit_test(small_letters),
		cmocka_unit_test(kinds),
		cmocka_unit_test(without_spaces),
		cmocka_unit_test(decoding),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
