/* headings_outline.c: which headings become chapters, and at which level: by their names, by
 * their numbering, or else by the size of their print. */
#include "workers/wav_aggregator/headings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	MAX_HEIGHTS = 4,    /* sizes of print that make levels */
	LEAST_CHAPTERS = 2, /* one alone parts nothing */
	LEAST_RUN = 3,      /* numbers that follow each other by design */
	MOST_RUNS = 200,    /* that are looked at */
};

static void take(struct book_entries *entries, const struct heading *heading, int level)
{
	/* A repetition is a running head. */
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

static bool is_as_high(const struct heading *heading, double height)
{
	return heading->height >= height * headings_same_height &&
	       heading->height * headings_same_height <= height;
}

/* The first page with headings may be the title page, in larger print than any chapter. */
static bool is_on_title_page(const struct headings *headings, size_t i)
{
	enum { FIRST_PAGES = 4, FEW_PAGES = 8 };
	const struct heading *items = headings->items;
	return items[i].page == items[0].page && items[0].page <= FIRST_PAGES &&
	       items[headings->count - 1].page - items[0].page > FEW_PAGES;
}

/* ---- typesetting of chapters ---- */

/* Which headings are labelled as chapters, and how those are typeset: an unlabelled heading set
 * in the same way is a chapter, too. */
struct chapters {
	bool *labelled; /* for each heading */
	size_t first, last, count;
	double height; /* 0: unknown */
	double top;    /* where each begins on its page; -1: anywhere */
	bool crowded;  /* between them, as many other headings are set in the same way */
};

static double median(double *values, size_t count)
{
	qsort(values, count, sizeof *values, headings_by_value);
	return count > 0 ? values[count / 2] : 0;
}

static bool is_set_like(const struct heading *heading, const struct chapters *chapters)
{
	static const double with_label = 0.1; /* the label is above the name */
	return chapters->height > 0 && is_as_high(heading, chapters->height) &&
	       (chapters->top < 0 || fabs(heading->top - chapters->top) < with_label);
}

/* Determines how the labelled headings are set. */
static void find_setting(
	const struct headings *headings, struct chapters *chapters, struct arena *arena)
{
	static const double same_place = 0.03;
	double *heights = arena_alloc(arena, (headings->count + 1) * sizeof *heights);
	double *tops = arena_alloc(arena, (headings->count + 1) * sizeof *tops);
	size_t count = 0, there = 0, alike = 0;
	chapters->first = headings->count;
	for (size_t i = 0; i < headings->count; i++) {
		if (!chapters->labelled[i])
			continue;
		chapters->first = i < chapters->first ? i : chapters->first;
		chapters->last = i;
		heights[count] = headings->items[i].height;
		tops[count++] = headings->items[i].top;
	}
	chapters->count = count;
	chapters->height = median(heights, count);
	chapters->top = median(tops, count);
	for (size_t i = 0; i < count; i++)
		there += fabs(tops[i] - chapters->top) < same_place;
	if (10 * there < 9 * count)
		chapters->top = -1;
	for (size_t i = chapters->first; i < chapters->last; i++)
		alike += !chapters->labelled[i] && is_set_like(&headings->items[i], chapters);
	chapters->crowded = alike >= count;
}

/* In other print, the name of a chapter is a running head, the title of an aside, or an example. */
static bool is_about_as_high(const struct heading *heading, const struct chapters *chapters)
{
	const double least = headings_same_height * headings_same_height;
	return heading->height <= 0 || chapters->height <= 0 ||
	       (heading->height >= least * chapters->height &&
		       least * heading->height <= chapters->height);
}

static bool is_prose(const char *text)
{
	return heading_has_long_word(text) && !strpbrk(text, "{}|\\=<>");
}

/* Whether an unlabelled heading is a chapter by a name that only chapters have, or by its print. */
static bool is_chapter(const struct headings *headings, size_t i, const struct chapters *chapters)
{
	const struct heading *heading = &headings->items[i];
	bool within = i > chapters->first && i < chapters->last;
	if (chapters->crowded && within)
		return false;
	if (heading->rank == HEADING_NAMED)
		return is_about_as_high(heading, chapters);
	return !chapters->crowded && !is_on_title_page(headings, i) && is_prose(heading->text) &&
	       is_set_like(heading, chapters);
}

/* ---- by name ---- */

/* Whether the labels are mostly numbered consecutively; if not, they are those of examples. */
static bool counts_on(const struct headings *headings)
{
	size_t count = 0, on = 0;
	int last[HEADING_PART + 1] = { 0 };
	for (size_t i = 0; i < headings->count; i++) {
		const char *text = headings->items[i].text;
		enum heading_rank rank = headings->items[i].rank;
		if (rank < HEADING_CHAPTER)
			continue;
		int number = heading_number(text);
		on += number <= 1 || count == 0 || number == last[rank] || number == last[rank] + 1;
		last[rank] = number;
		count++;
	}
	return count >= LEAST_CHAPTERS && 2 * on >= count;
}

/* A number in words where most are in figures, or the other way round, belongs to an example. */
static bool is_of_most(const struct heading *heading, size_t in_words, size_t in_figures)
{
	bool words = heading_number(heading->text) == 0;
	return words ? in_words >= in_figures : in_figures >= in_words;
}

/* Labels the chapters or, in a book without any, the parts. */
static void label_by_rank(
	const struct headings *headings, enum heading_rank rank, struct chapters *chapters)
{
	size_t in_words = 0, in_figures = 0;
	for (size_t i = 0; i < headings->count; i++) {
		chapters->labelled[i] = headings->items[i].rank == rank;
		bool words = heading_number(headings->items[i].text) == 0;
		in_words += chapters->labelled[i] && words;
		in_figures += chapters->labelled[i] && !words;
	}
	for (size_t i = 0; i < headings->count; i++)
		chapters->labelled[i] &= is_of_most(&headings->items[i], in_words, in_figures);
}

/* Chapters recognised by their names; other headings go below them. */
static void by_rank(
	const struct headings *headings, struct book_entries *entries, struct arena *arena)
{
	struct chapters chapters = { .labelled = arena_alloc(arena, headings->count) };
	bool has_parts = false, has_chapters = false, begun = false;
	for (size_t i = 0; i < headings->count; i++) {
		has_parts |= headings->items[i].rank == HEADING_PART;
		has_chapters |= headings->items[i].rank == HEADING_CHAPTER;
	}
	label_by_rank(headings, has_chapters ? HEADING_CHAPTER : HEADING_PART, &chapters);
	find_setting(headings, &chapters, arena);
	int level = has_parts && has_chapters ? 2 : 1;
	for (size_t i = 0; i < headings->count; i++) {
		const struct heading *heading = &headings->items[i];
		bool labelled = chapters.labelled[i] && is_about_as_high(heading, &chapters);
		if (heading->rank >= HEADING_CHAPTER && !labelled &&
			!(has_chapters && heading->rank == HEADING_PART))
			continue;
		begun |= heading->rank >= HEADING_CHAPTER;
		if (heading->rank == HEADING_PART)
			take(entries, heading, 1);
		else if (labelled)
			take(entries, heading, level);
		else if (is_chapter(headings, i, &chapters))
			take(entries, heading, heading->rank == HEADING_NAMED ? 1 : level);
		else if (begun)
			take(entries, heading, level + 1);
	}
}

/* ---- by number ---- */

/* Headings that count on from the one at `from`, in the same print. */
struct run {
	size_t first, last, count;
};

/* A search for them looks at so many headings in all, whatever a document's headings are. */
struct search {
	const struct headings *headings;
	size_t steps;
};

static bool may_go_on(struct search *search)
{
	enum { MOST_STEPS = 4000000 };
	return ++search->steps <= MOST_STEPS;
}

static bool is_numbered(const struct heading *heading, double height)
{
	return heading->depth == 1 && is_as_high(heading, height);
}

/* Does that number come soon? */
static bool comes(struct search *search, size_t from, int wanted, double height)
{
	enum { SOON = 100 };
	const struct headings *headings = search->headings;
	for (size_t i = from; i < headings->count && i < from + SOON && may_go_on(search); i++) {
		if (headings->items[i].number == wanted && is_numbered(&headings->items[i], height))
			return true;
	}
	return false;
}

/* Is it the next one, or one behind some that reading did not find? */
static bool is_next(struct search *search, size_t i, int expected, double height)
{
	enum { MOST_LACKING = 3 };
	const struct heading *heading = &search->headings->items[i];
	if (heading->number < expected || heading->number > expected + MOST_LACKING ||
		!is_numbered(heading, height))
		return false;
	while (expected < heading->number && !comes(search, i + 1, expected, height))
		expected++;
	return expected == heading->number;
}

/* Marks them in `labelled`, if that is not NULL. */
static struct run run_from(struct search *search, size_t from, bool *labelled)
{
	const struct heading *items = search->headings->items;
	const double height = items[from].height;
	struct run run = { from, from, 0 };
	int expected = items[from].number;
	for (size_t i = from; i < search->headings->count && may_go_on(search); i++) {
		if (!is_next(search, i, expected, height))
			continue;
		expected = items[i].number + 1;
		run.last = i;
		run.count++;
		if (labelled)
			labelled[i] = true;
	}
	return run;
}

/* The longest run that spans at least a third of the book; count 0: there is none. */
static struct run longest_run(const struct headings *headings)
{
	const struct heading *items = headings->items;
	struct search search = { headings, 0 };
	struct run best = { 0, 0, 0 };
	for (size_t i = 0, runs = 0; i < headings->count && runs < MOST_RUNS; i++) {
		if (items[i].depth != 1)
			continue;
		struct run run = run_from(&search, i, NULL);
		runs++;
		if (run.count > best.count)
			best = run;
	}
	if (best.count < LEAST_RUN)
		return (struct run) { 0, 0, 0 };
	int pages = items[headings->count - 1].page - items[0].page;
	int covered = items[best.last].page - items[best.first].page;
	return 3 * covered >= pages ? best : (struct run) { 0, 0, 0 };
}

/* Numbering that restarts after a title in the same print belongs to books within the book. */
static bool has_books(const struct headings *headings, const struct chapters *chapters)
{
	bool titled = false;
	size_t books = 0;
	for (size_t i = 0; i < headings->count; i++) {
		const struct heading *heading = &headings->items[i];
		if (!is_set_like(heading, chapters))
			continue;
		books += heading->depth == 1 && heading->number == 1 && titled;
		titled = heading->depth == 0;
	}
	return books >= LEAST_CHAPTERS;
}

/* Makes entries for the titles of these books and their chapters. */
static void by_book(const struct headings *headings, const struct chapters *chapters,
	struct book_entries *entries)
{
	for (size_t i = 0; i < headings->count; i++) {
		const struct heading *heading = &headings->items[i];
		if (heading->depth > 0 || is_set_like(heading, chapters))
			take(entries, heading, heading->depth + 1);
		else if (entries->count > 0)
			take(entries, heading, 3);
	}
}

/* The headings of the run, and those set in the same way; the rest go below them. */
static void by_number(const struct headings *headings, const struct run *run,
	struct book_entries *entries, struct arena *arena)
{
	struct chapters chapters = { .labelled = arena_alloc(arena, headings->count) };
	struct search search = { headings, 0 };
	int above = 0;
	for (size_t i = 0; i < headings->count; i++)
		chapters.labelled[i] = false;
	run_from(&search, run->first, chapters.labelled);
	find_setting(headings, &chapters, arena);
	if (has_books(headings, &chapters)) {
		by_book(headings, &chapters, entries);
		return;
	}
	for (size_t i = 0; i < headings->count; i++) {
		const struct heading *heading = &headings->items[i];
		int depth = heading->depth;
		if (chapters.labelled[i] || (depth == 0 && is_chapter(headings, i, &chapters))) {
			take(entries, heading, 1);
			above = 1;
		} else if (above > 0) {
			above = depth > 1 ? depth : above;
			take(entries, heading, depth > 1 ? depth : above + 1);
		}
	}
}

/* ---- by size ---- */

/* Whether headings of these heights are in more than one part of the book. */
static bool goes_through(const struct headings *headings, double least, double most)
{
	enum { SHARE = 4 };
	const struct heading *items = headings->items;
	int first = -1, last = -1;
	for (size_t i = 0; i < headings->count; i++) {
		if (items[i].height < least || items[i].height > most)
			continue;
		first = first < 0 ? items[i].page : first;
		last = items[i].page;
	}
	return SHARE * (last - first) >= items[headings->count - 1].page - items[0].page;
}

/* The heights of the levels, largest first: classes of at least two headings each. */
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
		double least = all[i - 1] * headings_same_height;
		size_t of_class = 0;
		for (; i > 0 && all[i - 1] >= least; i--)
			of_class++;
		if (of_class >= LEAST_CHAPTERS &&
			(classes > 0 || goes_through(headings, least, all[i + of_class - 1])))
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
		/* A single heading larger than any class is the title of the book. */
		if (classes > 0 &&
			headings->items[i].height * headings_same_height * headings_same_height >
				heights[0])
			continue;
		while (level < classes && headings->items[i].height < heights[level])
			level++;
		bool title = level == 0 && is_on_title_page(headings, i);
		if (classes == 0 || (level < classes && !title))
			take(entries, &headings->items[i], (int)level + 1);
	}
}

struct book_entries headings_outline(const struct headings *headings, struct arena *arena)
{
	struct book_entries entries = { NULL, 0 };
	size_t room = headings->count < BOOK_MAX_ENTRIES ? headings->count : BOOK_MAX_ENTRIES;
	const struct run run = longest_run(headings);
	entries.items = arena_alloc(arena, (room + 1) * sizeof *entries.items);
	if (counts_on(headings))
		by_rank(headings, &entries, arena);
	else if (run.count > 0)
		by_number(headings, &run, &entries, arena);
	else
		by_height(headings, &entries, arena);
	if (entries.count < LEAST_CHAPTERS)
		entries.count = 0;
	return entries;
}
