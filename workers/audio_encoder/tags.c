/* tags.c: makes texts and chapters acceptable to every player. */
#include "workers/audio_encoder/tags.h"

#include "common/base/utf8.h"

#include <stdbool.h>
#include <string.h>

const char *tags_text(struct arena *arena, const char *text)
{
	return utf8_one_line(arena, text, TAGS_MAX_TEXT);
}

const char *tags_path(struct arena *arena, const char *text)
{
	const char *valid = utf8_sanitize(arena, text);
	char *name = arena_string_n(arena, valid, utf8_cut(valid, strlen(valid), TAGS_MAX_PATH));
	for (char *p = name; *p; p++) {
		/* The last ones are invalid on shares of other systems. */
		if ((unsigned char)*p < ' ' || *p == 0x7f || strchr("/\\:*?\"<>|", *p))
			*p = '-';
	}
	while (*name == '.' || *name == ' ')
		name++;
	size_t len = strlen(name);
	while (len > 0 && (name[len - 1] == '.' || name[len - 1] == ' '))
		name[--len] = '\0';
	return *name ? name : "Unknown";
}

static int64_t within(int64_t value, int64_t least, int64_t most)
{
	return value < least ? least : value > most ? most : value;
}

void tags_set_chapters(struct tags *tags, struct arena *arena, const struct tag_chapter *chapters,
	size_t count, int64_t total_ms)
{
	int64_t at = 0;
	tags->chapters = arena_alloc(arena, (count ? count : 1) * sizeof *tags->chapters);
	tags->chapter_count = count;
	for (size_t i = 0; i < count; i++) {
		at = within(chapters[i].start_ms, at, total_ms);
		tags->chapters[i] = (struct tag_chapter) {
			.title = tags_text(arena, chapters[i].title),
			.start_ms = at,
			.end_ms = total_ms,
		};
		if (i > 0)
			tags->chapters[i - 1].end_ms = at;
	}
}
