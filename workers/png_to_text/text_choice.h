/* text_choice: with `ocr = "auto"`, whether a page's own text is taken or its image is read, and
 * which of both when it was read. */
#ifndef LECTERN_WORKERS_PNG_TO_TEXT_TEXT_CHOICE_H
#define LECTERN_WORKERS_PNG_TO_TEXT_TEXT_CHOICE_H

#include "workers/page/layout.h"
#include "workers/page/text_layer.h"
#include "workers/reading/text.h"

/* How much a reading says, and how much of it is the language's. */
struct text_amount {
	int letters; /* and digits, of lines that were read with some confidence */
	int words;   /* of four letters or more, in Latin script */
	int known;   /* of these: the dictionary has them */
	int lost;    /* words in which letters are missing: see text_choice.c */
	int noise;   /* words that no mouth can say, nor the dictionary has */
};

struct text_amount text_amount_of(
	const struct layout *layout, reading_is_word *is_word, void *context);

/* The page's text is taken as it is, without a look at the image:
 * - of LAYER_BLANK, which has none, since there is nothing to look at;
 * - of LAYER_GOOD, unless hardly a word of it is in the dictionary: fonts may say "f" where they
 *   draw an "e". The dictionary may be of another language than the page, so few words will do.
 *   Nor where letters are missing from words, or many of them cannot be said in any language;
 * - of LAYER_HIDDEN, if most of its words are in the dictionary: some OCR program's reading. */
bool text_choice_is_sure(enum layer_worth worth, const struct text_amount *layer);

/* Both were read: OCR is taken
 * - instead of LAYER_NONE;
 * - instead of LAYER_PARTIAL, if it says clearly more;
 * - instead of others, if clearly more of its words are in the dictionary, or as many are and fewer
 *   letters are missing. */
bool text_choice_prefers_ocr(
	enum layer_worth worth, const struct text_amount *layer, const struct text_amount *ocr);

#endif
