/* document_language.c: sample pages are chosen, and their text is asked about. */
#include "workers/pdf_to_png/document_language.h"

#include "common/base/buf.h"
#include "workers/page/text_layer.h"

#include <string.h>

enum {
	/* Of a long document some pages tell as much as all of them; its first ones may be a
	 * cover. */
	SAMPLE_PAGES = 8,
	ENOUGH_TEXT = 24 * 1024, /* bytes */
	/* A page that says less of itself may be a picture, with a stamp or its number on it. */
	LEAST_TEXT = 200,
	/* Reading a picture takes a hundred times as long as taking a text. */
	MOST_PICTURES = 3,
};

struct samples {
	struct buf text;
	int pictures[SAMPLE_PAGES]; /* pages that say little of themselves */
	size_t picture_count;
};

/* A page without readable text adds nothing. */
static int add_page(struct rendering *rendering, int page, struct samples *samples, struct err *err)
{
	struct arena *arena = arena_new();
	struct own_text own;
	size_t before = samples->text.len;
	int rc = rendering_text(rendering, page, arena, &own, err);
	if (rc == 0 && text_layer_is_usable(&own.layout, own.characters, own.unmapped)) {
		for (size_t i = 0; i < own.layout.count; i++) {
			buf_append_string(&samples->text, own.layout.lines[i].text);
			buf_append_char(&samples->text, '\n');
		}
	}
	if (samples->text.len - before < LEAST_TEXT)
		samples->pictures[samples->picture_count++] = page;
	arena_free(&arena);
	return rc < 0 && err->kind != ERR_INVALID ? -1 : 0;
}

/* Spread evenly, the same for the same document and choice. */
static int add_samples(struct rendering *rendering, const struct pageset *chosen,
	struct samples *samples, struct err *err)
{
	int count = 0, sampled = 0, seen = 0;
	int pages = rendering_pages(rendering);
	for (int page = pageset_next(chosen, 1); page > 0 && page <= pages;
		page = pageset_next(chosen, page + 1))
		count++;
	int step = count > SAMPLE_PAGES ? count / SAMPLE_PAGES : 1;
	for (int page = pageset_next(chosen, 1);
		page > 0 && page <= pages && samples->text.len < ENOUGH_TEXT;
		page = pageset_next(chosen, page + 1), seen++) {
		if (seen % step != step / 2 || sampled++ >= SAMPLE_PAGES)
			continue;
		if (add_page(rendering, page, samples, err) < 0)
			return -1;
	}
	return 0;
}

/* Moves those to the front that are to be read, the one in the middle first: it is neither title
 * nor index. */
static size_t choose_pictures(struct samples *samples)
{
	const size_t count = samples->picture_count;
	const size_t wanted[MOST_PICTURES] = { count / 2, count / 4, count - 1 - count / 4 };
	int chosen[MOST_PICTURES];
	size_t taken = 0;
	for (size_t i = 0; count > 0 && i < MOST_PICTURES; i++) {
		bool again = false;
		for (size_t k = 0; k < i; k++)
			again |= wanted[k] == wanted[i];
		if (!again)
			chosen[taken++] = samples->pictures[wanted[i]];
	}
	memcpy(samples->pictures, chosen, taken * sizeof *chosen);
	return taken;
}

int document_language(struct rendering *rendering, const struct pageset *chosen,
	const struct scan_reader *reader, const char *claimed, const char **ret_language,
	struct err *err)
{
	struct samples samples = { .text = BUF_EMPTY };
	int rc = add_samples(rendering, chosen, &samples, err);
	bool is_scan = samples.text.len < LEAST_TEXT && samples.picture_count > 0;
	if (rc == 0 && is_scan && reader->language)
		rc = scan_language(rendering, samples.pictures, choose_pictures(&samples), reader,
			claimed, ret_language, err);
	else if (rc == 0)
		*ret_language = guess_language(
			reader->guess, buf_string(&samples.text), samples.text.len, claimed);
	buf_free(&samples.text);
	return rc;
}
