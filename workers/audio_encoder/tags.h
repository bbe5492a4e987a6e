/* tags: a file's metadata on its book: title, authors, chapters. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_TAGS_H
#define LECTERN_WORKERS_AUDIO_ENCODER_TAGS_H

#include "common/base/arena.h"

#include <stddef.h>
#include <stdint.h>

struct tag_chapter {
	const char *title;
	int64_t start_ms, end_ms;
};

/* Strings are "" when unknown. */
struct tags {
	const char *title, *author, *narrator;
	const char *language; /* ISO 639-2, "eng" */
	const char *date;     /* "2026" or "2026-11-28" */
	const char *comment;
	struct tag_chapter *chapters; /* ascending and contiguous */
	size_t chapter_count;
	int track, tracks; /* for a book with a file for each chapter; 0: a single file */
	const char *album; /* the book that a chapter's file belongs to; NULL: its own title */
};

enum {
	TAGS_MAX_TEXT = 1000, /* bytes */
	TAGS_MAX_PATH = 120,
	/* ID3v2 counts the entries of a table in one byte. */
	TAGS_MAX_ID3_CHAPTERS = 255,
};

/* Makes untrusted text fit for a tag: valid UTF-8 without control characters, direction marks
 * and superfluous blanks, at most TAGS_MAX_TEXT bytes. In the arena. */
const char *tags_text(struct arena *arena, const char *text);

/* Makes it fit for a path component on every file system: no separators, no leading dot, at most
 * TAGS_MAX_PATH bytes; "Unknown" when nothing is left. In the arena. */
const char *tags_path(struct arena *arena, const char *text);

/* Sets chapters that are contiguous within `total_ms`, even if the given ones are not. */
void tags_set_chapters(struct tags *tags, struct arena *arena, const struct tag_chapter *chapters,
	size_t count, int64_t total_ms);

#endif
