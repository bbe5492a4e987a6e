/* progress: progress display on standard error. On a terminal it is a bar that is redrawn in place;
 * elsewhere an occasional line of plain text, so that logs show it too. */
#ifndef LECTERN_CTL_PROGRESS_H
#define LECTERN_CTL_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

enum { PROGRESS_TEXT = 512 };

struct progress {
	bool shown, terminal;
	bool drawn;               /* a bar is displayed */
	char last[PROGRESS_TEXT]; /* last bar or line shown */
};

void progress_begin(struct progress *progress, bool shown);

/* `part` is from 0 to 1. `left_s` is the estimated time left in seconds, 0 if unknown. */
void progress_show(struct progress *progress, const char *what, double part, double left_s);

/* Wipes the bar; it may be shown again. */
void progress_end(struct progress *progress);

#endif
