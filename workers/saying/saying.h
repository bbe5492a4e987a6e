/* saying: how a narrator says what is printed.
 *
 * Print writes much that nobody says as it stands: "1832", "$10m", "Henry VIII", "pp. 10-20",
 * "https://example.org". Here it becomes words, by rules for each kind and by each language's own
 * file (data/README). A rule that is not sure changes nothing: what the voice does by itself is
 * wrong less often than what a rule is sure of by mistake.
 *
 * Pure: the same text gives the same words, whatever was said before. Text is UTF-8 as
 * workers/reading/text.h writes it; other bytes are passed over. */
#ifndef LECTERN_WORKERS_SAYING_SAYING_H
#define LECTERN_WORKERS_SAYING_SAYING_H

#include "common/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum saying_kind {
	SAYING_NUMBER,
	SAYING_YEAR,
	SAYING_DATE,
	SAYING_TIME,
	SAYING_SCORE,
	SAYING_MONEY,
	SAYING_UNIT,
	SAYING_RANGE,
	SAYING_FRACTION,
	SAYING_POWER,
	SAYING_ORDINAL,
	SAYING_ROMAN,
	SAYING_CODE, /* phone numbers, ISBN, versions */
	SAYING_SIGN,
	SAYING_ABBREVIATION,
	SAYING_ACRONYM,
	SAYING_EMPHASIS,
	SAYING_EMOJI,
	SAYING_FORMULA, /* chemical */
	SAYING_INITIALS,
	SAYING_ADDRESS,
	SAYING_CITATION, /* "[12]" */
	SAYING_KINDS,
};

enum saying_emoji { EMOJI_SILENT, EMOJI_SHORT };

struct saying_options {
	enum saying_emoji emoji;
	bool month_first; /* 03/05/2024 is a day in March, where the language leaves it open */
};

/* text[start..end) is said so; "" is silence. */
struct saying_edit {
	size_t start, end;
	const char *said;
	enum saying_kind kind;
};

/* Sorted; no two overlap, none is empty on the printed side. */
struct saying {
	const struct saying_edit *edits;
	size_t count;
};

/* `language` is a name that a data file has: Tesseract's ("deu", of "deu+eng" the first), ISO's
 * ("de", "de-at"), or NULL. Of a language without a file only addresses and emphasis are known.
 * `options` may be NULL: all as zero. All of it lives in the arena. */
struct saying saying_convert(const char *text, const char *language,
	const struct saying_options *options, struct arena *arena);

/* The text with its edits done, in the arena; `text` itself if there are none. */
const char *saying_apply(const char *text, const struct saying *saying, struct arena *arena);

/* "number", "year", ... */
const char *saying_kind_name(enum saying_kind kind);

/* A setting of the language's file, such as the word for "footnote", or NULL. */
const char *saying_word(const char *language, const char *key);

/* Does a data file know the language? */
bool saying_knows(const char *language);

#endif
