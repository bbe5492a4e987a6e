/* page_texts.c: a window of extracted texts that moves along with the pages. */
#include "workers/pdf_to_png/page_texts.h"

#include "common/base/alloc.h"
#include "workers/engine/failpoint.h"
#include "workers/page/text_layer.h"

#include <stdlib.h>

struct known_page {
	int page; /* 0: none yet */
	struct arena *arena;
	struct own_text text;
	/* What the neighbours should know; NULL: nothing. The page before is told more. */
	const struct layout *reduced, *next;
};

struct page_texts {
	struct rendering *rendering;
	struct known_page known[NEIGHBOURS_COUNT]; /* by page modulo NEIGHBOURS_COUNT */
};

struct page_texts *page_texts_new(struct rendering *rendering)
{
	struct page_texts *texts = alloc_zeroed(1, sizeof *texts);
	texts->rendering = rendering;
	for (int i = 0; i < NEIGHBOURS_COUNT; i++)
		texts->known[i].arena = arena_new();
	return texts;
}

void page_texts_free(struct page_texts **texts)
{
	if (!*texts)
		return;
	for (int i = 0; i < NEIGHBOURS_COUNT; i++)
		arena_free(&(*texts)->known[i].arena);
	alloc_free(texts);
}

static int find(struct page_texts *texts, int page, struct known_page **ret_known, struct err *err)
{
	struct known_page *known = &texts->known[page % NEIGHBOURS_COUNT];
	struct own_text *text = &known->text;
	*ret_known = known;
	if (known->page == page)
		return 0;
	*known = (struct known_page) { .arena = known->arena };
	arena_reset(known->arena);
	if (failpoint(NULL, "text-read", page, err) < 0)
		return -1;
	if (rendering_text(texts->rendering, page, known->arena, text, err) < 0) {
		if (err->kind != ERR_INVALID)
			return -1;
		*text = (struct own_text) { .characters = 0 };
	}
	if (text_layer_is_usable(&text->layout, text->characters, text->unmapped)) {
		known->reduced = neighbours_reduce(&text->layout, known->arena);
		known->next = neighbours_reduce_next(&text->layout, known->arena);
	}
	known->page = page;
	return 0;
}

int page_texts_get(struct page_texts *texts, int page, const struct own_text **ret_text,
	struct neighbours *ret_neighbours, struct err *err)
{
	struct neighbours neighbours = { .marks = { NULL, 0 } };
	struct known_page *known;
	for (int offset = -NEIGHBOURS_REACH; offset <= NEIGHBOURS_REACH; offset++) {
		int other = page + offset;
		if (offset == 0 || other < 1 || other > rendering_pages(texts->rendering))
			continue;
		if (find(texts, other, &known, err) < 0)
			return -1;
		neighbours.pages[offset + NEIGHBOURS_REACH] =
			offset == 1 ? known->next : known->reduced;
		neighbours.hidden[offset + NEIGHBOURS_REACH] =
			known->text.hidden > LAYER_HIDDEN_PERMILLE;
	}
	if (find(texts, page, &known, err) < 0)
		return -1;
	neighbours.self = known->reduced;
	*ret_text = &known->text;
	*ret_neighbours = neighbours;
	return 0;
}
