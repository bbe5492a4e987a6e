/* book_join.c: builds a book from its outline, its pages' timelines and the join. Data that is
 * missing or was made for different audio is left out, which is not an error. */
#include "workers/wav_aggregator/book_join.h"

#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "common/farm/page_metadata.h"
#include "common/farm/timeline.h"
#include "workers/engine/io.h"
#include "workers/wav_aggregator/headings.h"
#include "workers/wav_aggregator/results.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TITLE_PAGES = 3 };

struct book_join {
	struct job *job;
	struct book_join_settings settings;
	struct arena *arena; /* for the book's data */
	int rate;
	struct book book;
	struct book_pages pages;
	size_t page_room;
	struct headings headings;
	const char *language; /* of the first page that has one; "": unknown */
	int64_t frames;
};

/* ---- reading stored data ---- */

static int get_book(
	struct book_join *join, enum book_part part, struct book *ret_book, struct err *err)
{
	struct buf json = BUF_EMPTY;
	struct err ignored;
	int found = job_get_beside(join->job, WAV_AGGREGATOR_BOOK + (int)part, &json, err);
	if (found > 0 &&
		book_parse(buf_string(&json), json.len, join->arena, ret_book, &ignored) < 0)
		found = 0;
	buf_free(&json);
	return found;
}

int book_join_new(struct job *job, const struct book_join_settings *settings, int rate,
	struct book_join **ret_join, struct err *err)
{
	struct book_join *join = alloc_zeroed(1, sizeof *join);
	join->job = job;
	join->settings = *settings;
	join->arena = arena_new();
	join->rate = rate;
	join->language = "";
	join->book = book_empty();
	if (get_book(join, BOOK_OUTLINE, &join->book, err) < 0) {
		book_join_free(&join);
		return -1;
	}
	for (size_t i = 0; i < join->book.outline.count; i++)
		join->book.outline.items[i].start = join->book.outline.items[i].end = -1;
	*ret_join = join;
	return 0;
}

void book_join_free(struct book_join **join)
{
	if (!*join)
		return;
	headings_free(&(*join)->headings);
	free((*join)->pages.items);
	arena_free(&(*join)->arena);
	alloc_free(join);
}

/* ---- a page ---- */

static void note_page(struct book_join *join, const struct book_page *page)
{
	struct book_pages *pages = &join->pages;
	if (pages->count == join->page_room) {
		join->page_room = join->page_room ? join->page_room * 2 : 256;
		pages->items = realloc(pages->items, join->page_room * sizeof *pages->items);
		if (!pages->items)
			abort();
	}
	pages->items[pages->count++] = *page;
}

/* A page's timeline, if it belongs to the audio that was joined. */
static int get_timeline(struct book_join *join, int page, const struct meta *wav, int64_t frames,
	struct arena *arena, struct timeline *ret_timeline, struct err *err)
{
	struct buf json = BUF_EMPTY;
	struct err ignored;
	int found = job_get_beside(join->job, WAV_AGGREGATOR_TIMELINE + page, &json, err);
	if (found > 0 &&
		timeline_parse(buf_string(&json), json.len, arena, ret_timeline, &ignored) < 0)
		found = 0;
	buf_free(&json);
	if (found <= 0)
		return found;
	const char *digest = meta_get(wav, META_PCM_DIGEST);
	/* Another program may have made the WAV without naming the PCM. */
	if (!digest)
		return ret_timeline->rate == join->rate && ret_timeline->samples == frames;
	return strcmp(digest, ret_timeline->digest) == 0 && ret_timeline->samples > 0;
}

static double seconds_of(const struct book_join *join, int64_t frame)
{
	return (double)frame / join->rate;
}

/* Places the outline entries of this page at the sentences with which they begin. */
static void place_entries(struct book_join *join, int page, const struct timeline *timeline,
	double start, double scale)
{
	for (size_t i = 0; i < join->book.outline.count; i++) {
		struct book_entry *entry = &join->book.outline.items[i];
		if (entry->page != page)
			continue;
		long at = timeline ? headings_find(timeline, entry) : -1;
		entry->start = start;
		if (at >= 0)
			entry->start += (double)timeline->utterances[at].first * scale;
	}
}

int book_join_page(struct book_join *join, int page, const struct meta *wav, int64_t first,
	int64_t frames, struct err *err)
{
	struct arena *arena = arena_new();
	struct timeline timeline;
	const char *outcome = meta_get(wav, META_OUTCOME);
	bool spoken = !outcome || strcmp(outcome, "spoken") == 0;
	int known = spoken ? get_timeline(join, page, wav, frames, arena, &timeline, err) : 0;
	double start = seconds_of(join, first), scale = 0;
	struct book_page place = { page, first, frames, spoken, "" };
	if (known > 0) {
		scale = seconds_of(join, frames) / (double)timeline.samples;
		place.timeline = book_timeline_mark(join->arena, timeline.digest);
		headings_add(&join->headings, &timeline, page, start, scale, join->arena);
		if (!*join->language)
			join->language = arena_string(join->arena, timeline.language);
	}
	if (known >= 0) {
		note_page(join, &place);
		place_entries(join, page, known > 0 ? &timeline : NULL, start, scale);
		join->frames = first + frames;
	}
	arena_free(&arena);
	return known < 0 ? -1 : 0;
}

/* ---- the book ---- */

