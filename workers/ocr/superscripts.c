/* superscripts.c: recognises note marks after a word by their position, whatever they are read
 * as.
 *
 * Tesseract reads a small raised "12" as "'?", "15" as "'®", and rarely as digits, but it knows
 * the position of each character. A "?" that ends far above the baseline of the letters before
 * it is not a question mark.
 */
#include "common/base/utf8.h"
#include "common/text/letters.h"
#include "workers/ocr/parts.h"
#include "workers/page/superscript.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_SYMBOLS = 48, LEAST_LETTERS = 3 };

/* As a fraction of a letter's height: what ends this far above the baseline is raised. */
static const float raised_from = 0.4f;

enum kind {
	LETTER,
	DIGIT,
	SIGN,   /* is on the baseline, if it is what it seems to be */
	HIGH,   /* always raised, but not used after a word */
	STAR,   /* always raised */
	QUOTE,  /* likewise, and usual there */
	CLOSER, /* ends a clause */
	OTHER,
};

struct symbol {
	char text[8];
	enum kind kind;
	int top, bottom; /* pixels */
};

struct word {
	struct symbol symbols[MOST_SYMBOLS];
	size_t count;
};

/* ---- symbols ---- */

static bool is_one_of(const char *text, const char *const *list)
{
	while (*list && strcmp(*list, text) != 0)
		list++;
	return *list != NULL;
}

static enum kind kind_of(const char *text)
{
	static const char *const signs[] = { "!", "?", ">", "%", "$", "&", "\xc2\xa9", NULL };
	static const char *const high[] = { "\xc2\xae", "\xc2\xb0", "\xc2\xba", "\xc2\xaa",
		"\xc2\xb9", "\xc2\xb2", "\xc2\xb3", NULL };
	static const char *const quotes[] = { "'", "\"", "`", "\xe2\x80\x98", "\xe2\x80\x99",
		"\xe2\x80\x9c", "\xe2\x80\x9d", NULL };
	if (!*text)
		return OTHER;
	size_t len;
	uint32_t code = letters_decode(text, strlen(text), &len);
	if (is_one_of(text, signs))
		return SIGN;
	if (is_one_of(text, high))
		return HIGH;
	if (is_one_of(text, quotes))
		return QUOTE;
	if (strcmp(text, "*") == 0)
		return STAR;
	if (*text && strchr(".,;:)]", *text))
		return CLOSER;
	return letters_is_digit(code) ? DIGIT : letters_is_letter(code) ? LETTER : OTHER;
}

/* False: too long, or without positions. */
static bool read_symbols(const TessResultIterator *results, struct word *word)
{
	TessResultIterator *at = TessResultIteratorCopy(results);
	const TessPageIterator *place = TessResultIteratorGetPageIteratorConst(at);
	bool last = false, whole = true;
	word->count = 0;
	while (whole && !last) {
		char *text = TessResultIteratorGetUTF8Text(at, RIL_SYMBOL);
		int left, right;
		struct symbol *symbol = &word->symbols[word->count];
		size_t len = text ? strlen(text) : sizeof symbol->text;
		whole = len < sizeof symbol->text &&
			TessPageIteratorBoundingBox(
				place, RIL_SYMBOL, &left, &symbol->top, &right, &symbol->bottom);
		if (whole) {
			memcpy(symbol->text, text, len + 1);
			symbol->kind = kind_of(text);
			word->count++;
		}
		TessDeleteText(text);
		last = TessPageIteratorIsAtFinalElement(place, RIL_WORD, RIL_SYMBOL);
		whole = whole && (last || (word->count < MOST_SYMBOLS &&
						  TessResultIteratorNext(at, RIL_SYMBOL)));
	}
	TessResultIteratorDelete(at);
	return whole;
}

/* ---- positions ---- */

