/* saying_changes.c: what saying changes in ordinary text, to be looked through by eye: each edit of
 * standard input with what stands around it, by line, and at the end how many there were in how
 * many lines.
 *
 * usage: saying_changes LANGUAGE <TEXT */
#include "common/base/arena.h"
#include "workers/saying/saying.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AROUND = 40 };

static void show(const char *line, const struct saying_edit *edit)
{
	size_t from = edit->start < AROUND ? 0 : edit->start - AROUND;
	int printed = (int)(edit->end - edit->start);
	printf("%s\t%.*s[%.*s = %s]%.*s\n", saying_kind_name(edit->kind), (int)(edit->start - from),
		line + from, printed, line + edit->start, edit->said, AROUND, line + edit->end);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: saying_changes LANGUAGE <TEXT\n");
		return 2;
	}
	struct arena *arena = arena_new();
	char *line = NULL;
	size_t room = 0, lines = 0, edits = 0;
	while (getline(&line, &room, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		struct saying saying = saying_convert(line, argv[1], NULL, arena);
		for (size_t i = 0; i < saying.count; i++)
			show(line, &saying.edits[i]);
		lines++;
		edits += saying.count;
		arena_reset(arena);
	}
	fprintf(stderr, "%zu edits in %zu lines\n", edits, lines);
	free(line);
	arena_free(&arena);
	return 0;
}
