/* broken_words.c: a line joined to the text before it, with the word between them mended that was
 * broken there. */
#include "common/text/letters.h"
#include "common/words/word_lists.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool knows(const struct reading_options *options, const char *word)
{
	return *word && options->is_word && options->is_word(options->context, word);
}

/* "Ein- und Ausgabe", "pre- and post-war": the hyphen stands for what comes later. */
static bool is_suspended(const char *line, size_t len)
{
	return word_list_has(&word_list_hyphen_joiners, line, len);
}

enum hyphen {
	HYPHEN_GOES,
	HYPHEN_STAYS,
	HYPHEN_AND_BLANK,
};

/* What words end with, and no part of a compound is. */
static bool is_suffix(const char *tail)
{
	return word_list_has(&word_list_word_endings, tail, strlen(tail));
}

static size_t count_letters(const char *word)
{
	size_t count = 0;
	for (; *word; word++)
		count += ((unsigned char)*word & 0xc0) != 0x80;
	return count;
}

/* The hyphen between `head` and the line. It surely was there all along when the language knows
 * both parts and not the whole, or the line begins with a capital. */
static enum hyphen judge(const char *head, bool chain, const char *line,
	const struct reading_options *options, struct arena *arena)
{
	size_t tail_len = chars_letters(line), len;
	const char *tail = arena_string_n(arena, line, tail_len);
	enum { SHORT_HEAD = 2 };
	size_t letters = count_letters(head);
	if (letters == 1) /* "n-tridecanal", "x-ray": nobody breaks one letter off */
		return HYPHEN_STAYS;
	if (knows(options, arena_printf(arena, "%s%s", head, tail)))
		return HYPHEN_GOES;
	if (is_suspended(line, tail_len))
		return HYPHEN_AND_BLANK;
	if (chain || letters_is_upper(chars_at(line, &len)))
		return HYPHEN_STAYS;
	bool compound =
		letters > SHORT_HEAD || strcasecmp(head, "co") == 0 || strcasecmp(head, "ex") == 0;
	return compound && !is_suffix(tail) && knows(options, head) && knows(options, tail)
		       ? HYPHEN_STAYS
		       : HYPHEN_GOES;
}

/* The text so far ends within a word: continue it. False when it does not. */
static bool join_word(struct buf *text, const char *line, const struct reading_options *options,
	struct arena *arena)
{
	size_t end = text->len, len;
	if (end < 2 || text->data[end - 1] != '-' || !letters_is_alnum(chars_at(line, &len)))
		return false;
	bool digit_before = isdigit((unsigned char)text->data[end - 2]);
	if (digit_before && isdigit((unsigned char)*line)) {
		buf_append_string(text, line);
		return true;
	}
	size_t letters = chars_letters_before(text->data, text->data + end - 1);
	if (digit_before && !is_suspended(line, chars_letters(line))) { /* "2-methyl" */
		buf_append_string(text, line);
		return true;
	}
	if (letters == 0 || isdigit((unsigned char)*line))
		return false;
	size_t start = end - 1 - letters;
	const char *head = arena_string_n(arena, text->data + start, letters);
	bool chain = start > 0 && text->data[start - 1] == '-';
	switch (judge(head, chain, line, options, arena)) {
	case HYPHEN_GOES:
		text->data[--text->len] = '\0';
		break;
	case HYPHEN_AND_BLANK:
		buf_append_char(text, ' ');
		break;
	default:
		break;
	}
	buf_append_string(text, line);
	return true;
}

/* Chinese and Japanese have no blanks. */
static bool joins_tight(const struct buf *text, const char *line)
{
	size_t len;
	return letters_is_cjk(chars_at(line, &len)) &&
	       letters_is_cjk(chars_at(chars_before(text->data, text->data + text->len), &len));
}

/* A hyphen that is surely the word's own stays. */
static bool join_own_hyphen(struct buf *text, const char *line)
{
	size_t len = strlen(CHARS_OWN_HYPHEN);
	if (text->len < len || strcmp(text->data + text->len - len, CHARS_OWN_HYPHEN) != 0)
		return false;
	text->len -= len;
	buf_printf(text, "-%s", line);
	return true;
}

void broken_words_join(struct buf *text, const char *line, const struct reading_options *options,
	struct arena *arena)
{
	if (text->len == 0 || joins_tight(text, line))
		buf_append_string(text, line);
	else if (!join_own_hyphen(text, line) && !broken_address_join(text, line) &&
		 !join_word(text, line, options, arena))
		buf_printf(text, " %s", line);
}
