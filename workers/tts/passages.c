/* passages.c: splits a page's text into headings, sentences and pieces of bounded length. */
#include "workers/tts/passages.h"

#include "common/text/letters.h"
#include "common/text/sentences.h"

#include <stdint.h>
#include <string.h>

/* ---- blocks: paragraphs and headings ---- */

static bool is_blank_byte(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Skips blanks; returns the number of line ends among them. */
static int skip_blanks(const char **at, const char *end)
{
	int lines = 0;
	for (; *at < end && is_blank_byte(**at); (*at)++)
		lines += **at == '\n';
	return lines;
}

/* The end of the paragraph: before an empty line, or the end of the text. */
static const char *find_block_end(const char *at, const char *end)
{
	for (const char *p = at; p < end; p++) {
		const char *q = p;
		if (*p == '\n' && skip_blanks(&q, end) > 1)
			return p;
	}
	return end;
}

/* Determines the passage's block; false at the end of the text. */
static bool enter_block(struct passages *p)
{
	/* The text begins as if after a line end. */
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

/* ---- pieces of bounded length ---- */

/* The position after `count` characters, or the end. */
static const char *after_chars(const char *at, const char *end, size_t count)
{
	for (size_t size; at < end && count > 0; at += size, count--)
		letters_decode(at, (size_t)(end - at), &size);
	return at;
}

/* Where a sentence that exceeds `limit` is cut: after the last comma or similar in its second
 * half, else at its last blank, else within a word. */
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
	const char *to = p->at + sentences_end(p->at, (size_t)(p->block_end - p->at));
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
		next += sentences_end(next, (size_t)(p->block_end - next));
		if (next > limit)
			return to;
		to = next;
	}
	return to;
}

/* ---- public interface ---- */

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

enum passage_pause passages_pause_behind(const char *text, size_t len)
{
	if (len == 0 || is_blank_byte(text[len - 1]))
		return PAUSE_SENTENCE;
	uint32_t last = letters_before(text, text + len);
	return letters_is_alnum(last) || last == ',' || last == '-' ? PAUSE_NONE : PAUSE_SENTENCE;
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
