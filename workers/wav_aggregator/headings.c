/* headings.c: how chapters are titled, and in what size their titles are printed. */
#include "workers/wav_aggregator/headings.h"

#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "common/words/word_lists.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	MAX_HEADINGS = 20000,
	HEADING_WORDS = 25, /* longer texts are not titles */
	NAME_WORDS = 12,
	NUMBER_WORDS = 4, /* "Chapter the Twenty-first" */
	LOOK_AHEAD = 4,   /* utterances over which a title may be spread */
	LEAST_MATCH = 3,  /* letters */
};

const double headings_same_height = 0.85;

/* ---- words ---- */

/* The next word, without punctuation around it; NULL at the end. Bytes beyond ASCII count as
 * letters. */
static const char *next_word(const char **at, size_t *ret_len)
{
	const unsigned char *p = (const unsigned char *)*at;
	while (*p && !isalnum(*p) && *p < 0x80)
		p++;
	const unsigned char *start = p;
	while (*p && (isalnum(*p) || *p >= 0x80))
		p++;
	*at = (const char *)p;
	*ret_len = (size_t)(p - start);
	return *ret_len > 0 ? (const char *)start : NULL;
}

static bool is_roman(const char *word, size_t len)
{
	return strspn(word, "IVXLCivxlc") >= len;
}

/* "Twenty", "twentyone": one or two words of the list. */
static bool is_number_in_words(const char *word, size_t len)
{
	size_t first = word_list_prefix(&word_list_number_words, word);
	return word_list_has(&word_list_number_words, word, len) ||
	       (first > 0 && first < len &&
		       word_list_has(&word_list_number_words, word + first, len - first));
}

static bool is_number(const char *word, size_t len)
{
	return isdigit((unsigned char)*word) || is_roman(word, len) ||
	       is_number_in_words(word, len) || (len == 1 && isupper((unsigned char)*word));
}

static bool begins_part(const char *word, size_t len)
{
	return word_list_has(&word_list_part_words, word, len) ||
	       word_list_has(&word_list_volume_words, word, len);
}

static bool is_title_word(const char *word, size_t len)
{
	return word_list_has(&word_list_chapter_titles, word, len) ||
	       word_list_has(&word_list_appendix_words, word, len);
}

/* 0: not a known Roman numeral. */
static int roman_value(const char *word, size_t len)
{
	static const char digits[] = "ivxlc";
	static const int values[] = { 1, 5, 10, 50, 100 };
	int sum = 0, last = 0;
	for (size_t i = len; i > 0; i--) {
		const char *digit = strchr(digits, tolower((unsigned char)word[i - 1]));
		if (!digit)
			return 0;
		int value = values[digit - digits];
		sum += value < last ? -value : value;
		last = value > last ? value : last;
	}
	return sum;
}

int heading_number(const char *text)
{
	enum { MOST_DIGITS = 4 };
	size_t len;
	const char *at = text;
	next_word(&at, &len);
	const char *word = next_word(&at, &len);
	if (!word)
		return 0;
	if (strspn(word, "0123456789") < len)
		return roman_value(word, len);
	return len <= MOST_DIGITS ? (int)strtol(word, NULL, 10) : 0;
}

enum heading_rank heading_rank(const char *text)
{
	size_t len, first_len, count = 0;
	const char *at = text, *first = next_word(&at, &first_len), *word;
	const char *second = next_word(&at, &len), *last = second ? second : first;
	size_t second_len = len, last_len = second ? len : first_len;
	if (!first)
		return HEADING_OTHER;
	for (count = second ? 2 : 1; (word = next_word(&at, &len)); count++)
		last = word, last_len = len;
	bool numbered = second && is_number(second, second_len);
	bool is_last = count >= 2 && count <= NUMBER_WORDS - 1;
	if ((word_list_has(&word_list_chapter_words, first, first_len) && numbered) ||
		(is_last && word_list_has(&word_list_chapter_words, last, last_len)))
		return HEADING_CHAPTER;
	if ((begins_part(first, first_len) && numbered) ||
		(is_last && count == 2 && word_list_has(&word_list_part_words, last, last_len)))
		return HEADING_PART;
	bool lettered = word_list_has(&word_list_appendix_words, first, first_len) && numbered;
	bool indexed = word_list_has(&word_list_index_titles, last, last_len);
	if (lettered || ((is_title_word(first, first_len) || indexed) && count <= NUMBER_WORDS))
		return HEADING_NAMED;
	return HEADING_OTHER;
}

