/* layout.c: converts what Tesseract recognised to a layout, line by line. */
#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "workers/ocr/parts.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_AN_INCH = 72 };

static const float tab_gap = 1.5f; /* times the type size: table cells */

struct box {
	int left, top, right, bottom; /* pixels */
};

/* The line being assembled. */
struct line {
	struct buf text;
	struct box box, last_word;
	struct layout_span *spans; /* of the words, in the arena; capacity `room` */
	size_t room;
	int words, bold;
	double confidence; /* sum over the words */
	int size;          /* points; the largest that Tesseract reports for a word */
	int block;
};

struct writing {
	TessResultIterator *results;
	const TessPageIterator *places;
	const struct ocr_page *page;
	struct arena *arena;
	struct layout *layout;
	size_t room;
	struct line line;
};

static float points(const struct writing *w, int pixels)
{
	return (float)pixels * POINTS_AN_INCH / (float)w->page->dpi;
}

/* ---- words ---- */

static bool is_unwanted(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return u[0] <= ' ' || u[0] == 0x7f || (u[0] == 0xc2 && u[1] >= 0x80 && u[1] < 0xa0);
}

/* Appends a word without blanks and control characters. */
static void append_word(struct buf *out, const char *word)
{
	for (size_t n, left = strlen(word); left > 0; word += n, left -= n) {
		n = utf8_sequence(word, left);
		if (n > 0 && !is_unwanted(word))
			buf_append(out, word, n);
		n = n ? n : 1;
	}
}

/* The space between two words, whichever way the line is read. */
static int gap_between(const struct box *a, const struct box *b)
{
	int right = b->left - a->right, left = a->left - b->right;
	return right > left ? right : left;
}

static bool box_at(const struct writing *w, TessPageIteratorLevel level, struct box *ret_box)
{
	struct box box;
	if (!TessPageIteratorBoundingBox(
		    w->places, level, &box.left, &box.top, &box.right, &box.bottom))
		return false;
	*ret_box = box;
	return true;
}

static void note_type(struct writing *w)
{
	BOOL bold = 0, ignored;
	int size = 0, font;
	TessResultIteratorWordFontAttributes(
		w->results, &bold, &ignored, &ignored, &ignored, &ignored, &ignored, &size, &font);
	if (size > w->line.size)
		w->line.size = size;
	w->line.bold += bold != 0;
}

static void note_place(struct writing *w, const struct box *box)
{
	struct line *line = &w->line;
	size_t count = (size_t)line->words;
	if (count == line->room) {
		size_t room = line->room ? line->room * 2 : 16;
		struct layout_span *spans = arena_alloc(w->arena, room * sizeof *spans);
		if (count > 0)
			memcpy(spans, line->spans, count * sizeof *spans);
		line->spans = spans;
		line->room = room;
	}
	line->spans[count] = (struct layout_span) { points(w, box->left), points(w, box->right) };
}

static void add_word(struct writing *w)
{
	struct line *line = &w->line;
	struct box box;
	char *word = TessResultIteratorGetUTF8Text(w->results, RIL_WORD);
	if (word && *word && box_at(w, RIL_WORD, &box)) {
		size_t before = line->text.len;
		note_type(w);
		bool far = points(w, gap_between(&line->last_word, &box)) >
			   tab_gap * (float)line->size;
		if (before > 0)
			buf_append_char(&line->text, far ? '\t' : ' ');
		size_t start = line->text.len;
		if (!ocr_raised_mark(w->results, word, &line->text))
			append_word(&line->text, word);
		if (line->text.len == start) { /* none of it is text */
			line->text.len = before;
		} else {
			line->last_word = box;
			note_place(w, &box);
			line->words++;
			line->confidence +=
				(double)TessResultIteratorConfidence(w->results, RIL_WORD);
		}
	}
	TessDeleteText(word);
}

/* ---- lines ---- */

static void begin_line(struct writing *w, int block)
{
	struct buf text = w->line.text;
	buf_clear(&text);
	w->line = (struct line) { .text = text, .block = block };
	box_at(w, RIL_TEXTLINE, &w->line.box);
}

static struct layout_line *new_line(struct writing *w)
{
	struct layout *layout = w->layout;
	if (layout->count == w->room) {
		size_t room = w->room ? w->room * 2 : 64;
		struct layout_line *lines = arena_alloc(w->arena, room * sizeof *lines);
		if (layout->count)
			memcpy(lines, layout->lines, layout->count * sizeof *lines);
		layout->lines = lines;
		w->room = room;
	}
	return &layout->lines[layout->count++];
}

static void end_line(struct writing *w)
{
	const struct line *line = &w->line;
	if (line->words == 0)
		return;
	int confidence = (int)(line->confidence / line->words + 0.5);
	*new_line(w) = (struct layout_line) {
		.text = arena_string_n(w->arena, line->text.data, line->text.len),
		.box = { points(w, line->box.left), points(w, line->box.top),
			points(w, line->box.right), points(w, line->box.bottom) },
		.size = line->size > 0 ? (float)line->size
				       : points(w, line->box.bottom - line->box.top),
		.bold = line->bold * 2 > line->words,
		.block = line->block,
		.confidence = confidence < 0     ? 0
			      : confidence > 100 ? 100
						 : confidence,
		.words = line->spans,
		.word_count = (size_t)line->words,
	};
}

/* Each of Tesseract's paragraphs becomes one block. */
static void write_lines(struct writing *w)
{
	int block = -1;
	do {
		if (TessPageIteratorIsAtBeginningOf(w->places, RIL_TEXTLINE)) {
			end_line(w);
			block += TessPageIteratorIsAtBeginningOf(w->places, RIL_PARA) != 0;
			begin_line(w, block < 0 ? 0 : block);
		}
		add_word(w);
	} while (TessResultIteratorNext(w->results, RIL_WORD));
	end_line(w);
}

void ocr_layout(TessBaseAPI *api, const struct ocr_page *page, struct arena *arena,
	struct layout *ret_layout)
{
	struct writing w = {
		.results = TessBaseAPIGetIterator(api),
		.page = page,
		.arena = arena,
		.layout = ret_layout,
	};
	*ret_layout = (struct layout) {
		.source = LAYOUT_FROM_OCR,
		.width = points(&w, pixGetWidth(page->image)),
		.height = points(&w, pixGetHeight(page->image)),
	};
	if (!w.results)
		return;
	w.places = TessResultIteratorGetPageIteratorConst(w.results);
	write_lines(&w);
	buf_free(&w.line.text);
	TessResultIteratorDelete(w.results);
}
