/* text_layer.c: decides whether a text is trusted, and passes it through metadata. */
#include "workers/page/text_layer.h"

#include "workers/engine/link.h"
#include "workers/page/png_text.h"

#include <string.h>

/* A record between front and engine must hold both with everything else; embedding JSON in JSON
 * doubles its quotes and backslashes. */
enum {
	MAX_LAYOUT = 80 * 1024,
	MAX_NEIGHBOURS = 32 * 1024,
	MAX_MARKS = 4 * 1024,
	MAX_CHARACTERS = 1000000000,
	PERMILLE = 1000,
	SHREDS = 3, /* average characters a line, up to which the text is scattered letters */
	LEAST_SHREDS = 50, /* minimum number of characters for that */
};
_Static_assert(MAX_LAYOUT + MAX_NEIGHBOURS + MAX_MARKS + 8 * 1024 < ENGINE_MAX_BODY,
	"they fit in a record");

#define META_CHARACTERS "text-characters"
#define META_UNMAPPED   "text-insane"
#define META_HIDDEN     "text-hidden"
#define META_COVERED    "text-covered"
#define META_INK        "ink"
#define META_TOO_LARGE  "text-layer-too-large"

/* ---- the rule ---- */

enum ocr_use text_layer_ocr_use(const struct job *job, const struct settings *settings)
{
	const char *use = job_option(job, "ocr");
	if (!use)
		use = settings->png_to_text.ocr;
	if (strcmp(use, "always") == 0)
		return OCR_ALWAYS;
	return strcmp(use, "never") == 0 ? OCR_NEVER : OCR_AUTO;
}

bool text_layer_is_usable(const struct layout *layout, int characters, int unmapped)
{
	bool shreds = characters >= LEAST_SHREDS && (size_t)characters < layout->count * SHREDS;
	return characters > 0 && unmapped <= LAYER_UNMAPPED_PERMILLE && !shreds;
}

enum layer_worth text_layer_worth(const struct text_layer *layer)
{
	if (!layer->known)
		return LAYER_NONE;
	if (!layer->ink)
		return LAYER_BLANK;
	if (!layer->layout ||
		!text_layer_is_usable(layer->layout, layer->characters, layer->unmapped))
		return LAYER_NONE;
	if (layer->covered < LAYER_COVERED_PERMILLE)
		return LAYER_PARTIAL;
	return layer->hidden > LAYER_HIDDEN_PERMILLE ? LAYER_HIDDEN : LAYER_GOOD;
}

/* ---- metadata ---- */

/* The length of the text when embedded in another JSON text. */
static size_t quoted_length(const char *json)
{
	size_t length = 2;
	for (; *json; json++)
		length += *json == '"' || *json == '\\' ? 2 : 1;
	return length;
}

/* Leaves out the positions of the words if it would be too large with them. */
static const char *layout_that_fits(const struct layout *layout, struct arena *arena)
{
	const char *json = layout_format(layout, arena);
	if (quoted_length(json) <= MAX_LAYOUT)
		return json;
	struct layout bare = *layout;
	bare.lines = arena_alloc(arena, layout->count * sizeof *bare.lines);
	for (size_t i = 0; i < layout->count; i++) {
		bare.lines[i] = layout->lines[i];
		bare.lines[i].words = NULL;
	}
	return layout_format(&bare, arena);
}

const char *text_layer_for_image(const struct text_layer *layer, struct arena *arena)
{
	if (!layer->known || !layer->layout || layer->characters > PNG_TEXT_MAX)
		return NULL;
	const char *json = layer->characters <= MAX_LAYOUT ? layout_that_fits(layer->layout, arena)
							   : layout_format(layer->layout, arena);
	bool fits = layer->characters <= MAX_LAYOUT && quoted_length(json) <= MAX_LAYOUT;
	return fits || strlen(json) > PNG_TEXT_MAX ? NULL : layout_format(layer->layout, arena);
}

void text_layer_from_image(struct text_layer *layer, const char *json, struct arena *arena)
{
	struct layout *layout;
	struct err ignored;
	if (!layer->known || !layer->too_large || !json ||
		layout_parse(json, strlen(json), arena, &layout, &ignored) < 0)
		return;
	layer->layout = layout;
	layer->too_large = false;
}

void text_layer_to_meta(const struct text_layer *layer, struct meta *meta, struct arena *arena)
{
	const char *json = layer->layout && layer->characters <= MAX_LAYOUT
				   ? layout_that_fits(layer->layout, arena)
				   : NULL;
	const char *around = neighbours_format(&layer->neighbours, arena);
	if (json && quoted_length(json) <= MAX_LAYOUT)
		meta_set(meta, arena, META_TEXT_LAYER, json);
	else if (layer->layout || layer->too_large)
		meta_set(meta, arena, META_TOO_LARGE, "true");
	if (strcmp(around, "{}") != 0 && quoted_length(around) <= MAX_NEIGHBOURS)
		meta_set(meta, arena, META_NEIGHBOURS, around);
	const char *marks = edge_marks_format(&layer->neighbours.marks, arena);
	if (strcmp(marks, "{}") != 0 && quoted_length(marks) <= MAX_MARKS)
		meta_set(meta, arena, META_EDGE_MARKS, marks);
	meta_set(meta, arena, META_INK, layer->ink ? "true" : "false");
	meta_setf(meta, arena, META_CHARACTERS, "%d", layer->characters);
	meta_setf(meta, arena, META_UNMAPPED, "%d", layer->unmapped);
	meta_setf(meta, arena, META_HIDDEN, "%d", layer->hidden);
	meta_setf(meta, arena, META_COVERED, "%d", layer->covered);
}

static bool is_true(const struct meta *meta, const char *key)
{
	const char *value = meta_get(meta, key);
	return value && strcmp(value, "true") == 0;
}

/* False: absent or invalid. */
static bool get_number(const struct meta *meta, const char *key, int max, int *ret_number)
{
	int64_t number = meta_get_int(meta, key, 0, max, -1);
	if (number < 0)
		return false;
	*ret_number = (int)number;
	return true;
}

static void get_texts(const struct meta *meta, struct arena *arena, struct text_layer *layer)
{
	const char *json = meta_get(meta, META_TEXT_LAYER);
	const char *around = meta_get(meta, META_NEIGHBOURS);
	struct layout *layout;
	struct err ignored;
	if (json && layout_parse(json, strlen(json), arena, &layout, &ignored) == 0)
		layer->layout = layout;
	if (around)
		neighbours_parse(around, strlen(around), arena, &layer->neighbours, &ignored);
	const char *marks = meta_get(meta, META_EDGE_MARKS);
	if (marks)
		edge_marks_parse(marks, strlen(marks), arena, &layer->neighbours.marks, &ignored);
}

void text_layer_from_meta(
	const struct meta *meta, struct arena *arena, struct text_layer *ret_layer)
{
	struct text_layer layer = { .known = false };
	layer.known = meta_get(meta, META_INK) &&
		      get_number(meta, META_CHARACTERS, MAX_CHARACTERS, &layer.characters) &&
		      get_number(meta, META_UNMAPPED, PERMILLE, &layer.unmapped) &&
		      get_number(meta, META_HIDDEN, PERMILLE, &layer.hidden) &&
		      get_number(meta, META_COVERED, PERMILLE, &layer.covered);
	if (layer.known) {
		layer.ink = is_true(meta, META_INK);
		layer.too_large = is_true(meta, META_TOO_LARGE);
		get_texts(meta, arena, &layer);
	}
	*ret_layer = layer;
}
