/* meta: a small list of key-value strings, as objects carry them. Lives in an arena. */
#ifndef LECTERN_COMMON_BASE_META_H
#define LECTERN_COMMON_BASE_META_H

#include "common/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct meta_item {
	const char *key, *value;
};

struct meta {
	struct meta_item *items; /* in the arena that was given to meta_set */
	size_t count, cap;
};

/* Keys that the stages agree on. */
#define META_OUTCOME     "outcome"     /* "spoken", "blank", "skipped" or "failed" */
#define META_STAGE       "stage"       /* of a failed page: where it failed */
#define META_REASON      "reason"      /* of a failed page: why */
#define META_FINAL       "final"       /* of a failed page: "true": another try cannot help */
#define META_SAMPLE_RATE "sample-rate" /* of PCM and WAV: Hz */
#define META_CHANNELS    "channels"    /* of PCM and WAV */
#define META_ENCODING    "encoding"    /* of PCM: "s16le" */
#define META_SECONDS     "seconds"     /* of WAV: length in seconds, "12.345" */
#define META_LANGUAGE    "language"    /* of a text: Tesseract's name, "eng" */
/* Of a text, and of the sound made of it: "text" (the PDF's own) or "ocr", and how sure the reading
 * is, 0 to 100, a mean over its words. */
#define META_TEXT_SOURCE "text-source"
#define META_CONFIDENCE  "confidence"
/* Of a text: the script that its page seems to be printed in, if its language has another. */
#define META_SCRIPT "script"
/* Of a page's image: the PDF's own text, see workers/page/text_layer.h, and what stands at the
 * edges of the pages around it, see workers/page/neighbours.h. */
#define META_TEXT_LAYER "text-layer"
#define META_NEIGHBOURS "text-layer-neighbours"
#define META_EDGE_MARKS "edge-marks"
/* Of sound that is spoken: "espeak", "sherpa", "chatllm" or "command"; and, when that is not the
 * engine of the settings, why. */
#define META_ENGINE       "engine"
#define META_ENGINE_FAULT "engine-fault"
/* Of sound that is spoken: what of it came out right at the second attempt only, and why. */
#define META_ENGINE_NOTE "engine-note"
/* Of a text: what cleaning dropped or changed (workers/reading/text.h), as JSON. */
#define META_DROPPED "dropped"
/* Of a text that was to be added to: for which wish it is (workers/png_to_text/augment.h). Beside
 * it stand "commentary" and "summary": "added", or "unavailable: " and why. */
#define META_AUGMENTED "augmented"
#define META_FILE_NAME "file-name" /* of a source PDF: the user's name for it, UTF-8 */

/* Adds or replaces; copies both strings. */
void meta_set(struct meta *meta, struct arena *arena, const char *key, const char *value);
void meta_setf(struct meta *meta, struct arena *arena, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The value, or NULL. */
const char *meta_get(const struct meta *meta, const char *key);

/* The value as a whole number within min..max, or `missing` when absent or not such a number. */
int64_t meta_get_int(
	const struct meta *meta, const char *key, int64_t min, int64_t max, int64_t missing);

/* The same keys with the same values, in any order. */
bool meta_equal(const struct meta *a, const struct meta *b);

#endif
