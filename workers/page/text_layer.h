/* text_layer: the PDF's own text of a page, on its way from pdf-to-png to png-to-text.
 *
 * It is metadata of the page's image: META_TEXT_LAYER, a layout as JSON; META_NEIGHBOURS, see
 * workers/page/neighbours.h; META_EDGE_MARKS, see workers/page/edge_marks.h; and numbers by which
 * to judge it, since a PDF's text may be anything: the reading of a poor OCR program hidden under a
 * scan, unmapped characters, a stamp on an image of print. An
 * image that some other program stored has none of it, and is read. */
#ifndef LECTERN_WORKERS_PAGE_TEXT_LAYER_H
#define LECTERN_WORKERS_PAGE_TEXT_LAYER_H

#include "common/base/meta.h"
#include "common/config/settings.h"
#include "workers/engine/job.h"
#include "workers/page/layout.h"
#include "workers/page/neighbours.h"

#define META_TEXT_LAYER "text-layer"

struct text_layer {
	bool known; /* somebody has looked for text; else nothing below is set */
	/* NULL: there is none, or it is `too_large` for metadata. */
	const struct layout *layout;
	bool too_large;
	bool ink;       /* anything is on the page */
	int characters; /* without blanks */
	int unmapped;   /* of 1000 characters: those without a known meaning */
	int hidden;     /* of 1000 characters: not to be seen */
	int covered;    /* of 1000 places with print: text stands there */
	struct neighbours neighbours;
};

/* What the job, or else the settings, say about `ocr`. */
enum ocr_use {
	OCR_AUTO,   /* where the text is not good */
	OCR_ALWAYS, /* as if there were no text */
	OCR_NEVER,  /* whatever the text is */
};

enum ocr_use text_layer_ocr_use(const struct job *job, const struct settings *settings);

/* What it is worth to a reader who may also look at the image:
 *
 *   LAYER_BLANK     nothing is on the page, and there is nothing to look at
 *   LAYER_NONE      no text, or more than INSANE_PERMILLE of it makes no sense, or it is in shreds
 *   LAYER_PARTIAL   sane text, but less than COVERED_PERMILLE of the print is covered by it: a
 *                   stamp on a scan, or the text beside a drawing
 *   LAYER_HIDDEN    sane text that covers the print and is not what one sees: more than
 *                   HIDDEN_PERMILLE of it is the reading of some OCR program
 *   LAYER_GOOD      sane text that is seen and covers the print */
enum layer_worth {
	LAYER_BLANK,
	LAYER_NONE,
	LAYER_PARTIAL,
	LAYER_HIDDEN,
	LAYER_GOOD,
};

enum {
	LAYER_UNMAPPED_PERMILLE = 50,
	LAYER_COVERED_PERMILLE = 700,
	LAYER_HIDDEN_PERMILLE = 200,
};

enum layer_worth text_layer_worth(const struct text_layer *layer);

/* Neither does too much of it make no sense, nor are its lines shreds of a letter or two.
 * `unmapped` is of 1000 characters. */
bool text_layer_is_usable(const struct layout *layout, int characters, int unmapped);

/* Adds what it knows to an image's metadata. A layout or neighbours that would not fit are left
 * out, and the former said to be too large: text_layer_for_image carries it. */
void text_layer_to_meta(const struct text_layer *layer, struct meta *meta, struct arena *arena);

/* The layout that text_layer_to_meta leaves out, to stand in the image itself (workers/page/
 * png_text.h); NULL: none, or it would be too large there too. */
const char *text_layer_for_image(const struct text_layer *layer, struct arena *arena);

/* Takes a layout that was left out. One that makes no sense is not known. */
void text_layer_from_image(struct text_layer *layer, const char *json, struct arena *arena);

/* Never fails: untrusted data that makes no sense counts as not known. Lives in the arena. */
void text_layer_from_meta(
	const struct meta *meta, struct arena *arena, struct text_layer *ret_layer);

#endif
