/* passages.c: splits a page's text into headings, sentences and pieces of bounded length. */
#include "workers/tts/passages.h"

#include "common/text/letters.h"

#include <stdint.h>
#include <string.h>

/* ---- blocks: paragraphs and headings ---- */

static bool is_blank_byte(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Skips blanks; returns how many line ends were among them. */
static int skip_blanks(const char **at, const char *end)
{
	int lines = 0;
	for (; *at < end && is_blank_byte(**at); (*at)++)
		lines += **at == '\n';
	return lines;
}

/* Where the paragraph ends: before the empty line, or with the text. */
static const char *find_block_end(const char *at, const char *end)
{
	for (const char *p = at; p < end; p++) {
		const char *q = p;
		if (*p == '\n' && skip_blanks(&q, end) > 1)
			return p;
	}
	return end;
}

/* Sets the passage's block: false at the end of the text. */
static bool enter_block(struct passages *p)
{
	/* The text begins as if a line end stood before it. */
	int lines = skip_blanks(&p->at, p->end) + (p->begun ? 0 : 1);
	if (p->at == p->end)
		return false;
	bool heading = lines > 2;
	if (heading || p->in_heading)
		p->before = PAUSE_HEADING;
	else
		p->before = p->begun ? PAUSE_PARAGRAPH : PAUSE_NONE;
	p->in_heading = heading;
	p->begun = true;
	p->block_end = find_block_end(p->at, p->end);
	return true;
}

/* ---- sentences ---- */

/* Followed by a number they are no words: "No. 5", "p. 7". */
static const char *const before_numbers[] = { "no", "nos", "nr", "fig", "figs", "p", "pp", "vol",
	"ch", "sec", "eq", "eqs", "abb", "art", "bd", "s", "ca", "chap", "tab" };

/* Nothing ends with these. */
static const char *const titles[] = { "mr", "mrs", "ms", "dr", "prof", "st", "vs", "cf", "hr", "fr",
	"frl", "bzw", "vgl", "mme", "mlle", "gen", "col", "lt", "sgt", "rev", "hon", "capt",
	"approx", "ggf", "evtl", "inkl", "resp", "viz", "eds" };

static bool is_one_of(const char *const *list, size_t count, const char *word, size_t len)
{
	for (size_t i = 0; i < count; i++) {
		if (strlen(list[i]) == len && strncasecmp(list[i], word, len) == 0)
			return true;
	}
	return false;
}

#define IS_ONE_OF(list, word, len) is_one_of(list, sizeof(list) / sizeof *(list), word, len)

/* Does the full stop at `dot` belong to the word before it? `next` begins what follows. */
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
	if (letters == 1 || IS_ONE_OF(titles, word, len))
		return true; /* "J. Smith" */
	return letters_is_digit(next) && IS_ONE_OF(before_numbers, word, len);
}

static bool ends_sentence(uint32_t code)
{
	return code == '.' || code == '!' || code == '?' || code == 0x2026 /* ellipsis */ ||
	       code == 0x061f /* Arabic ? */ || code == 0x06d4 || code == 0x0964 /* danda */;
}

/* These need no space behind them. */
static bool ends_unspaced_sentence(uint32_t code)
{
	return code == 0x3002 || code == 0xff01 || code == 0xff0e || code == 0xff1f;
}

static bool closes(uint32_t code)
{
	return code == '"' || code == '\'' || code == ')' || code == ']' || code == 0xbb ||
	       code == 0x2019 || code == 0x201c || code == 0x201d || code == 0x203a ||
	       code == 0x300d || code == 0x300f || code == 0xff09;
}

/* Behind a mark that ended at `at`: the end of what else belongs to it; is the sentence over? */
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
	skip_blanks(&next, end);
	if (next == end || unspaced)
		return true;
	if (next == p)
		return false;
	uint32_t first = letters_decode(next, (size_t)(end - next), &size);
	if (letters_is_lower(first))
		return false;
	return *mark != '.' || !alone || !is_abbreviation(start, mark, first);
}

static const char *sentence_end(const char *at, const char *end)
{
	size_t size;
	for (const char *p = at; p < end;) {
		const char *mark = p;
		uint32_t code = letters_decode(p, (size_t)(end - p), &size);
		p += size;
		bool unspaced = ends_unspaced_sentence(code);
		if ((unspaced || ends_sentence(code)) && is_over(at, mark, &p, end, unspaced))
			return p;
	}
	return end;
}

/* ---- pieces of bounded length ---- */

/* Behind the character number `count`, or the end. */
static const char *after_chars(const char *at, const char *end, size_t count)
{
	for (size_t size; at < end && count > 0; at += size, count--)
		letters_decode(at, (size_t)(end - at), &size);
	return at;
}

/* Where a sentence that goes beyond `limit` is cut: behind the last comma or the like of its second
 * half, else at its last blank, else in the middle of a word. */
static const char *cut(const char *at, const char *limit)
{
	const char *blank = NULL;
	for (const char *p = limit; p > at; p--) {
		if (!is_blank_byte(*p))
			continue;
		if (!blank)
			blank = p;
		if (p - at < (limit - at) / 2)
			break;
		uint32_t before = letters_before(at, p);
		if (before == ',' || before == ';' || before == ':' || before == 0x2013 ||
			before == 0x2014)
			return p;
	}
	return blank ? blank : limit;
}

static const char *passage_end(const struct passages *p, bool *ret_within_sentence)
{
	const char *limit = after_chars(p->at, p->block_end, p->max_chars);
	const char *to = sentence_end(p->at, p->block_end);
	*ret_within_sentence = false;
	if (p->max_chars == 0)
		return to;
	if (to > limit) {
		*ret_within_sentence = true;
		return cut(p->at, limit);
	}
	while (!p->single) {
		const char *next = to;
		skip_blanks(&next, p->block_end);
		if (next == p->block_end)
			return to;
		next = sentence_end(next, p->block_end);
		if (next > limit)
			return to;
		to = next;
	}
	return to;
}

/* ---- the whole ---- */

struct passages passages_of(const char *text, size_t len, size_t max_chars)
{
	return (struct passages) {
		.at = text,
		.end = text + len,
		.block_end = text,
		.max_chars = max_chars,
	};
}

struct passages passages_of_sentences(const char *text, size_t len, size_t max_chars)
{
	struct passages passages = passages_of(text, len, max_chars);
	passages.single = true;
	return passages;
}

bool passages_in_heading(const struct passages *passages)
{
	return passages->in_heading;
}

bool passages_next(struct passages *passages, struct passage *ret_passage)
{
	bool within;
	if (passages->at < passages->block_end)
		skip_blanks(&passages->at, passages->block_end);
	if (passages->at >= passages->block_end && !enter_block(passages))
		return false;
	const char *to = passage_end(passages, &within);
	*ret_passage = (struct passage) {
		.text = passages->at,
		.len = (size_t)(to - passages->at),
		.before = passages->before,
	};
	while (ret_passage->len > 1 && is_blank_byte(ret_passage->text[ret_passage->len - 1]))
		ret_passage->len--;
	passages->at = to;
	passages->before = within ? PAUSE_NONE : PAUSE_SENTENCE;
	return true;
}
