/* leaders: the dots that lead from a heading to its page number in a table of contents.
 *
 * An OCR engine reads them as letters ("eee cece ceeeaee"), and without them takes the page
 * numbers for a separate column.
 */
#ifndef LECTERN_WORKERS_PNG_TO_TEXT_LEADERS_H
#define LECTERN_WORKERS_PNG_TO_TEXT_LEADERS_H

#include <stdbool.h>

struct Pix; /* Leptonica's */

/* Removes the leaders from an 8-bit image and moves what they lead to next to the text before
 * them. Dots with anything close above or below them do not count. True when the page is a list
 * of such lines in one column, which must be read line by line. */
bool leaders_close_up(struct Pix *grey, int dpi);

#endif
