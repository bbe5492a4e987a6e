/* pronunciation_list: the internals of a pronunciation list. For common/text/pronunciation*.c only.
 */
#ifndef LECTERN_COMMON_TEXT_PRONUNCIATION_LIST_H
#define LECTERN_COMMON_TEXT_PRONUNCIATION_LIST_H

#include "common/base/arena.h"
#include "common/text/pronunciation.h"
#include "common/text/pronunciation_rule.h"

#include <stdint.h>

struct entry {
	const char *word, *spoken; /* as written in the list */
	const char *form;          /* the replacement: `spoken`, or IPA between its marks */
	size_t word_len;
	const char *language, *voice;    /* target; "" for any */
	struct pronunciation_rule *rule; /* owned; NULL if it is a word */
	uint32_t first; /* the word's first character in lower case: the sort key */
	bool exact;     /* case-sensitive */
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
	const char *language, *voice; /* target of the entries that follow, while parsing */
};

struct pronunciation *pronunciation_new(void);

/* Adds an entry for the list's current language and voice. Copies its strings. Errors are
 * ERR_INVALID. */
int pronunciation_add(struct pronunciation *list, const char *word, size_t word_len,
	const char *spoken, size_t spoken_len, int line, struct err *err);

/* Set the target of the entries added next; an empty name means any. */
int pronunciation_set_language(
	struct pronunciation *list, const char *name, size_t len, struct err *err);
int pronunciation_set_voice(
	struct pronunciation *list, const char *name, size_t len, struct err *err);

/* Sorts the words once all entries are in. A duplicate is ERR_INVALID, with *ret_line the line of
 * the later one. */
int pronunciation_finish(struct pronunciation *list, int *ret_line, struct err *err);

/* Trims white space at both ends; *len is updated. */
const char *pronunciation_trim(const char *text, size_t *len);

/* Decodes the next character and advances *at past it; a run of white space reads as one blank. */
uint32_t pronunciation_next_char(const char **at, const char *end);

#endif
