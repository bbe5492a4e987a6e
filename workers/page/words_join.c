/* words_join.c: concatenates texts and their words. */
#include "workers/page/words_join.h"

#include "common/base/buf.h"

#include <string.h>

/* ---- joining ---- */

static size_t codes_in(const char *text, size_t len)
{
	size_t codes = 0;
	for (size_t i = 0; i < len; i++)
		codes += ((unsigned char)text[i] & 0xc0) != 0x80;
	return codes;
}

/* Appends the text without trailing blanks and newlines. Returns the code point of the whole at
 * which it begins. */
static size_t add_text(struct buf *out, const char *text)
{
	size_t len = strlen(text);
	while (len > 0 && strchr(" \n", text[len - 1]))
		len--;
	/* A heading comes with empty lines of its own. */
	if (len > 0 && out->len > 0)
		buf_append_string(out, *text == '\n' ? "\n" : "\n\n");
	size_t start = codes_in(buf_string(out), out->len);
	buf_append(out, text, len);
	return start;
}

static struct text_range moved(struct text_range range, size_t by)
{
	return (struct text_range) { range.start + by, range.end + by };
}

static void add_words(
	struct page_words *to, const struct page_words *from, size_t printed, size_t said)
{
	struct words_paragraph *paragraphs = (struct words_paragraph *)to->paragraphs;
	struct words_word *words = (struct words_word *)to->words;
	for (size_t i = 0; i < from->paragraph_count; i++) {
		struct words_paragraph *paragraph = &paragraphs[to->paragraph_count++];
		*paragraph = from->paragraphs[i];
		paragraph->printed = moved(paragraph->printed, printed);
		paragraph->said = moved(paragraph->said, said);
	}
	for (size_t i = 0; i < from->word_count; i++) {
		struct words_word *word = &words[to->word_count++];
		*word = from->words[i];
		word->printed = moved(word->printed, printed);
		word->said = moved(word->said, said);
	}
}

struct words_piece page_words_join(
	const struct words_piece *pieces, size_t count, const char *language, struct arena *arena)
{
	struct buf said = BUF_EMPTY, printed = BUF_EMPTY;
	struct page_words all = { .language = language };
	size_t paragraphs = 1, words = 1;
	for (size_t i = 0; i < count; i++) {
		paragraphs += pieces[i].words.paragraph_count;
		words += pieces[i].words.word_count;
	}
	all.paragraphs = arena_alloc(arena, paragraphs * sizeof *all.paragraphs);
	all.words = arena_alloc(arena, words * sizeof *all.words);
	for (size_t i = 0; i < count; i++) {
		size_t said_at = add_text(&said, pieces[i].said);
		size_t printed_at = add_text(&printed, pieces[i].words.printed);
		add_words(&all, &pieces[i].words, printed_at, said_at);
	}
	buf_append_char(&said, '\n');
	buf_append_char(&printed, '\n');
	all.printed = arena_string_n(arena, printed.data, printed.len);
	all.digest = page_words_digest(said.data, said.len, arena);
	const char *text = arena_string_n(arena, said.data, said.len);
	buf_free(&said);
	buf_free(&printed);
	return (struct words_piece) { text, all };
}

/* ---- a plain text ---- */

static void split_words(struct text_paragraph *paragraph, struct arena *arena)
{
	size_t len = strlen(paragraph->printed);
	paragraph->words = arena_alloc(arena, (len / 2 + 1) * sizeof *paragraph->words);
	for (const char *p = paragraph->printed; *p;) {
		size_t blanks = strspn(p, " \n"), word = strcspn(p + blanks, " \n");
		size_t start = (size_t)(p + blanks - paragraph->printed);
		p += blanks + word;
		if (word > 0)
			paragraph->words[paragraph->word_count++] =
				(struct text_word) { .printed = { start, start + word } };
	}
	page_text_say(paragraph, NULL, 0, arena);
}

static size_t count_of(const char *text, const char *what)
{
	size_t count = 0;
	for (const char *p = text; (p = strstr(p, what)); p += strlen(what))
		count++;
	return count;
}

struct page_text page_text_of_plain(const char *text, enum text_role role, struct arena *arena)
{
	struct page_text page = { .source = LAYOUT_FROM_TEXT };
	page.paragraphs =
		arena_alloc(arena, (count_of(text, "\n\n") + 1) * sizeof *page.paragraphs);
	for (const char *p = text + strspn(text, " \n"); *p; p += strspn(p, " \n")) {
		const char *end = strstr(p, "\n\n");
		size_t len = end ? (size_t)(end - p) : strlen(p);
		struct text_paragraph *paragraph = &page.paragraphs[page.count++];
		*paragraph = (struct text_paragraph) { .role = role };
		p += len;
		while (len > 0 && strchr(" \n", p[-1]))
			p--, len--;
		paragraph->printed = arena_string_n(arena, p - len, len);
		split_words(paragraph, arena);
	}
	return page;
}
