/* document_language.c: sample pages are chosen, and their text is asked about. */
#include "workers/pdf_to_png/document_language.h"

#include "common/base/buf.h"
#include "workers/page/text_layer.h"

#include <string.h>

/* Of a long document some pages tell as much as all of them; its first ones may be a cover. */
enum { SAMPLE_PAGES = 8, ENOUGH_TEXT = 24 * 1024 };

/* A page without readable text adds nothing. */
static int add_page(struct rendering *rendering, int page, struct buf *text, struct err *err)
{
	struct arena *arena = arena_new();
	struct own_text own;
	int rc = rendering_text(rendering, page, arena, &own, err);
	if (rc == 0 && text_layer_is_sane(&own.layout, own.characters, own.insane)) {
		for (size_t i = 0; i < own.layout.count; i++) {
			buf_append_string(text, own.layout.lines[i].text);
			buf_append_char(text, '\n');
		}
	}
	arena_free(&arena);
	return rc < 0 && err->kind != ERR_INVALID ? -1 : 0;
}

/* Spread evenly, the same for the same document and choice. */
static int add_samples(struct rendering *rendering, const struct pageset *chosen, struct buf *text,
	struct err *err)
{
	int count = 0, sampled = 0, seen = 0;
	int pages = rendering_pages(rendering);
	for (int page = pageset_next(chosen, 1); page > 0 && page <= pages;
		page = pageset_next(chosen, page + 1))
		count++;
	int step = count > SAMPLE_PAGES ? count / SAMPLE_PAGES : 1;
	for (int page = pageset_next(chosen, 1);
		page > 0 && page <= pages && text->len < ENOUGH_TEXT;
		page = pageset_next(chosen, page + 1), seen++) {
		if (seen % step != step / 2 || sampled++ >= SAMPLE_PAGES)
			continue;
		if (add_page(rendering, page, text, err) < 0)
			return -1;
	}
	return 0;
}

int document_language(struct rendering *rendering, const struct pageset *chosen,
	const struct guess *guess, const char *claimed, const char **ret_language, struct err *err)
{
	struct buf text = BUF_EMPTY;
	int rc = add_samples(rendering, chosen, &text, err);
	if (rc == 0)
		*ret_language = guess_language(guess, buf_string(&text), text.len, claimed);
	buf_free(&text);
	return rc;
}
