/* ink.c: counts places with print, after rules and solid areas are taken out, inside and outside
 * the text's boxes. */
#include "workers/pdf_to_png/ink.h"

#include "common/base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	DARK = 176,  /* and below: grey print too, but no tinted paper */
	WHITE = 250, /* and above */
	POINTS_AN_INCH = 72,
	CELL_POINTS = 4,     /* about the height of a small letter */
	LONGEST_POINTS = 50, /* a stroke of a letter */
	GROUP = 8,           /* pixels that are looked at in one go: most of a page is paper */
};

static const float box_margin = 1.5f; /* points */

enum cell { CELL_PRINT = 1, CELL_TEXT = 2 };

struct measuring {
	const struct grey_image *image;
	int longest;          /* stroke, in pixels */
	int cell;             /* side, in pixels */
	int columns, rows;    /* of cells */
	unsigned char *cells; /* enum cell, as flags */
	unsigned char *rules; /* by pixel: part of something long and upright */
};

static const unsigned char *row_of(const struct grey_image *image, int y)
{
	return image->samples + (size_t)y * image->stride;
}

static bool is_white_group(const unsigned char *pixels)
{
	uint64_t group;
	memcpy(&group, pixels, sizeof group);
	return group == UINT64_MAX;
}

static bool any_ink(const struct grey_image *image)
{
	for (int y = 0; y < image->height; y++) {
		const unsigned char *row = row_of(image, y);
		for (int x = 0; x < image->width; x++) {
			if (x + GROUP <= image->width && is_white_group(row + x))
				x += GROUP - 1;
			else if (row[x] < WHITE)
				return true;
		}
	}
	return false;
}

static void end_upright(struct measuring *m, int x, int from, int to)
{
	if (to - from <= m->longest)
		return;
	for (int y = from; y < to; y++)
		m->rules[(size_t)y * (size_t)m->image->width + (size_t)x] = 1;
}

/* Where dark runs began in the columns of a group: the row, from 1; 0: there is none. */
struct upright_group {
	int starts[GROUP];
	bool open; /* any of them */
};

/* `row` is NULL below the last one, where all runs end. */
static void look_at_group(
	struct measuring *m, struct upright_group *group, int left, int y, const unsigned char *row)
{
	int width = m->image->width - left < GROUP ? m->image->width - left : GROUP;
	if (!group->open && (!row || (width == GROUP && is_white_group(row + left))))
		return;
	group->open = false;
	for (int i = 0; i < width; i++) {
		if (row && row[left + i] < DARK) {
			group->open = true;
			if (group->starts[i] == 0)
				group->starts[i] = y + 1;
		} else if (group->starts[i] > 0) {
			end_upright(m, left + i, group->starts[i] - 1, y);
			group->starts[i] = 0;
		}
	}
}

/* Row by row, as the pixels lie in memory. */
static void find_upright_rules(struct measuring *m)
{
	const struct grey_image *image = m->image;
	struct upright_group *groups =
		alloc_zeroed((size_t)image->width / GROUP + 1, sizeof *groups);
	for (int y = 0; y <= image->height; y++) {
		const unsigned char *row = y < image->height ? row_of(image, y) : NULL;
		for (int x = 0; x < image->width; x += GROUP)
			look_at_group(m, &groups[x / GROUP], x, y, row);
	}
	free(groups);
}

static void mark_print(struct measuring *m, int y, int from, int to)
{
	const unsigned char *rules = m->rules + (size_t)y * (size_t)m->image->width;
	unsigned char *cells = m->cells + (size_t)(y / m->cell) * (size_t)m->columns;
	if (to - from > m->longest)
		return;
	for (int x = from; x < to; x++) {
		if (!rules[x])
			cells[x / m->cell] |= CELL_PRINT;
	}
}

static void find_print(struct measuring *m)
{
	for (int y = 0; y < m->image->height; y++) {
		const unsigned char *row = row_of(m->image, y);
		int from = -1;
		for (int x = 0; x <= m->image->width; x++) {
			if (from < 0 && x + GROUP <= m->image->width && is_white_group(row + x)) {
				x += GROUP - 1;
				continue;
			}
			bool dark = x < m->image->width && row[x] < DARK;
			if (dark && from < 0) {
				from = x;
			} else if (!dark && from >= 0) {
				mark_print(m, y, from, x);
				from = -1;
			}
		}
	}
}

/* The cell in which a place in points lies, within 0..count - 1. */
static int cell_at(const struct measuring *m, float points, int count)
{
	float cell = floorf(points * (float)m->image->dpi / POINTS_AN_INCH / (float)m->cell);
	if (!(cell > 0))
		return 0;
	return cell < (float)count ? (int)cell : count - 1;
}

static void mark_text(struct measuring *m, const struct layout_box *box)
{
	int left = cell_at(m, box->left - box_margin, m->columns);
	int right = cell_at(m, box->right + box_margin, m->columns);
	int top = cell_at(m, box->top - box_margin, m->rows);
	int bottom = cell_at(m, box->bottom + box_margin, m->rows);
	for (int y = top; y <= bottom; y++) {
		for (int x = left; x <= right; x++)
			m->cells[(size_t)y * (size_t)m->columns + (size_t)x] |= CELL_TEXT;
	}
}

static int covered_of(const struct measuring *m)
{
	size_t count = (size_t)m->columns * (size_t)m->rows;
	int64_t print = 0, covered = 0;
	for (size_t i = 0; i < count; i++) {
		print += (m->cells[i] & CELL_PRINT) != 0;
		covered += m->cells[i] == (CELL_PRINT | CELL_TEXT);
	}
	return print > 0 ? (int)(covered * 1000 / print) : 1000;
}

struct ink ink_measure(const struct grey_image *image, const struct layout_box *boxes, size_t count)
{
	struct measuring m = { .image = image };
	struct ink ink = { .any = any_ink(image), .covered = 1000 };
	if (!ink.any)
		return ink;
	ink.covered = 0;
	if (count == 0)
		return ink;
	m.longest = image->dpi * LONGEST_POINTS / POINTS_AN_INCH;
	m.cell = image->dpi * CELL_POINTS / POINTS_AN_INCH;
	if (m.cell < 1)
		m.cell = 1;
	m.columns = (image->width - 1) / m.cell + 1;
	m.rows = (image->height - 1) / m.cell + 1;
	m.cells = alloc_zeroed((size_t)m.columns, (size_t)m.rows);
	m.rules = alloc_zeroed((size_t)image->width, (size_t)image->height);
	find_upright_rules(&m);
	find_print(&m);
	for (size_t i = 0; i < count; i++)
		mark_text(&m, &boxes[i]);
	ink.covered = covered_of(&m);
	free(m.cells);
	free(m.rules);
	return ink;
}
