/* text_choice.c: judges a page's text by its words.
 *
 * Letters are missing where a font does not say what its ligatures are: "fi" is then replaced by
 * a replacement character, an apostrophe or a blank ("speci c", "na'onal"). A word counts as
 * damaged in this way if the dictionary has it once a ligature is put there.
 */
#include "workers/png_to_text/text_choice.h"

#include "common/base/utf8.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum {
	LEAST_CONFIDENCE = 60, /* of a line that OCR did not make up */
	LEAST_WORD = 4,        /* letters; shorter ones may be words by chance */
	MAX_WORD = 40,
	ENOUGH_WORDS = 20, /* for a judgement */
	SEEN_KNOWN_PERCENT = 8,
	HIDDEN_KNOWN_PERCENT = 80,
	MORE_LETTERS_PERCENT = 125,
	MORE_KNOWN_PERCENT = 10, /* percentage points */
	ENOUGH_LOST = 2,         /* a single one may be a name */
	NOISE_PERCENT = 20,
	MOST_CONSONANTS = 6, /* in a row; "Angstschweiß" has more, but is one word in thousands */
	MAX_LINE_WORD = 3 * MAX_WORD,
};

/* ---- counting ---- */

static bool is_letter(const char *p)
{
	/* Beyond ASCII: accented letters, up to the end of Latin Extended-B. */
	return isalpha((unsigned char)*p) ||
	       ((unsigned char)*p >= 0xc3 && (unsigned char)*p <= 0xc9);
}

/* The length in bytes of the word at the start of the text, and its number of letters. */
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

/* Whether it has a vowel, and not too many consonants in a row. Accented letters are not
 * examined. */
static bool can_be_said(const char *word, size_t len)
{
	int row = 0, most = 0;
	bool vowel = false;
	for (size_t i = 0; i < len; i++) {
		bool other = (unsigned char)word[i] >= 0x80;
		if (other || strchr("aeiouyAEIOUY", word[i])) {
			vowel = true;
			row = 0;
		} else {
			row++;
			most = row > most ? row : most;
		}
	}
	return vowel && most < MOST_CONSONANTS;
}

static bool is_capitals(const char *word, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (islower((unsigned char)word[i]))
			return false;
	}
	return true;
}

static void count_word(struct text_amount *amount, const char *word, size_t len, int letters,
	reading_is_word *is_word, void *context)
{
	char copy[MAX_WORD + 1];
	if (letters < LEAST_WORD || len > MAX_WORD)
		return;
	memcpy(copy, word, len);
	copy[len] = '\0';
	bool known = is_word(context, copy);
	amount->words++;
	amount->known += known;
	amount->noise += !known && !is_capitals(word, len) && !can_be_said(word, len);
}

/* ---- missing letters ---- */

struct gap {
	const char *before, *after; /* the letters on both sides */
	size_t before_len, after_len;
};

static bool has_word(
	const struct gap *gap, const char *between, reading_is_word *is_word, void *context)
{
	char word[MAX_LINE_WORD + 1];
	size_t len = gap->before_len + strlen(between) + gap->after_len;
	if (len > MAX_LINE_WORD)
		return false;
	snprintf(word, sizeof word, "%.*s%s%.*s", (int)gap->before_len, gap->before, between,
		(int)gap->after_len, gap->after);
	return is_word(context, word);
}

/* Whether a ligature there makes it a word, but nothing there does not. */
static bool is_lost(const struct gap *gap, reading_is_word *is_word, void *context)
{
	static const char *const ligatures[] = { "fi", "fl", "ff", "ffi", "ffl", "ti", "tt", "ft" };
	if (has_word(gap, "", is_word, context))
		return false;
	for (size_t i = 0; i < sizeof ligatures / sizeof *ligatures; i++) {
		if (has_word(gap, ligatures[i], is_word, context))
			return true;
	}
	return false;
}

static bool is_known_part(
	const char *text, size_t len, int letters, reading_is_word *is_word, void *context)
{
	char copy[MAX_WORD + 1];
	if (len == 0 || letters < 2 || len > MAX_WORD)
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return is_word(context, copy);
}

/* The length in bytes of what may stand for a ligature between two letters; 0: something else. */
static size_t gap_at(const char *text, bool *ret_sure)
{
	static const char replacement[] = "\xef\xbf\xbd";
	*ret_sure = strncmp(text, replacement, 3) == 0;
	if (*ret_sure)
		return 3;
	if (*text == ' ' || *text == '\'')
		return 1;
	return strncmp(text, "\xe2\x80\x99", 3) == 0 ? 3 : 0;
}

/* Whether the word's first letters were replaced by an unknown character. */
static bool loses_first(const char *text, reading_is_word *is_word, void *context)
{
	bool sure;
	int letters = 0;
	size_t sign = gap_at(text, &sure);
	size_t len = sure ? word_at(text + sign, &letters) : 0;
	const struct gap gap = { text, text + sign, 0, len };
	return letters >= 2 && is_lost(&gap, is_word, context);
}

/* Whether letters are missing after `word`. A contraction, or two words of the language, do not
 * count. */
static bool loses_letters(
	const char *word, size_t len, int letters, reading_is_word *is_word, void *context)
{
	bool sure;
	int more = 0;
	size_t sign = gap_at(word + len, &sure);
	const char *after = word + len + sign;
	size_t after_len = sign ? word_at(after, &more) : 0;
	const struct gap gap = { word, after, len, after_len };
	if (sign == 0 || letters + more < LEAST_WORD - 1 || (after_len == 0 && !sure))
		return false;
	if (sure)
		return true;
	if (is_known_part(word, len, letters, is_word, context) &&
		(word[len] == '\'' || is_known_part(after, after_len, more, is_word, context)))
		return false;
	return is_lost(&gap, is_word, context);
}

static void count_line(
	struct text_amount *amount, const char *text, reading_is_word *is_word, void *context)
{
	while (*text) {
		int letters;
		size_t len = word_at(text, &letters);
		if (len > 0) {
			count_word(amount, text, len, letters, is_word, context);
			amount->lost += loses_letters(text, len, letters, is_word, context);
			amount->letters += letters;
		} else {
			amount->lost += loses_first(text, is_word, context);
			len = utf8_sequence(text, strlen(text));
			amount->letters += isdigit((unsigned char)*text) || len > 2;
		}
		text += len ? len : 1;
	}
}

struct text_amount text_amount_of(
	const struct layout *layout, reading_is_word *is_word, void *context)
{
	struct text_amount amount = { 0 };
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
		if (layer->lost >= ENOUGH_LOST)
			return false;
		return layer->words < ENOUGH_WORDS ||
		       (known_percent(layer) >= SEEN_KNOWN_PERCENT &&
			       layer->noise * 100 < layer->words * NOISE_PERCENT);
	case LAYER_HIDDEN:
		return layer->words >= ENOUGH_WORDS &&
		       known_percent(layer) >= HIDDEN_KNOWN_PERCENT && layer->lost < ENOUGH_LOST;
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
	if (layer->lost >= ENOUGH_LOST && ocr->lost < layer->lost)
		return known_percent(ocr) >= known_percent(layer);
	return known_percent(ocr) > known_percent(layer) + MORE_KNOWN_PERCENT;
}
