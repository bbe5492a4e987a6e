/* room.c: what books need on the disk, from their states. */
#include "workers/pdf_to_png/room.h"

#include "common/farm/workflow_scan.h"

#include <string.h>

enum {
	QUARTERS = 4,
	/* While nothing is known: a minute of speech at 22 kHz, and a booklet. */
	USUAL_PAGE_BYTES = 3 * 1024 * 1024,
	USUAL_PAGES = 16,
};

int64_t room_pages(const struct workflow *workflow)
{
	int64_t pages = workflow->total_pages > 0
				? workflow->total_pages - pageset_count(&workflow->skipped)
				: USUAL_PAGES;
	int64_t missing = pages - pageset_count(&workflow->received);
	return (missing > 0 ? missing : 0) + pages + pages / QUARTERS;
}

/* By the time of their upload; of the same moment by their names. */
static bool is_older(const struct workflow *a, const struct workflow *b)
{
	int order = strcmp(a->created_at ? a->created_at : "", b->created_at ? b->created_at : "");
	return order < 0 || (order == 0 && strcmp(a->id, b->id) < 0);
}

struct room_census room_census_of(const struct workflow *book)
{
	return (struct room_census) { .book = book, .pages = room_pages(book) };
}

void room_count(struct room_census *census, const struct workflow *other)
{
	if (other->audio_bytes > 0) {
		census->audio_bytes += other->audio_bytes;
		census->audio_pages += pageset_count(&other->received);
	}
	if (workflow_is_finished(other) || strcmp(other->id, census->book->id) == 0 ||
		!is_older(other, census->book))
		return;
	census->books_ahead++;
	census->pages_ahead += room_pages(other);
}

int64_t room_needed(const struct room_census *census, int64_t least)
{
	if (census->books_ahead == 0)
		return least / 2;
	int64_t page = census->audio_pages > 0 ? census->audio_bytes / census->audio_pages
					       : USUAL_PAGE_BYTES;
	return least + (census->pages_ahead + census->pages) * page;
}

static bool count_next(void *context, struct workflow *workflow, int64_t mtime_ms)
{
	(void)mtime_ms;
	room_count(context, workflow);
	return true;
}

int room_take_census(struct natsconn *conn, const struct workflow *book,
	struct room_census *ret_census, struct err *err)
{
	struct room_census census = room_census_of(book);
	if (workflow_scan(conn, count_next, &census, err) < 0)
		return -1;
	census.book = NULL;
	*ret_census = census;
	return 0;
}
