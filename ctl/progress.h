/* progress: how far something is, on standard error. On a terminal a bar that is drawn over itself;
 * anywhere else now and then a line of plain text, so that a log shows it too. */
#ifndef LECTERN_CTL_PROGRESS_H
#define LECTERN_CTL_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

enum { PROGRESS_TEXT = 512 };

struct progress {
	bool shown, terminal;
	bool drawn;               /* there is a bar to be wiped out */
	char last[PROGRESS_TEXT]; /* bar or line */
};

void progress_begin(struct progress *progress, bool shown);

/* part: 0 to 1. left_s: seconds that it may still take; 0: unknown. */
void progress_show(struct progress *progress, const char *what, double part, double left_s);

/* Wipes the bar out; the next one may follow. */
void progress_end(struct progress *progress);

#endif
