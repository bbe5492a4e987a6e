/* book_pages.c: sets type with MuPDF's own fonts, page after page. */
#include "tests/tools/book_pages.h"

#include "tests/tools/text_pages.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const double sheet_width = 420, sheet_height = 595, type = 11, leading = 15;
static const double left = 50, right = 370, top = 520, head = 560, foot = 32;

enum {
	LINES = 29,
	WIDTH = 62,          /* characters of a line */
	COLUMN_WIDTH = 29,   /* of half a line */
	PARAGRAPH_LINES = 5, /* and until the sentence ends */
	CHAPTER_PAGES = 4,
	LEAST_PART = 3, /* letters of a broken word */
	MAX_TEXT = 200,
};

/* No two of them would lie on a scanner in the same way. */
static void start_sheet(struct made_page *page, int number)
{
	page->width = sheet_width;
	page->height = sheet_height;
	page->askew = (number * 7 % 5 - 2) * 0.4;
	page->right = number * 5 % 7 - 3;
	page->down = number * 3 % 7 - 3;
}

/* About: Times is narrow. */
static double width_of(const char *text, double size)
{
	return (double)strlen(text) * size * 0.44;
}

static void line_at_right(struct made_page *page, double y, double size, const char *text)
{
	text_line(page, "T", right - width_of(text, size), y, size, text);
}

static void line_in_middle(struct made_page *page, double y, double size, const char *text)
{
	text_line(page, "T", (sheet_width - width_of(text, size)) / 2, y, size, text);
}

/* ---- text that flows ---- */

/* Parts the word under way, if it is long enough and so many characters have room. */
static size_t break_word(const struct buf *word, size_t room)
{
	size_t letters = strcspn(buf_string(word), ".,");
	if (letters < 2 * LEAST_PART + 1 || room < LEAST_PART + 1)
		return 0;
	return room - 1 < letters - LEAST_PART ? room - 1 : letters - LEAST_PART;
}

static bool ends_paragraph(const struct book_flow *flow)
{
	return flow->word.len == 0 && flow->prose.words_left == 0 && flow->lines >= PARAGRAPH_LINES;
}

static void forget(struct buf *word, size_t part)
{
	memmove(word->data, word->data + part, word->len - part + 1);
	word->len -= part;
}

static void say(struct buf *said, const char *word)
{
	if (said->len > 0 && !strchr("\n\f", said->data[said->len - 1]))
		buf_append_char(said, ' ');
	buf_append_string(said, word);
}

/* A line of at most `width` characters. */
static void set_line(struct book_flow *flow, size_t width, struct buf *line, struct buf *said)
{
	while (!ends_paragraph(flow) && line->len + 1 < width) {
		if (flow->word.len == 0) {
			prose_word(&flow->prose, &flow->word);
			flow->begun = false;
		}
		size_t room = width - line->len - (line->len > 0), len = flow->word.len;
		size_t part = len <= room ? len : break_word(&flow->word, room);
		if (part == 0)
			break;
		if (!flow->begun)
			say(said, flow->word.data);
		flow->begun = true;
		buf_printf(line, "%s%.*s%s", line->len > 0 ? " " : "", (int)part, flow->word.data,
			part < len ? "-" : "");
		forget(&flow->word, part);
		if (part < len)
			break;
	}
	flow->lines++;
}

/* Lines downwards from (x, y). A paragraph's first one is indented. */
static void set_lines(struct made_page *page, struct book_flow *flow, struct buf *said, int lines,
	size_t width, double x, double y)
{
	const size_t indent = 3;
	for (int i = 0; i < lines; i++) {
		struct buf line = BUF_EMPTY;
		bool first = flow->lines == 0;
		if (first && said->len > 0 && !strchr("\n\f", said->data[said->len - 1]))
			buf_append_string(said, "\n\n");
		set_line(flow, first ? width - indent : width, &line, said);
		text_line(page, "T", first ? x + 14 : x, y - i * leading, type, line.data);
		buf_free(&line);
		if (ends_paragraph(flow))
			flow->lines = 0;
	}
}

static void end_paragraph(
	struct made_page *page, struct book_flow *flow, struct buf *said, double x, double *y)
{
	while (flow->lines > 0) {
		set_lines(page, flow, said, 1, WIDTH, x, *y);
		*y -= leading;
	}
}

static void heading(
	struct made_page *page, struct buf *said, double size, double y, const char *text)
{
	bool begins = said->len == 0 || said->data[said->len - 1] == '\f';
	text_line(page, "H", left, y, size, text);
	buf_printf(said, "%s%s\n\n", begins ? "\n\n" : "\n\n\n", text);
}

/* ---- books ---- */

