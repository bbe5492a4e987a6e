/* word_lists: words by which the parts of a text are known, of all languages together: "Chapter"
 * and "Kapitel", "Fig." and "Abb.", "References". They stand in data/, a plain file a language, and
 * are compiled in: an engine has no files to read them from. data/README has their form. */
#ifndef LECTERN_COMMON_WORDS_WORD_LISTS_H
#define LECTERN_COMMON_WORDS_WORD_LISTS_H

#include <stdbool.h>
#include <stddef.h>

/* Sorted by bytes; ASCII letters in lower case. */
struct word_list {
	const char *const *words;
	size_t count;
};

/* Is it one of the list's, ASCII letters in whatever case? Other letters have to be as they stand
 * there: the caller, who knows Unicode's cases, passes them in lower case. */
bool word_list_has(const struct word_list *list, const char *word, size_t len);

/* The length in bytes of the longest one that `text` begins with, or 0; in the middle of a word as
 * well. Compares as word_list_has does. */
size_t word_list_prefix(const struct word_list *list, const char *text);

/* One for each section of the data files. embed.awk reads these declarations: a section without one
 * is an error, and so is one that no file has. */

/* What stands before numbers and above parts of a book. */
extern const struct word_list word_list_chapter_words; /* "Chapter" */
extern const struct word_list word_list_part_words;    /* "Part"; also "Erster Teil" */
extern const struct word_list word_list_volume_words;  /* "Book", "Volume" */
extern const struct word_list word_list_appendix_words;
extern const struct word_list word_list_number_words;   /* "Chapter the First" */
extern const struct word_list word_list_chapter_titles; /* first words: "Preface", "Epilogue" */
extern const struct word_list word_list_contents_titles;
extern const struct word_list word_list_index_titles;
extern const struct word_list word_list_bibliography_titles;
extern const struct word_list word_list_notes_titles;

/* Around numbers. */
extern const struct word_list word_list_page_words;    /* "Page 3" */
extern const struct word_list word_list_of_words;      /* "3 of 7" */
extern const struct word_list word_list_figure_words;  /* "Fig. 3": as captions begin */
extern const struct word_list word_list_table_words;   /* the same, of tables and listings */
extern const struct word_list word_list_ordinal_nouns; /* what follows "19th" */

/* Within sentences. */
extern const struct word_list word_list_never_last;     /* "Dr.": no sentence ends with these */
extern const struct word_list word_list_before_numbers; /* "No. 5": nor with these and a number */
extern const struct word_list word_list_phrase_openers; /* better begin a line of a caption */
extern const struct word_list word_list_hyphen_joiners; /* "pre- and post-war" */
extern const struct word_list word_list_word_endings;   /* no part of a compound is one of these */

/* Text found in place of a title or an author that is neither. */
extern const struct word_list word_list_junk_titles;
extern const struct word_list word_list_junk_beginnings; /* of titles */
extern const struct word_list word_list_junk_authors;

#endif
