/* scan_language.c: strips of pages are drawn and read, and their text is asked about. */
#include "workers/pdf_to_png/scan_language.h"

#include "common/base/buf.h"
#include "common/text/languages.h"
#include "workers/ocr/print_script.h"

#include <leptonica/allheaders.h>
#include <malloc.h>
#include <string.h>

enum {
	STRIP_DPI = 200,   /* print of a book reads well from here on */
	ENOUGH_TEXT = 450, /* bytes: eight lines */
	/* Models of the right language read at least as surely as others, but for chance. */
	AS_SURE = 5,
	LEAST_CONFIDENCE = 60, /* below, a page was hardly read at all */
};

/* Of the page's height. */
static const float strip_share = 0.2f;

struct reading {
	const struct scan_reader *reader;
	struct ocr *ocr;
	const char *models; /* what it is read with now */
	bool is_unreadable; /* in a script that nothing is installed for */
	const char *script; /* the other one, if it is not that of reader->language */
	struct buf text;
	struct Pix *strip; /* the last one */
	int confidence;    /* of that */
	struct arena *arena;
};

/* ---- one strip ---- */

/* A row through letters changes between paper and ink again and again; one through a rule, a blank
 * or a shadow at the edge does not. */
static bool is_printed(const struct grey_image *image, int y)
{
	enum { INK = 128, LEAST_CHANGES = 12 };
	const unsigned char *row = image->samples + (size_t)y * image->stride;
	int changes = 0;
	for (int x = 1; x < image->width && changes < LEAST_CHANGES; x++)
		changes += (row[x] < INK) != (row[x - 1] < INK);
	return changes >= LEAST_CHANGES;
}

/* The first row of the strip that has the most print. */
static int fullest_strip(const struct grey_image *image, int height)
{
	int printed = 0, best = 0, most = 0;
	for (int y = 0; y < image->height; y++) {
		printed += is_printed(image, y);
		if (y >= height)
			printed -= is_printed(image, y - height);
		if (printed > most) {
			most = printed;
			best = y >= height ? y - height + 1 : 0;
		}
	}
	return best;
}

/* NULL: there is no room for it. */
static struct Pix *cut_strip(const struct grey_image *image)
{
	int height = (int)((float)image->height * strip_share);
	if (height == 0)
		return NULL;
	int top = fullest_strip(image, height);
	PIX *strip = pixCreate(image->width, height, 8);
	if (!strip)
		return NULL;
	l_uint32 *row = pixGetData(strip);
	for (int y = 0; y < height; y++, row += pixGetWpl(strip)) {
		const unsigned char *from = image->samples + (size_t)(top + y) * image->stride;
		for (int x = 0; x < image->width; x++)
			SET_DATA_BYTE(row, x, from[x]);
	}
	return strip;
}

static int read_strip(
	struct reading *reading, const char *models, struct ocr_reading *ret_read, struct err *err)
{
	const struct scan_reader *reader = reading->reader;
	const struct ocr_page page = { .image = reading->strip, .dpi = STRIP_DPI };
	if (ocr_use_language(reading->ocr, models, err) < 0)
		return -1;
	return ocr_read(
		reading->ocr, &page, reader->moved, reader->context, reading->arena, ret_read, err);
}

static void add_text(struct reading *reading, const struct ocr_reading *read)
{
	for (size_t i = 0; i < read->layout.count; i++) {
		buf_append_string(&reading->text, read->layout.lines[i].text);
		buf_append_char(&reading->text, '\n');
	}
	reading->confidence = read->confidence;
}

/* The strip once more, by what there is for its script. What was read before was not its text. */
static int read_script(struct reading *reading, struct ocr_reading *read, struct err *err)
{
	const char *models = ocr_models_for_script(reading->ocr, read->script, reading->arena);
	reading->script = read->script;
	buf_clear(&reading->text);
	if (!models) {
		reading->is_unreadable = true;
		return 0;
	}
	reading->models = models;
	return read_strip(reading, models, read, err);
}

