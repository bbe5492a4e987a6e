/* headings_outline.c: of which headings chapters are made, and their levels: by what they are
 * called, by how they are numbered, else by the size of their print. */
#include "workers/wav_aggregator/headings.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	MAX_HEIGHTS = 4,    /* sizes of print that make levels */
	LEAST_CHAPTERS = 2, /* one alone parts nothing */
	LEAST_RUN = 3,      /* numbers that follow each other by design */
	MOST_RUNS = 200,    /* that begin with 1 */
	MAX_NUMBER = 999,
};

/* Of one class: OCR measures boxes, which depend on the letters. */
static const double same_height = 0.85;

static void take(struct book_entries *entries, const struct heading *heading, int level)
{
	/* The same again is a running head. */
	if (entries->count == BOOK_MAX_ENTRIES || !*heading->text ||
		(entries->count > 0 &&
			strcasecmp(entries->items[entries->count - 1].title, heading->text) == 0))
		return;
	entries->items[entries->count++] = (struct book_entry) {
		.level = level < BOOK_MAX_LEVEL ? level : BOOK_MAX_LEVEL,
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

/* ---- by number ---- */

/* "3", "3." and "3.1": how many numbers there are, and which is the first; 0: there is none. */
static int depth_of(const char *text, int *ret_first)
{
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

static bool is_as_high(const struct heading *heading, double height)
{
	return heading->height >= height * same_height && heading->height * same_height <= height;
}

/* Headings that count on from the one at `from`, in the same print. */
struct run {
	size_t first, last, count;
};

static struct run run_from(const struct headings *headings, size_t from)
{
	const struct heading *begin = &headings->items[from];
	struct run run = { from, from, 0 };
	int number, next = 0;
	for (size_t i = from; i < headings->count; i++) {
		const struct heading *heading = &headings->items[i];
		if (depth_of(heading->text, &number) != 1 || !is_as_high(heading, begin->height))
			continue;
		if (run.count == 0)
			next = number;
		if (number != next)
			continue;
		run.last = i;
		run.count++;
		next++;
	}
	return run;
}

/* The longest that goes through a third of the book at least; count 0: there is none. */
static struct run longest_run(const struct headings *headings)
{
	struct run best = { 0, 0, 0 };
	for (size_t i = 0, runs = 0; i < headings->count && runs < MOST_RUNS; i++) {
		int number;
		if (depth_of(headings->items[i].text, &number) != 1 || number > 1)
			continue;
		struct run run = run_from(headings, i);
		runs++;
		if (run.count > best.count)
			best = run;
	}
	if (best.count < LEAST_RUN)
		return (struct run) { 0, 0, 0 };
	const struct heading *items = headings->items;
	int pages = items[headings->count - 1].page - items[0].page;
	int covered = items[best.last].page - items[best.first].page;
	return 3 * covered >= pages ? best : (struct run) { 0, 0, 0 };
}

/* What is in a drawing or in notes of music is short. */
static bool has_long_word(const char *text)
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

/* Those of the run, what is called a chapter's title, and what is printed as they are behind them,
 * as appendices. The rest stands below. */
static void by_number(
	const struct headings *headings, const struct run *run, struct book_entries *entries)
{
	const double height = headings->items[run->first].height;
	int above = 0, expected = 0, number;
	for (size_t i = 0; i < headings->count; i++) {
		const struct heading *heading = &headings->items[i];
		int depth = depth_of(heading->text, &number);
		bool of_run = depth == 1 && i >= run->first && i <= run->last &&
			      (i == run->first || number == expected) &&
			      is_as_high(heading, height);
		bool behind = i > run->last && has_long_word(heading->text) &&
			      is_as_high(heading, height);
		if (of_run)
			expected = number + 1;
		if (of_run || behind || heading_rank(heading->text) == HEADING_NAMED) {
			take(entries, heading, 1);
			above = 1;
		} else if (above > 0) {
			above = depth > 1 ? depth : above;
			take(entries, heading, depth > 1 ? depth : above + 1);
		}
	}
}

/* ---- by size ---- */

/* The first page that has headings may be one of titles, in larger print than any chapter's. */
static bool is_on_title_page(const struct headings *headings, size_t i)
{
	enum { FEW_PAGES = 8 };
	const struct heading *items = headings->items;
	return items[i].page == items[0].page && items[0].page <= 2 &&
	       items[headings->count - 1].page - items[0].page > FEW_PAGES;
}

/* The heights of the levels, largest first: classes of at least two headings. */
static size_t classes_of(
	const struct headings *headings, double heights[MAX_HEIGHTS], struct arena *arena)
{
	double *all = arena_alloc(arena, (headings->count + 1) * sizeof *all);
	size_t count = 0, classes = 0;
	for (size_t i = 0; i < headings->count; i++) {
		if (headings->items[i].height > 0 && !is_on_title_page(headings, i))
			all[count++] = headings->items[i].height;
	}
	qsort(all, count, sizeof *all, headings_by_value);
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
	const struct run run = longest_run(headings);
	entries.items = arena_alloc(arena, (room + 1) * sizeof *entries.items);
	if (ranks[HEADING_CHAPTER] + ranks[HEADING_PART] >= LEAST_CHAPTERS)
		by_rank(headings, &entries, ranks[HEADING_PART] > 0);
	else if (run.count > 0)
		by_number(headings, &run, &entries);
	else
		by_height(headings, &entries, arena);
	if (entries.count < LEAST_CHAPTERS)
		entries.count = 0;
	return entries;
}