static int by_value(const void *a, const void *b)
{
	const int *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

/* The height above which the bottom of a raised character must be, from the letters `first` to
 * `end`. */
static float raised_line(const struct word *word, size_t first, size_t end)
{
	int tops[MOST_SYMBOLS], foot = word->symbols[first].bottom;
	for (size_t i = first; i < end; i++) {
		tops[i - first] = word->symbols[i].top;
		if (word->symbols[i].bottom < foot)
			foot = word->symbols[i].bottom;
	}
	qsort(tops, end - first, sizeof *tops, by_value);
	size_t middle = (end - first) / 2;
	return (float)foot - raised_from * (float)(foot - tops[middle]);
}

/* The position of a quote is ignored, because its box may include part of the next letter. */
static bool is_raised(const struct symbol *symbol, float line)
{
	return symbol->kind == QUOTE || (float)symbol->bottom <= line;
}

/* ---- the mark ---- */

/* Whether what is raised from `first` to `end` can only be a mark. */
static bool is_mark(const struct word *word, size_t first, size_t end)
{
	size_t count[OTHER + 1] = { 0 };
	for (size_t i = first; i < end; i++)
		count[word->symbols[i].kind]++;
	if (count[OTHER] > 0)
		return false;
	if (count[DIGIT] + count[SIGN] > 0)
		return true;
	enum kind before = word->symbols[first - 1].kind;
	bool apart = before == CLOSER || before == SIGN;
	return (count[HIGH] > 0 && (apart || count[QUOTE] > 0)) ||
	       (count[STAR] > 0 && count[QUOTE] > 0);
}

/* Whether it may end a quotation; a single quote is often a misread "1". */
static bool is_double_quote(const struct symbol *symbol)
{
	return strcmp(symbol->text, "\"") == 0 || strcmp(symbol->text, "\xe2\x80\x9d") == 0;
}

/* Finds the mark, if there is one: the order is letters, closing punctuation, mark, closing
 * punctuation. */
static bool find_mark(const struct word *word, size_t *ret_first, size_t *ret_end)
{
	const struct symbol *symbols = word->symbols;
	size_t end = 0, first = 0, letters = 0;
	for (size_t i = 0; i < word->count; i++) { /* the first sufficiently long run of letters */
		letters = symbols[i].kind == LETTER ? letters + 1 : 0;
		end = i + 1;
		if (letters >= LEAST_LETTERS && (end == word->count || symbols[end].kind != LETTER))
			break;
	}
	if (letters < LEAST_LETTERS)
		return false;
	float line = raised_line(word, end - letters, end);
	for (first = end; first < word->count; first++) {
		const struct symbol *symbol = &symbols[first];
		bool closes = symbol->kind == CLOSER || symbol->kind == SIGN;
		if (is_raised(symbol, line) ? !is_double_quote(symbol) : !closes)
			break;
	}
	for (end = first; end < word->count && is_raised(&symbols[end], line); end++)
		;
	for (size_t i = end; i < word->count; i++) {
		if (symbols[i].kind != CLOSER)
			return false;
	}
	*ret_first = first;
	*ret_end = end;
	return first < end && is_mark(word, first, end);
}

static void append_raised(struct buf *out, const struct symbol *symbol)
{
	char form[4];
	uint32_t code = raised_form(symbol->kind == DIGIT ? symbol->text[0] : '*');
	buf_append(out, form, utf8_encode(code, form));
}

/* Most words have none: they end in letters. */
static bool may_have_mark(const char *text)
{
	size_t len = strlen(text);
	while (len > 0 && strchr(".,;:)]'\"", text[len - 1]))
		len--;
	return len > LEAST_LETTERS &&
	       (text[len - 1] & 0x80 || strchr("!?>%$&*0123456789ISBl", text[len - 1]));
}

bool ocr_raised_mark(const TessResultIterator *results, const char *text, struct buf *out)
{
	struct word word;
	size_t first, end;
	if (!may_have_mark(text) || !read_symbols(results, &word) ||
		!find_mark(&word, &first, &end))
		return false;
	for (size_t i = 0; i < word.count; i++) {
		if (i < first || i >= end)
			buf_append_string(out, word.symbols[i].text);
		else
			append_raised(out, &word.symbols[i]);
	}
	return true;
}
