/* text_choice: with `ocr = "auto"`, decides whether to use a page's own text or read its image,
 * and which of the two if both were read. */
#ifndef LECTERN_WORKERS_PNG_TO_TEXT_TEXT_CHOICE_H
#define LECTERN_WORKERS_PNG_TO_TEXT_TEXT_CHOICE_H

#include "workers/page/layout.h"
#include "workers/page/text_layer.h"
#include "workers/reading/text.h"

/* How much text there is, and how much of it is in the language. */
struct text_amount {
	int letters; /* letters and digits, in lines that were read with some confidence */
	int words;   /* of four letters or more, in Latin script */
	int known;   /* of these, in the dictionary */
	int lost;    /* with letters missing: see text_choice.c */
	int noise;   /* unpronounceable and not in the dictionary */
};

struct text_amount text_amount_of(
	const struct layout *layout, reading_is_word *is_word, void *context);

/* Whether the page's text is used without looking at the image:
 * - LAYER_BLANK: yes, there is nothing to look at;
 * - LAYER_GOOD: yes, unless hardly any of its words is in the dictionary, since fonts may say "f"
 *   where they draw an "e". A few words suffice, because the dictionary may be of another language
 *   than the page. Also not if letters are missing from words, or if many words are unpronounceable
 *   in any language;
 * - LAYER_HIDDEN: yes, if most of its words are in the dictionary; it is an OCR program's output.
 */
bool text_choice_is_sure(enum layer_worth worth, const struct text_amount *layer);

/* When both were read, whether OCR is preferred
 * - to LAYER_NONE: always;
 * - to LAYER_PARTIAL: if it yields clearly more;
 * - to the others: if clearly more of its words are in the dictionary, or as many are and fewer
 *   letters are missing. */
bool text_choice_prefers_ocr(
	enum layer_worth worth, const struct text_amount *layer, const struct text_amount *ocr);

#endif
