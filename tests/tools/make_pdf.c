/* make_pdf.c: PDFs for tests, each of a kind, with known words.
 *
 * usage: make_pdf KIND PAGES OUT.pdf [WORDS.txt]
 *
 * WORDS.txt gets the words of each page in reading order, of books the text for listening, a form
 * feed between pages; a page of which nothing can be read has none. The same arguments give the
 * same file. */
#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "tests/tools/book_pages.h"
#include "tests/tools/pdf_builder.h"
#include "tests/tools/prose.h"
#include "tests/tools/rasterise.h"
#include "tests/tools/text_pages.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 16, LINE_WIDTH = 72, COLUMN_LINES = 24, COLUMN_WIDTH = 36 };

static const double a4_width = 595, a4_height = 842, metre = 72 / 0.0254;

/* What is being made: pages, and the words on them. */
struct work {
	struct made_page *pages;
	int count;
	struct buf words;
	struct book_flow flow; /* of a book */
};

/* ---- drawing ---- */

static void draw_line(struct made_page *page, double x, double y, double size, const char *text)
{
	buf_printf(&page->content, "BT /T %g Tf %g %g Td (%s) Tj ET\n", size, x, y, text);
}

/* Lines of the page's prose downwards from (x, y), noted as its words. */
static void draw_lines(struct work *work, struct made_page *page, struct prose *prose, int lines,
	size_t width, double x, double y)
{
	const double size = 12, leading = 17;
	for (int i = 0; i < lines; i++) {
		struct buf line = BUF_EMPTY;
		prose_line(prose, width, &line);
		draw_line(page, x, y - i * leading, size, line.data);
		buf_printf(&work->words, "%s\n", line.data);
		buf_free(&line);
	}
}

static void draw_prose(struct work *work, struct made_page *page, int number)
{
	struct prose prose = prose_start(number);
	draw_lines(work, page, &prose, LINES, LINE_WIDTH, 72, 750);
}

/* ---- kinds of page: each fills one page, whose size is A4 to begin with ---- */

static void text_page(struct work *work, struct made_page *page, int number)
{
	draw_prose(work, page, number);
}

static void two_columns_page(struct work *work, struct made_page *page, int number)
{
	struct prose prose = prose_start(number);
	draw_lines(work, page, &prose, COLUMN_LINES, COLUMN_WIDTH, 60, 750);
	draw_lines(work, page, &prose, COLUMN_LINES, COLUMN_WIDTH, 325, 750);
}

/* Three points high: on a scan hardly more than specks. */
static void tiny_page(struct work *work, struct made_page *page, int number)
{
	const double size = 2.5, leading = 3.5;
	struct prose prose = prose_start(number);
	(void)work;
	for (int i = 0; i < LINES; i++) {
		struct buf line = BUF_EMPTY;
		prose_line(&prose, LINE_WIDTH, &line);
		draw_line(page, 72, 750 - i * leading, size, line.data);
		buf_free(&line);
	}
}

/* Sheet upon sheet, each over all that is there: seconds of drawing. */
static void slow_page(struct work *work, struct made_page *page, int number)
{
	enum { SHEETS = 2000 };
	for (int i = 0; i < SHEETS; i++)
		buf_printf(&page->content, "%g g 0 0 m %d 842 595 %d 595 842 c 0 842 l f\n",
			i % 2 ? 0.9 : 1.0, i % 595, i % 842);
	buf_append_string(&page->content, "1 g 0 0 595 842 re f 0 g\n");
	draw_prose(work, page, number);
}

/* A table of contents, with dots that lead to the numbers at the right. */
static void contents_page(struct work *work, struct made_page *page, int number)
{
	struct prose prose = prose_start(number);
	const double size = 12, leading = 17, right = 490;
	for (int i = 0; i < COLUMN_LINES; i++) {
		struct buf title = BUF_EMPTY, tail = BUF_EMPTY;
		double y = 750 - i * leading;
		buf_printf(&title, "%d.%d. ", number, i + 1);
		prose_line(&prose, i % 2 ? COLUMN_WIDTH : COLUMN_WIDTH / 2, &title);
		draw_line(page, 72, y, size, title.data);
		double widest = 72 + (double)title.len * size * 0.55;
		for (int dot = 1; right - 4 * dot > widest; dot++)
			draw_line(page, right - 4 * dot, y, size, ".");
		buf_printf(&tail, "%d", i * 7 + 3);
		draw_line(page, right, y, size, tail.data);
		buf_printf(&work->words, "%s %s\n", title.data, tail.data);
		buf_free(&title);
		buf_free(&tail);
	}
}

static void blank_page(struct work *work, struct made_page *page, int number)
{
	(void)work;
	(void)number;
	buf_append_string(&page->content, "q Q\n");
}

