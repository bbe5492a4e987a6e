/* pronunciation: words, and how to speak them.
 *
 * An entry is "word = spoken form"; the word may be several. It stands for whole words only: "cat"
 * is not in "concatenate". A word without a capital is meant in any case ("gif": GIF, Gif, gif),
 * one with a capital exactly so ("SQL" is not "sql"). A blank in it is any white space but an empty
 * line.
 *
 * "/pattern/ = spoken form" is a regular expression, "/pattern/i" one in any case: "$1" in the
 * spoken form is its first group (pronunciation_rule.h). A spoken form in slashes is IPA,
 * "/ˈnjuːtən/", for voices that take it; others pass that entry over.
 *
 * "[language: de]" and "[voice: joe]" on lines of their own say for what the entries behind them
 * are meant; "[all]" ends that.
 *
 * Where several entries fit, the one with the longest word wins, then the one that minds the case,
 * then the one for the voice, for the language. Expressions come after words, in their order. What
 * was put in is not looked at again.
 *
 * CSV has a row for each entry: word, spoken form, language, voice, of which the last two may be
 * missing; other programs' lists have the first two. Commas, semicolons or tabs part the columns.
 */
#ifndef LECTERN_COMMON_TEXT_PRONUNCIATION_H
#define LECTERN_COMMON_TEXT_PRONUNCIATION_H

#include "common/base/buf.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { PRONUNCIATION_WORD_MAX = 200, PRONUNCIATION_SPOKEN_MAX = 1000 }; /* bytes */

/* Around IPA in a text to be spoken (Unicode's interlinear annotations); what fills it up, so that
 * it can be written otherwise at the same length. A text of strangers must have none of them. */
#define PRONUNCIATION_IPA_START "\xef\xbf\xb9"
#define PRONUNCIATION_IPA_FILL  "\xef\xbf\xba"
#define PRONUNCIATION_IPA_END   "\xef\xbf\xbb"

struct pronunciation;

/* Who will speak: NULL and false where that is not known. */
struct pronunciation_target {
	const char *language; /* "de", "en-us" */
	const char
		*voice; /* as a job names it; of "kokoro:af_heart" the part before ':' counts too */
	bool takes_ipa;
	/* Called now and then while expressions are looked for, which may take long; or NULL. */
	void (*alive)(void *context);
	void *context;
};

/* Lines with an entry each; empty ones and those that begin with # are passed over. An error reads
 * "<name>:<line>: reason". */
int pronunciation_parse(const char *name, const char *text, size_t len,
	struct pronunciation **ret_list, struct err *err);

/* The same of CSV. A first row with names of columns tells which is which. */
int pronunciation_parse_csv(const char *name, const char *text, size_t len,
	struct pronunciation **ret_list, struct err *err);

/* A job's: entries with semicolons or line ends between them. An error is the reason alone. */
int pronunciation_parse_option(const char *text, struct pronunciation **ret_list, struct err *err);

/* Reads a file; one whose name ends with ".csv" as CSV. */
int pronunciation_load(const char *path, struct pronunciation **ret_list, struct err *err);

void pronunciation_free(struct pronunciation **list);

/* Appends all entries in the order in which they stood, as lines or as CSV with a first row of
 * names. */
void pronunciation_write(const struct pronunciation *list, struct buf *lines);
void pronunciation_write_csv(const struct pronunciation *list, struct buf *csv);

/* Appends the text as it is to be spoken. `first`, then `second` are asked; either may be NULL.
 * Of two words of one length the one of `first` wins. For any language and voice. */
void pronunciation_apply(const struct pronunciation *first, const struct pronunciation *second,
	const char *text, size_t len, struct buf *spoken);

/* The same for one that is known (`target` may be NULL); appends to `origins`, if that is not NULL,
 * a uint32_t for each byte of `spoken`: the byte of the text that it is, or where the word begins
 * that it stands for. */
void pronunciation_apply_traced(const struct pronunciation *first,
	const struct pronunciation *second, const struct pronunciation_target *target,
	const char *text, size_t len, struct buf *spoken, struct buf *origins);

#endif
