/* leaders: the dots that lead from a heading to its page number in a table of contents.
 *
 * An OCR engine takes them for letters ("eee cece ceeeaee"), which nobody wants to hear, and
 * without them takes the numbers for a column of its own. */
#ifndef LECTERN_WORKERS_PNG_TO_TEXT_LEADERS_H
#define LECTERN_WORKERS_PNG_TO_TEXT_LEADERS_H

#include <stdbool.h>

struct Pix; /* Leptonica's */

/* Takes the leaders out of an image of 8 bits a pixel and moves what they lead to next to the text
 * before them. Dots with anything close above or below them are no leaders. True when the page is
 * a list of such lines in one column, so that it is to be read line by line. */
bool leaders_close_up(struct Pix *grey, int dpi);

#endif
