/* sketch.c: lines with a place and a size become a layout. */
#include "tests/workers/reading/sketch.h"

#include "unit.h"

#include "common/base/arena.h"

#include <stdbool.h>
#include <string.h>

enum { MOST_LINES = 80, MOST_WORDS = 20 };

enum layout_source sketch_source = LAYOUT_FROM_TEXT;

static struct layout_line lines[MOST_LINES];
static struct layout_span spans[MOST_LINES][MOST_WORDS];
static size_t count;

static bool is_word(void *context, const char *word)
{
	static const char *const words[] = { "orphan", "ing", "sarin", "long", "well", "known",
		"valve", "opens", "here" };
	(void)context;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(words[i], word) == 0)
			return true;
	}
	return false;
}

struct layout_line *sketch_add(const char *text, float left, float top, float size)
{
	assert_true(count < MOST_LINES);
	struct layout_line *line = &lines[count++];
	*line = (struct layout_line) { .text = text,
		.box = { left, top, left + size * 0.5f * (float)strlen(text), top + size },
		.size = size,
		.confidence = 100 };
	return line;
}

struct layout_line *sketch_add_typed(const char *text, float left, float top, float size)
{
	const float letter = 0.6f * size;
	struct layout_line *line = sketch_add(text, left, top, size);
	struct layout_span *words = spans[line - lines];
	size_t at = 0;
	for (const char *p = text; *p; p++) {
		size_t len = strcspn(p, " \t");
		assert_true(line->word_count < MOST_WORDS);
		words[line->word_count++] = (struct layout_span) { left + letter * (float)at,
			left + letter * (float)(at + len) };
		line->box.right = left + letter * (float)(at + len);
		p += len;
		at += len + 1;
		if (!*p)
			break;
		if (*p == '\t')
			at = (at + 7) / 8 * 8;
	}
	line->words = words;
	return line;
}

void sketch_add_prose(float left, float top)
{
	sketch_add("The boats had come in early, and nobody was at the quay to see what was in "
		   "them",
		left, top, 10);
	sketch_add("when the harbour master opened his window and looked out at the grey water, "
		   "and then",
		left, top + 12, 10);
	sketch_add("he went back to bed.", left, top + 24, 10);
}

struct reading sketch_read(struct arena *arena)
{
	const struct layout layout = { sketch_source, 595, 842, lines, count, 0, NULL, 0 };
	const struct reading_options options = {
		.language = "eng", .footnotes = FOOTNOTES_MOVE, .is_word = is_word
	};
	count = 0;
	return reading_text_clean(&layout, NULL, &options, arena);
}

const char *sketch_printed(struct arena *arena)
{
	const struct reading reading = sketch_read(arena);
	return page_text_printed(&reading.page, arena, NULL);
}

const char *sketch_said(struct arena *arena)
{
	return sketch_read(arena).text;
}

void sketch_check_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in:\n%s", part, text);
}

void sketch_check_lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("\"%s\" is in:\n%s", part, text);
}