/* "3", "3." and "3.1": how many numbers there are, and which is the first; 0: there is none. */
static int depth_of(const char *text, int *ret_first)
{
	enum { MAX_NUMBER = 999 };
	int depth = 0, first = 0;
	const char *p = text;
	while (isdigit((unsigned char)*p)) {
		char *end;
		long number = strtol(p, &end, 10);
		if (number > MAX_NUMBER)
			return 0;
		if (depth++ == 0)
			first = (int)number;
		p = *end == '.' ? end + 1 : end;
	}
	while (*p == ' ')
		p++;
	*ret_first = first;
	return isalpha((unsigned char)*p) || (unsigned char)*p >= 0x80 ? depth : 0;
}

/* ---- collecting ---- */

void headings_free(struct headings *headings)
{
	free(headings->items);
	*headings = (struct headings) { NULL, 0, 0 };
}

static struct heading *add(struct headings *headings)
{
	if (headings->count == headings->room) {
		size_t room = headings->room ? headings->room * 2 : 64;
		struct heading *items = realloc(headings->items, room * sizeof *items);
		if (!items)
			abort();
		headings->items = items;
		headings->room = room;
	}
	return &headings->items[headings->count++];
}

int headings_by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The median height of its words' boxes. On a page lying on its side, boxes are measured across
 * the words. */
static double height_of(const struct timeline_utterance *utterance)
{
	double heights[HEADING_WORDS];
	size_t count = 0;
	for (size_t i = 0; i < utterance->word_count && count < HEADING_WORDS; i++) {
		const struct timeline_word *word = &utterance->words[i];
		if (word->box_count > 0)
			heights[count++] =
				(double)word->boxes[0].bottom - (double)word->boxes[0].top;
	}
	qsort(heights, count, sizeof *heights, headings_by_value);
	return count > 0 ? heights[count / 2] : 0;
}

static double top_of(const struct timeline_utterance *utterance)
{
	for (size_t i = 0; i < utterance->word_count; i++) {
		if (utterance->words[i].box_count > 0)
			return (double)utterance->words[i].boxes[0].top;
	}
	return -1;
}

/* OCR reads musical notation as stray letters. */
static bool has_words(const char *text)
{
	size_t len, count = 0, strange = 0;
	const char *at = text, *word;
	while ((word = next_word(&at, &len))) {
		bool letters = len > 2 || (len == 2 && (unsigned char)*word < 0x80);
		strange += !letters && !is_number(word, len);
		count++;
	}
	return strange < count && 2 * strange <= count;
}

/* Text in drawings and musical notation consists of short words. */
bool heading_has_long_word(const char *text)
{
	enum { LONG = 4 };
	for (size_t letters = 0; *text; text++) {
		letters = isalpha((unsigned char)*text) || (unsigned char)*text >= 0x80
				  ? letters + 1
				  : 0;
		if (letters == LONG)
			return true;
	}
	return false;
}

/* A row of dots before a number: "Licence . . . . 276". */
static bool has_leader(const char *text)
{
	size_t len = strlen(text);
	while (len > 0 && (isdigit((unsigned char)text[len - 1]) || text[len - 1] == ' '))
		len--;
	return text[len] && len > 2 && text[len - 1] == '.' &&
	       (text[len - 2] == '.' || text[len - 2] == ' ');
}

