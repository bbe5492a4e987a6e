/* sentences.c: tells full stops that end a sentence from those that belong to a word. */
#include "common/text/sentences.h"

#include "common/text/letters.h"
#include "common/words/word_lists.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static bool is_blank_byte(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Whether the full stop at `dot` belongs to the word before it. `next` is the first character after
 * it. */
static bool is_abbreviation(const char *start, const char *dot, uint32_t next)
{
	const char *word = dot;
	size_t letters = 0, digits = 0;
	while (word > start && !is_blank_byte(word[-1])) {
		word--;
		letters += ((unsigned char)*word & 0xc0) != 0x80;
		digits += letters_is_digit((unsigned char)*word);
	}
	while (word < dot && strchr("(['\"", *word)) {
		word++;
		letters--;
	}
	size_t len = (size_t)(dot - word);
	if (len == 0 || memchr(word, '.', len))
		return len > 0; /* "e.g.", "U.S." */
	if (digits == letters)
		return digits <= 2; /* "3. Mai", "1. Introduction" */
	if (letters == 1 || word_list_has(&word_list_never_last, word, len))
		return true; /* "J. Smith" */
	return letters_is_digit(next) && word_list_has(&word_list_before_numbers, word, len);
}

static bool ends_sentence(uint32_t code)
{
	return code == '.' || code == '!' || code == '?' || code == 0x2026 /* ellipsis */ ||
	       code == 0x061f /* Arabic ? */ || code == 0x06d4 || code == 0x0964 /* danda */;
}

/* Full stops and the like that need no space after them. */
static bool ends_unspaced_sentence(uint32_t code)
{
	return code == 0x3002 || code == 0xff01 || code == 0xff0e || code == 0xff1f;
}

/* A footnote mark, such as a superscript digit. */
static bool is_mark(uint32_t code)
{
	return code == 0xb9 || code == 0xb2 || code == 0xb3 || (code >= 0x2070 && code <= 0x2079) ||
	       code == 0x2020 || code == 0x2021 || code == 0xfe61 || code == '*';
}

static bool closes(uint32_t code)
{
	return code == '"' || code == '\'' || code == ')' || code == ']' || code == 0xbb ||
	       code == 0x2019 || code == 0x201c || code == 0x201d || code == 0x203a ||
	       code == 0x300d || code == 0x300f || code == 0xff09 || is_mark(code);
}

/* Called after an end mark; moves *at past closing quotes and further marks that belong to it, and
 * returns whether the sentence is over. */
static bool is_over(
	const char *start, const char *mark, const char **at, const char *end, bool unspaced)
{
	size_t size;
	const char *p = *at;
	bool alone = true;
	while (p < end) {
		uint32_t code = letters_decode(p, (size_t)(end - p), &size);
		if (!ends_sentence(code) && !ends_unspaced_sentence(code) && !closes(code))
			break;
		alone = false;
		p += size;
	}
	*at = p;
	const char *next = p;
	while (next < end && is_blank_byte(*next))
		next++;
	if (next == end || unspaced)
		return true;
	if (next == p)
		return false;
	uint32_t first = letters_decode(next, (size_t)(end - next), &size);
	if (letters_is_lower(first))
		return false;
	return *mark != '.' || !alone || !is_abbreviation(start, mark, first);
}

size_t sentences_end(const char *text, size_t len)
{
	const char *end = text + len;
	size_t size;
	for (const char *p = text; p < end;) {
		const char *mark = p;
		uint32_t code = letters_decode(p, (size_t)(end - p), &size);
		p += size;
		bool unspaced = ends_unspaced_sentence(code);
		if ((unspaced || ends_sentence(code)) && is_over(text, mark, &p, end, unspaced))
			return (size_t)(p - text);
	}
	return len;
}