static void alternate_blank_page(struct work *work, struct made_page *page, int number)
{
	if (number % 2 == 0)
		blank_page(work, page, number);
	else
		draw_prose(work, page, number);
}

/* The page's own space, turned so that a viewer that honours `rotate` shows what is drawn upright
 * on a sheet of A4. */
static void turn_page(struct made_page *page, int rotate)
{
	bool lies = rotate % 180 != 0;
	page->width = lies ? a4_height : a4_width;
	page->height = lies ? a4_width : a4_height;
	if (rotate == 90)
		buf_printf(&page->content, "0 1 -1 0 %g 0 cm\n", page->width);
	else if (rotate == 180)
		buf_printf(&page->content, "-1 0 0 -1 %g %g cm\n", page->width, page->height);
	else if (rotate == 270)
		buf_printf(&page->content, "0 -1 1 0 0 %g cm\n", page->height);
}

static void rotated_page(struct work *work, struct made_page *page, int number)
{
	page->rotate = number * 90 % 360;
	turn_page(page, page->rotate);
	draw_prose(work, page, number);
}

static void sideways_page(struct work *work, struct made_page *page, int number)
{
	turn_page(page, number * 90 % 360);
	draw_prose(work, page, number);
}

static void odd_sizes_page(struct work *work, struct made_page *page, int number)
{
	switch (number % 4) {
	case 1: /* a ticket */
		page->width = 300;
		page->height = 120;
		draw_line(page, 20, 60, 14, "Every journey begins here.");
		buf_append_string(&work->words, "Every journey begins here.\n");
		break;
	case 2: /* A2, landscape */
		page->width = 1684;
		page->height = 1191;
		draw_prose(work, page, number);
		break;
	case 3: /* a dot */
		page->width = 1;
		page->height = 1;
		break;
	default: /* a till receipt */
		page->width = 230;
		page->height = 1600;
		draw_line(page, 20, 1500, 14, "Thank you for the music.");
		buf_append_string(&work->words, "Thank you for the music.\n");
		break;
	}
}

/* A banner: legible at a lower resolution. */
static void wide_page(struct work *work, struct made_page *page, int number)
{
	page->width = 5 * metre;
	draw_prose(work, page, number);
}

/* Five metres square: legible at no resolution that is allowed. */
static void huge_page(struct work *work, struct made_page *page, int number)
{
	(void)work;
	(void)number;
	page->width = 5 * metre;
	page->height = 5 * metre;
	draw_line(page, 72, 750, 12, "Nobody reads this.");
}

/* The second page's content claims a filter that it does not have. */
static void broken_page(struct work *work, struct made_page *page, int number)
{
	if (number == 2) {
		page->filter = "FlateDecode";
		draw_line(page, 72, 750, 12, "Nobody reads this.");
	} else {
		draw_prose(work, page, number);
	}
}

/* ---- pages whose own text matters ---- */

static void german(struct work *work, struct made_page *page, int number)
{
	(void)number;
	german_page(page, &work->words);
}

static void french(struct work *work, struct made_page *page, int number)
{
	(void)number;
	french_page(page, &work->words);
}

static void russian(struct work *work, struct made_page *page, int number)
{
	(void)number;
	russian_page(page, &work->words);
}

static void hebrew(struct work *work, struct made_page *page, int number)
{
	(void)number;
	hebrew_page(page, &work->words);
}

static void chinese(struct work *work, struct made_page *page, int number)
{
	(void)number;
	chinese_page(page, &work->words);
}

static void endnotes(struct work *work, struct made_page *page, int number)
{
	(void)number;
	endnotes_page(page, &work->words);
}

static void figure(struct work *work, struct made_page *page, int number)
{
	(void)number;
	figure_page(page, &work->words);
}

static void upright_stamp(struct work *work, struct made_page *page, int number)
{
	(void)number;
	upright_stamp_page(page, &work->words);
}

static void dense(struct work *work, struct made_page *page, int number)
{
	(void)number;
	dense_page(page, &work->words);
}

static void shifted_font(struct work *work, struct made_page *page, int number)
{
	lying_page(page, &work->words, "S", number);
}

static void private_font(struct work *work, struct made_page *page, int number)
{
	lying_page(page, &work->words, "P", number);
}

/* Between the printer's marks, which lie beyond the crop box. */
static void cropped_page(struct work *work, struct made_page *page, int number)
{
	page->crop = 40;
	text_line(page, "H", 10, 820, 12, "Printers see this line alone");
	draw_prose(work, page, number);
}

/* ---- books ---- */

static void novel(struct work *work, struct made_page *page, int number)
{
	novel_page(page, &work->flow, &work->words, number);
}

