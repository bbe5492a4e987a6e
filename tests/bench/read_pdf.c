/* read_pdf.c: reads a PDF as pdf-to-png and png-to-text do, without a farm, and writes what comes
 * out at each step.
 *
 * usage: read_pdf text|ocr|auto LANGUAGE IN.pdf OUT_DIR
 *
 * For each page OUT_DIR gets page_00001.layout (its lines as JSON), .raw (their text), .txt (the
 * text for listening) and .dropped (what was dropped or changed, as JSON). */
#include "common/base/buf.h"
#include "workers/ocr/ocr.h"
#include "workers/page/text_layer.h"
#include "workers/page/words_json.h"
#include "workers/pdf_to_png/ink.h"
#include "workers/pdf_to_png/page_edges.h"
#include "workers/pdf_to_png/page_texts.h"
#include "workers/pdf_to_png/png_writer.h"
#include "workers/pdf_to_png/rendering.h"
#include "workers/png_to_text/leaders.h"
#include "workers/png_to_text/page_image.h"
#include "workers/png_to_text/text_choice.h"
#include "workers/reading/text.h"

#include <errno.h>
#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	DPI = 250,
	TEXT_DPI = 72,
	MAX_SECONDS = 60,
	MAX_PAGES = 100000,
	MEGAPIXELS = 100,
	MAX_DROPPED = 1 << 20
};

struct book {
	struct rendering *rendering;
	struct page_texts *texts;
	struct page_edges *edges;
	struct ocr *ocr;
	bool by_image, by_choice;
	const char *language, *directory;
};

static bool go_on(void *context)
{
	(void)context;
	return true;
}

static bool go_on_reading(void *context, int permille)
{
	(void)context;
	(void)permille;
	return true;
}

static int write_file(
	const struct book *book, int page, const char *extension, const char *text, struct err *err)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/page_%05d.%s", book->directory, page, extension);
	FILE *file = fopen(path, "w");
	if (!file || fputs(text, file) < 0 || fclose(file) != 0)
		return err_errno(err, ERR_INTERNAL, errno, "%s", path);
	return 0;
}

static int load_image(
	const struct book *book, int page, struct ocr_page *ret_image, struct err *err)
{
	struct grey_image grey;
	struct Pix *image = NULL;
	if (rendering_page(book->rendering, page, DPI, &grey, err) < 0)
		return -1;
	int fd = memfd_create("page", MFD_CLOEXEC);
	if (fd < 0)
		return err_errno(err, ERR_INTERNAL, errno, "memfd_create");
	int rc = png_write_grey(fd, &grey, NULL, err);
	if (rc == 0)
		rc = page_image_load(fd, MEGAPIXELS, &image, err);
	close(fd);
	if (rc < 0)
		return -1;
	float straightened = page_image_straighten(&image);
	*ret_image = (struct ocr_page) { image, grey.dpi, leaders_close_up(image, grey.dpi),
		straightened };
	return 0;
}

/* What png-to-text is told of the edges of a page without text. */
static int look_around(const struct book *book, int page, const struct own_text *text,
	const struct ocr_reading *reading, struct arena *arena, struct edge_marks *ret_marks,
	struct err *err)
{
	struct edge_marks marks;
	const struct layout *layout = &reading->layout;
	if (text_layer_is_usable(&text->layout, text->characters, text->unmapped) ||
		reading->quarter_turns != 0)
		return 0;
	if (page_edges_get(book->edges, page, &marks, err) < 0)
		return -1;
	*ret_marks = edge_marks_turned(
		&marks, layout->width, layout->height, reading->straightened, arena);
	return 0;
}

static int read_image(const struct book *book, int page, const struct own_text *text,
	struct arena *arena, struct layout *ret_layout, struct edge_marks *ret_marks,
	struct err *err)
{
	struct ocr_page image;
	struct ocr_reading reading;
	if (load_image(book, page, &image, err) < 0)
		return -1;
	int rc = ocr_read(book->ocr, &image, go_on_reading, NULL, arena, &reading, err);
	pixDestroy(&image.image);
	if (rc < 0)
		return -1;
	*ret_layout = reading.layout;
	return look_around(book, page, text, &reading, arena, ret_marks, err);
}

static enum layer_worth worth_of(
	const struct own_text *text, const struct grey_image *image, struct arena *arena)
{
	struct layout_box *boxes = arena_alloc(arena, (text->layout.count + 1) * sizeof *boxes);
	for (size_t i = 0; i < text->layout.count; i++)
		boxes[i] = text->lines[i].box;
	const struct ink ink = ink_measure(image, boxes, text->layout.count);
	const struct text_layer layer = {
		.known = true,
		.layout = &text->layout,
		.ink = ink.any,
		.characters = text->characters,
		.unmapped = text->unmapped,
		.hidden = text->hidden,
		.covered = ink.covered,
	};
	return text_layer_worth(&layer);
}

