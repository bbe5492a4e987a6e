/* layout.c: converts a layout to and from JSON:
 *
 *   {"source":"text","width":595.3,"height":841.9,"lines":[
 *    ["As it was read",72,83.1,310.2,97.7,12,0,3,100],...]}
 *
 * The numbers of a line are left, top, right, bottom, size, bold, block and confidence; tenths
 * of a point are precise enough. Another field, present where the positions of the words are
 * known, is an array with two numbers for each word: its offset from the line's left edge and
 * its width, in tenths of a point. "turns" is beside "source" if the page was rotated to be
 * read, "unseen" beside "lines" if there is invisible text.
 */
#include "workers/page/layout.h"

#include "common/base/json.h"
#include "common/base/utf8.h"
#include "workers/page/layout_json.h"

#include <math.h>
#include <string.h>

enum {
	LEFT = 1,
	TOP,
	RIGHT,
	BOTTOM,
	SIZE,
	BOLD,
	BLOCK,
	CONFIDENCE,
	FIELDS,
	WORDS = FIELDS,
	MOST_FIELDS,
	MAX_BLOCK = 1000000,
	MAX_CONFIDENCE = 100,
};

/* In points: over a kilometre. */
static const double max_place = 1e7;

static const char *const sources[] = {
	[LAYOUT_FROM_OCR] = "ocr",
	[LAYOUT_FROM_TEXT] = "text",
};

const char *layout_source_name(enum layout_source source)
{
	return sources[source];
}

/* ---- writing ---- */

static double tenths(float value)
{
	return round((double)value * 10) / 10;
}

static void add_words(cJSON *array, const struct layout_line *line)
{
	cJSON *words = cJSON_CreateArray();
	for (size_t i = 0; i < line->word_count; i++) {
		const struct layout_span *span = &line->words[i];
		double left = round(((double)span->left - (double)line->box.left) * 10);
		double width = round(((double)span->right - (double)span->left) * 10);
		cJSON_AddItemToArray(words, cJSON_CreateNumber(left));
		cJSON_AddItemToArray(words, cJSON_CreateNumber(width < 0 ? 0 : width));
	}
	cJSON_AddItemToArray(array, words);
}

static cJSON *line_to_json(const struct layout_line *line)
{
	cJSON *array = cJSON_CreateArray();
	cJSON_AddItemToArray(array, cJSON_CreateString(line->text));
	cJSON_AddItemToArray(array, cJSON_CreateNumber(tenths(line->box.left)));
	cJSON_AddItemToArray(array, cJSON_CreateNumber(tenths(line->box.top)));
	cJSON_AddItemToArray(array, cJSON_CreateNumber(tenths(line->box.right)));
	cJSON_AddItemToArray(array, cJSON_CreateNumber(tenths(line->box.bottom)));
	cJSON_AddItemToArray(array, cJSON_CreateNumber(tenths(line->size)));
	cJSON_AddItemToArray(array, cJSON_CreateNumber(line->bold));
	cJSON_AddItemToArray(array, cJSON_CreateNumber(line->block));
	cJSON_AddItemToArray(array, cJSON_CreateNumber(line->confidence));
	if (line->words)
		add_words(array, line);
	return array;
}

cJSON *layout_to_json(const struct layout *layout)
{
	cJSON *object = json_new();
	json_add_string(object, "source", sources[layout->source]);
	if (layout->quarter_turns != 0)
		json_add_int(object, "turns", layout->quarter_turns);
	json_add_number(object, "width", tenths(layout->width));
	json_add_number(object, "height", tenths(layout->height));
	cJSON *lines = json_add_array(object, "lines");
	for (size_t i = 0; i < layout->count; i++)
		cJSON_AddItemToArray(lines, line_to_json(&layout->lines[i]));
	cJSON *unseen = layout->unseen_count > 0 ? json_add_array(object, "unseen") : NULL;
	for (size_t i = 0; i < layout->unseen_count; i++)
		cJSON_AddItemToArray(unseen, cJSON_CreateString(layout->unseen[i]));
	return object;
}