static void journal(struct work *work, struct made_page *page, int number)
{
	journal_page(page, &work->flow, &work->words, number);
}

static void handbook(struct work *work, struct made_page *page, int number)
{
	handbook_page(page, &work->flow, &work->words, number, work->count);
}

typedef void draw_page(struct work *work, struct made_page *page, int number);

static void make_pages(struct work *work, int count, draw_page *draw)
{
	work->pages = alloc_zeroed((size_t)count + 1, sizeof *work->pages);
	work->count = count;
	work->flow.prose = prose_start(count);
	for (int i = 0; i < count; i++) {
		work->pages[i].width = a4_width;
		work->pages[i].height = a4_height;
		work->pages[i].askew = 0.4;
		if (i > 0)
			buf_append_char(&work->words, '\f');
		draw(work, &work->pages[i], i + 1);
	}
}

/* ---- kinds of document ---- */

enum damage { INTACT, TRUNCATED, LOST_PAGES, STUMP, BOAST, LOCKED, SCANNED };

struct kind {
	const char *name;
	draw_page *draw;
	enum damage damage;
	const char *help;
	void (*overlay)(struct made_page *page, int number); /* over a scan */
};

static const struct kind kinds[] = {
	{ "text", text_page, INTACT, "one column of prose", NULL },
	{ "two-columns", two_columns_page, INTACT, "two columns, to be read one after the other",
		NULL },
	{ "slow", slow_page, INTACT, "seconds to be drawn, each", NULL },
	{ "contents", contents_page, INTACT, "headings, dots and page numbers", NULL },
	{ "scan", text_page, SCANNED, "images only, a little skewed and noisy", NULL },
	{ "tiny-scan", tiny_page, SCANNED, "images of print that is too small for them", NULL },
	{ "stamped-scan", text_page, SCANNED, "images, and a line of text on each", stamp_over },
	{ "hidden-text", text_page, SCANNED, "images, and under them what they show", text_under },
	{ "hidden-nonsense", text_page, SCANNED, "images, and under them nonsense",
		nonsense_under },
	{ "shifted-font", shifted_font, INTACT, "whose letters are not what one sees", NULL },
	{ "private-font", private_font, INTACT, "whose letters are of private use", NULL },
	{ "german", german, INTACT, "in German", NULL },
	{ "german-scan", german, SCANNED, "images of it", NULL },
	{ "french", french, INTACT, "in French", NULL },
	{ "french-scan", french, SCANNED, "images of it", NULL },
	{ "russian", russian, INTACT, "in Cyrillic letters", NULL },
	{ "russian-scan", russian, SCANNED, "images of it", NULL },
	{ "hebrew", hebrew, INTACT, "from right to left, by their text", NULL },
	{ "chinese", chinese, INTACT, "in Chinese, by their text", NULL },
	{ "endnotes", endnotes, INTACT, "raised marks of notes that are elsewhere", NULL },
	{ "figure", figure, INTACT, "two lines and a drawing", NULL },
	{ "upright-stamp", upright_stamp, INTACT, "and a line along their side", NULL },
	{ "dense", dense, INTACT, "with 140,000 letters on each", NULL },
	{ "novel", novel, INTACT, "heads without numbers, chapters, broken words", NULL },
	{ "journal", journal, INTACT, "two columns, heads with numbers, notes", NULL },
	{ "handbook", handbook, INTACT, "one head, headings, lists, tables", NULL },
	{ "scanned-novel", novel, SCANNED, "images of it, none straight", NULL },
	{ "scanned-journal", journal, SCANNED, "images of it, none straight", NULL },
	{ "scanned-handbook", handbook, SCANNED, "images of it, none straight", NULL },
	{ "cropped", cropped_page, INTACT, "within printer's marks", NULL },
	{ "blank", blank_page, INTACT, "nothing on them", NULL },
	{ "alternate-blank", alternate_blank_page, INTACT, "every second page blank", NULL },
	{ "rotated", rotated_page, INTACT, "/Rotate 90, 180, 270, 0, ... shown upright", NULL },
	{ "sideways", sideways_page, INTACT, "shown on their side or head", NULL },
	{ "odd-sizes", odd_sizes_page, INTACT, "a ticket, A2, a dot, a till receipt, ...", NULL },
	{ "wide", wide_page, INTACT, "5 m wide", NULL },
	{ "huge", huge_page, INTACT, "5 m by 5 m: too large", NULL },
	{ "broken-page", broken_page, INTACT, "page 2 cannot be drawn", NULL },
	{ "password", text_page, LOCKED, "opens with \"secret\" only", NULL },
	{ "truncated", text_page, TRUNCATED, "cut in its middle, within a dictionary", NULL },
	{ "lost-pages", text_page, LOST_PAGES, "cut after half of its pages (2 or more)", NULL },
	{ "stump", text_page, STUMP, "cut after a few bytes", NULL },
	{ "boast", text_page, BOAST, "claims to have 90000 pages more", NULL },
};

