/* pronunciation: words and how to pronounce them.
 *
 * An entry is "word = spoken form"; the "word" may be several words. It matches whole words only:
 * "cat" does not match in "concatenate". A word without capitals matches in any case ("gif" matches
 * GIF, Gif, gif), one with a capital only exactly ("SQL" does not match "sql"). A blank in it
 * matches any white space except an empty line.
 *
 * "/pattern/ = spoken form" is a regular expression, and "/pattern/i" one that ignores case; "$1"
 * in the spoken form is its first group (pronunciation_rule.h). A spoken form in slashes is IPA,
 * "/ˈnjuːtən/", for voices that accept it; other voices skip that entry.
 *
 * "[language: de]" and "[voice: joe]" on lines of their own restrict the entries that follow to
 * that language or voice; "[all]" lifts the restriction.
 *
 * Where several entries match, the one with the longest word wins, then a case-sensitive one, then
 * one for the voice, then one for the language. Expressions are tried after words, in their order.
 * A replacement is not searched again.
 *
 * CSV has one entry per row: word, spoken form, language, voice. The last two may be missing; other
 * programs' lists have the first two. Columns are separated by commas, semicolons or tabs.
 */
#ifndef LECTERN_COMMON_TEXT_PRONUNCIATION_H
#define LECTERN_COMMON_TEXT_PRONUNCIATION_H

#include "common/base/buf.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { PRONUNCIATION_WORD_MAX = 200, PRONUNCIATION_SPOKEN_MAX = 1000 }; /* bytes */

/* Enclose IPA in a text to be spoken (Unicode's interlinear annotation characters); FILL pads it so
 * that it can be rewritten in another notation of the same length. Untrusted text must not contain
 * any of them. */
#define PRONUNCIATION_IPA_START "\xef\xbf\xb9"
#define PRONUNCIATION_IPA_FILL  "\xef\xbf\xba"
#define PRONUNCIATION_IPA_END   "\xef\xbf\xbb"

struct pronunciation;

/* Who will speak; NULL and false where unknown. */
struct pronunciation_target {
	const char *language; /* "de", "en-us" */
	const char *voice;    /* as named in a job; an entry for "kokoro" also applies to
			       * "kokoro:af_heart" */
	bool takes_ipa;
	/* Called now and then while expressions are being matched, which may take long. May be
	 * NULL. */
	void (*alive)(void *context);
	void *context;
};

/* Parses lines of one entry each, skipping empty lines and those that start with #. The caller
 * frees the list. Errors are ERR_INVALID and read "<name>:<line>: reason". */
int pronunciation_parse(const char *name, const char *text, size_t len,
	struct pronunciation **ret_list, struct err *err);

/* The same for CSV. A first row of column names sets the order of the columns. */
int pronunciation_parse_csv(const char *name, const char *text, size_t len,
	struct pronunciation **ret_list, struct err *err);

/* Parses a job's option: entries separated by semicolons or line ends. The error text is the reason
 * alone. */
int pronunciation_parse_option(const char *text, struct pronunciation **ret_list, struct err *err);

/* Reads a file, as CSV if its name ends with ".csv". */
int pronunciation_load(const char *path, struct pronunciation **ret_list, struct err *err);

void pronunciation_free(struct pronunciation **list);

/* Append all entries in their original order, as lines or as CSV with a header row. */
void pronunciation_write(const struct pronunciation *list, struct buf *lines);
void pronunciation_write_csv(const struct pronunciation *list, struct buf *csv);

/* Appends the text as it is to be spoken. `first` takes precedence over `second` for words of the
 * same length; either may be NULL. Only entries for every language and voice apply. */
void pronunciation_apply(const struct pronunciation *first, const struct pronunciation *second,
	const char *text, size_t len, struct buf *spoken);

/* The same for a given target (`target` may be NULL). If `origins` is not NULL, appends a uint32_t
 * to it for each byte of `spoken`: the offset in `text` of the byte it was copied from or, in a
 * replacement, of the start of the replaced word. */
void pronunciation_apply_traced(const struct pronunciation *first,
	const struct pronunciation *second, const struct pronunciation_target *target,
	const char *text, size_t len, struct buf *spoken, struct buf *origins);

#endif