void novel_page(struct made_page *page, struct book_flow *flow, struct buf *said, int number)
{
	static const char *const chapters[] = { "A Letter from the North", "The Silver Bridge",
		"What the Teacher Knew" };
	const char *chapter = chapters[(number - 1) / CHAPTER_PAGES % 3];
	char text[MAX_TEXT];
	double y = top;
	int lines = LINES;
	start_sheet(page, number);
	if ((number - 1) % CHAPTER_PAGES == 0) {
		flow->lines = 0;
		flow->prose = prose_start(number);
		buf_clear(&flow->word);
		heading(page, said, 20, 470, chapter);
		y = 430;
		lines -= 6;
	} else if (number % 2 == 0) {
		text_line(page, "T", left, head, 10, "The Garden behind the Station");
	} else {
		line_at_right(page, head, 10, chapter);
	}
	set_lines(page, flow, said, lines, WIDTH, left, y);
	snprintf(text, sizeof text, "%d", number + 6);
	line_in_middle(page, foot, 10, text);
}

void journal_page(struct made_page *page, struct book_flow *flow, struct buf *said, int number)
{
	enum { COLUMN_LINES = 26 };
	static const char *const notes[] = { "The bridge was painted again in the winter.",
		"Nobody remembered the letter." };
	char text[MAX_TEXT];
	start_sheet(page, number);
	snprintf(text, sizeof text, "%d", number + 118);
	if (number % 2 == 0) {
		text_line(page, "T", left, head, 9, text);
		line_at_right(page, head, 9, "Journal of Narrow Gardens");
	} else {
		text_line(page, "T", left, head, 9, "Weather and Music in the Village");
		line_at_right(page, head, 9, text);
	}
	set_lines(page, flow, said, COLUMN_LINES, COLUMN_WIDTH, left, top);
	set_lines(page, flow, said, COLUMN_LINES, COLUMN_WIDTH, 220, top);
	buf_printf(&page->content, "50 118 m 120 118 l S\n");
	for (int i = 0; i < 2; i++) {
		snprintf(text, sizeof text, "%d %s", number * 2 + i - 1, notes[i]);
		text_line(page, "T", left, 104 - i * 11, 8, text);
		buf_printf(said, "\n\nFootnote %d: %s", number * 2 + i - 1, notes[i]);
	}
}

static void list(struct made_page *page, struct buf *said, double *y)
{
	static const char *const items[][2] = {
		{ "the letter from the teacher, which nobody in the whole of",
			"the village has answered" },
		{ "two silver machines", NULL },
		{ "maps of the mountains between the station and the river,", "if there is one" },
	};
	for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
		text_line(page, "T", left + 8, *y, type, "\xc2\x95");
		buf_append_string(said, "\n\n");
		for (int k = 0; k < 2 && items[i][k]; k++) {
			text_line(page, "T", left + 24, *y, type, items[i][k]);
			say(said, items[i][k]);
			*y -= leading;
		}
	}
}

static void table(struct made_page *page, struct buf *said, double *y)
{
	static const char *const rows[][3] = {
		{ "Station", "Weather", "Machine" },
		{ "North", "bright morning", "twelve" },
		{ "Market", "quiet evening", "seven" },
		{ "Bridge", "heavy summer", "none" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (int k = 0; k < 3; k++)
			text_line(page, "T", left + k * 110, *y, type, rows[i][k]);
		buf_printf(said, "%s%s, %s, %s.", i > 0 ? "\n" : "\n\n", rows[i][0], rows[i][1],
			rows[i][2]);
		*y -= leading;
	}
}

void handbook_page(
	struct made_page *page, struct book_flow *flow, struct buf *said, int number, int count)
{
	static const char *const titles[] = { "Opening the window", "After the journey",
		"Perfect answers" };
	char text[MAX_TEXT];
	double y = top;
	start_sheet(page, number);
	flow->prose = prose_start(number + 40);
	flow->lines = 0;
	line_in_middle(page, head, 10, "Handbook for the Careful Traveller");
	snprintf(text, sizeof text, "%d.%d. %s", number, 1, titles[number % 3]);
	heading(page, said, 15, y, text);
	y -= 30;
	set_lines(page, flow, said, 1, WIDTH, left, y);
	y -= leading;
	end_paragraph(page, flow, said, left, &y);
	y -= 8;
	list(page, said, &y);
	y -= 10;
	table(page, said, &y);
	buf_append_string(said, "\n\n");
	y -= 10;
	set_lines(page, flow, said, 1, WIDTH, left, y);
	y -= leading;
	end_paragraph(page, flow, said, left, &y);
	snprintf(text, sizeof text, "Page %d of %d", number, count);
	line_in_middle(page, foot, 10, text);
}