/* As `ocr = "auto"` chooses. */
static int choose(const struct book *book, int page, const struct own_text *text,
	enum layer_worth worth, struct arena *arena, struct layout *ret_layout,
	struct edge_marks *ret_marks, struct err *err)
{
	const struct text_amount own = text_amount_of(&text->layout, ocr_is_word, book->ocr);
	*ret_layout = text->layout;
	if (!book->by_choice || text_choice_is_sure(worth, &own))
		return 0;
	struct layout seen;
	if (read_image(book, page, text, arena, &seen, ret_marks, err) < 0)
		return -1;
	const struct text_amount read = text_amount_of(&seen, ocr_is_word, book->ocr);
	if (text_choice_prefers_ocr(worth, &own, &read)) {
		*ret_layout = seen;
		ret_layout->unseen = text->layout.unseen;
		ret_layout->unseen_count = text->layout.unseen_count;
	}
	return 0;
}

static int read_text(const struct book *book, int page, const struct own_text *text,
	struct arena *arena, struct layout *ret_layout, struct edge_marks *ret_marks,
	struct err *err)
{
	struct grey_image image;
	struct own_text seen;
	if (rendering_page(book->rendering, page, TEXT_DPI, &image, err) < 0 ||
		rendering_seen_text(book->rendering, page, &image, text, arena, &seen, err) < 0)
		return -1;
	enum layer_worth worth = worth_of(&seen, &image, arena);
	return choose(book, page, &seen, worth, arena, ret_layout, ret_marks, err);
}

static char *plain_text(const struct layout *layout, struct arena *arena)
{
	struct buf text = BUF_EMPTY;
	for (size_t i = 0; i < layout->count; i++)
		buf_printf(&text, "%s\n", layout->lines[i].text);
	char *copy = arena_string_n(arena, buf_string(&text), text.len);
	buf_free(&text);
	return copy;
}

static int write_page(const struct book *book, int page, const struct layout *layout,
	const struct neighbours *neighbours, struct arena *arena, struct err *err)
{
	const struct reading_options options = {
		.language = book->language,
		.footnotes = FOOTNOTES_MOVE,
		.is_word = ocr_is_word,
		.context = book->ocr,
		.reads_after = page<rendering_pages(book->rendering), .joins_before = page> 1 &&
			       layout->source == LAYOUT_FROM_TEXT,
		.joins_after = page < rendering_pages(book->rendering) &&
			       layout->source == LAYOUT_FROM_TEXT,
	};
	const struct reading reading = reading_text_clean(layout, neighbours, &options, arena);
	if (write_file(book, page, "layout", layout_format(layout, arena), err) < 0 ||
		write_file(book, page, "raw", plain_text(layout, arena), err) < 0 ||
		write_file(book, page, "txt", reading.text, err) < 0)
		return -1;
	const struct page_words words = page_words_of(&reading.page, book->language, "", arena);
	if (write_file(book, page, "printed", words.printed, err) < 0 ||
		write_file(book, page, "words.json", page_words_format(&words, arena), err) < 0)
		return -1;
	return write_file(
		book, page, "dropped", reading_changes_format(&reading, MAX_DROPPED, arena), err);
}

static int read_page(const struct book *book, int page, struct err *err)
{
	struct arena *arena = arena_new();
	const struct own_text *text;
	struct neighbours neighbours;
	struct layout seen;
	int rc = page_texts_get(book->texts, page, &text, &neighbours, err);
	if (rc == 0 && book->by_image)
		rc = read_image(book, page, text, arena, &seen, &neighbours.marks, err);
	else if (rc == 0)
		rc = read_text(book, page, text, arena, &seen, &neighbours.marks, err);
	if (rc == 0)
		rc = write_page(book, page, &seen, &neighbours, arena, err);
	arena_free(&arena);
	return rc;
}

static int read_book(struct book *book, int fd, struct err *err)
{
	const struct rendering_limits limits = { MEGAPIXELS, MAX_SECONDS, MAX_PAGES };
	int rc = rendering_open(fd, &limits, go_on, NULL, &book->rendering, err);
	if (rc == 0)
		rc = ocr_new("", book->language, &book->ocr, err);
	if (rc == 0) {
		book->texts = page_texts_new(book->rendering);
		book->edges = page_edges_new(book->rendering);
		for (int page = 1; rc == 0 && page <= rendering_pages(book->rendering); page++)
			rc = read_page(book, page, err);
		page_texts_free(&book->texts);
		page_edges_free(&book->edges);
	}
	if (book->ocr)
		ocr_free(&book->ocr);
	if (book->rendering)
		rendering_free(&book->rendering);
	return rc;
}

int main(int argc, char **argv)
{
	if (argc != 5 || (strcmp(argv[1], "text") != 0 && strcmp(argv[1], "ocr") != 0 &&
				 strcmp(argv[1], "auto") != 0)) {
		fprintf(stderr, "usage: %s text|ocr|auto LANGUAGE IN.pdf OUT_DIR\n", argv[0]);
		return 2;
	}
	struct book book = {
		.by_image = strcmp(argv[1], "ocr") == 0,
		.by_choice = strcmp(argv[1], "auto") == 0,
		.language = argv[2],
		.directory = argv[4],
	};
	struct err err = { 0 };
	int fd = open(argv[3], O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		perror(argv[3]);
		return 1;
	}
	int rc = read_book(&book, fd, &err);
	close(fd);
	if (rc < 0)
		fprintf(stderr, "%s: %s\n", argv[3], err.text);
	return rc < 0;
}
