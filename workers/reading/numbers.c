/* numbers.c: numbers within rows, Arabic and Roman, and rows compared without them. */
#include "workers/reading/numbers.h"

#include "common/base/buf.h"
#include "common/base/edit_distance.h"
#include "common/text/letters.h"
#include "common/words/word_lists.h"
#include "workers/reading/chars.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_DIGITS = 4 };

/* ---- single numbers ---- */

/* One decimal place of a small Roman number: "", i, ii, iii, iv, v, vi, vii, viii, ix. */
static long roman_place(const char **p, char one, char five, char ten)
{
	const char *s = *p;
	long value = 0;
	if (tolower(s[0]) == one && (tolower(s[1]) == five || tolower(s[1]) == ten)) {
		value = tolower(s[1]) == five ? 4 : 9;
		*p = s + 2;
		return value;
	}
	if (tolower(*s) == five) {
		value = 5;
		s++;
	}
	for (int i = 0; i < 3 && tolower(*s) == one; i++) {
		value++;
		s++;
	}
	*p = s;
	return value;
}

static bool read_roman(const char *word, long *ret_number)
{
	const char *p = word;
	long number = 10 * roman_place(&p, 'x', 'l', 'c');
	number += roman_place(&p, 'i', 'v', 'x');
	if (p == word || *p)
		return false;
	*ret_number = number;
	return true;
}

/* Letters that OCR reads instead of digits. */
static char digit_of(char c)
{
	static const char letters[] = "lIO|oSB", digits[] = "1101058";
	const char *at = c ? strchr(letters, c) : NULL;
	return at ? digits[at - letters] : c;
}

static bool read_arabic(const char *word, long *ret_number)
{
	char text[MAX_DIGITS + 1];
	size_t len = strlen(word), digits = 0;
	if (len == 0 || len > MAX_DIGITS)
		return false;
	for (size_t i = 0; i < len; i++) {
		digits += isdigit((unsigned char)word[i]) != 0;
		text[i] = digit_of(word[i]);
		if (!isdigit((unsigned char)text[i]))
			return false;
	}
	text[len] = '\0';
	if (digits == 0)
		return false;
	*ret_number = strtol(text, NULL, 10);
	return true;
}

/* ---- a row's words ---- */

static bool is_frame(char c)
{
	return strchr("-[](){}|.,:;/*~_'\"", c) != NULL;
}

/* The next word without what frames it; "" when it is nothing else. NULL at the end. */
static const char *next_word(const char **p, struct arena *arena)
{
	const char *start = *p + strspn(*p, " \t");
	if (!*start)
		return NULL;
	size_t len = strcspn(start, " \t");
	*p = start + len;
	while (len > 0 && *start && is_frame(*start)) {
		start++;
		len--;
	}
	while (len > 0 && is_frame(start[len - 1]))
		len--;
	if (len == 3 && strncmp(start, "\xe2\x80\x94", 3) == 0) /* a dash */
		len = 0;
	return arena_string_n(arena, start, len);
}

static void append_alnum(struct buf *out, const char *word)
{
	for (size_t len; *word; word += len ? len : 1) {
		uint32_t code = chars_at(word, &len);
		if (letters_is_alnum(code) && code < 0x80)
			buf_append_char(out, (char)tolower((int)code));
		else if (letters_is_alnum(code))
			buf_append(out, word, len);
	}
}

/* "12/50" is two of them. */
static size_t read_numbers(const char *word, bool at_end, struct arena *arena, long numbers[2])
{
	const char *slash = strchr(word, '/');
	if (slash && read_arabic(arena_string_n(arena, word, (size_t)(slash - word)), numbers) &&
		read_arabic(slash + 1, numbers + 1))
		return 2;
	return read_arabic(word, numbers) || (at_end && read_roman(word, numbers)) ? 1 : 0;
}

static size_t capitals_in_front(const char *word)
{
	return strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

/* "A-4" and "B.12", as appendices count their pages, and "ABC000123", as those of a file are
 * stamped: the length of what is before the number. */
static size_t before_number(const char *word)
{
	enum { LEAST_STAMPED = 5 };
	size_t letters = capitals_in_front(word);
	size_t digits = strspn(word + letters, "0123456789");
	if (letters > 1 && digits >= LEAST_STAMPED && !word[letters + digits])
		return letters + strspn(word + letters, "0");
	bool parted = letters == 1 && word[1] && strchr("-.", word[1]);
	return parted && isdigit((unsigned char)word[2]) ? 2 : 0;
}

struct numbered numbers_of(const char *row, struct arena *arena)
{
	struct numbered found = { .count = 0 };
	struct buf rest = BUF_EMPTY;
	const char *p = row, *word = next_word(&p, arena), *next;
	for (bool first = true; word; word = next) {
		long numbers[2] = { 0, 0 };
		next = next_word(&p, arena);
		bool at_end = first || !next;
		size_t before = before_number(word);
		size_t count = read_numbers(word + before, at_end, arena, numbers);
		for (size_t i = 0; i < count && found.count < NUMBERS_MAX; i++)
			found.numbers[found.count++] = numbers[i];
		found.at_end = found.at_end || (at_end && count > 0);
		if (count == 0)
			append_alnum(&rest, word);
		else if (before > 0)
			append_alnum(&rest, arena_string_n(arena, word, capitals_in_front(word)));
		first = first && !*word;
	}
	found.rest = arena_string_n(arena, buf_string(&rest), rest.len);
	found.rest_count = rest.len;
	buf_free(&rest);
	return found;
}

/* Most rows are text, which takes no arena to see. */
static bool may_be_numbers(const char *row)
{
	enum { MOST_LETTERS = 16 };
	size_t letters = 0;
	for (; *row && letters <= MOST_LETTERS; row++)
		letters += isalpha((unsigned char)*row) != 0 || (unsigned char)*row >= 0xc0;
	return letters <= MOST_LETTERS;
}

static bool is_in(const struct word_list *list, const char *letters)
{
	return word_list_has(list, letters, strlen(letters));
}

/* The letters of "Page 3", "3 of 7", "Seite 3 von 7". */
static bool is_around_numbers(const char *letters)
{
	size_t page = word_list_prefix(&word_list_page_words, letters);
	return !*letters || is_in(&word_list_page_words, letters) ||
	       is_in(&word_list_of_words, letters) ||
	       (page > 0 && is_in(&word_list_of_words, letters + page));
}

bool numbers_only(const char *row)
{
	if (!may_be_numbers(row))
		return false;
	struct arena *arena = arena_new();
	struct numbered found = numbers_of(row, arena);
	bool only = found.count > 0 && found.count <= 2 && is_around_numbers(found.rest);
	arena_free(&arena);
	return only;
}

/* ---- comparing ---- */

bool numbers_same_rest(const struct numbered *a, const struct numbered *b, bool seen)
{
	size_t longer = a->rest_count > b->rest_count ? a->rest_count : b->rest_count;
	if (!seen || longer > EDIT_DISTANCE_MAX)
		return strcmp(a->rest, b->rest) == 0;
	return edit_distance(a->rest, a->rest_count, b->rest, b->rest_count) * 5 <= longer;
}
