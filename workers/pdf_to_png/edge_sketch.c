/* edge_sketch.c: ink to words, words to pieces, and the search for a piece on another page. */
#include "workers/pdf_to_png/edge_sketch.h"

#include "common/base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Pixels, at EDGE_SKETCH_DPI. */
enum {
	ZONE_PERMILLE = 150, /* of the page's height: a strip */
	PAPER_FROM = 96,     /* what is darker is no paper */
	LETTER_GAP = 3,      /* white between letters of a word is no wider */
	LEAST_HEIGHT = 4,    /* smaller is a dot, or dirt */
	MOST_HEIGHT = 50,    /* larger is a picture */
	LEAST_PIECE = 20,    /* three letters */
	MAX_WORDS = 400,     /* of a strip: a picture may be a thousand dots */
	MAX_RUNS = 20000,
	PLACE_OFF = 20, /* from page to page */
	WIDTH_OFF = 3,  /* of the same word */
	SLIDE_X = 2,    /* from one word to the next of a sloping line */
	SLIDE_Y = 3,
	ANCHORS = 3,
	POINTS_AN_INCH = 72,
};

static const float alike = 0.72f; /* correlation of the same word in two scans, and more */

struct word {
	int left, top, right, bottom; /* within the strip; right and bottom are beyond it */
	int next;                     /* of the piece; -1: none */
};

struct piece {
	struct word box;
	int first, last, words; /* by index, from left to right */
};

struct edge_strip {
	int top; /* on the page */
	int width, height;
	unsigned char *ink; /* 0 paper, 255 black */
	struct word *words;
	size_t word_count;
	struct piece *pieces; /* the outermost first */
	size_t piece_count;
};

/* ---- ink ---- */

/* The shade of most of what is bright. */
static int paper_of(const struct grey_image *image, int top, int height)
{
	int counts[256] = { 0 }, paper = 255;
	for (int y = top; y < top + height; y++) {
		const unsigned char *row = image->samples + (size_t)y * image->stride;
		for (int x = 0; x < image->width; x++)
			counts[row[x]]++;
	}
	for (int shade = 255; shade >= PAPER_FROM; shade--) {
		if (counts[shade] > counts[paper])
			paper = shade;
	}
	return paper;
}

static void take_ink(struct edge_strip *strip, const struct grey_image *image, struct arena *arena)
{
	int paper = paper_of(image, strip->top, strip->height);
	unsigned char inks[256];
	for (int shade = 0; shade < 256; shade++) {
		int ink = shade < paper ? (paper - shade) * 255 / paper : 0;
		inks[shade] = (unsigned char)ink;
	}
	strip->ink = arena_alloc(arena, (size_t)strip->width * (size_t)strip->height);
	for (int y = 0; y < strip->height; y++) {
		const unsigned char *row =
			image->samples + (size_t)(strip->top + y) * image->stride;
		unsigned char *ink = strip->ink + (size_t)y * (size_t)strip->width;
		for (int x = 0; x < strip->width; x++)
			ink[x] = inks[row[x]];
	}
}

/* ---- words: dark runs that touch, from row to row ---- */

struct run {
	int left, right, y, word; /* word: index of another run of it, or its own */
};

struct runs {
	struct run *items;
	int count;
};

static int root_of(const struct runs *runs, int i)
{
	struct run *items = runs->items;
	while (items[i].word != i) {
		items[i].word = items[items[i].word].word;
		i = items[i].word;
	}
	return i;
}

/* Those of one row, letters of a word in one run. */
static void find_runs(struct runs *runs, const struct edge_strip *strip, int y)
{
	enum { DARK = 80 };
	const unsigned char *ink = strip->ink + (size_t)y * (size_t)strip->width;
	struct run *run = NULL;
	for (int x = 0; x < strip->width; x++) {
		if (ink[x] < DARK)
			continue;
		if (run && x - run->right <= LETTER_GAP) {
			run->right = x + 1;
			continue;
		}
		if (runs->count == MAX_RUNS)
			return;
		run = &runs->items[runs->count];
		*run = (struct run) { x, x + 1, y, runs->count };
		runs->count++;
	}
}

/* Runs `first` to `middle` are those of the row above. */
static void join_rows(struct runs *runs, int first, int middle)
{
	int above = first;
	for (int i = middle; i < runs->count; i++) {
		while (above < middle && runs->items[above].right <= runs->items[i].left)
			above++;
		for (int k = above; k < middle && runs->items[k].left < runs->items[i].right; k++) {
			int a = root_of(runs, i), b = root_of(runs, k);
			runs->items[a > b ? a : b].word = a > b ? b : a;
		}
	}
}

static void widen(struct word *word, int left, int top, int right, int bottom)
{
	word->left = left < word->left ? left : word->left;
	word->top = top < word->top ? top : word->top;
	word->right = right > word->right ? right : word->right;
	word->bottom = bottom > word->bottom ? bottom : word->bottom;
}

static bool is_word(const struct word *word)
{
	int height = word->bottom - word->top;
	return height >= LEAST_HEIGHT && height <= MOST_HEIGHT;
}

