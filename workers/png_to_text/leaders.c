/* leaders.c: finds rows of small dots with Leptonica and closes the gaps that they leave. */
#include "workers/png_to_text/leaders.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>

enum { BLACK_BELOW = 160, LEAST_DOTS = 5, LEAST_LINES = 8 };

/* A page in progress: grey pixels, the ink among them, and the dots among the ink. */
struct leaders {
	PIX *grey, *ink, *dots;
	int dpi, width, height;
};

struct area {
	int left, top, right, bottom; /* right and bottom are exclusive */
};

static struct area clip(const struct leaders *page, struct area area)
{
	if (area.left < 0)
		area.left = 0;
	if (area.top < 0)
		area.top = 0;
	if (area.right > page->width)
		area.right = page->width;
	if (area.bottom > page->height)
		area.bottom = page->height;
	return area;
}

static PIX *cut_out(const struct leaders *page, PIX *from, struct area area)
{
	area = clip(page, area);
	if (area.left >= area.right || area.top >= area.bottom)
		return NULL;
	BOX *box = boxCreate(area.left, area.top, area.right - area.left, area.bottom - area.top);
	PIX *part = pixClipRectangle(from, box, NULL);
	boxDestroy(&box);
	return part;
}

static bool is_empty(const struct leaders *page, struct area area)
{
	PIX *part = cut_out(page, page->ink, area);
	l_int32 empty = 1;
	if (part)
		pixZero(part, &empty);
	pixDestroy(&part);
	return empty;
}

static int count_dots(const struct leaders *page, struct area area)
{
	PIX *part = cut_out(page, page->dots, area);
	l_int32 count = 0;
	if (part)
		pixCountConnComp(part, 8, &count);
	pixDestroy(&part);
	return count;
}

/* Dots in a picture have others above and below, the dots of i have their stems, and those of
 * U.S.A. have letters between them. */
static bool is_leader(const struct leaders *page, struct area run)
{
	struct area above = run, below = run;
	above.bottom = run.top - 1;
	above.top = above.bottom - page->dpi / 25;
	below.top = run.bottom + 1;
	below.bottom = below.top + page->dpi / 40;
	return run.bottom - run.top <= page->dpi / 20 && count_dots(page, run) >= LEAST_DOTS &&
	       is_empty(page, above) && is_empty(page, below);
}

static void erase(struct leaders *page, struct area area)
{
	area = clip(page, area);
	pixRasterop(page->grey, area.left, area.top, area.right - area.left, area.bottom - area.top,
		PIX_SET, NULL, 0, 0);
}

/* The line that contains the dots, from `left` to `right`. */
static struct area line_of(const struct leaders *page, struct area run, int left, int right)
{
	return clip(page, (struct area) { left, run.top - page->dpi / 8, right,
				  run.bottom + page->dpi / 20 });
}

/* The amount of ink in each column of an area; NULL when the area is empty. */
static NUMA *columns_of(const struct leaders *page, struct area area)
{
	PIX *part = cut_out(page, page->ink, area);
	NUMA *columns = part ? pixCountPixelsByColumn(part) : NULL;
	pixDestroy(&part);
	return columns;
}

static bool has_ink(NUMA *columns, int x)
{
	l_int32 count = 0;
	numaGetIValue(columns, x, &count);
	return count > 0;
}

/* What the dots lead to: the next word in the line, if it is a short one. */
static bool find_target(const struct leaders *page, struct area run, struct area *ret_target)
{
	const int widest = page->dpi, word_gap = page->dpi / 8;
	struct area line = line_of(page, run, run.right + 1, run.right + 1 + 2 * widest);
	NUMA *columns = columns_of(page, line);
	int first = -1, last = -1, count = columns ? numaGetCount(columns) : 0;
	for (int x = 0; x < count && (last < 0 || x - last <= word_gap); x++) {
		if (!has_ink(columns, x))
			continue;
		first = first < 0 ? x : first;
		last = x;
	}
	numaDestroy(&columns);
	if (first < 0 || last - first > widest)
		return false;
	*ret_target = clip(page, (struct area) { line.left + first - 2, line.top,
					 line.left + last + 3, line.bottom });
	return true;
}

/* Where the text ends that precedes the dots. */
static int end_of_text(const struct leaders *page, struct area run)
{
	struct area line = line_of(page, run, run.left - 2 * page->dpi, run.left - 1);
	NUMA *columns = columns_of(page, line);
	int x = columns ? numaGetCount(columns) - 1 : -1;
	while (x >= 0 && !has_ink(columns, x))
		x--;
	numaDestroy(&columns);
	return x < 0 ? run.left : line.left + x + 1;
}

static void close_up(struct leaders *page, struct area run)
{
	const int blank = page->dpi / 15;
	struct area target;
	PIX *moved = NULL;
	int end = end_of_text(page, run);
	if (find_target(page, run, &target)) {
		moved = cut_out(page, page->grey, target);
		erase(page, target);
	}
	erase(page, (struct area) { run.left - 2, run.top - 2, run.right + 2, run.bottom + 2 });
	if (moved)
		pixRasterop(page->grey, end + blank, target.top, pixGetWidth(moved),
			pixGetHeight(moved), PIX_SRC, moved, 0, 0);
	pixDestroy(&moved);
}

/* A list of leaders: many, all of which end at the same place. */
struct list {
	int lines, least_right, most_right;
};

static bool is_list(const struct leaders *page, const struct list *list)
{
	return list->lines >= LEAST_LINES && list->most_right - list->least_right <= page->dpi / 4;
}

static void add_to_list(struct list *list, struct area run)
{
	if (list->lines == 0 || run.right < list->least_right)
		list->least_right = run.right;
	if (list->lines == 0 || run.right > list->most_right)
		list->most_right = run.right;
	list->lines++;
}

static bool close_up_all(struct leaders *page)
{
	/* Merges the dots of a leader into one bar. */
	PIX *tall = pixDilateBrick(NULL, page->dots, 1, 3);
	PIX *bars = pixCloseSafeCompBrick(NULL, tall, page->dpi / 6, 1); /* in two small steps */
	BOXA *boxes = pixConnCompBB(bars, 8);
	struct list list = { 0, 0, 0 };
	for (int i = 0; i < boxaGetCount(boxes); i++) {
		l_int32 x, y, width, height;
		boxaGetBoxGeometry(boxes, i, &x, &y, &width, &height);
		struct area run = { x, y + 1, x + width, y + height - 1 };
		if (width >= page->dpi / 4 && is_leader(page, run)) {
			close_up(page, run);
			add_to_list(&list, run);
		}
	}
	boxaDestroy(&boxes);
	pixDestroy(&bars);
	pixDestroy(&tall);
	return is_list(page, &list);
}

bool leaders_close_up(struct Pix *grey, int dpi)
{
	struct leaders page = {
		.grey = grey,
		.ink = pixConvertTo1(grey, BLACK_BELOW),
		.dpi = dpi,
		.width = pixGetWidth(grey),
		.height = pixGetHeight(grey),
	};
	bool list = false;
	if (page.ink)
		page.dots = pixSelectBySize(
			page.ink, dpi / 30, dpi / 30, 8, L_SELECT_IF_BOTH, L_SELECT_IF_LTE, NULL);
	if (page.dots)
		list = close_up_all(&page);
	pixDestroy(&page.dots);
	pixDestroy(&page.ink);
	return list;
}