/* Entries on pages that were left out begin at the next page. */
static void place_rest(struct book_join *join)
{
	for (size_t i = 0; i < join->book.outline.count; i++) {
		struct book_entry *entry = &join->book.outline.items[i];
		for (size_t k = 0; entry->start < 0 && k < join->pages.count; k++) {
			if (join->pages.items[k].page > entry->page)
				entry->start = seconds_of(join, join->pages.items[k].first);
		}
	}
}

/* The largest print on the first pages, as read: a scan has no title in its metadata. */
static void find_title(struct book_join *join)
{
	const struct heading *best = NULL;
	for (size_t i = 0; i < join->headings.count; i++) {
		const struct heading *heading = &join->headings.items[i];
		if (heading->page <= TITLE_PAGES && heading_rank(heading->text) == HEADING_OTHER &&
			(!best || heading->height > 1.1 * best->height))
			best = heading;
	}
	if (best) {
		join->book.title = best->text;
		join->book.title_source = "page";
	}
}

/* Derives a title from the file name: "my_book-2.pdf" gives "my book-2". */
static void take_file_name(struct book_join *join)
{
	const char *name = job_parameter(join->job, "name");
	char *title = (char *)book_clean_text(join->arena, name);
	char *dot = strrchr(title, '.');
	if (dot && dot > title && strlen(dot) <= 5)
		*dot = '\0';
	for (char *p = title; *p; p++)
		*p = *p == '_' ? ' ' : *p;
	join->book.title = title;
	join->book.title_source = "file";
}

/* Maps Tesseract's language names to BCP 47. */
static const char *language_of(const char *name)
{
	static const char *const names[][2] = { { "eng", "en" }, { "deu", "de" }, { "fra", "fr" },
		{ "spa", "es" }, { "ita", "it" }, { "nld", "nl" }, { "por", "pt" }, { "pol", "pl" },
		{ "rus", "ru" }, { "swe", "sv" }, { "dan", "da" }, { "nor", "no" }, { "fin", "fi" },
		{ "ces", "cs" }, { "lat", "la" }, { "ell", "el" }, { "tur", "tr" } };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strncmp(names[i][0], name, 3) == 0 && (!name[3] || name[3] == '+'))
			return names[i][1];
	}
	return name;
}

/* Makes one chapter for every settings.pages pages. */
static struct book_entries by_pages(struct book_join *join)
{
	struct book_entries entries = { NULL, 0 };
	size_t step = join->settings.pages > 0 ? (size_t)join->settings.pages : 1;
	size_t count = join->pages.count / step + 1;
	if (count > BOOK_MAX_ENTRIES)
		step *= count / BOOK_MAX_ENTRIES + 1;
	entries.items = arena_alloc(join->arena, (count + 1) * sizeof *entries.items);
	for (size_t i = 0; i < join->pages.count; i += step) {
		size_t last = i + step <= join->pages.count ? i + step : join->pages.count;
		int from = join->pages.items[i].page, to = join->pages.items[last - 1].page;
		entries.items[entries.count++] = (struct book_entry) {
			.level = 1,
			.title = from == to ? arena_printf(join->arena, "Page %d", from)
					    : arena_printf(join->arena, "Pages %d to %d", from, to),
			.page = from,
			.top = -1,
			.start = seconds_of(join, join->pages.items[i].first),
			.end = -1,
		};
	}
	return entries;
}

static void make_chapters(struct book_join *join)
{
	struct book *book = &join->book;
	double seconds = seconds_of(join, join->frames);
	int last = join->pages.count > 0 ? join->pages.items[join->pages.count - 1].page : 0;
	bool sound = chapters_is_sound(&book->outline, last);
	book->chapter_source = "outline";
	if (!sound) {
		book->outline = headings_outline(&join->headings, join->arena);
		book->chapter_source = "headings";
	}
	if (book->outline.count == 0) {
		book->outline = by_pages(join);
		book->chapter_source = "pages";
	}
	chapters_close(&book->outline, seconds);
	book->chapters = chapters_choose(
		&book->outline, seconds, &join->settings.lengths, book->title, join->arena);
}

/* Edits by the user survive, for example when a page is redone. */
static int apply_edits(struct book_join *join, struct err *err)
{
	struct book edits = book_empty();
	int found = get_book(join, BOOK_EDITS, &edits, err);
	if (found > 0)
		book_apply_edits(&join->book, &edits);
	return found < 0 ? -1 : 0;
}

static int put(struct book_join *join, enum book_part part, const char *json, struct err *err)
{
	const struct meta none = { 0 };
	int fd;
	if (job_scratch(join->job, strlen(json), &fd, err) < 0)
		return -1;
	int rc = engine_write(fd, json, strlen(json), err);
	if (rc == 0)
		rc = job_put(join->job, WAV_AGGREGATOR_BOOK + (int)part, fd, &none, err);
	close(fd);
	return rc;
}

int book_join_finish(struct book_join *join, const char *digest, struct err *err)
{
	struct book *book = &join->book;
	place_rest(join);
	if (!*book->title)
		find_title(join);
	if (!*book->title)
		take_file_name(join);
	if (!*book->language)
		book->language = language_of(join->language);
	make_chapters(join);
	book->audio_digest = arena_string(join->arena, digest);
	join->pages.digest = book->audio_digest;
	join->pages.rate = join->rate;
	if (apply_edits(join, err) < 0 ||
		put(join, BOOK_PAGES, book_pages_format(&join->pages, join->arena), err) < 0)
		return -1;
	return put(join, BOOK_JSON, book_format(book, join->arena), err);
}