static int add_strip(struct reading *reading, struct err *err)
{
	struct ocr_reading read;
	if (read_strip(reading, reading->models, &read, err) < 0)
		return -1;
	if (!reading->script && read.script && !print_script_suits(read.script, reading->models) &&
		read_script(reading, &read, err) < 0)
		return -1;
	if (!reading->is_unreadable)
		add_text(reading, &read);
	return 0;
}

/* A page that cannot be drawn adds nothing. */
static int add_page(struct reading *reading, struct rendering *rendering, int page, struct err *err)
{
	struct grey_image image;
	struct err trouble = { ERR_NONE, "" };
	if (rendering_page(rendering, page, STRIP_DPI, &image, &trouble) < 0) {
		if (trouble.kind == ERR_INVALID)
			return 0;
		*err = trouble;
		return -1;
	}
	pixDestroy(&reading->strip);
	reading->strip = cut_strip(&image);
	return reading->strip ? add_strip(reading, err) : 0;
}

/* ---- the answer ---- */

/* Whether its own models, if there are any, read the last strip as well. */
static int confirm(struct reading *reading, const char *language, bool *ret_is_so, struct err *err)
{
	struct err trouble = { ERR_NONE, "" };
	struct ocr_reading read;
	*ret_is_so = true;
	if (!reading->strip || strcmp(language, reading->models) == 0)
		return 0;
	if (read_strip(reading, language, &read, &trouble) < 0) {
		if (trouble.kind == ERR_INVALID)
			return 0;
		*err = trouble;
		return -1;
	}
	*ret_is_so = read.confidence + AS_SURE >= reading->confidence;
	return 0;
}

/* A script that one language alone is installed for: that one, if it can be read by it. */
static const char *only_language(const struct reading *reading)
{
	if (!reading->script || reading->is_unreadable || strchr(reading->models, '+') ||
		reading->confidence < LEAST_CONFIDENCE)
		return NULL;
	const struct language_name *name = language_named(reading->models);
	return name ? name->print : NULL;
}

/* What the document claims counts where it is printed in the script that was seen. */
static const char *believed_claim(const struct reading *reading, const char *claimed)
{
	const struct language_name *claim = language_named(claimed);
	const char *script = reading->script ? reading->script : "Latin";
	return claim && print_script_suits(script, claim->print) ? claim->print : NULL;
}

static int conclude(
	struct reading *reading, const char *claimed, const char **ret_language, struct err *err)
{
	const char *claim = believed_claim(reading, claimed);
	const char *found = guess_language(
		reading->reader->guess, buf_string(&reading->text), reading->text.len, claim);
	bool is_so = true;
	if (!found)
		found = only_language(reading);
	if (found && confirm(reading, found, &is_so, err) < 0)
		return -1;
	*ret_language = is_so ? found : claim;
	return 0;
}

int scan_language(struct rendering *rendering, const int *pages, size_t count,
	const struct scan_reader *reader, const char *claimed, const char **ret_language,
	struct err *err)
{
	struct reading reading = { .reader = reader, .models = reader->language };
	int rc = ocr_new(reader->tessdata_path, reader->language, &reading.ocr, err);
	if (rc < 0)
		return -1;
	reading.arena = arena_new();
	for (size_t i = 0; i < count && rc == 0; i++) {
		rc = add_page(&reading, rendering, pages[i], err);
		if (reading.is_unreadable || reading.text.len >= ENOUGH_TEXT)
			break;
	}
	if (rc == 0)
		rc = conclude(&reading, claimed, ret_language, err);
	pixDestroy(&reading.strip);
	ocr_free(&reading.ocr);
	malloc_trim(0); /* models are many small pieces, which would stay this process's for ever */
	buf_free(&reading.text);
	arena_free(&reading.arena);
	return rc;
}
