/* test_books.c: the golden pages, as a layout and their neighbours' layouts, become the text that
 * is to be heard; prints the figures and fails when they are missed, or when any page differs.
 *
 * usage: test_books [--show] [BOOK...]: --show prints what comes out, to be read before it is
 * written into a book. */
#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "tests/workers/reading/book.h"
#include "tests/workers/reading/figures.h"

#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct results {
	struct figures figures;
	size_t pages, differing, spoken_heads;
	bool show;
};

static bool is_word(void *context, const char *word)
{
	size_t len = strlen(word);
	for (const char *p = context; *p; p += strcspn(p, " "), p += *p == ' ') {
		if (strcspn(p, " ") == len && strncmp(p, word, len) == 0)
			return true;
	}
	return false;
}

static const char *dropped_text(const struct reading *reading, struct arena *arena)
{
	struct buf text = BUF_EMPTY;
	for (size_t i = 0; i < reading->change_count; i++) {
		const struct reading_change *change = &reading->changes[i];
		buf_printf(&text, "%s: ", reading_change_name(change->kind));
		for (const char *p = change->text; *p; p++) {
			if (*p == '\t' || *p == '\n')
				buf_printf(&text, "\\%c", *p == '\t' ? 't' : 'n');
			else
				buf_append_char(&text, *p);
		}
		buf_append_char(&text, '\n');
	}
	const char *copy = arena_string_n(arena, buf_string(&text), text.len);
	buf_free(&text);
	return copy;
}

/* Heads, feet and page numbers that should have gone and did not. */
static size_t missing_heads(const char *wanted, const char *dropped)
{
	size_t missing = 0;
	for (const char *p = wanted; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		char line[400];
		snprintf(line, sizeof line, "%.*s\n", (int)strcspn(p, "\n"), p);
		bool head = strncmp(p, "header", 6) == 0 || strncmp(p, "footer", 6) == 0 ||
			    strncmp(p, "page-number", 11) == 0;
		missing += head && !strstr(dropped, line);
	}
	return missing;
}

static void read_page(struct results *results, const char *path, const struct book *book, size_t i)
{
	struct arena *arena = arena_new();
	const struct book_page *page = &book->pages[i];
	const struct neighbours neighbours = book_neighbours(book, i, arena);
	const struct reading_options options = { .language = book->language,
		.footnotes = book->footnotes,
		.is_word = is_word,
		.context = (void *)(uintptr_t)book->words,
		.reads_after = i + 1 < book->count,
		.joins_before = i > 0 && book->source == LAYOUT_FROM_TEXT,
		.joins_after = i + 1 < book->count && book->source == LAYOUT_FROM_TEXT };
	const struct reading reading =
		reading_text_clean(page->layout, &neighbours, &options, arena);
	const char *dropped = dropped_text(&reading, arena);
	if (results->show)
		printf("=== page %zu of %s\n%s\n=== dropped\n%s", i + 1, path, reading.text,
			dropped);
	if (page->text) {
		figures_add(&results->figures, page->text, reading.text, page->layout->count);
		results->spoken_heads += missing_heads(page->dropped, dropped);
		results->pages++;
		if (strcmp(page->text, reading.text) != 0 || strcmp(page->dropped, dropped) != 0) {
			printf("%s: page %zu: came out as\n%s=== dropped\n%s", path, i + 1,
				reading.text, dropped);
			results->differing++;
		}
	}
	arena_free(&arena);
}

static void read_book(struct results *results, const char *path)
{
	struct arena *arena = arena_new();
	const struct book book = book_load(path, arena);
	for (size_t i = 0; i < book.count; i++)
		read_page(results, path, &book, i);
	arena_free(&arena);
}

int main(int argc, char **argv)
{
	enum { LEAST_PAGES = 30 };
	struct results results = { .show = argc > 1 && strcmp(argv[1], "--show") == 0 };
	int first = results.show ? 2 : 1;
	glob_t found = { 0 };
	for (int i = first; i < argc; i++)
		read_book(&results, argv[i]);
	if (first >= argc &&
		glob(TEST_SRCDIR "/tests/workers/reading/books/*.book", 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			read_book(&results, found.gl_pathv[i]);
		globfree(&found);
	}
	const struct figures *f = &results.figures;
	printf("%zu pages, %zu differ\nwords kept: %zu of %zu; said besides: %zu\n"
	       "heads, feet and page numbers spoken: %zu\nwrong joins: %zu of %zu line ends\n",
		results.pages, results.differing, f->same, f->wanted, f->said - f->same,
		results.spoken_heads, f->wrong, f->ends);
	bool good = f->same * 100 >= f->wanted * 99 && results.spoken_heads == 0 &&
		    f->wrong * 200 <= f->ends && results.differing == 0;
	if (first >= argc && results.pages < LEAST_PAGES)
		good = false;
	return good ? 0 : 1;
}
