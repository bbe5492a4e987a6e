/* text_layer: a page's text from the PDF itself, passed from pdf-to-png to png-to-text.
 *
 * It is metadata of the page's image: META_TEXT_LAYER, a layout as JSON; META_NEIGHBOURS, see
 * workers/page/neighbours.h; META_EDGE_MARKS, see workers/page/edge_marks.h; and numbers by
 * which to judge it, since a PDF's text may be anything: the output of a poor OCR program hidden
 * under a scan, unmapped characters, or a stamp on an image of print. An image stored by another
 * program has none of these and is read by OCR.
 */
#ifndef LECTERN_WORKERS_PAGE_TEXT_LAYER_H
#define LECTERN_WORKERS_PAGE_TEXT_LAYER_H

#include "common/base/meta.h"
#include "common/config/settings.h"
#include "workers/engine/job.h"
#include "workers/page/layout.h"
#include "workers/page/neighbours.h"

#define META_TEXT_LAYER "text-layer"

struct text_layer {
	bool known; /* the PDF has been examined for text; otherwise nothing below is set */
	/* NULL: there is no text, or it is `too_large` for metadata. */
	const struct layout *layout;
	bool too_large;
	bool ink;       /* whether the page shows anything */
	int characters; /* without blanks */
	int unmapped;   /* per mille of the characters: without a known meaning */
	int hidden;     /* per mille of the characters: invisible */
	int covered;    /* per mille of the printed area: covered by text */
	struct neighbours neighbours;
};

/* The option `ocr` of the job, or else of the settings. */
enum ocr_use {
	OCR_AUTO,   /* where the text is not good */
	OCR_ALWAYS, /* as if there were no text */
	OCR_NEVER,  /* whatever the text is */
};

enum ocr_use text_layer_ocr_use(const struct job *job, const struct settings *settings);

/* How useful the text is when the image could be read instead:
 *
 *   LAYER_BLANK     the page is empty, so there is nothing to look at
 *   LAYER_NONE      no text, or more than LAYER_UNMAPPED_PERMILLE of it is meaningless, or it is
 *                   scattered letters
 *   LAYER_PARTIAL   meaningful text that covers less than LAYER_COVERED_PERMILLE of the print: a
 *                   stamp on a scan, or the text beside a drawing
 *   LAYER_HIDDEN    meaningful text that covers the print but is not what is shown: more than
 *                   LAYER_HIDDEN_PERMILLE of it is the output of an OCR program
 *   LAYER_GOOD      meaningful text that is shown and covers the print
 */
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

/* Whether not too much of it is meaningless and its lines are not scattered letters. `unmapped`
 * is per mille of the characters. */
bool text_layer_is_usable(const struct layout *layout, int characters, int unmapped);

/* Adds what is known to an image's metadata. A layout or neighbours that do not fit are left
 * out; a layout is then marked as too large and passed by text_layer_for_image. */
void text_layer_to_meta(const struct text_layer *layer, struct meta *meta, struct arena *arena);

/* The layout that text_layer_to_meta leaves out, for storing in the image itself
 * (workers/page/png_text.h), in the arena; NULL: it was not left out, or is too large even for
 * that. */
const char *text_layer_for_image(const struct text_layer *layer, struct arena *arena);

/* Restores a layout that was left out. An invalid one counts as unknown. */
void text_layer_from_image(struct text_layer *layer, const char *json, struct arena *arena);

/* Never fails: invalid data, which is untrusted, counts as unknown. Everything is in the arena. */
void text_layer_from_meta(
	const struct meta *meta, struct arena *arena, struct text_layer *ret_layer);

#endif
