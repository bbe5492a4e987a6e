/* test_word_lists.c: the lists as compiled in: sorted, looked up by word and by prefix. */
#include "unit.h"

#include "common/base/utf8.h"
#include "common/words/word_lists.h"

static const struct word_list *const lists[] = { &word_list_chapter_words, &word_list_part_words,
	&word_list_volume_words, &word_list_appendix_words, &word_list_number_words,
	&word_list_chapter_titles, &word_list_contents_titles, &word_list_index_titles,
	&word_list_bibliography_titles, &word_list_notes_titles, &word_list_page_words,
	&word_list_of_words, &word_list_figure_words, &word_list_table_words,
	&word_list_ordinal_nouns, &word_list_never_last, &word_list_before_numbers,
	&word_list_phrase_openers, &word_list_hyphen_joiners, &word_list_word_endings,
	&word_list_junk_titles, &word_list_junk_beginnings, &word_list_junk_authors };

enum { LISTS = sizeof lists / sizeof *lists };

static bool has(const struct word_list *list, const char *word)
{
	return word_list_has(list, word, strlen(word));
}

/* An unsorted list would silently lose words. */
static void every_word_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < LISTS; i++) {
		assert_true(lists[i]->count > 0);
		for (size_t k = 0; k < lists[i]->count; k++) {
			const char *word = lists[i]->words[k];
			if (!has(lists[i], word) || !*word || !utf8_is_valid(word, strlen(word)))
				fail_msg("\"%s\" of list %zu", word, i);
			if (k > 0 && strcmp(lists[i]->words[k - 1], word) >= 0)
				fail_msg("\"%s\" of list %zu is not in its place", word, i);
		}
	}
}

static void words_of_all_languages_count(void **state)
{
	(void)state;
	assert_true(has(&word_list_chapter_words, "Chapter"));
	assert_true(has(&word_list_chapter_words, "KAPITEL"));
	assert_true(has(&word_list_chapter_words, "CAPÍTULO"));
	assert_true(has(&word_list_chapter_words, "Глава"));
	assert_true(has(&word_list_figure_words, "Rys."));
	assert_false(has(&word_list_figure_words, "Rys"));
	assert_true(has(&word_list_contents_titles, "Table of Contents"));
	assert_true(has(&word_list_never_last, "Dr"));
	assert_true(has(&word_list_junk_titles, "无标题"));
}

static void whole_words_alone(void **state)
{
	(void)state;
	assert_false(has(&word_list_chapter_words, ""));
	assert_false(has(&word_list_chapter_words, "chapte"));
	assert_false(has(&word_list_chapter_words, "chapters"));
	assert_true(word_list_has(&word_list_chapter_words, "chapters", 7));
	assert_false(word_list_has(&word_list_chapter_words, "chapter\0x", 9));
}

static void the_longest_beginning(void **state)
{
	(void)state;
	assert_int_equal(word_list_prefix(&word_list_page_words, "pageof"), 4);
	assert_int_equal(word_list_prefix(&word_list_page_words, "pof"), 1);
	assert_int_equal(word_list_prefix(&word_list_page_words, "of"), 0);
	assert_int_equal(word_list_prefix(&word_list_page_words, ""), 0);
	assert_int_equal(
		word_list_prefix(&word_list_junk_beginnings, "Microsoft Word - x.doc"), 14);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_word_is_found),
		cmocka_unit_test(words_of_all_languages_count),
		cmocka_unit_test(whole_words_alone),
		cmocka_unit_test(the_longest_beginning),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
