/* workflow_manners.c: pages that are spoken differently from the job's options. */
#include "common/farm/workflow.h"

#include <string.h>

const struct page_manner *workflow_manner(const struct workflow *workflow, int page)
{
	for (const struct page_manner *m = workflow->manners; m; m = m->next) {
		if (pageset_has(&m->pages, page))
			return m;
	}
	return NULL;
}

void workflow_clear_manners(struct workflow *workflow)
{
	for (struct page_manner *m = workflow->manners; m; m = m->next)
		pageset_free(&m->pages);
	workflow->manners = NULL;
}

static bool is_same(const struct page_manner *m, const char *voice, int speed)
{
	bool same_voice = m->voice && voice ? strcmp(m->voice, voice) == 0 : m->voice == voice;
	return same_voice && m->speed == speed;
}

/* Costs time only for pages in both sets, because states are read often. */
static void remove_pages(struct pageset *from, const struct pageset *pages)
{
	for (size_t i = 0; i < pages->count; i++) {
		const struct page_range *range = &pages->ranges[i];
		int page;
		while ((page = pageset_next(from, range->first)) > 0 && page <= range->last)
			pageset_remove(from, page);
	}
}

void workflow_unset_manner(struct workflow *workflow, const struct pageset *pages)
{
	for (struct page_manner **link = &workflow->manners; *link;) {
		struct page_manner *m = *link;
		remove_pages(&m->pages, pages);
		if (m->pages.count > 0) {
			link = &m->next;
		} else {
			pageset_free(&m->pages);
			*link = m->next;
		}
	}
}

int workflow_set_manner(struct workflow *workflow, const struct pageset *pages, const char *voice,
	int speed, struct err *err)
{
	struct page_manner **link = &workflow->manners;
	int count = 0;
	if (pages->count == 0)
		return 0;
	workflow_unset_manner(workflow, pages);
	for (; *link && !is_same(*link, voice, speed); link = &(*link)->next)
		count++;
	if (count == WORKFLOW_MAX_MANNERS)
		return err_set(err, ERR_CONFLICT,
			"pages of one book can be spoken in %d ways besides its own",
			WORKFLOW_MAX_MANNERS);
	if (!*link) {
		*link = arena_alloc(workflow->arena, sizeof **link);
		**link = (struct page_manner) {
			.pages = PAGESET_EMPTY,
			.voice = voice ? arena_string(workflow->arena, voice) : NULL,
			.speed = speed,
		};
	}
	pageset_add_all(&(*link)->pages, pages);
	return 0;
}
