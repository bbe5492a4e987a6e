/* word_lists: words that identify the parts of a text, for all languages together: "Chapter" and
 * "Kapitel", "Fig." and "Abb.", "References". They are kept in data/, one plain file per language,
 * and compiled in, because a sandboxed engine cannot read files. data/README describes the
 * format. */
#ifndef LECTERN_COMMON_WORDS_WORD_LISTS_H
#define LECTERN_COMMON_WORDS_WORD_LISTS_H

#include <stdbool.h>
#include <stddef.h>

/* Sorted bytewise, with ASCII letters in lower case. */
struct word_list {
	const char *const *words;
	size_t count;
};

/* Whether the word is in the list, ignoring the case of ASCII letters. Other letters are compared
 * as they are: the caller must pass them in lower case. */
bool word_list_has(const struct word_list *list, const char *word, size_t len);

/* Length in bytes of the longest entry that `text` starts with, even in the middle of a word, or 0.
 * Compares like word_list_has(). */
size_t word_list_prefix(const struct word_list *list, const char *text);

/* One list per section of the data files. embed.awk reads these declarations and fails on a section
 * without a declaration, or a declaration without a section. */

/* Words before numbers, and titles of parts of a book. */
extern const struct word_list word_list_chapter_words; /* "Chapter" */
extern const struct word_list word_list_part_words;    /* "Part"; also "Erster Teil" */
extern const struct word_list word_list_volume_words;  /* "Book", "Volume" */
extern const struct word_list word_list_appendix_words;
extern const struct word_list word_list_number_words;   /* "Chapter the First" */
extern const struct word_list word_list_chapter_titles; /* first words of titles: "Preface",
							 * "Epilogue" */
extern const struct word_list word_list_contents_titles;
extern const struct word_list word_list_index_titles;
extern const struct word_list word_list_bibliography_titles;
extern const struct word_list word_list_notes_titles;

/* Around numbers. */
extern const struct word_list word_list_page_words;    /* "Page 3" */
extern const struct word_list word_list_of_words;      /* "3 of 7" */
extern const struct word_list word_list_figure_words;  /* "Fig. 3": at the start of a caption */
extern const struct word_list word_list_table_words;   /* the same for tables and listings */
extern const struct word_list word_list_ordinal_nouns; /* nouns that follow "19th" */

/* Within sentences. */
extern const struct word_list word_list_never_last;     /* "Dr.": never the last word of a
							 * sentence */
extern const struct word_list word_list_before_numbers; /* "No. 5": not the last word when a number
							 * follows */
extern const struct word_list word_list_phrase_openers; /* a caption's line should break before
							 * these */
extern const struct word_list word_list_hyphen_joiners; /* "pre- and post-war" */
extern const struct word_list word_list_word_endings;   /* never the last part of a compound */

/* Placeholder text found where a title or an author should be. */
extern const struct word_list word_list_junk_titles;
extern const struct word_list word_list_junk_beginnings; /* beginnings of such titles */
extern const struct word_list word_list_junk_authors;

#endif
