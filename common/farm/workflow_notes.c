/* workflow_notes.c: what pages lack that could be read nevertheless. */
#include "common/farm/workflow.h"

#include "common/base/timestamp.h"

#include <string.h>

#define OTHER_REASONS "other reasons, see the pages"

/* The note that covers the page, or NULL. */
static struct page_note *find_note(const struct workflow *workflow, const char *kind, int page)
{
	struct page_note *note = workflow->notes;
	while (note && (strcmp(note->kind, kind) != 0 || !pageset_has(&note->pages, page)))
		note = note->next;
	return note;
}

bool workflow_has_note(const struct workflow *workflow, const char *kind, int page)
{
	return find_note(workflow, kind, page) != NULL;
}

/* The note for that reason: an existing one, a new one or, if there are too many, the one for all
 * other reasons. */
static struct page_note *note_for(struct workflow *workflow, const char *kind, const char *reason)
{
	size_t count = 0;
	struct page_note **link = &workflow->notes;
	for (; *link; link = &(*link)->next) {
		if (strcmp((*link)->kind, kind) == 0 && strcmp((*link)->reason, reason) == 0)
			return *link;
		count++;
	}
	if (count >= WORKFLOW_MAX_NOTES && strcmp(reason, OTHER_REASONS) != 0)
		return note_for(workflow, kind, OTHER_REASONS);
	struct page_note *note = arena_alloc(workflow->arena, sizeof *note);
	*note = (struct page_note) {
		.kind = arena_string(workflow->arena, kind),
		.reason = arena_string(workflow->arena, reason),
		.pages = PAGESET_EMPTY,
	};
	*link = note;
	return note;
}

static void drop_empty(struct workflow *workflow)
{
	struct page_note **link = &workflow->notes;
	while (*link) {
		if ((*link)->pages.count) {
			link = &(*link)->next;
			continue;
		}
		pageset_free(&(*link)->pages);
		*link = (*link)->next;
	}
}

void workflow_drop_notes_beyond(struct workflow *workflow, int total_pages)
{
	for (struct page_note *note = workflow->notes; note; note = note->next) {
		for (int page; (page = pageset_next(&note->pages, total_pages + 1)) != 0;)
			pageset_remove(&note->pages, page);
	}
	drop_empty(workflow);
}

bool workflow_note(struct workflow *workflow, const char *kind, int page, const char *reason)
{
	struct page_note *old = find_note(workflow, kind, page);
	struct page_note *now = reason ? note_for(workflow, kind, reason) : NULL;
	if (old == now)
		return false;
	if (old)
		pageset_remove(&old->pages, page);
	if (now)
		pageset_add(&now->pages, page);
	drop_empty(workflow);
	char text[TIMESTAMP_SIZE];
	timestamp_now(text);
	workflow->updated_at = arena_string(workflow->arena, text);
	return true;
}