/* A table of contents contains no headings; an index and a bibliography begin with theirs. */
static bool is_heading(const struct timeline_utterance *utterance)
{
	const char *section = utterance->section;
	if (strcmp(section, "contents") == 0 ||
		word_list_has(&word_list_contents_titles, utterance->text, strlen(utterance->text)))
		return false;
	bool own = strcmp(section, "body") == 0 || heading_rank(utterance->text) == HEADING_NAMED;
	return own && strcmp(utterance->role, "heading") == 0 &&
	       utterance->word_count <= HEADING_WORDS && has_words(utterance->text) &&
	       !has_leader(utterance->text);
}

/* "Chapter" alone: the number follows in the next utterance. */
static bool is_without_number(const char *text)
{
	size_t len, more;
	const char *at = text, *word = next_word(&at, &len);
	return word && word_list_has(&word_list_chapter_words, word, len) && !next_word(&at, &more);
}

/* Whether it is a number in words: "Three", "Twenty-two". */
static bool is_all_in_words(const char *text)
{
	size_t len, count = 0;
	for (const char *at = text, *word; (word = next_word(&at, &len)); count++) {
		if (!is_number_in_words(word, len))
			return false;
	}
	return count == 1 || count == 2;
}

/* A label whose name follows in the next utterance: "Chapter 3", "Appendix A", "Three" or "B". */
static bool is_bare(const char *text)
{
	size_t len, count = 0;
	enum heading_rank rank = heading_rank(text);
	const char *at = text, *word = next_word(&at, &len);
	bool number = word && is_number(word, len);
	bool appendix = word && word_list_has(&word_list_appendix_words, word, len);
	for (; word; word = next_word(&at, &len))
		count++;
	return (count == 1 && number) || is_all_in_words(text) ||
	       ((rank >= HEADING_CHAPTER || (appendix && count > 1)) && count < NUMBER_WORDS);
}

/* Text below a label in print as large is its name, whatever else it looks like. */
static bool is_name(const struct timeline_utterance *utterance, const struct heading *label)
{
	size_t len;
	const char *at = utterance->text, *word = next_word(&at, &len);
	bool as_large =
		label->height > 0 && height_of(utterance) >= headings_same_height * label->height;
	if (!word || heading_rank(utterance->text) >= HEADING_CHAPTER)
		return false;
	if (label->rank == HEADING_OTHER)
		return as_large && is_heading(utterance) && !is_number(word, len) &&
		       heading_has_long_word(utterance->text);
	return is_heading(utterance) ||
	       (as_large && utterance->word_count <= NAME_WORDS && has_words(utterance->text));
}

/* The rank of "Three" and "B", which are labels above names; "3" and "III" are recognised by
 * their sequence. */
static enum heading_rank rank_of_number(const char *text)
{
	size_t len;
	const char *at = text, *word = next_word(&at, &len);
	if (len == 1 && isupper((unsigned char)*word))
		return HEADING_NAMED;
	return is_all_in_words(text) ? HEADING_CHAPTER : HEADING_OTHER;
}

static void add_text(
	struct heading *heading, const struct timeline_utterance *more, struct arena *arena)
{
	double height = height_of(more);
	heading->text =
		book_clean_text(arena, arena_printf(arena, "%s %s", heading->text, more->text));
	heading->height = height > heading->height ? height : heading->height;
}

