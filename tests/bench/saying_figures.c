/* saying_figures.c: of the tables of sentences, how many are said right by language and kind, and
 * what a page costs.
 *
 * usage: saying_figures DIRECTORY */
#include "common/base/arena.h"
#include "tests/workers/saying/table.h"
#include "workers/saying/saying.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { KINDS = 40, ROUNDS = 50, PAGE_BYTES = 3000 };

struct figure {
	const char *kind;
	size_t right, all;
};

static struct figure *figure_of(struct figure figures[KINDS], const char *kind)
{
	size_t i = 0;
	while (i < KINDS - 1 && figures[i].kind && strcmp(figures[i].kind, kind) != 0)
		i++;
	figures[i].kind = kind;
	return &figures[i];
}

static bool is_right(const struct table_item *item, const char *language, struct arena *arena)
{
	const struct saying saying = saying_convert(item->printed, language, NULL, arena);
	return strcmp(saying_apply(item->printed, &saying, arena), item->said) == 0;
}

static double cpu_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Sentences that are all numbers and abbreviations: the worst page. */
static double page_ms(const struct table *table, const char *language)
{
	struct arena *arena = arena_new();
	size_t bytes = 0;
	double start = cpu_ms();
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < table->count; i++) {
			saying_convert(table->items[i].printed, language, NULL, arena);
			bytes += strlen(table->items[i].printed);
		}
		arena_reset(arena);
	}
	double ms = cpu_ms() - start;
	arena_free(&arena);
	return bytes > 0 ? ms * PAGE_BYTES / (double)bytes : 0;
}

static void show(const char *directory, const char *language)
{
	struct arena *arena = arena_new();
	struct table table = table_read(arena_printf(arena, "%s/%s.txt", directory, language));
	struct figure figures[KINDS] = { { NULL, 0, 0 } }, total = { "all", 0, 0 };
	for (size_t i = 0; i < table.count; i++) {
		struct figure *figure = figure_of(figures, table.items[i].kind);
		bool right = is_right(&table.items[i], language, arena);
		figure->right += right;
		figure->all++;
		total.right += right;
		total.all++;
	}
	printf("%s: %zu of %zu, %.2f ms of CPU a page\n", language, total.right, total.all,
		page_ms(&table, language));
	for (size_t i = 0; i < KINDS && figures[i].kind; i++)
		printf("  %-13s %3zu of %3zu\n", figures[i].kind, figures[i].right, figures[i].all);
	table_free(&table);
	arena_free(&arena);
}

int main(int argc, char **argv)
{
	static const char *const languages[] = { "en", "de", "fr", "es", "it", "pl" };
	if (argc != 2) {
		fprintf(stderr, "usage: saying_figures DIRECTORY\n");
		return 2;
	}
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		show(argv[1], languages[i]);
	return 0;
}
