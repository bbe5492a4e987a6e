/* glyph_memory.c: two tables by hash: glyphs by their place, and meanings by font and glyph. */
#include "workers/pdf_to_png/glyph_memory.h"

#include "common/base/alloc.h"
#include "workers/pdf_to_png/glyph_line.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 1024, MAX_NAME = 64 };

static const float cell = 2; /* points: glyphs further apart are never the same */

/* ---- places ---- */

struct drawn {
	uint64_t key; /* code and cell; 0: empty */
	fz_point place;
	uint32_t call;
};

struct glyph_memory {
	struct drawn *items;
	size_t room, count; /* room: a power of two */
};

struct glyph_memory *glyph_memory_new(void)
{
	struct glyph_memory *memory = alloc_zeroed(1, sizeof *memory);
	memory->room = FIRST_ROOM;
	memory->items = alloc_zeroed(memory->room, sizeof *memory->items);
	return memory;
}

void glyph_memory_free(struct glyph_memory **memory)
{
	if (!*memory)
		return;
	free((*memory)->items);
	alloc_free(memory);
}

static size_t hash_of(uint64_t key)
{
	key ^= key >> 31;
	key *= 0x9e3779b97f4a7c15U;
	return (size_t)(key ^ (key >> 29));
}

static uint64_t key_of(int code, float column, float row)
{
	uint64_t x = (uint64_t)(int64_t)column & 0xfffff, y = (uint64_t)(int64_t)row & 0xfffff;
	return (((uint64_t)code & 0x1fffff) << 40 | x << 20 | y) + 1;
}

static void add(struct glyph_memory *memory, const struct drawn *drawn)
{
	size_t at = hash_of(drawn->key) & (memory->room - 1);
	while (memory->items[at].key != 0)
		at = (at + 1) & (memory->room - 1);
	memory->items[at] = *drawn;
	memory->count++;
}

static void grow(struct glyph_memory *memory)
{
	struct glyph_memory old = *memory;
	memory->room *= 2;
	memory->count = 0;
	memory->items = alloc_zeroed(memory->room, sizeof *memory->items);
	for (size_t i = 0; i < old.room; i++) {
		if (old.items[i].key != 0)
			add(memory, &old.items[i]);
	}
	free(old.items);
}

static long find_in_cell(
	const struct glyph_memory *memory, uint64_t key, fz_point place, float near_by)
{
	size_t at = hash_of(key) & (memory->room - 1);
	for (; memory->items[at].key != 0; at = (at + 1) & (memory->room - 1)) {
		const struct drawn *item = &memory->items[at];
		if (item->key == key && fabsf(item->place.x - place.x) <= near_by &&
			fabsf(item->place.y - place.y) <= near_by)
			return (long)item->call;
	}
	return -1;
}

long glyph_memory_find(
	struct glyph_memory *memory, int code, fz_point place, float size, uint32_t call)
{
	/* A thick shadow of large type is another matter: lines are compared for that. */
	float near_by = fminf(size * 0.1f, cell / 2);
	float left = floorf((place.x - near_by) / cell), right = floorf((place.x + near_by) / cell);
	float top = floorf((place.y - near_by) / cell), bottom = floorf((place.y + near_by) / cell);
	if (!(fabsf(place.x) < 1e6f && fabsf(place.y) < 1e6f))
		return -1;
	/* Near by is less than a cell: four of them at most. */
	for (int down = 0; top + (float)down <= bottom; down++) {
		for (int across = 0; left + (float)across <= right; across++) {
			uint64_t key = key_of(code, left + (float)across, top + (float)down);
			long found = find_in_cell(memory, key, place, near_by);
			if (found >= 0)
				return found;
		}
	}
	const struct drawn drawn = {
		.key = key_of(code, floorf(place.x / cell), floorf(place.y / cell)),
		.place = place,
		.call = call,
	};
	add(memory, &drawn);
	if (memory->count * 2 > memory->room)
		grow(memory);
	return -1;
}

/* ---- meanings ---- */

struct cached {
	const fz_font *font; /* NULL: empty */
	int glyph, code;
	struct glyph_meaning meaning;
};

struct glyph_cache {
	struct cached items[FIRST_ROOM]; /* a newer one takes an older one's place */
};

struct glyph_cache *glyph_cache_new(void)
{
	return alloc_zeroed(1, sizeof(struct glyph_cache));
}

void glyph_cache_free(struct glyph_cache **cache)
{
	alloc_free(cache);
}

/* A TrueType font without names may have a table of characters: which of those that are often lost
 * has this glyph? */
static size_t by_table(fz_context *ctx, fz_font *font, int glyph, uint32_t *codes)
{
	static const struct {
		int code;
		const char *letters;
	} ligatures[] = {
		{ 0xfb00, "ff" },
		{ 0xfb01, "fi" },
		{ 0xfb02, "fl" },
		{ 0xfb03, "ffi" },
		{ 0xfb04, "ffl" },
		{ 0xfb05, "st" },
		{ 0xfb06, "st" },
	};
	for (size_t i = 0; i < sizeof ligatures / sizeof *ligatures; i++) {
		if (fz_encode_character(ctx, font, ligatures[i].code) != glyph)
			continue;
		size_t count = strlen(ligatures[i].letters);
		for (size_t k = 0; k < count; k++)
			codes[k] = (uint32_t)ligatures[i].letters[k];
		return count;
	}
	for (int code = 0x21; code < 0x180; code++) {
		if (!glyph_is_unmapped((uint32_t)code) &&
			fz_encode_character(ctx, font, code) == glyph) {
			codes[0] = (uint32_t)code;
			return 1;
		}
	}
	return 0;
}

static void find_meaning(
	fz_context *ctx, fz_font *font, int glyph, int code, struct glyph_meaning *meaning)
{
	char name[MAX_NAME] = "";
	bool has_face = fz_font_ft_face(ctx, font) != NULL;
	if (has_face && glyph > 0)
		fz_get_glyph_name(ctx, font, glyph, name, sizeof name);
	uint32_t sign = glyph_of_sign_font(fz_font_name(ctx, font), name, (uint32_t)code);
	meaning->count = 0;
	if (sign) {
		meaning->codes[0] = sign;
		meaning->count = 1;
		return;
	}
	bool unmapped = glyph_is_unmapped((uint32_t)code);
	size_t count = glyph_name_decode(name, meaning->codes);
	if (unmapped && count == 0 && has_face && glyph > 0)
		count = by_table(ctx, font, glyph, meaning->codes);
	if (unmapped && count == 0)
		count = glyph_tex_ligature((uint32_t)code, meaning->codes);
	/* What makes sense is only made longer. */
	if (unmapped || (count > 1 && meaning->codes[0] == (uint32_t)code))
		meaning->count = count;
}

const struct glyph_meaning *glyph_cache_find(
	fz_context *ctx, struct glyph_cache *cache, fz_font *font, int glyph, int code)
{
	uint64_t key = (uint64_t)(uintptr_t)font * 31 + ((uint64_t)(uint32_t)glyph << 21) +
		       (uint64_t)(uint32_t)code;
	struct cached *item = &cache->items[hash_of(key) & (FIRST_ROOM - 1)];
	if (item->font != font || item->glyph != glyph || item->code != code) {
		item->font = NULL;
		find_meaning(ctx, font, glyph, code, &item->meaning);
		item->font = font;
		item->glyph = glyph;
		item->code = code;
	}
	return &item->meaning;
}
