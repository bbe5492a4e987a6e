/* disk_room.c: what books need on the disk, from their states. */
#include "workers/pdf_to_png/disk_room.h"

#include "common/base/alloc.h"
#include "common/farm/workflow_scan.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	QUARTERS = 4,
	/* While nothing is known: a minute of speech at 22 kHz, and a booklet. */
	USUAL_PAGE_BYTES = 3 * 1024 * 1024,
	USUAL_PAGES = 16,
	FIRST_CAPACITY = 16,
};

int64_t disk_room_pages(const struct workflow *workflow)
{
	int64_t pages = workflow->total_pages > 0
				? workflow->total_pages - pageset_count(&workflow->skipped)
				: USUAL_PAGES;
	int64_t missing = pages - pageset_count(&workflow->received);
	return (missing > 0 ? missing : 0) + pages + pages / QUARTERS;
}

static const char *upload_time(const struct workflow *workflow)
{
	return workflow->created_at ? workflow->created_at : "";
}

/* By the time of their upload; of the same moment by their names. A book is not before itself. */
static bool is_before(const struct disk_room_book *other, const struct workflow *book)
{
	int order = strcmp(other->created_at, upload_time(book));
	return order < 0 || (order == 0 && strcmp(other->id, book->id) < 0);
}

void disk_room_count(struct disk_room_census *census, const struct workflow *workflow)
{
	if (workflow->audio_bytes > 0) {
		census->audio_bytes += workflow->audio_bytes;
		census->audio_pages += pageset_count(&workflow->received);
	}
	if (workflow_is_finished(workflow))
		return;
	if (census->len == census->capacity) {
		census->capacity = census->capacity > 0 ? 2 * census->capacity : FIRST_CAPACITY;
		census->books =
			alloc_resize(census->books, census->capacity * sizeof *census->books);
	}
	census->books[census->len++] = (struct disk_room_book) {
		.id = alloc_string(workflow->id),
		.created_at = alloc_string(upload_time(workflow)),
		.pages = disk_room_pages(workflow),
	};
}

void disk_room_forget(struct disk_room_census *census)
{
	for (size_t i = 0; i < census->len; i++) {
		free(census->books[i].id);
		free(census->books[i].created_at);
	}
	free(census->books);
	*census = (struct disk_room_census) { .len = 0 };
}

struct disk_room_place disk_room_place_of(
	const struct disk_room_census *census, const struct workflow *book)
{
	struct disk_room_place place = { .pages = disk_room_pages(book) };
	for (size_t i = 0; i < census->len; i++) {
		if (!is_before(&census->books[i], book))
			continue;
		place.books_ahead++;
		place.pages_ahead += census->books[i].pages;
	}
	return place;
}

int64_t disk_room_needed(
	const struct disk_room_census *census, const struct disk_room_place *place, int64_t least)
{
	if (place->books_ahead == 0)
		return least / 2;
	int64_t page = census->audio_pages > 0 ? census->audio_bytes / census->audio_pages
					       : USUAL_PAGE_BYTES;
	return least + (place->pages_ahead + place->pages) * page;
}

static bool count_next(void *context, struct workflow *workflow, int64_t mtime_ms)
{
	(void)mtime_ms;
	disk_room_count(context, workflow);
	return true;
}

int disk_room_take_census(struct natsconn *conn, struct disk_room_census *census, struct err *err)
{
	struct disk_room_census taken = { .len = 0 };
	if (workflow_scan(conn, count_next, &taken, err) < 0) {
		disk_room_forget(&taken);
		return -1;
	}
	disk_room_forget(census);
	*census = taken;
	return 0;
}