char *layout_format(const struct layout *layout, struct arena *arena)
{
	cJSON *object = layout_to_json(layout);
	char *json = json_print(object, arena);
	cJSON_Delete(object);
	return json;
}

/* ---- parsing ---- */

/* C0, DEL and C1. */
static bool is_control(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return u[0] < 0x20 || u[0] == 0x7f || (u[0] == 0xc2 && u[1] >= 0x80 && u[1] < 0xa0);
}

/* Whether the text neither begins nor ends with a blank or TAB, nor has two of them in a row. */
static bool is_line_text(const char *text)
{
	bool after_blank = true;
	for (const char *p = text; *p; p++) {
		bool blank = *p == ' ' || *p == '\t';
		if ((blank && after_blank) || (*p != '\t' && is_control(p)))
			return false;
		after_blank = blank;
	}
	return !after_blank;
}

/* json_parse has already ensured that all of it is UTF-8. */
static int read_text(const cJSON *item, struct arena *arena, const char **ret_text, struct err *err)
{
	if (!cJSON_IsString(item) || !is_line_text(item->valuestring))
		return err_set(err, ERR_INVALID, "its text is not a single line");
	*ret_text = arena_string(arena, item->valuestring);
	return 0;
}

static bool read_whole(const cJSON *item, int max, int *ret_number)
{
	double number = item ? item->valuedouble : -1;
	if (!cJSON_IsNumber(item) || !(number >= 0 && number <= max) || number != floor(number))
		return false;
	*ret_number = (int)number;
	return true;
}

static bool read_place(const cJSON *item, float *ret_place)
{
	if (!cJSON_IsNumber(item) || !(fabs(item->valuedouble) <= max_place))
		return false;
	*ret_place = (float)item->valuedouble;
	return true;
}

/* Reads the numbers of a line's box and type. */
static bool read_places(const cJSON *const fields[FIELDS], struct layout_line *line)
{
	struct layout_box *box = &line->box;
	return read_place(fields[LEFT], &box->left) && read_place(fields[TOP], &box->top) &&
	       read_place(fields[RIGHT], &box->right) && box->right >= box->left &&
	       read_place(fields[BOTTOM], &box->bottom) && box->bottom >= box->top &&
	       read_place(fields[SIZE], &line->size) && line->size >= 0;
}

static size_t words_in(const char *text)
{
	size_t count = 1;
	for (; *text; text++)
		count += *text == ' ' || *text == '\t';
	return count;
}

/* Two numbers for each word of the line. */
static bool read_words(const cJSON *array, struct arena *arena, struct layout_line *line)
{
	size_t count = words_in(line->text);
	if (!cJSON_IsArray(array) || (size_t)cJSON_GetArraySize(array) != 2 * count)
		return false;
	struct layout_span *words = arena_alloc(arena, count * sizeof *words);
	const cJSON *item = array->child;
	for (size_t i = 0; i < count; i++) {
		float left, width;
		if (!read_place(item, &left) || !read_place(item->next, &width) || width < 0)
			return false;
		words[i].left = line->box.left + left / 10;
		words[i].right = words[i].left + width / 10;
		item = item->next->next;
	}
	line->words = words;
	line->word_count = count;
	return true;
}

static int read_line(
	const cJSON *array, struct arena *arena, struct layout_line *ret_line, struct err *err)
{
	struct layout_line line = { .text = "" };
	const cJSON *fields[MOST_FIELDS] = { NULL };
	int count = 0, bold;
	const cJSON *item;
	cJSON_ArrayForEach(item, array)
	{
		if (count < MOST_FIELDS)
			fields[count] = item;
		count++;
	}
	if (!cJSON_IsArray(array) || count < FIELDS || count > MOST_FIELDS)
		return err_set(err, ERR_INVALID, "not an array of %d", FIELDS);
	if (read_text(fields[0], arena, &line.text, err) < 0)
		return -1;
	if (!read_places(fields, &line) || !read_whole(fields[BOLD], 1, &bold) ||
		!read_whole(fields[BLOCK], MAX_BLOCK, &line.block) ||
		!read_whole(fields[CONFIDENCE], MAX_CONFIDENCE, &line.confidence))
		return err_set(err, ERR_INVALID, "an impossible number");
	line.bold = bold == 1;
	if (fields[WORDS] && !read_words(fields[WORDS], arena, &line))
		return err_set(err, ERR_INVALID, "impossible word positions");
	*ret_line = line;
	return 0;
}

