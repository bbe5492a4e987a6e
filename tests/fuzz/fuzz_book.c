/* A book and its pages as they are stored. What was read is written and read again as the same. */
#include "fuzz.h"

#include "common/farm/book.h"

#include <string.h>

static void check_entries(const struct book_entries *entries)
{
	FUZZ_CHECK(entries->count <= BOOK_MAX_ENTRIES);
	for (size_t i = 0; i < entries->count; i++) {
		const struct book_entry *entry = &entries->items[i];
		FUZZ_CHECK(entry->level >= 1 && entry->level <= BOOK_MAX_LEVEL && entry->page >= 1);
		FUZZ_CHECK(strlen(entry->title) <= BOOK_MAX_TEXT && entry->top <= 1);
		FUZZ_CHECK(entry->ordinal >= 0);
	}
}

static void try_book(const char *json, size_t len, struct arena *arena)
{
	struct book book, again;
	struct err err = { 0 };
	if (book_parse(json, len, arena, &book, &err) < 0) {
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
		return;
	}
	check_entries(&book.outline);
	check_entries(&book.chapters);
	const char *text = book_format(&book, arena);
	FUZZ_CHECK(book_parse(text, strlen(text), arena, &again, &err) == 0);
	FUZZ_CHECK(strcmp(text, book_format(&again, arena)) == 0);
}

static void try_pages(const char *json, size_t len, struct arena *arena)
{
	struct book_pages pages, again;
	struct err err = { 0 };
	if (book_pages_parse(json, len, arena, &pages, &err) < 0) {
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
		return;
	}
	const char *text = book_pages_format(&pages, arena);
	FUZZ_CHECK(book_pages_parse(text, strlen(text), arena, &again, &err) == 0);
	FUZZ_CHECK(strcmp(text, book_pages_format(&again, arena)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	try_book((const char *)data, size, arena);
	try_pages((const char *)data, size, arena);
	arena_free(&arena);
	return 0;
}
