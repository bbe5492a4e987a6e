/* pronunciation_list: what a list of pronunciations is made of. For common/text/pronunciation*.c.
 */
#ifndef LECTERN_COMMON_TEXT_PRONUNCIATION_LIST_H
#define LECTERN_COMMON_TEXT_PRONUNCIATION_LIST_H

#include "common/base/arena.h"
#include "common/text/pronunciation.h"
#include "common/text/pronunciation_rule.h"

#include <stdint.h>

struct entry {
	const char *word, *spoken; /* as they were written */
	const char *form;          /* what is put in: `spoken`, or IPA between its marks */
	size_t word_len;
	const char *language, *voice;    /* that it is for; "": any */
	struct pronunciation_rule *rule; /* owned; NULL: a word */
	uint32_t first; /* the word's first character, in lower case: what words are sorted by */
	bool exact;     /* minds the case */
	bool ipa;
	int line;
};

struct entries {
	struct entry *items;
	size_t count, cap;
};

struct pronunciation {
	struct arena *arena;
	struct entries words, rules;
	const char *language, *voice; /* of the entries that come next, while it is read */
};

struct pronunciation *pronunciation_new(void);

/* An entry of the list's language and voice. */
int pronunciation_add(struct pronunciation *list, const char *word, size_t word_len,
	const char *spoken, size_t spoken_len, int line, struct err *err);

/* For whom the entries that come next are meant; empty: for any. */
int pronunciation_set_language(
	struct pronunciation *list, const char *name, size_t len, struct err *err);
int pronunciation_set_voice(
	struct pronunciation *list, const char *name, size_t len, struct err *err);

/* When all are in: sorts the words. The later of two entries for one thing is wrong; *ret_line is
 * its line. */
int pronunciation_finish(struct pronunciation *list, int *ret_line, struct err *err);

/* Without white space around it. */
const char *pronunciation_trim(const char *text, size_t *len);

/* White space of any kind and length is one blank. */
uint32_t pronunciation_next_char(const char **at, const char *end);

#endif
