/* edge_marks.c: converts edge marks to and from JSON, and rotates them with their page. */
#include "workers/page/edge_marks.h"

#include "common/base/json.h"

#include <math.h>

static const char *const names[MARK_KINDS] = {
	[MARK_SAME] = "same",
	[MARK_NEAR] = "near",
	[MARK_SLOT] = "slot",
};

static const double max_place = 1e6; /* points, as in a layout */

enum { SIDES = 4 };

/* ---- JSON ---- */

/* Tenths of a point are precise enough. */
static void add_place(cJSON *array, float place)
{
	cJSON_AddItemToArray(array, cJSON_CreateNumber(round((double)place * 10) / 10));
}

char *edge_marks_format(const struct edge_marks *marks, struct arena *arena)
{
	cJSON *object = json_new();
	for (size_t i = 0; i < marks->count; i++) {
		const struct edge_mark *mark = &marks->items[i];
		cJSON *array = cJSON_GetObjectItemCaseSensitive(object, names[mark->kind]);
		if (!array)
			array = json_add_array(object, names[mark->kind]);
		cJSON *box = cJSON_CreateArray();
		add_place(box, mark->box.left);
		add_place(box, mark->box.top);
		add_place(box, mark->box.right);
		add_place(box, mark->box.bottom);
		cJSON_AddItemToArray(array, box);
	}
	char *json = json_print(object, arena);
	cJSON_Delete(object);
	return json;
}

static int read_box(const cJSON *array, struct layout_box *ret_box)
{
	float places[SIDES];
	for (int i = 0; i < SIDES; i++) {
		const cJSON *item = cJSON_GetArrayItem(array, i);
		if (!cJSON_IsNumber(item) || !(fabs(item->valuedouble) <= max_place))
			return -1;
		places[i] = (float)item->valuedouble;
	}
	if (!cJSON_IsArray(array) || cJSON_GetArraySize(array) != SIDES || places[2] < places[0] ||
		places[3] < places[1])
		return -1;
	*ret_box = (struct layout_box) { places[0], places[1], places[2], places[3] };
	return 0;
}

static int read_kind(const struct json_in *in, enum edge_mark_kind kind, struct edge_mark *items,
	size_t *count, struct err *err)
{
	const cJSON *array, *item;
	int found = json_find_array(in, names[kind], &array, err);
	if (found <= 0)
		return found;
	cJSON_ArrayForEach(item, array)
	{
		if (*count == EDGE_MARKS_MAX)
			return err_set(err, ERR_INVALID, "more than %d", EDGE_MARKS_MAX);
		if (read_box(item, &items[*count].box) < 0)
			return err_set(err, ERR_INVALID, "%s: an impossible box", names[kind]);
		items[(*count)++].kind = kind;
	}
	return 0;
}

int edge_marks_parse(const char *json, size_t len, struct arena *arena,
	struct edge_marks *ret_marks, struct err *err)
{
	struct edge_mark *items = arena_alloc(arena, EDGE_MARKS_MAX * sizeof *items);
	size_t count = 0;
	cJSON *object = NULL;
	int rc = json_parse(json, len, &object, err);
	const struct json_in in = { object, "", arena };
	for (int kind = 0; rc == 0 && kind < MARK_KINDS; kind++)
		rc = read_kind(&in, (enum edge_mark_kind)kind, items, &count, err);
	cJSON_Delete(object);
	if (rc < 0)
		return err_prefix(err, "edge marks");
	*ret_marks = (struct edge_marks) { items, count };
	return 0;
}

/* ---- rotating ---- */

struct edge_marks edge_marks_turned(const struct edge_marks *marks, float width, float height,
	float degrees, struct arena *arena)
{
	const float degree = 3.14159265f / 180;
	const float c = cosf(degrees * degree), s = sinf(degrees * degree);
	struct edge_mark *items = arena_alloc(arena, marks->count * sizeof *items);
	for (size_t i = 0; i < marks->count; i++) {
		const struct layout_box *box = &marks->items[i].box;
		float x = (box->left + box->right - width) / 2;
		float y = (box->top + box->bottom - height) / 2;
		float right = x * c - y * s - x, down = x * s + y * c - y;
		items[i] = (struct edge_mark) {
			.kind = marks->items[i].kind,
			.box = { box->left + right, box->top + down, box->right + right,
				box->bottom + down },
		};
	}
	return (struct edge_marks) { items, marks->count };
}
