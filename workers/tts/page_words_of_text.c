/* page_words_of_text.c: splits a text at its blanks. */
#include "workers/tts/page_words_of_text.h"

#include "workers/tts/passages.h"

#include <string.h>

struct splitting {
	struct arena *arena;
	struct words_word *words;
	struct words_paragraph *paragraphs;
	size_t word_count, paragraph_count;
	const char *at; /* the position at which `code` is the code point */
	size_t code;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t code_at(struct splitting *s, const char *to)
{
	for (; s->at < to; s->at++)
		s->code += ((unsigned char)*s->at & 0xc0) != 0x80;
	return s->code;
}

static void add_words(struct splitting *s, const struct passage *passage)
{
	const char *end = passage->text + passage->len;
	for (const char *p = passage->text; p < end;) {
		const char *word = p;
		while (p < end && !is_blank(*p))
			p++;
		struct text_range range;
		range.start = code_at(s, word);
		range.end = code_at(s, p);
		s->words[s->word_count++] = (struct words_word) { .printed = range, .said = range };
		while (p < end && is_blank(*p))
			p++;
	}
}

struct page_words page_words_of_text(const char *text, size_t len, struct arena *arena)
{
	struct splitting s = { .arena = arena, .at = text };
	size_t most = len / 2 + 2;
	s.words = arena_alloc(arena, most * sizeof *s.words);
	s.paragraphs = arena_alloc(arena, most * sizeof *s.paragraphs);
	struct passages passages = passages_of(text, len, 0);
	struct passage passage;
	while (passages_next(&passages, &passage)) {
		size_t first = s.word_count;
		add_words(&s, &passage);
		struct text_range range = { s.words[first].printed.start,
			s.words[s.word_count - 1].printed.end };
		s.paragraphs[s.paragraph_count++] = (struct words_paragraph) {
			.role = passages_in_heading(&passages) ? TEXT_HEADING : TEXT_PARAGRAPH,
			.printed = range,
			.said = range,
		};
	}
	return (struct page_words) { "", "", arena_string_n(arena, text, len), s.paragraphs,
		s.paragraph_count, s.words, s.word_count };
}
