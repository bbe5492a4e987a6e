/* neighbours.c: reduces a page to what its neighbours need, and converts that to and from JSON. */
#include "workers/page/neighbours.h"

#include "common/base/json.h"
#include "workers/page/layout_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A longer line is neither a running head nor the end of a text. */
enum { MAX_LINE = 1000, NAME_SIZE = 16 };

/* Chosen so that all neighbours fit (workers/page/text_layer.c), whatever they contain. */
enum { MAX_PAGE = 7680, ROOM_FOR_LINE = 60, ROOM_FOR_WORD = 10 };

const struct layout *neighbours_at(const struct neighbours *neighbours, int offset)
{
	if (offset == 0 || abs(offset) > NEIGHBOURS_REACH)
		return NULL;
	return neighbours->pages[offset + NEIGHBOURS_REACH];
}

/* ---- reducing a page ---- */

struct place {
	float top;
	size_t index;
};

static int from_top(const void *a, const void *b)
{
	const struct place *left = a, *right = b;
	if (left->top < right->top || left->top > right->top)
		return left->top < right->top ? -1 : 1;
	return left->index < right->index ? -1 : left->index > right->index;
}

/* Maximum size in bytes of its JSON inside another JSON text. */
static size_t size_of(const struct layout *reduced)
{
	size_t size = 0;
	for (size_t i = 0; i < reduced->count; i++) {
		const struct layout_line *line = &reduced->lines[i];
		size += ROOM_FOR_LINE + ROOM_FOR_WORD * line->word_count;
		for (const char *p = line->text; *p; p++)
			size += *p == '"' || *p == '\\' || *p == '\t' ? 4 : 1;
	}
	return size;
}

/* The first place_lines lines from the top keep the positions of their words. */
static struct layout *reduce(const struct layout *layout, size_t place_lines, struct arena *arena)
{
	struct layout *reduced = arena_alloc(arena, sizeof *reduced);
	struct place *places = arena_alloc(arena, layout->count * sizeof *places);
	bool *kept = arena_alloc(arena, layout->count * sizeof *kept);
	bool *placed = arena_alloc(arena, layout->count * sizeof *placed);
	*reduced = *layout;
	reduced->count = 0;
	reduced->lines = arena_alloc(
		arena, (NEIGHBOURS_TOP_LINES + NEIGHBOURS_BOTTOM_LINES) * sizeof *reduced->lines);
	for (size_t i = 0; i < layout->count; i++)
		places[i] = (struct place) { layout->lines[i].box.top, i };
	if (layout->count > 0)
		qsort(places, layout->count, sizeof *places, from_top);
	for (size_t i = 0; i < layout->count; i++) {
		kept[places[i].index] =
			i < NEIGHBOURS_TOP_LINES || i + NEIGHBOURS_BOTTOM_LINES >= layout->count;
		placed[places[i].index] = i < place_lines;
	}
	for (size_t i = 0; i < layout->count; i++) {
		if (!kept[i] || strlen(layout->lines[i].text) > MAX_LINE)
			continue;
		struct layout_line *line = &reduced->lines[reduced->count++];
		*line = layout->lines[i];
		if (!placed[i])
			line->words = NULL;
		line->word_count = line->words ? line->word_count : 0;
	}
	return reduced;
}

struct layout *neighbours_reduce(const struct layout *layout, struct arena *arena)
{
	struct layout *reduced = reduce(layout, 0, arena);
	return size_of(reduced) <= MAX_PAGE ? reduced : NULL;
}

struct layout *neighbours_reduce_next(const struct layout *layout, struct arena *arena)
{
	struct layout *reduced = reduce(layout, NEIGHBOURS_TOP_LINES, arena);
	return neighbours_reduce(reduced, arena) ? reduced : NULL;
}

/* ---- JSON ---- */

char *neighbours_format(const struct neighbours *neighbours, struct arena *arena)
{
	cJSON *object = json_new();
	for (int offset = -NEIGHBOURS_REACH; offset <= NEIGHBOURS_REACH; offset++) {
		const struct layout *page =
			offset == 0 ? neighbours->self : neighbours_at(neighbours, offset);
		char name[NAME_SIZE];
		snprintf(name, sizeof name, "%d", offset);
		if (!page)
			continue;
		cJSON *item = layout_to_json(page);
		if (neighbours->hidden[offset + NEIGHBOURS_REACH])
			cJSON_AddTrueToObject(item, "hidden");
		cJSON_AddItemToObject(object, name, item);
	}
	char *json = json_print(object, arena);
	cJSON_Delete(object);
	return json;
}

static int read_page(const cJSON *object, int offset, struct arena *arena,
	struct neighbours *neighbours, struct err *err)
{
	char name[NAME_SIZE], path[NAME_SIZE + 1];
	const struct json_in in = { object, "", arena };
	struct json_in page;
	struct layout *layout;
	snprintf(name, sizeof name, "%d", offset);
	snprintf(path, sizeof path, "%s.", name);
	int found = json_find_object(&in, name, &page, err);
	if (found <= 0)
		return found;
	if (layout_from_json(page.object, path, arena, &layout, err) < 0 ||
		json_find_bool(
			&page, "hidden", &neighbours->hidden[offset + NEIGHBOURS_REACH], err) < 0)
		return -1;
	if (offset == 0)
		neighbours->self = layout;
	else
		neighbours->pages[offset + NEIGHBOURS_REACH] = layout;
	return 0;
}

int neighbours_parse(const char *json, size_t len, struct arena *arena,
	struct neighbours *ret_neighbours, struct err *err)
{
	struct neighbours neighbours = { .marks = { NULL, 0 } };
	cJSON *object = NULL;
	int rc = json_parse(json, len, &object, err);
	for (int offset = -NEIGHBOURS_REACH; rc == 0 && offset <= NEIGHBOURS_REACH; offset++)
		rc = read_page(object, offset, arena, &neighbours, err);
	cJSON_Delete(object);
	if (rc < 0)
		return err_prefix(err, "neighbours");
	*ret_neighbours = neighbours;
	return 0;
}