/* Cuts the document at its n-th page (from 1), so many bytes after the start of its object. */
static void cut_at_page(struct buf *pdf, int page, size_t after)
{
	char object[32];
	snprintf(object, sizeof object, "\n%d 0 obj\n", made_page_object(page - 1));
	const char *start = memmem(pdf->data, pdf->len, object, strlen(object));
	if (!start)
		abort();
	pdf->len = (size_t)(start - pdf->data) + 1 + after;
}

/* Keeps the words of the first `pages` pages. */
static void keep_words(struct work *work, int pages)
{
	size_t end = 0;
	for (int page = 0; end < work->words.len; end++) {
		page += work->words.data[end] == '\f';
		if (page == pages)
			break;
	}
	work->words.len = end;
	for (int i = pages; i < work->count; i++)
		buf_append_char(&work->words, '\f');
}

static void damage_document(struct work *work, enum damage damage, struct buf *pdf)
{
	enum { STUMP_BYTES = 40, WITHIN_DICTIONARY = 40 };
	int middle = work->count / 2 + 1;
	switch (damage) {
	case TRUNCATED:
		cut_at_page(pdf, middle, WITHIN_DICTIONARY);
		buf_clear(&work->words);
		break;
	case LOST_PAGES:
		cut_at_page(pdf, middle, 0);
		keep_words(work, middle - 1);
		break;
	case STUMP:
		pdf->len = STUMP_BYTES;
		buf_clear(&work->words);
		break;
	case LOCKED:
		lock_document(pdf);
		buf_clear(&work->words);
		break;
	case BOAST:
		buf_clear(&work->words);
		break;
	default:
		break;
	}
}

static void make_document(struct work *work, const struct kind *kind, int count, struct buf *pdf)
{
	enum { BOASTED_PAGES = 90000 };
	make_pages(work, count, kind->draw);
	if (kind->damage == SCANNED)
		scan_pages(work->pages, count);
	for (int i = 0; i < count && kind->overlay; i++)
		kind->overlay(&work->pages[i], i + 1);
	pdf_build(work->pages, count, count + (kind->damage == BOAST ? BOASTED_PAGES : 0), pdf);
	damage_document(work, kind->damage, pdf);
}

static void free_work(struct work *work)
{
	for (int i = 0; i < work->count; i++)
		made_page_free(&work->pages[i]);
	free(work->pages);
	buf_free(&work->words);
	buf_free(&work->flow.word);
}

/* ---- the command ---- */

static bool save(const char *path, const struct buf *buf)
{
	FILE *file = fopen(path, "wb");
	bool good = file && fwrite(buf_string(buf), 1, buf->len, file) == buf->len;
	if (file && fclose(file) != 0)
		good = false;
	if (!good)
		perror(path);
	return good;
}

static int usage(void)
{
	fprintf(stderr, "usage: make_pdf KIND PAGES OUT.pdf [WORDS.txt]\nkinds:\n");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		fprintf(stderr, "  %-16s %s\n", kinds[i].name, kinds[i].help);
	fprintf(stderr, "  %-16s %s\n  %-16s %s\n  %-16s %s\n", "zero-pages",
		"a good PDF without a page", "empty", "no bytes at all", "not-a-pdf",
		"some text that is no PDF");
	return 2;
}

static bool make(const char *name, int count, struct work *work, struct buf *pdf)
{
	if (strcmp(name, "empty") == 0)
		return true;
	if (strcmp(name, "not-a-pdf") == 0) {
		buf_append_string(pdf, "Dear reader, this is a letter and no PDF at all.\n");
		return true;
	}
	if (strcmp(name, "zero-pages") == 0) {
		pdf_build(NULL, 0, 0, pdf);
		return true;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strcmp(name, kinds[i].name) == 0 && count > 0) {
			make_document(work, &kinds[i], count, pdf);
			return true;
		}
	}
	return false;
}

int main(int argc, char **argv)
{
	struct work work = { .words = BUF_EMPTY, .flow.word = BUF_EMPTY };
	struct buf pdf = BUF_EMPTY;
	if (argc < 4 || argc > 5 || !make(argv[1], atoi(argv[2]), &work, &pdf))
		return usage();
	bool good = save(argv[3], &pdf) && (argc < 5 || save(argv[4], &work.words));
	buf_free(&pdf);
	free_work(&work);
	return good ? 0 : 1;
}
