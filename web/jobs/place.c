/* place.c: finds a page, and a word on it, in the current audio. */
#include "web/jobs/place.h"

#include "web/jobs/book_store.h"

int place_clock_open(struct natsconn *conn, const struct workflow *workflow,
	struct place_clock *ret_clock, struct err *err)
{
	struct place_clock clock = {
		.conn = conn,
		.workflow = workflow,
		.arena = arena_new(),
		.page_arena = arena_new(),
	};
	int rc = 0;
	if (workflow->audio_digest) {
		rc = book_store_pages(conn, workflow, clock.arena, &clock.pages, err);
		clock.joined = rc == 0 && clock.pages.count > 0 && clock.pages.rate > 0;
		if (rc < 0 && err->kind == ERR_NOT_FOUND)
			rc = 0;
	}
	if (rc == 0)
		*ret_clock = clock;
	else
		place_clock_close(&clock);
	return rc;
}

void place_clock_close(struct place_clock *clock)
{
	arena_free(&clock->arena);
	arena_free(&clock->page_arena);
}

/* The page, or else the next one; NULL: after the last. */
static const struct book_page *find_page(const struct place_clock *clock, int page)
{
	for (size_t i = 0; i < clock->pages.count; i++) {
		if (clock->pages.items[i].page >= page)
			return &clock->pages.items[i];
	}
	return NULL;
}

static int read_timeline(struct place_clock *clock, const struct book_page *page, struct err *err)
{
	if (clock->page == page->page)
		return 0;
	clock->page = 0;
	arena_free(&clock->page_arena);
	clock->page_arena = arena_new();
	int known = book_store_timeline(clock->conn, clock->workflow->tenant_id,
		clock->workflow->id, page, clock->page_arena, &clock->timeline, err);
	if (known < 0)
		return -1;
	clock->known = known > 0;
	clock->page = page->page;
	return 0;
}

/* The word of that number, or the last one before it; NULL: the page has none. */
static const struct timeline_word *find_word(const struct timeline *timeline, size_t number)
{
	const struct timeline_word *last = NULL;
	for (size_t i = 0; i < timeline->count; i++) {
		const struct timeline_utterance *utterance = &timeline->utterances[i];
		if (number < utterance->word_count)
			return &utterance->words[number];
		number -= utterance->word_count;
		if (utterance->word_count > 0)
			last = &utterance->words[utterance->word_count - 1];
	}
	return last;
}

static double within(double start, double offset, double end)
{
	double at = start + offset;
	return at < end ? at : end;
}

int place_seconds(struct place_clock *clock, const struct listener_place *place,
	double *ret_seconds, struct err *err)
{
	if (!clock->joined) {
		*ret_seconds = -1;
		return 0;
	}
	const struct book_page *page = find_page(clock, place->page);
	const struct book_page *last = &clock->pages.items[clock->pages.count - 1];
	double rate = clock->pages.rate;
	if (!page || page->page != place->page) {
		*ret_seconds = (double)(page ? page->first : last->first + last->frames) / rate;
		return 0;
	}
	if (read_timeline(clock, page, err) < 0)
		return -1;
	double start = (double)page->first / rate, length = (double)page->frames / rate;
	const struct timeline_word *word =
		clock->known ? find_word(&clock->timeline, (size_t)place->word) : NULL;
	if (!word) {
		*ret_seconds = within(start, place->offset, start + length);
		return 0;
	}
	double scale = length / (double)clock->timeline.samples;
	*ret_seconds = within(start + (double)word->first * scale, place->offset,
		start + (double)word->last * scale);
	return 0;
}
