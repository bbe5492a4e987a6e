/* Cleaning a page for listening. Input: a layout, and after a newline its neighbours, as JSON. What
 * comes out is valid, blank only if the page is, or if it was dropped and listed, and the same
 * when it is done again. */
#include "fuzz.h"

#include "common/base/utf8.h"
#include "workers/reading/text.h"

#include <string.h>

static bool is_word(void *context, const char *word)
{
	(void)context;
	return strlen(word) % 2 == 0;
}

static void check_reading(const struct reading *reading, struct arena *arena)
{
	size_t len = strlen(reading->text);
	FUZZ_CHECK(utf8_is_valid(reading->text, len));
	FUZZ_CHECK(!strstr(reading->text, "\n\n\n\n") && !strchr(reading->text, '\t'));
	for (size_t i = 0; i < reading->change_count; i++)
		FUZZ_CHECK(reading_change_name(reading->changes[i].kind));
	const char *json = reading_changes_format(reading, 4096, arena);
	FUZZ_CHECK(strlen(json) <= 4096);
}

static void clean(const struct layout *layout, const struct neighbours *neighbours,
	enum reading_footnotes footnotes, const char *language, struct arena *arena)
{
	const struct reading_options options = { .language = language,
		.footnotes = footnotes,
		.is_word = is_word,
		.joins_before = true,
		.joins_after = footnotes != FOOTNOTES_KEEP,
		.skip = footnotes == FOOTNOTES_DROP ? 0xff : 0,
		.reads_after = true,
		.code = (enum reading_use)(footnotes % 3),
		.tables = (enum reading_use)(footnotes % 3) };
	struct reading reading = reading_text_clean(layout, neighbours, &options, arena);
	struct reading again = reading_text_clean(layout, neighbours, &options, arena);
	check_reading(&reading, arena);
	FUZZ_CHECK(strcmp(reading.text, again.text) == 0);
	bool blank = true;
	for (size_t i = 0; i < layout->count; i++)
		blank = blank && reading_text_is_blank(layout->lines[i].text);
	FUZZ_CHECK(blank || !reading_text_is_blank(reading.text) || reading.change_count > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = (const char *)data;
	const char *end = size > 0 ? memchr(text, '\n', size) : NULL;
	size_t len = end ? (size_t)(end - text) : size;
	struct layout *layout = NULL;
	struct neighbours neighbours = { .marks = { NULL, 0 } };
	struct err err = { 0 };
	if (layout_parse(text, len, arena, &layout, &err) == 0) {
		if (end)
			neighbours_parse(end + 1, size - len - 1, arena, &neighbours, &err);
		clean(layout, &neighbours, FOOTNOTES_MOVE, "eng", arena);
		clean(layout, &neighbours, FOOTNOTES_DROP, "deu", arena);
		clean(layout, NULL, FOOTNOTES_KEEP, "fra", arena);
	}
	arena_free(&arena);
	return 0;
}
