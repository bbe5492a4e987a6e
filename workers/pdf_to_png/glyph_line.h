/* glyph_line: a line of a PDF's text, put together from the characters that it draws.
 *
 * A PDF draws characters at places; blanks are gaps, accents may be characters of their own, and
 * Hebrew and Arabic come from some programs as they are read and from others as they are seen. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_GLYPH_LINE_H
#define LECTERN_WORKERS_PDF_TO_PNG_GLYPH_LINE_H

#include "common/base/arena.h"
#include "workers/page/layout.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Stands for nothing: what was drawn in its place belongs to the character before. */
enum { GLYPH_FILLER = 0x10fffe };

struct glyph {
	uint32_t code;    /* Unicode, or GLYPH_FILLER */
	float start, end; /* along the line, in points */
	uint32_t call;    /* that drew it, see text_device.h */
};

/* From one call to another one. */
struct glyph_calls {
	uint32_t first, last;
};

struct glyph_words {
	const struct layout_span *spans; /* from where to where along the line each one stands */
	const struct glyph_calls *calls;
	size_t count;
};

/* The text as struct layout_line wants it, in the arena: single blanks, a TAB for a gap of more
 * than one and a half times `size`, what is no character as U+FFFD. NULL when there are only
 * blanks. Puts the glyphs into the order in which they are read. */
char *glyph_line_text(struct glyph *glyphs, size_t count, float size, struct arena *arena);

/* The same, and its words in the text's order; none (NULL) of a line that is read from the right.
 */
char *glyph_line_words(struct glyph *glyphs, size_t count, float size, struct arena *arena,
	struct glyph_words *ret_words);

/* What it stands for is not known: unknown, a control character, of private use. */
bool glyph_is_unmapped(uint32_t code);

#endif
