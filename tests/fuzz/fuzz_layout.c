/* A page's layout, those of its neighbours, and the marks at its edges. What was read holds to the
 * contract of workers/page/layout.h, and is written and read again as the same text. */
#include "fuzz.h"

#include "common/base/utf8.h"
#include "workers/page/layout.h"
#include "workers/page/neighbours.h"

#include <string.h>

static void check_line(const struct layout_line *line)
{
	size_t len = strlen(line->text);
	FUZZ_CHECK(len > 0 && utf8_is_valid(line->text, len));
	FUZZ_CHECK(!strchr(" \t", line->text[0]) && !strchr(" \t", line->text[len - 1]));
	for (const char *p = line->text; *p; p++)
		FUZZ_CHECK((unsigned char)*p >= 0x20 || *p == '\t');
	FUZZ_CHECK(line->box.left <= line->box.right && line->box.top <= line->box.bottom);
	FUZZ_CHECK(line->size >= 0 && line->block >= 0);
	FUZZ_CHECK(line->confidence >= 0 && line->confidence <= 100);
}

static void check_layout(const struct layout *layout, struct arena *arena)
{
	struct layout *again;
	struct err err;
	for (size_t i = 0; i < layout->count; i++)
		check_line(&layout->lines[i]);
	const char *text = layout_format(layout, arena);
	FUZZ_CHECK(layout_parse(text, strlen(text), arena, &again, &err) == 0);
	FUZZ_CHECK(strcmp(text, layout_format(again, arena)) == 0);
	const struct layout *reduced = neighbours_reduce(layout, arena);
	FUZZ_CHECK(!reduced || reduced->count <= layout->count);
	FUZZ_CHECK(!reduced == !neighbours_reduce_next(layout, arena));
}

static void check_neighbours(const struct neighbours *neighbours, struct arena *arena)
{
	struct neighbours again;
	struct err err;
	FUZZ_CHECK(!neighbours_at(neighbours, 0));
	for (int offset = -NEIGHBOURS_REACH; offset <= NEIGHBOURS_REACH; offset++) {
		if (neighbours_at(neighbours, offset))
			check_layout(neighbours_at(neighbours, offset), arena);
	}
	const char *text = neighbours_format(neighbours, arena);
	FUZZ_CHECK(neighbours_parse(text, strlen(text), arena, &again, &err) == 0);
	FUZZ_CHECK(strcmp(text, neighbours_format(&again, arena)) == 0);
}

static void check_marks(const struct edge_marks *marks, struct arena *arena)
{
	struct edge_marks again;
	struct err err;
	FUZZ_CHECK(marks->count <= EDGE_MARKS_MAX);
	for (size_t i = 0; i < marks->count; i++) {
		const struct layout_box *box = &marks->items[i].box;
		FUZZ_CHECK(box->left <= box->right && box->top <= box->bottom);
	}
	const char *text = edge_marks_format(marks, arena);
	FUZZ_CHECK(edge_marks_parse(text, strlen(text), arena, &again, &err) == 0);
	FUZZ_CHECK(strcmp(text, edge_marks_format(&again, arena)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct layout *layout = NULL;
	struct neighbours neighbours;
	struct edge_marks marks;
	struct err err = { 0 };
	if (layout_parse((const char *)data, size, arena, &layout, &err) == 0)
		check_layout(layout, arena);
	else
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
	if (neighbours_parse((const char *)data, size, arena, &neighbours, &err) == 0)
		check_neighbours(&neighbours, arena);
	else
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
	if (edge_marks_parse((const char *)data, size, arena, &marks, &err) == 0)
		check_marks(&marks, arena);
	else
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
	arena_free(&arena);
	return 0;
}
