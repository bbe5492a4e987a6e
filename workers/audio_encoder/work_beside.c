/* work_beside.c: the stored data of a book besides its audio. What is missing, unreadable or was
 * made for other audio is unknown, which is not an error. */
#include "workers/audio_encoder/work.h"

#include <string.h>

typedef int parser(const char *json, size_t len, struct arena *arena, void *to, struct err *err);

static int get(const struct work *work, int number, parser *parse, struct arena *arena, void *to,
	struct err *err)
{
	struct buf json = BUF_EMPTY;
	struct err ignored;
	int found = job_get_beside(work->job, number, &json, err);
	if (found > 0)
		found = parse(buf_string(&json), json.len, arena, to, &ignored) == 0;
	buf_free(&json);
	return found;
}

static int parse_book(const char *json, size_t len, struct arena *arena, void *to, struct err *err)
{
	return book_parse(json, len, arena, to, err);
}

int work_book(const struct work *work, int number, struct book *ret_book, struct err *err)
{
	return get(work, number, parse_book, job_arena(work->job), ret_book, err);
}

static int parse_pages(const char *json, size_t len, struct arena *arena, void *to, struct err *err)
{
	return book_pages_parse(json, len, arena, to, err);
}

int work_pages(const struct work *work, struct book_pages *ret_pages, struct err *err)
{
	const char *digest = job_parameter(work->job, WORK_DIGEST);
	struct book_pages pages = { 0 };
	int known = get(work, WORK_PAGES, parse_pages, job_arena(work->job), &pages, err);
	if (known <= 0)
		return known;
	if (!digest || !pages.digest || strcmp(pages.digest, digest) != 0 || pages.rate <= 0)
		return 0;
	*ret_pages = pages;
	return 1;
}

static int parse_timeline(
	const char *json, size_t len, struct arena *arena, void *to, struct err *err)
{
	return timeline_parse(json, len, arena, to, err);
}

int work_timeline(const struct work *work, const struct book_page *page, struct arena *arena,
	struct timeline *ret_timeline, struct err *err)
{
	struct timeline timeline = { 0 };
	if (!*page->timeline)
		return 0;
	int known = get(work, WORK_TIMELINE + page->page, parse_timeline, arena, &timeline, err);
	if (known <= 0)
		return known;
	if (timeline.samples <= 0 ||
		strcmp(book_timeline_mark(arena, timeline.digest), page->timeline) != 0)
		return 0;
	*ret_timeline = timeline;
	return 1;
}
