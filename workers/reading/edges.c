/* edges.c: what happens between two pages.
 *
 * Both pages must come to the same answer, and neither knows all of the other. So both look at the
 * same: at what neighbours are told of the two pages and of the one before and the one after
 * these. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <string.h>

enum { SEEN = 4, SELF = NEIGHBOURS_REACH };

/* The size of most type on all of them: of a single page the notes may be more than the text that
 * is known. */
static void share_body(struct reading_page *const pages[SEEN])
{
	struct reading_page all = { .count = 0 };
	for (int i = 0; i < SEEN; i++)
		all.count += pages[i] ? pages[i]->count : 0;
	struct arena *arena = pages[1]->arena;
	all.arena = arena;
	all.lines = arena_alloc(arena, (all.count + 1) * sizeof *all.lines);
	size_t used = 0;
	for (int i = 0; i < SEEN; i++) {
		for (size_t k = 0; pages[i] && k < pages[i]->count; k++)
			all.lines[used++] = pages[i]->lines[k];
	}
	float body = page_body_size(&all);
	for (int i = 0; i < SEEN; i++) {
		if (pages[i])
			pages[i]->body = body;
	}
}

/* Page `at` of those seen, without heads, feet and notes, in reading order. */
static void strip(struct reading_page *const pages[SEEN], int at, struct reading_page *page)
{
	struct page_context context = { .marks = { NULL, 0 } };
	for (int i = 0; i < SEEN; i++) {
		int place = i - at + SELF;
		if (!pages[i] || place < 0 || place >= NEIGHBOURS_COUNT)
			continue;
		context.pages[place] = pages[i];
		context.rows[place] = page_rows(pages[i]);
	}
	heads_remove(page, &context, NULL);
	initials_join(page, NULL);
	order_lines(page, NULL);
	notes_find(page, at > 0 && pages[at - 1] && notes_run_on(pages[at - 1], page->body));
}

static const char *last_text(const struct reading_page *page)
{
	for (size_t i = page->count; i-- > 0;) {
		if (page->lines[i].role != LINE_NOTE)
			return page->lines[i].text;
	}
	return NULL;
}

static struct page_turn turn_between(const char *last, const char *first)
{
	struct page_turn turn = { last, first, 0, false };
	size_t len = last ? strlen(last) : 0, ignored;
	if (len < 2 || !first || strchr(last, '\t') || strchr(first, '\t'))
		return turn;
	bool lower = letters_is_lower(chars_at(first, &ignored));
	if (last[len - 1] == '-' && lower && chars_letters_before(last, last + len - 1) > 0)
		turn.shared = strcspn(first, " ");
	turn.runs_on = !chars_end_sentence(last, len) &&
		       (lower || last[len - 1] == ',' || turn.shared > 0);
	return turn;
}

/* A copy: what is done to it must not be seen by others. */
static struct reading_page *copy(const struct reading_page *page)
{
	struct reading_page *other = arena_alloc(page->arena, sizeof *other);
	*other = *page;
	other->lines = arena_alloc(page->arena, (page->count + 1) * sizeof *other->lines);
	if (page->count > 0)
		memcpy(other->lines, page->lines, page->count * sizeof *other->lines);
	return other;
}

struct surroundings edges_look(
	const struct layout *page, const struct neighbours *neighbours, struct arena *arena)
{
	struct surroundings around = { { NULL } };
	for (int at = 0; at < NEIGHBOURS_COUNT; at++) {
		const struct layout *layout =
			at == SELF ? page : neighbours_at(neighbours, at - SELF);
		if (layout)
			around.pages[at] =
				page_of_layout(neighbours_reduce(layout, arena), NULL, arena);
	}
	return around;
}

struct page_turn edges_turn(const struct surroundings *around, int before)
{
	struct reading_page *pages[SEEN] = { NULL };
	const struct page_turn none = { NULL, NULL, 0, false };
	for (int i = 0; i < SEEN; i++) {
		const struct reading_page *page = around->pages[SELF + before - 1 + i];
		if (page && page->source != around->pages[SELF]->source)
			return none;
		pages[i] = page ? copy(page) : NULL;
	}
	if (!pages[1] || !pages[2])
		return none;
	share_body(pages);
	struct reading_page *left = copy(pages[1]), *right = copy(pages[2]);
	strip(pages, 1, left);
	strip(pages, 2, right);
	return turn_between(last_text(left), right->count > 0 ? right->lines[0].text : NULL);
}
