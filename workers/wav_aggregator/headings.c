/* headings.c: what chapters are called, and of what size they are printed. */
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
	MAX_HEIGHTS = 4,    /* sizes of print that make levels */
	LEAST_CHAPTERS = 2, /* one alone parts nothing */
	HEADING_WORDS = 25, /* longer ones are no titles */
	NUMBER_WORDS = 4,   /* "Chapter the Twenty-first" */
	LOOK_AHEAD = 4,     /* utterances that one title may be said in */
	LEAST_MATCH = 3,    /* letters */
};

/* Of one class: OCR measures boxes, which depend on the letters. */
static const double same_height = 0.85;

/* ---- words ---- */

/* The next word, without marks around it; NULL at the end. Bytes beyond ASCII are letters. */
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

static bool is_number(const char *word, size_t len)
{
	return isdigit((unsigned char)*word) || is_roman(word, len) ||
	       word_list_has(&word_list_number_words, word, len) ||
	       (len == 1 && isupper((unsigned char)*word));
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
	if (is_title_word(first, first_len) && count <= NUMBER_WORDS)
		return HEADING_NAMED;
	return HEADING_OTHER;
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

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The middle one of its words' boxes. A page on its side is measured across its words. */
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
	qsort(heights, count, sizeof *heights, by_value);
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

static bool is_heading(const struct timeline_utterance *utterance)
{
	return strcmp(utterance->role, "heading") == 0 && strcmp(utterance->section, "body") == 0 &&
	       utterance->word_count <= HEADING_WORDS;
}

/* "Chapter 3", of which the name comes next. */
static bool is_bare(const char *text)
{
	size_t len, count = 0;
	enum heading_rank rank = heading_rank(text);
	for (const char *at = text; next_word(&at, &len);)
		count++;
	return (rank == HEADING_CHAPTER || rank == HEADING_PART) && count <= NUMBER_WORDS - 1;
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
		if (i + 1 < timeline->count && is_bare(heading->text) &&
			is_heading(&utterance[1]) &&
			heading_rank(utterance[1].text) < HEADING_CHAPTER) {
			heading->text = book_clean_text(arena,
				arena_printf(arena, "%s %s", heading->text, utterance[1].text));
			i++;
		}
	}
}

/* ---- an outline of headings ---- */

static void take(struct book_entries *entries, const struct heading *heading, int level)
{
	/* The same again is a running head. */
	if (entries->count == BOOK_MAX_ENTRIES || !*heading->text ||
		(entries->count > 0 &&
			strcasecmp(entries->items[entries->count - 1].title, heading->text) == 0))
		return;
	entries->items[entries->count++] = (struct book_entry) {
		.level = level,
		.title = heading->text,
		.page = heading->page,
		.top = heading->top,
		.start = heading->start,
		.end = -1,
	};
}

/* Chapters by their names. What else is a heading stands below them. */
static void by_rank(const struct headings *headings, struct book_entries *entries, bool has_parts)
{
	bool begun = false;
	for (size_t i = 0; i < headings->count; i++) {
		const struct heading *heading = &headings->items[i];
		enum heading_rank rank = heading_rank(heading->text);
		int chapter = has_parts ? 2 : 1;
		begun |= rank >= HEADING_CHAPTER;
		if (rank == HEADING_PART)
			take(entries, heading, 1);
		else if (rank == HEADING_CHAPTER)
			take(entries, heading, chapter);
		else if (rank == HEADING_NAMED)
			take(entries, heading, 1);
		else if (begun)
			take(entries, heading, chapter + 1);
	}
}

/* The heights of the levels, largest first: classes of at least two headings. */
static size_t classes_of(
	const struct headings *headings, double heights[MAX_HEIGHTS], struct arena *arena)
{
	double *all = arena_alloc(arena, (headings->count + 1) * sizeof *all);
	size_t count = 0, classes = 0;
	for (size_t i = 0; i < headings->count; i++) {
		if (headings->items[i].height > 0)
			all[count++] = headings->items[i].height;
	}
	qsort(all, count, sizeof *all, by_value);
	for (size_t i = count; i > 0 && classes < MAX_HEIGHTS;) {
		double least = all[i - 1] * same_height;
		size_t of_class = 0;
		for (; i > 0 && all[i - 1] >= least; i--)
			of_class++;
		if (of_class >= LEAST_CHAPTERS)
			heights[classes++] = least;
	}
	return classes;
}

static void by_height(
	const struct headings *headings, struct book_entries *entries, struct arena *arena)
{
	double heights[MAX_HEIGHTS];
	size_t classes = classes_of(headings, heights, arena);
	for (size_t i = 0; i < headings->count; i++) {
		size_t level = 0;
		/* What is printed larger than any class, once, is the title of the book. */
		if (classes > 0 &&
			headings->items[i].height * same_height * same_height > heights[0])
			continue;
		while (level < classes && headings->items[i].height < heights[level])
			level++;
		if (classes == 0 || level < classes)
			take(entries, &headings->items[i], (int)level + 1);
	}
}

struct book_entries headings_outline(const struct headings *headings, struct arena *arena)
{
	struct book_entries entries = { NULL, 0 };
	size_t ranks[HEADING_PART + 1] = { 0 };
	for (size_t i = 0; i < headings->count; i++)
		ranks[heading_rank(headings->items[i].text)]++;
	size_t room = headings->count < BOOK_MAX_ENTRIES ? headings->count : BOOK_MAX_ENTRIES;
	entries.items = arena_alloc(arena, (room + 1) * sizeof *entries.items);
	if (ranks[HEADING_CHAPTER] + ranks[HEADING_PART] >= LEAST_CHAPTERS)
		by_rank(headings, &entries, ranks[HEADING_PART] > 0);
	else
		by_height(headings, &entries, arena);
	if (entries.count < LEAST_CHAPTERS)
		entries.count = 0;
	return entries;
}

/* ---- where a title is said ---- */

/* Small letters and digits alone. */
static void append_plain(struct buf *out, const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (isalnum(*p) || *p >= 0x80)
			buf_append_char(out, (char)tolower(*p));
	}
}

/* "1.2", "IV." and "Chapter 3:" may stand in the outline and not on the page, or the other way. */
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

/* How well an utterance begins with the title: 0 not, 3 as a heading, word for word. */
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

/* The first that is printed at the place or below it; -1: no place is known. */
static long at_place(const struct timeline *timeline, double top)
{
	enum { LINE = 2 }; /* hundredths: destinations point a little above or into a line */
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