void headings_add(struct headings *headings, const struct timeline *timeline, int page,
	double start, double scale, struct arena *arena)
{
	for (size_t i = 0; i < timeline->count && headings->count < MAX_HEADINGS; i++) {
		const struct timeline_utterance *utterance = &timeline->utterances[i];
		if (!is_heading(utterance))
			continue;
		struct heading *heading = add(headings);
		*heading = (struct heading) {
			.page = page,
			.start = start + (double)utterance->first * scale,
			.top = top_of(utterance),
			.height = height_of(utterance),
			.text = book_clean_text(arena, utterance->text),
		};
		const struct timeline_utterance *end = timeline->utterances + timeline->count;
		const struct timeline_utterance *next = utterance + 1;
		if (next < end && is_without_number(heading->text) && is_heading(next))
			add_text(heading, next++, arena);
		heading->rank = heading_rank(heading->text);
		if (next < end && is_bare(heading->text) && is_name(next, heading)) {
			if (heading->rank == HEADING_OTHER)
				heading->rank = rank_of_number(heading->text);
			add_text(heading, next++, arena);
		}
		heading->depth = depth_of(heading->text, &heading->number);
		i = (size_t)(next - timeline->utterances) - 1;
	}
}

/* ---- where a title is spoken ---- */

/* Appends only letters, in lower case, and digits. */
static void append_plain(struct buf *out, const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (isalnum(*p) || *p >= 0x80)
			buf_append_char(out, (char)tolower(*p));
	}
}

/* "1.2", "IV." and "Chapter 3:" may appear in the outline but not on the page, or the other way
 * round. */
static const char *without_number(const char *title)
{
	size_t len;
	const char *at = title, *word = next_word(&at, &len);
	if (word && heading_rank(title) >= HEADING_CHAPTER)
		word = next_word(&at, &len);
	while (word && (isdigit((unsigned char)*word) || is_roman(word, len))) {
		const char *rest = at;
		word = next_word(&at, &len);
		title = rest;
	}
	return title;
}

static bool begins_with(const struct buf *said, const char *title)
{
	struct buf plain = BUF_EMPTY;
	append_plain(&plain, title);
	bool fits = plain.len >= LEAST_MATCH && said->len >= plain.len &&
		    memcmp(said->data, plain.data, plain.len) == 0;
	buf_free(&plain);
	return fits;
}

/* How well an utterance matches the beginning of the title: from 0, not at all, to 3, a heading
 * that matches word for word. */
static int fit_of(const struct timeline *timeline, size_t index, const char *title)
{
	struct buf said = BUF_EMPTY, rest = BUF_EMPTY;
	const struct timeline_utterance *utterance = &timeline->utterances[index];
	for (size_t i = index; i < timeline->count && i < index + LOOK_AHEAD; i++)
		append_plain(&said, timeline->utterances[i].text);
	append_plain(&rest, without_number(utterance->text));
	for (size_t i = index + 1; i < timeline->count && i < index + LOOK_AHEAD; i++)
		append_plain(&rest, timeline->utterances[i].text);
	int fit = 0;
	if (begins_with(&said, title))
		fit = 2;
	else if (begins_with(&said, without_number(title)) || begins_with(&rest, title) ||
		 begins_with(&rest, without_number(title)))
		fit = 1;
	buf_free(&said);
	buf_free(&rest);
	return fit > 0 && strcmp(utterance->role, "heading") == 0 ? fit + 2 : fit;
}

/* The first utterance printed at or below the position; -1: no position is known. */
static long at_place(const struct timeline *timeline, double top)
{
	enum { LINE = 2 }; /* hundredths of the page, since targets are imprecise */
	for (size_t i = 0; top >= 0 && i < timeline->count; i++) {
		double own = top_of(&timeline->utterances[i]);
		if (own >= 0 && own >= top - LINE / 100.0)
			return (long)i;
	}
	return -1;
}

long headings_find(const struct timeline *timeline, const struct book_entry *entry)
{
	int best = 0;
	double distance = 2;
	long found = -1;
	for (size_t i = 0; i < timeline->count; i++) {
		int fit = fit_of(timeline, i, entry->title);
		double top = top_of(&timeline->utterances[i]);
		double off = entry->top >= 0 && top >= 0 ? fabs(entry->top - top) : 1;
		if (fit > best || (fit > 0 && fit == best && off < distance)) {
			best = fit;
			distance = off;
			found = (long)i;
		}
	}
	return found >= 0 ? found : at_place(timeline, entry->top);
}