static int read_lines(
	const cJSON *array, struct arena *arena, struct layout *layout, struct err *err)
{
	size_t count = (size_t)cJSON_GetArraySize(array);
	const cJSON *item;
	layout->lines = arena_alloc(arena, count * sizeof *layout->lines);
	cJSON_ArrayForEach(item, array)
	{
		if (read_line(item, arena, &layout->lines[layout->count], err) < 0)
			return err_prefix(err, "lines: entry %zu", layout->count + 1);
		layout->count++;
	}
	return 0;
}

static int read_unseen(
	const cJSON *array, struct arena *arena, struct layout *layout, struct err *err)
{
	size_t count = (size_t)cJSON_GetArraySize(array);
	const char **unseen = arena_alloc(arena, (count + 1) * sizeof *unseen);
	const cJSON *item;
	cJSON_ArrayForEach(item, array)
	{
		if (read_text(item, arena, &unseen[layout->unseen_count], err) < 0)
			return err_prefix(err, "unseen: entry %zu", layout->unseen_count + 1);
		layout->unseen_count++;
	}
	layout->unseen = unseen;
	return 0;
}

static int read_source(const struct json_in *in, struct layout *layout, struct err *err)
{
	const char *name;
	if (json_get_string(in, "source", &name, err) < 0)
		return -1;
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
		if (strcmp(sources[i], name) == 0) {
			layout->source = (enum layout_source)i;
			return 0;
		}
	}
	return err_set(
		err, ERR_INVALID, "%ssource: \"%.20s\" is not a known source", in->path, name);
}

static int read_side(const struct json_in *in, const char *name, float *ret_side, struct err *err)
{
	double side;
	int found = json_find_number(in, name, 0, max_place, &side, err);
	if (found < 0)
		return -1;
	if (found == 0)
		return err_set(err, ERR_INVALID, "%s%s: missing", in->path, name);
	*ret_side = (float)side;
	return 0;
}

int layout_from_json(const cJSON *object, const char *path, struct arena *arena,
	struct layout **ret_layout, struct err *err)
{
	struct layout *layout = arena_alloc(arena, sizeof *layout);
	const struct json_in in = { object, path, arena };
	const cJSON *lines;
	if (read_source(&in, layout, err) < 0 || read_side(&in, "width", &layout->width, err) < 0 ||
		read_side(&in, "height", &layout->height, err) < 0)
		return -1;
	int64_t turns = 0;
	if (json_find_int(&in, "turns", 0, 3, &turns, err) < 0)
		return -1;
	layout->quarter_turns = (int)turns;
	int found = json_find_array(&in, "lines", &lines, err);
	if (found < 0 || (found > 0 && read_lines(lines, arena, layout, err) < 0))
		return -1;
	found = json_find_array(&in, "unseen", &lines, err);
	if (found < 0 || (found > 0 && read_unseen(lines, arena, layout, err) < 0))
		return -1;
	*ret_layout = layout;
	return 0;
}

int layout_parse(const char *json, size_t len, struct arena *arena, struct layout **ret_layout,
	struct err *err)
{
	cJSON *object = NULL;
	int rc = json_parse(json, len, &object, err);
	if (rc == 0)
		rc = layout_from_json(object, "", arena, ret_layout, err);
	cJSON_Delete(object);
	return rc < 0 ? err_prefix(err, "layout") : 0;
}
