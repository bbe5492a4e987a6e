/* tags: what a file says of its book: title, authors, chapters. */
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
	struct tag_chapter *chapters; /* ascending, one ends where the next begins */
	size_t chapter_count;
	int track, tracks; /* of a book in a file for each chapter; 0: one file */
	const char *album; /* what a chapter's file is of; NULL: its own title */
};

enum {
	TAGS_MAX_TEXT = 1000, /* bytes */
	TAGS_MAX_PATH = 120,
	/* ID3v2 counts a table's entries in one byte. */
	TAGS_MAX_ID3_CHAPTERS = 255,
};

/* Untrusted text made fit for a tag: valid UTF-8, without controls, marks of direction and needless
 * blanks, TAGS_MAX_TEXT bytes at most. In the arena. */
const char *tags_text(struct arena *arena, const char *text);

/* The same as a part of a path that every file system takes: no separators, no dot in front,
 * TAGS_MAX_PATH bytes at most; "Unknown" when nothing is left. In the arena. */
const char *tags_path(struct arena *arena, const char *text);

/* Chapters that follow one another within `total_ms`, whatever was said of them. */
void tags_set_chapters(struct tags *tags, struct arena *arena, const struct tag_chapter *chapters,
	size_t count, int64_t total_ms);

#endif