static int from_left(const void *a, const void *b)
{
	const struct word *x = a, *y = b;
	return x->left != y->left ? x->left - y->left : x->top - y->top;
}

static void find_words(struct edge_strip *strip, struct arena *arena)
{
	struct runs runs = { alloc_zeroed(MAX_RUNS, sizeof *runs.items), 0 };
	struct word *words = alloc_zeroed(MAX_RUNS, sizeof *words);
	size_t count = 0;
	for (int y = 0, first = 0; y < strip->height; y++) {
		int middle = runs.count;
		find_runs(&runs, strip, y);
		join_rows(&runs, first, middle);
		first = middle;
	}
	for (int i = 0; i < runs.count; i++) {
		const struct run *run = &runs.items[i];
		struct word *word = &words[root_of(&runs, i)];
		if (word->right == 0)
			*word = (struct word) { run->left, run->y, run->right, run->y + 1, -1 };
		widen(word, run->left, run->y, run->right, run->y + 1);
	}
	for (int i = 0; i < runs.count; i++) {
		if (is_word(&words[i]))
			words[count++] = words[i];
	}
	qsort(words, count, sizeof *words, from_left);
	strip->word_count = count < MAX_WORDS ? count : 0;
	strip->words = arena_alloc(arena, MAX_WORDS * sizeof *words);
	memcpy(strip->words, words, strip->word_count * sizeof *words);
	free(runs.items);
	free(words);
}

/* ---- pieces: words that follow each other on a line ---- */

static bool follows(const struct word *word, const struct word *next)
{
	int height = word->bottom - word->top, other = next->bottom - next->top;
	int lower = height > other ? height : other;
	int top = word->top > next->top ? word->top : next->top;
	int bottom = word->bottom < next->bottom ? word->bottom : next->bottom;
	return next->left - word->right <= 2 * lower &&
	       (bottom - top) * 2 >= (height < other ? height : other);
}

static void add_to_piece(struct edge_strip *strip, int index)
{
	struct word *word = &strip->words[index];
	for (size_t i = 0; i < strip->piece_count; i++) {
		struct piece *piece = &strip->pieces[i];
		if (!follows(&strip->words[piece->last], word))
			continue;
		widen(&piece->box, word->left, word->top, word->right, word->bottom);
		strip->words[piece->last].next = index;
		piece->last = index;
		piece->words++;
		return;
	}
	strip->pieces[strip->piece_count++] = (struct piece) { *word, index, index, 1 };
}

static int from_top(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	int off = x->box.top + x->box.bottom - y->box.top - y->box.bottom;
	return off != 0 ? off : x->first - y->first;
}

static int from_bottom(const void *a, const void *b)
{
	return from_top(b, a);
}

static void find_pieces(struct edge_strip *strip, enum edge edge, struct arena *arena)
{
	size_t count = 0;
	strip->pieces = arena_alloc(arena, (strip->word_count + 1) * sizeof *strip->pieces);
	for (size_t i = 0; i < strip->word_count; i++)
		add_to_piece(strip, (int)i);
	for (size_t i = 0; i < strip->piece_count; i++) {
		const struct word *box = &strip->pieces[i].box;
		if (box->right - box->left >= LEAST_PIECE)
			strip->pieces[count++] = strip->pieces[i];
	}
	if (count > 0)
		qsort(strip->pieces, count, sizeof *strip->pieces,
			edge == EDGE_TOP ? from_top : from_bottom);
	strip->piece_count = count < EDGE_PIECES ? count : EDGE_PIECES;
}

struct edge_sketch *edge_sketch_of(const struct grey_image *image, struct arena *arena)
{
	struct edge_sketch *sketch = arena_alloc(arena, sizeof *sketch);
	int height = image->height * ZONE_PERMILLE / 1000;
	*sketch = (struct edge_sketch) { image->width, image->height, image->dpi, { NULL } };
	for (int edge = EDGE_TOP; edge < EDGES; edge++) {
		struct edge_strip *strip = arena_alloc(arena, sizeof *strip);
		*strip = (struct edge_strip) {
			.top = edge == EDGE_TOP ? 0 : image->height - height,
			.width = image->width,
			.height = height,
		};
		take_ink(strip, image, arena);
		find_words(strip, arena);
		find_pieces(strip, (enum edge)edge, arena);
		sketch->strips[edge] = strip;
	}
	return sketch;
}

/* ---- looking at pieces ---- */

size_t edge_pieces(const struct edge_sketch *sketch, enum edge edge)
{
	return sketch->strips[edge]->piece_count;
}

struct layout_box edge_piece_box(const struct edge_sketch *sketch, enum edge edge, size_t piece)
{
	const struct edge_strip *strip = sketch->strips[edge];
	const struct word *box = &strip->pieces[piece].box;
	float scale = (float)POINTS_AN_INCH / (float)sketch->dpi;
	return (struct layout_box) { (float)box->left * scale,
		(float)(strip->top + box->top) * scale, (float)box->right * scale,
		(float)(strip->top + box->bottom) * scale };
}

/* From the strip's upper edge; strips of pages of one size are compared. */
static int middle_of(const struct word *box)
{
	return (box->top + box->bottom) / 2;
}

