/* progress.c: a bar on terminals that can move the cursor, lines of text elsewhere. */
#include "ctl/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { LONGEST_BAR = 30, SHORTEST_BAR = 5, USUAL_COLUMNS = 80, LINES_STEP = 10 };

/* TERM tells whether the terminal can move its cursor. */
static bool is_terminal(void)
{
	const char *term = getenv("TERM");
	return isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

/* Queried every time because windows are resized. */
static int terminal_columns(void)
{
	struct winsize size;
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return USUAL_COLUMNS;
	return size.ws_col;
}

void progress_begin(struct progress *progress, bool shown)
{
	memset(progress, 0, sizeof *progress);
	progress->shown = shown;
	progress->terminal = is_terminal();
}

static void format_left(char *text, size_t size, double left_s)
{
	if (left_s <= 0)
		*text = '\0';
	else if (left_s < 100)
		snprintf(text, size, ", about %.0f s", left_s);
	else if (left_s < 100 * 60)
		snprintf(text, size, ", about %.0f min", left_s / 60);
	else
		snprintf(text, size, ", about %.0f h", left_s / 3600);
}

static int percent(double part)
{
	return part <= 0 ? 0 : part >= 1 ? 100 : (int)(part * 100);
}

/* Leaves one column free for the cursor. */
static void format_bar(
	char text[PROGRESS_TEXT], int columns, const char *what, double part, double left_s)
{
	char left[40], bar[LONGEST_BAR + 1];
	int others = (int)(strlen(what) + strlen(" [] 100 %"));
	format_left(left, sizeof left, left_s);
	int width = columns - 1 - others - (int)strlen(left);
	if (width > LONGEST_BAR)
		width = LONGEST_BAR;
	if (width < SHORTEST_BAR) {
		snprintf(text, PROGRESS_TEXT, "%s %3d %%", what, percent(part));
	} else {
		memset(bar, '.', (size_t)width);
		memset(bar, '#', (size_t)(percent(part) * width / 100));
		bar[width] = '\0';
		snprintf(text, PROGRESS_TEXT, "%s [%s] %3d %%%s", what, bar, percent(part), left);
	}
	/* A wrapped line could not be redrawn in place. */
	if (columns > 0 && strlen(text) >= (size_t)columns)
		text[columns - 1] = '\0';
}

void progress_show(struct progress *progress, const char *what, double part, double left_s)
{
	char text[PROGRESS_TEXT];
	if (!progress->shown)
		return;
	if (progress->terminal)
		format_bar(text, terminal_columns(), what, part, left_s);
	else
		snprintf(text, sizeof text, "%s: %d %%", what,
			percent(part) / LINES_STEP * LINES_STEP);
	if (strcmp(text, progress->last) == 0)
		return;
	snprintf(progress->last, sizeof progress->last, "%s", text);
	if (progress->terminal)
		fprintf(stderr, "\r\033[K%s", text);
	else
		fprintf(stderr, "%s\n", text);
	progress->drawn = progress->terminal;
}

void progress_end(struct progress *progress)
{
	if (progress->drawn)
		fprintf(stderr, "\r\033[K");
	progress->drawn = false;
	progress->last[0] = '\0';
}
