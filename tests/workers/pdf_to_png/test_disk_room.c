/* test_disk_room.c: what books need on the disk, and in which order they have it. */
#include "unit.h"

#include "workers/pdf_to_png/disk_room.h"

#include <stdio.h>

static const int64_t mib = INT64_C(1) << 20;

static struct workflow *book(const char *id, const char *created_at, int pages)
{
	struct workflow *workflow = workflow_new(id, "default", "somebody", "book.pdf", "key");
	struct err err;
	workflow->created_at = created_at;
	if (pages > 0)
		assert_int_equal(workflow_set_total(workflow, pages, &err), 0);
	return workflow;
}

static void test_pages(void **state)
{
	struct workflow *it = book("a", "2026-01-01T00:00:00.000Z", 40);
	(void)state;
	assert_int_equal(disk_room_pages(it), 40 + 40 + 10);
	for (int page = 1; page <= 30; page++)
		workflow_mark_page(it, page, PAGE_SPOKEN, NULL, NULL, NULL, NULL);
	assert_int_equal(disk_room_pages(it), 10 + 40 + 10);
	workflow_free(&it);
	/* Not opened yet: as a booklet. */
	it = book("b", "2026-01-01T00:00:00.000Z", 0);
	assert_int_equal(disk_room_pages(it), 16 + 16 + 4);
	workflow_free(&it);
}

static void test_order(void **state)
{
	struct workflow *first = book("a", "2026-01-01T00:00:00.000Z", 40);
	struct workflow *second = book("b", "2026-01-01T00:00:00.001Z", 8);
	struct workflow *third = book("c", "2026-01-01T00:00:00.001Z", 8);
	struct workflow *done = book("d", "2025-01-01T00:00:00.000Z", 10);
	(void)state;
	for (int page = 1; page <= 10; page++)
		workflow_mark_page(done, page, PAGE_SPOKEN, NULL, NULL, NULL, NULL);
	done->audio_bytes = 20 * mib;
	workflow_finish(done, WORKFLOW_COMPLETED, NULL);
	struct workflow *all[] = { done, third, second, first };
	const struct {
		struct workflow *book;
		int64_t needed_mib;
	} rows[] = {
		/* The first one has half of the reserve to come to its end. */
		{ first, 128 },
		{ second, 256 + 2 * (90 + 18) },
		{ third, 256 + 2 * (90 + 18 + 18) },
	};
	/* Counted once, it serves for each of them. */
	struct disk_room_census census = { .len = 0 };
	for (size_t j = 0; j < sizeof all / sizeof *all; j++)
		disk_room_count(&census, all[j]);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct disk_room_place place = disk_room_place_of(&census, rows[i].book);
		assert_int_equal(place.books_ahead, i);
		assert_int_equal(
			disk_room_needed(&census, &place, 256 * mib) / mib, rows[i].needed_mib);
	}
	disk_room_forget(&census);
	for (size_t j = 0; j < sizeof all / sizeof *all; j++)
		workflow_free(&all[j]);
}

static void test_nothing_is_known(void **state)
{
	struct workflow *first = book("a", "2026-01-01T00:00:00.000Z", 4);
	struct workflow *second = book("b", "2026-01-01T00:00:00.001Z", 4);
	struct disk_room_census census = { .len = 0 };
	(void)state;
	disk_room_count(&census, first);
	disk_room_count(&census, second);
	struct disk_room_place place = disk_room_place_of(&census, second);
	assert_int_equal(disk_room_needed(&census, &place, 0) / mib, 3 * (9 + 9));
	disk_room_forget(&census);
	workflow_finish(first, WORKFLOW_CANCELLED, NULL);
	disk_room_count(&census, first);
	assert_int_equal(disk_room_place_of(&census, second).books_ahead, 0);
	disk_room_forget(&census);
	workflow_free(&second);
	workflow_free(&first);
}

/* One that was uploaded after the others were counted comes behind all of them. */
static void test_many(void **state)
{
	enum { BOOKS = 1000, PAGES = 4 };
	struct disk_room_census census = { .len = 0 };
	char id[16];
	(void)state;
	for (int i = 0; i < BOOKS; i++) {
		snprintf(id, sizeof id, "%04d", i);
		struct workflow *it = book(id, "2026-01-01T00:00:00.000Z", PAGES);
		disk_room_count(&census, it);
		workflow_free(&it);
	}
	struct workflow *next = book("0000", "2026-01-01T00:00:00.001Z", PAGES);
	struct disk_room_place place = disk_room_place_of(&census, next);
	assert_int_equal(place.books_ahead, BOOKS);
	assert_int_equal(place.pages_ahead, BOOKS * 9);
	workflow_free(&next);
	disk_room_forget(&census);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_nothing_is_known),
		cmocka_unit_test(test_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
