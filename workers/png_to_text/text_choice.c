#include "workers/png_to_text/text_choice.h"

#include "common/base/utf8.h"

#include <ctype.h>
#include <string.h>

enum {
	LEAST_CONFIDENCE = 60, /* of a line that OCR did not make up */
	LEAST_WORD = 4,        /* letters: shorter ones are words by chance */
	MAX_WORD = 40,
	ENOUGH_WORDS = 20, /* to judge by */
	SEEN_KNOWN_PERCENT = 8,
	HIDDEN_KNOWN_PERCENT = 80,
	MORE_LETTERS_PERCENT = 125,
	MORE_KNOWN_PERCENT = 10, /* points */
};

/* ---- counting ---- */

static bool is_letter(const char *p)
{
	/* Beyond ASCII: letters with accents, up to the end of Latin Extended-B. */
	return isalpha((unsigned char)*p) ||
	       ((unsigned char)*p >= 0xc3 && (unsigned char)*p <= 0xc9);
}

/* Bytes of the word at the start of the text, and how many letters they are. */
static size_t word_at(const char *text, int *ret_letters)
{
	const char *p = text;
	int letters = 0;
	while (is_letter(p)) {
		size_t n = utf8_sequence(p, strlen(p));
		p += n ? n : 1;
		letters++;
	}
	*ret_letters = letters;
	return (size_t)(p - text);
}

static void count_word(struct text_amount *amount, const char *word, size_t len, int letters,
	reading_is_word *is_word, void *context)
{
	char copy[MAX_WORD + 1];
	if (letters < LEAST_WORD || len > MAX_WORD)
		return;
	memcpy(copy, word, len);
	copy[len] = '\0';
	amount->words++;
	amount->known += is_word(context, copy);
}

static void count_line(
	struct text_amount *amount, const char *text, reading_is_word *is_word, void *context)
{
	while (*text) {
		int letters;
		size_t len = word_at(text, &letters);
		if (len > 0) {
			count_word(amount, text, len, letters, is_word, context);
			amount->letters += letters;
		} else {
			len = utf8_sequence(text, strlen(text));
			amount->letters += isdigit((unsigned char)*text) || len > 2;
		}
		text += len ? len : 1;
	}
}

struct text_amount text_amount_of(
	const struct layout *layout, reading_is_word *is_word, void *context)
{
	struct text_amount amount = { 0, 0, 0 };
	for (size_t i = 0; i < layout->count; i++) {
		if (layout->lines[i].confidence >= LEAST_CONFIDENCE)
			count_line(&amount, layout->lines[i].text, is_word, context);
	}
	return amount;
}

/* ---- choosing ---- */

static int known_percent(const struct text_amount *amount)
{
	return amount->words > 0 ? amount->known * 100 / amount->words : 0;
}

bool text_choice_is_sure(enum layer_worth worth, const struct text_amount *layer)
{
	switch (worth) {
	case LAYER_BLANK:
		return true;
	case LAYER_GOOD:
		return layer->words < ENOUGH_WORDS || known_percent(layer) >= SEEN_KNOWN_PERCENT;
	case LAYER_HIDDEN:
		return layer->words >= ENOUGH_WORDS && known_percent(layer) >= HIDDEN_KNOWN_PERCENT;
	default:
		return false;
	}
}

bool text_choice_prefers_ocr(
	enum layer_worth worth, const struct text_amount *layer, const struct text_amount *ocr)
{
	if (worth == LAYER_NONE)
		return true;
	if (worth == LAYER_PARTIAL)
		return ocr->letters * 100LL > layer->letters * (long long)MORE_LETTERS_PERCENT;
	return known_percent(ocr) > known_percent(layer) + MORE_KNOWN_PERCENT;
}
