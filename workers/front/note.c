/* note.c: notes on pages in the state of their job. */
#include "workers/front/note.h"

#include "common/farm/workflow_store.h"
#include "workers/front/front.h"

struct note {
	const char *kind, *reason;
	int page;
};

static int change(struct workflow *workflow, void *context, struct err *err)
{
	const struct note *note = context;
	(void)err;
	if (workflow_is_finished(workflow))
		return 0;
	return workflow_note(workflow, note->kind, note->page, note->reason) ? 1 : 0;
}

int front_note(struct front_job *job, const char *kind, const char *reason, struct err *err)
{
	struct note note = { kind, reason, job->event->page_number };
	if (!reason && !workflow_has_note(job->workflow, kind, note.page))
		return 0;
	return workflow_store_change(
		front_conn(job->front), job->workflow->id, change, &note, NULL, NULL, err);
}
