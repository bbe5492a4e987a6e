/* layout_text: a page's lines as plain text. */
#ifndef LECTERN_LAYOUT_TEXT_H
#define LECTERN_LAYOUT_TEXT_H

#include "workers/layout.h"

/* Line by line in the layout's order, its blocks parted by an empty line, TABs as blanks: what
 * reading_text_clean expects. In the arena. */
char *layout_text(const struct layout *layout, struct arena *arena);

#endif
