/* pronunciation: words, and how they are to be spoken.
 *
 * An entry is "word = spoken form"; the word may be several. It stands for whole words only: "cat"
 * is not in "concatenate". A word without a capital is meant in any case ("gif": GIF, Gif, gif),
 * one with a capital exactly so ("SQL" is not "sql"). A blank in it is any white space but an empty
 * line.
 *
 * Where several entries fit, the one with the longest word wins, then the one that minds the case.
 * What was put in is not looked at again. */
#ifndef LECTERN_COMMON_TEXT_PRONUNCIATION_H
#define LECTERN_COMMON_TEXT_PRONUNCIATION_H

#include "common/base/buf.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { PRONUNCIATION_WORD_MAX = 200, PRONUNCIATION_SPOKEN_MAX = 1000 }; /* bytes */

struct pronunciation;

/* Lines with an entry each; empty ones and those that begin with # are passed over. An error reads
 * "<name>:<line>: reason". */
int pronunciation_parse(const char *name, const char *text, size_t len,
	struct pronunciation **ret_list, struct err *err);

/* A job's: entries with semicolons or line ends between them. An error is the reason alone. */
int pronunciation_parse_option(const char *text, struct pronunciation **ret_list, struct err *err);

/* Reads a file. */
int pronunciation_load(const char *path, struct pronunciation **ret_list, struct err *err);

void pronunciation_free(struct pronunciation **list);

/* Appends the text as it is to be spoken. `first`, then `second` are asked; either may be NULL.
 * Of two words of one length the one of `first` wins. */
void pronunciation_apply(const struct pronunciation *first, const struct pronunciation *second,
	const char *text, size_t len, struct buf *spoken);

/* The same; appends to `origins` a uint32_t for each byte of `spoken`: the byte of the text that it
 * is, or where the word begins that it stands for. */
void pronunciation_apply_traced(const struct pronunciation *first,
	const struct pronunciation *second, const char *text, size_t len, struct buf *spoken,
	struct buf *origins);

#endif