static bool comparable(const struct edge_sketch *a, const struct edge_sketch *b)
{
	return a->dpi == b->dpi && abs(a->width - b->width) <= a->width / 10 &&
	       abs(a->height - b->height) <= a->height / 10;
}

bool edge_pieces_same_place(const struct edge_sketch *a, size_t piece, const struct edge_sketch *b,
	size_t other, enum edge edge)
{
	const struct edge_strip *x = a->strips[edge], *y = b->strips[edge];
	int off = middle_of(&x->pieces[piece].box) - middle_of(&y->pieces[other].box);
	if (edge == EDGE_BOTTOM)
		off -= x->height - y->height;
	return comparable(a, b) && abs(off) <= PLACE_OFF;
}

/* ---- comparing words ---- */

/* How well a word fits the other strip so far away: -1..1. */
static float correlation(const struct edge_strip *strip, const struct word *word,
	const struct edge_strip *other, int right, int down)
{
	int64_t n = 0, a_sum = 0, b_sum = 0, ab = 0, aa = 0, bb = 0;
	for (int y = word->top; y < word->bottom; y++) {
		int v = y + down;
		if (v < 0 || v >= other->height)
			return -1;
		const unsigned char *a = strip->ink + (size_t)y * (size_t)strip->width;
		const unsigned char *b = other->ink + (size_t)v * (size_t)other->width;
		for (int x = word->left; x < word->right; x++) {
			int64_t p = a[x], q = b[x + right];
			a_sum += p;
			b_sum += q;
			ab += p * q;
			aa += p * p;
			bb += q * q;
		}
		n += word->right - word->left;
	}
	double a_var = (double)aa - (double)a_sum * (double)a_sum / (double)n;
	double b_var = (double)bb - (double)b_sum * (double)b_sum / (double)n;
	if (a_var <= 0 || b_var <= 0)
		return -1;
	double both = (double)ab - (double)a_sum * (double)b_sum / (double)n;
	return (float)(both / sqrt(a_var * b_var));
}

struct slide {
	int right, down;
};

/* Is the word there, a little beside that place? Then slide becomes where it is. */
static bool fits(const struct edge_strip *strip, const struct word *word,
	const struct edge_strip *other, struct slide *slide)
{
	struct slide best_slide = *slide;
	float best = alike;
	for (int x = -SLIDE_X; x <= SLIDE_X; x++) {
		int right = slide->right + x;
		if (word->left + right < 0 || word->right + right > other->width)
			continue;
		for (int y = -SLIDE_Y; y <= SLIDE_Y; y++) {
			float found = correlation(strip, word, other, right, slide->down + y);
			if (found < best)
				continue;
			best = found;
			best_slide = (struct slide) { right, slide->down + y };
		}
	}
	*slide = best_slide;
	return best > alike;
}

/* The width of the piece's words that are there if it is moved so. */
static int width_found(const struct edge_strip *strip, const struct piece *piece,
	const struct edge_strip *other, struct slide slide)
{
	int found = 0;
	for (int i = piece->first; i >= 0; i = strip->words[i].next) {
		const struct word *word = &strip->words[i];
		if (fits(strip, word, other, &slide))
			found += word->right - word->left;
	}
	return found;
}

static int width_of(const struct edge_strip *strip, const struct piece *piece)
{
	int width = 0;
	for (int i = piece->first; i >= 0; i = strip->words[i].next)
		width += strip->words[i].right - strip->words[i].left;
	return width;
}

/* The best of all places to which the word may have moved. */
static int best_by_anchor(const struct edge_strip *strip, const struct piece *piece,
	const struct word *anchor, const struct edge_strip *other)
{
	int best = 0;
	for (size_t i = 0; i < other->word_count; i++) {
		const struct word *word = &other->words[i];
		int wider = (word->right - word->left) - (anchor->right - anchor->left);
		struct slide slide = { word->left - anchor->left, word->top - anchor->top };
		if (abs(wider) > WIDTH_OFF || abs(slide.down) > PLACE_OFF ||
			!fits(strip, anchor, other, &slide))
			continue;
		int found = width_found(strip, piece, other, slide);
		best = found > best ? found : best;
	}
	return best;
}

int edge_piece_found(const struct edge_sketch *sketch, enum edge edge, size_t piece,
	const struct edge_sketch *other)
{
	const struct edge_strip *strip = sketch->strips[edge];
	const struct piece *wanted = &strip->pieces[piece];
	int best = 0, anchors = 0, width = width_of(strip, wanted);
	if (width == 0 || !comparable(sketch, other))
		return 0;
	for (int i = wanted->first; i >= 0 && anchors < ANCHORS; i = strip->words[i].next) {
		const struct word *word = &strip->words[i];
		if (word->right - word->left < LEAST_PIECE / 2 && wanted->words > 1)
			continue;
		int found = best_by_anchor(strip, wanted, word, other->strips[edge]);
		best = found > best ? found : best;
		anchors++;
		if (best == width)
			break;
	}
	return (int)((int64_t)best * 1000 / width);
}
