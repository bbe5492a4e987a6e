/* book.c: parses the files in tests/workers/reading/books. */
#include "tests/workers/reading/book.h"

#include "common/base/buf.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	WIDTH = 595,
	HEIGHT = 842,
	LEFT = 40,
	TOP = 36,
	FOOT = 812, /* of the last row of those at the bottom */
	COLUMN = 6,
	ROW = 12,
	MAX_FILE = 1 << 20,
	MAX_LINES = 500,
};

struct reader {
	const char *path;
	struct arena *arena;
	struct book book;
	struct layout *layout;
	int block;
};

static void fail(const struct reader *r, const char *what)
{
	fprintf(stderr, "%s: %s\n", r->path, what);
	exit(99);
}

/* ---- drawing ---- */

static float size_of(char type)
{
	return type == 'H' ? 16 : type == 's' ? 8 : 10;
}

/* Characters, not bytes. */
static size_t length_of(const char *text, size_t bytes)
{
	size_t count = 0;
	for (size_t i = 0; i < bytes; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

static void add_line(
	struct reader *r, char type, size_t column, const char *text, size_t bytes, float bottom)
{
	float size = size_of(type), letter = size * 0.6f;
	float left = LEFT + COLUMN * (float)column;
	if (r->layout->count == MAX_LINES)
		fail(r, "too many lines");
	r->layout->lines[r->layout->count++] = (struct layout_line) {
		.text = arena_string_n(r->arena, text, bytes),
		.box = { left, bottom - size, left + letter * (float)length_of(text, bytes),
			bottom },
		.size = size,
		.bold = type == 'H' || type == 'B',
		.block = r->block,
		.confidence = r->book.source == LAYOUT_FROM_OCR ? 90 : 100,
	};
}

/* Three blanks part two lines. */
static void add_row(struct reader *r, const char *row, float bottom)
{
	char type = *row;
	if (!type)
		return;
	const char *p = row + 1;
	while (*p) {
		p += strspn(p, " ");
		const char *gap = strstr(p, "   ");
		size_t bytes = gap ? (size_t)(gap - p) : strlen(p);
		while (bytes > 0 && p[bytes - 1] == ' ')
			bytes--;
		if (bytes > 0)
			add_line(r, type, length_of(row + 1, (size_t)(p - row - 1)), p, bytes,
				bottom);
		p += bytes;
	}
	r->block += row[1] == '\0';
}

static void begin_page(struct reader *r)
{
	r->book.pages[r->book.count].dropped = "";
	r->layout = arena_alloc(r->arena, sizeof *r->layout);
	*r->layout = (struct layout) {
		.source = r->book.source,
		.width = WIDTH,
		.height = HEIGHT,
		.lines = arena_alloc(r->arena, MAX_LINES * sizeof *r->layout->lines),
	};
	r->book.pages[r->book.count++].layout = r->layout;
	r->block = 0;
}

static void draw_page(struct reader *r, char **rows, size_t count)
{
	size_t foot = count;
	begin_page(r);
	while (count > 0 && !*rows[count - 1])
		count--;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(rows[i], "@bottom") == 0)
			foot = i;
		else if (i > foot)
			add_row(r, rows[i], FOOT - ROW * (float)(count - 1 - i));
		else
			add_row(r, rows[i], TOP + ROW * (float)(i + 1));
	}
}

/* ---- sections ---- */

static const char *join(struct reader *r, char **rows, size_t count, bool ends)
{
	struct buf text = BUF_EMPTY;
	while (count > 0 && !*rows[count - 1])
		count--;
	for (size_t i = 0; i < count; i++)
		buf_printf(&text, "%s%s", i > 0 ? "\n" : "", rows[i]);
	if (ends && count > 0)
		buf_append_char(&text, '\n');
	const char *joined = arena_string_n(r->arena, buf_string(&text), text.len);
	buf_free(&text);
	return joined;
}

static void read_setting(struct reader *r, const char *row)
{
	struct book *book = &r->book;
	if (strncmp(row, "language: ", 10) == 0)
		book->language = row + 10;
	else if (strncmp(row, "words: ", 7) == 0)
		book->words = row + 7;
	else if (strcmp(row, "source: ocr") == 0)
		book->source = LAYOUT_FROM_OCR;
	else if (strncmp(row, "footnotes: ", 11) != 0 ||
		 !reading_footnotes_find(row + 11, &book->footnotes))
		fail(r, row);
}

static void read_section(struct reader *r, const char *name, char **rows, size_t count)
{
	if (strcmp(name, "=== page") == 0) {
		draw_page(r, rows, count);
		return;
	}
	if (r->book.count == 0)
		fail(r, "begins without a page");
	struct book_page *page = &r->book.pages[r->book.count - 1];
	if (strcmp(name, "=== text") == 0)
		page->text = join(r, rows, count, true);
	else if (strcmp(name, "=== runs on") == 0)
		page->text = join(r, rows, count, false);
	else if (strcmp(name, "=== dropped") == 0)
		page->dropped = join(r, rows, count, true);
	else
		fail(r, name);
}

static void read_rows(struct reader *r, char **rows, size_t count)
{
	size_t i = 0;
	for (; i < count && strncmp(rows[i], "===", 3) != 0; i++) {
		if (*rows[i])
			read_setting(r, rows[i]);
	}
	while (i < count) {
		size_t end = i + 1;
		while (end < count && strncmp(rows[end], "===", 3) != 0)
			end++;
		read_section(r, rows[i], rows + i + 1, end - i - 1);
		i = end;
	}
}

struct book book_load(const char *path, struct arena *arena)
{
	struct reader r = { .path = path, .arena = arena };
	struct buf file = BUF_EMPTY;
	struct err err;
	r.book = (struct book) { .language = "eng",
		.words = "",
		.source = LAYOUT_FROM_TEXT,
		.footnotes = FOOTNOTES_MOVE };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || buf_read_fd(&file, fd, MAX_FILE, &err) < 0)
		fail(&r, fd < 0 ? strerror(errno) : err.text);
	close(fd);
	char *rest = arena_string_n(arena, buf_string(&file), file.len), *row;
	buf_free(&file);
	size_t rows = 1, count = 0;
	for (const char *p = rest; *p; p++)
		rows += *p == '\n';
	char **list = arena_alloc(arena, rows * sizeof *list);
	r.book.pages = arena_alloc(arena, rows * sizeof *r.book.pages);
	while ((row = strsep(&rest, "\n")))
		list[count++] = row;
	read_rows(&r, list, count);
	return r.book;
}

struct neighbours book_neighbours(const struct book *book, size_t page, struct arena *arena)
{
	struct neighbours neighbours = { .marks = { NULL, 0 } };
	for (int offset = -NEIGHBOURS_REACH; offset <= NEIGHBOURS_REACH; offset++) {
		long other = (long)page + offset;
		if (offset != 0 && other >= 0 && (size_t)other < book->count)
			neighbours.pages[offset + NEIGHBOURS_REACH] =
				neighbours_reduce(book->pages[other].layout, arena);
	}
	return neighbours;
}
