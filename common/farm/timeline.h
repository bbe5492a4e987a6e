/* timeline: when each sentence and word of a page is spoken, and where each word is printed.
 *
 * tts stores it along with the page's audio, in TIMELINE_FILES as
 * `<tenant>/<workflow>/page_00042.json`:
 *
 *   {"version":1,"digest":"SHA-256=...","sampleRate":22050,"samples":44100,"language":"eng",
 *    "utterances":[{"role":"heading","first":0,"last":9000,"text":"The Moons",
 *      "words":[{"w":"The","f":0,"l":3000,"b":[[0.1,0.1,0.15,0.12]]},...]}]}
 *
 * "digest" is that of the PCM it belongs to; it does not apply to any other. Positions are samples
 * of that PCM, from `first` to before `last`. Boxes are left, top, right, bottom in fractions of
 * the page as shown; those in "n" are on the next page, where a sentence continues across the page
 * break. "section" is present if it is not the body, "estimated" if the voice reports no word times
 * and they were spread over the utterance, "starts" if the utterance is the first of its paragraph.
 */
#ifndef LECTERN_COMMON_FARM_TIMELINE_H
#define LECTERN_COMMON_FARM_TIMELINE_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TIMELINE_VERSION = 1 };

struct timeline_box {
	float left, top, right, bottom;
};

struct timeline_word {
	const char *text; /* as printed */
	int64_t first, last;
	const struct timeline_box *boxes;
	size_t box_count;
	size_t next_count; /* this many of them, the last ones, are on the next page */
};

struct timeline_utterance {
	const char *role;    /* "heading", "paragraph", ... as in workers/page/page_text.h */
	const char *section; /* "body", "contents", ... */
	const char *text;    /* as printed; contains its words in order */
	bool estimated;
	bool starts; /* first of a paragraph; never set if paragraphs are unknown */
	int64_t first, last;
	struct timeline_word *words;
	size_t word_count;
};

struct timeline {
	const char *digest, *language; /* "" if unknown */
	int rate;                      /* Hz */
	int64_t samples;               /* of the page's audio */
	struct timeline_utterance *utterances;
	size_t count;
};

/* JSON on one line; in the arena. */
const char *timeline_format(const struct timeline *timeline, struct arena *arena);

/* Untrusted input gives ERR_INVALID, or a timeline whose times lie within the audio and never go
 * backwards from one utterance to the next. Everything lives in the arena. */
int timeline_parse(const char *json, size_t len, struct arena *arena, struct timeline *ret_timeline,
	struct err *err);

#endif
