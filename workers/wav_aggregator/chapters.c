/* chapters.c: turns an outline, which may have thousands of entries, into chapters that a
 * listener can use. */
#include "workers/wav_aggregator/chapters.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* seconds; text before the first chapter that is at least this long becomes a chapter */
static const double least_beginning = 5;

/* ---- unusable outlines ---- */

/* "Figure 7", "Tab. 3": lists of figures are stored as outlines too. */
static bool is_figure(const char *title)
{
	static const char *const words[] = { "figure ", "fig. ", "fig ", "table ", "tab. ",
		"abbildung ", "abb. ", "tabelle ", "tableau ", "equation ", "eq. ", "listing " };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strncasecmp(title, words[i], strlen(words[i])) == 0)
			return true;
	}
	return false;
}

bool chapters_is_sound(const struct book_entries *outline, int pages)
{
	size_t figures = 0, places = 0, numbers = 0;
	for (size_t i = 0; i < outline->count; i++) {
		const struct book_entry *entry = &outline->items[i];
		figures += is_figure(entry->title);
		/* "Page 7", "7": a scan's outline may list every page. */
		numbers += strspn(entry->title, "0123456789ivxlc") == strlen(entry->title) ||
			   strncasecmp(entry->title, "page ", 5) == 0;
		places += i == 0 || entry->page != outline->items[0].page;
	}
	if (outline->count == 0 || 2 * figures > outline->count || 2 * numbers > outline->count)
		return false;
	return places > 1 || pages <= 2 || outline->count == 1;
}

/* ---- starts and ends ---- */

static int by_start(const void *a, const void *b)
{
	const struct book_entry *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->level != y->level ? (x->level < y->level ? -1 : 1) : strcmp(x->title, y->title);
}

void chapters_close(struct book_entries *outline, double seconds)
{
	size_t count = 0;
	double open[BOOK_MAX_LEVEL + 1];
	for (size_t i = 0; i < outline->count; i++) {
		if (outline->items[i].start >= 0 && outline->items[i].start <= seconds)
			outline->items[count++] = outline->items[i];
	}
	outline->count = count;
	qsort(outline->items, count, sizeof *outline->items, by_start);
	/* Backwards, tracking where the next entry of each level or above begins. */
	for (int level = 0; level <= BOOK_MAX_LEVEL; level++)
		open[level] = seconds;
	for (size_t i = count; i > 0; i--) {
		struct book_entry *entry = &outline->items[i - 1];
		entry->end = open[entry->level];
		for (int level = entry->level; level <= BOOK_MAX_LEVEL; level++)
			open[level] = entry->start;
	}
}

/* ---- choosing ---- */

struct choice {
	const struct book_entries *outline;
	const struct chapter_lengths *lengths;
	struct book_entries chosen;
};

/* Chooses entries of `level` among `from` to `to`, and splits those that are too long into
 * entries of the next level. No split leaves a chapter shorter than `least`. */
static void part(struct choice *choice, size_t from, size_t to, int level, double end, double least)
{
	double last = choice->chosen.count > 0
			      ? choice->chosen.items[choice->chosen.count - 1].start
			      : -1e9;
	for (size_t i = from; i < to;) {
		const struct book_entry *entry = &choice->outline->items[i];
		size_t next = i + 1;
		while (next < to && choice->outline->items[next].level > level)
			next++;
		double begins = entry->start;
		double ends = next < to ? choice->outline->items[next].start : end;
		bool kept = entry->level <= level && begins - last >= least &&
			    (least <= 0 || end - begins >= least);
		if (kept) {
			choice->chosen.items[choice->chosen.count++] = *entry;
			last = begins;
		}
		if (ends - begins > choice->lengths->most && level < BOOK_MAX_LEVEL && next > i + 1)
			part(choice, i + 1, next, level + 1, ends, choice->lengths->least);
		if (choice->chosen.count > 0)
			last = choice->chosen.items[choice->chosen.count - 1].start;
		i = next;
	}
}

static int highest_level(const struct book_entries *outline)
{
	int level = BOOK_MAX_LEVEL;
	for (size_t i = 0; i < outline->count; i++) {
		if (outline->items[i].level < level)
			level = outline->items[i].level;
	}
	return level;
}

static size_t count_of_level(const struct book_entries *outline, int level)
{
	size_t count = 0;
	for (size_t i = 0; i < outline->count; i++)
		count += outline->items[i].level == level;
	return count;
}

/* Of entries that begin at the same moment, keeps the first. */
static void drop_twins(struct book_entries *entries)
{
	size_t count = 0;
	for (size_t i = 0; i < entries->count; i++) {
		if (count == 0 || entries->items[i].start - entries->items[count - 1].start > 0.5)
			entries->items[count++] = entries->items[i];
	}
	entries->count = count;
}

static void add_beginning(struct book_entries *entries, const char *title)
{
	if (entries->count == 0)
		return;
	if (entries->items[0].start < least_beginning) {
		entries->items[0].start = 0;
		return;
	}
	memmove(entries->items + 1, entries->items, entries->count * sizeof *entries->items);
	entries->count++;
	entries->items[0] = (struct book_entry) {
		.level = 1,
		.title = *title ? title : "Beginning",
		.page = 1,
		.top = -1,
		.start = 0,
	};
}

struct book_entries chapters_choose(const struct book_entries *outline, double seconds,
	const struct chapter_lengths *lengths, const char *title, struct arena *arena)
{
	struct choice choice = { .outline = outline, .lengths = lengths };
	choice.chosen.items =
		arena_alloc(arena, (outline->count + 2) * sizeof *choice.chosen.items);
	if (outline->count == 0)
		return choice.chosen;
	int level = highest_level(outline);
	/* A single entry at the top, the book itself, divides nothing. */
	while (level < BOOK_MAX_LEVEL && count_of_level(outline, level) == 1 &&
		count_of_level(outline, level + 1) > 1)
		level++;
	/* The author's chapters are kept however short they are, unless there are thousands of
	 * them. */
	size_t count = count_of_level(outline, level);
	bool crowded = count > 3 && seconds / (double)count < lengths->least / 10;
	part(&choice, 0, outline->count, level, seconds, crowded ? lengths->least : 0);
	drop_twins(&choice.chosen);
	add_beginning(&choice.chosen, title);
	if (choice.chosen.count > BOOK_MAX_ENTRIES)
		choice.chosen.count = BOOK_MAX_ENTRIES;
	for (size_t i = 0; i < choice.chosen.count; i++)
		choice.chosen.items[i].end =
			i + 1 < choice.chosen.count ? choice.chosen.items[i + 1].start : seconds;
	return choice.chosen;
}
