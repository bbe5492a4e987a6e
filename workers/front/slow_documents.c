/* slow_documents.c: marks slow documents in their states. */
#include "workers/front/slow_documents.h"

#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/farm/workflow_scan.h"
#include "common/farm/workflow_store.h"
#include "workers/front/front.h"

#include <stdio.h>
#include <string.h>

enum {
	LOOK_MS = 2000,
	LOOKS_SHARE = 10,      /* the pause between looks is this many times what a look takes */
	NOTE_AGAIN_MS = 60000, /* after a mark that could not be written */
	QUICK_PAGES = 8,       /* in a row, after which a document is no longer slow */
};

static bool is_known(const struct front_job *job)
{
	return workflow_is_slow(job->workflow, job->front->stage->name);
}

/* ---- other documents ---- */

struct search {
	const struct front_job *job;
	bool found;
	int64_t usual_ms; /* see slow_lane.others_usual_ms */
};

static bool look_at(void *context, struct workflow *workflow, int64_t mtime_ms)
{
	struct search *search = context;
	const struct front *front = search->job->front;
	(void)mtime_ms;
	if (workflow_is_finished(workflow) || workflow->waiting || workflow_is_complete(workflow) ||
		workflow_is_slow(workflow, front->stage->name) ||
		strcmp(workflow->id, search->job->workflow->id) == 0)
		return true;
	int64_t usual_ms = slow_lane_usual_ms(front, workflow);
	search->found = true;
	if (usual_ms > 0 && (search->usual_ms == 0 || usual_ms < search->usual_ms))
		search->usual_ms = usual_ms;
	return front->ops->pace.usual_input > 0;
}

bool slow_documents_others_wait(struct front_job *job)
{
	struct slow_lane *lane = &job->front->slow_lane;
	struct search search = { .job = job };
	struct err err;
	int64_t began = clock_monotonic_ms();
	if (began < lane->next_look_ms)
		return lane->others_wait;
	lane->others_wait =
		workflow_scan(job->front->conn, look_at, &search, &err) == 0 && search.found;
	lane->others_usual_ms = search.usual_ms;
	/* All jobs that are kept may be many. */
	int64_t now = clock_monotonic_ms(), rest = (now - began) * LOOKS_SHARE;
	lane->next_look_ms = now + (rest > LOOK_MS ? rest : LOOK_MS);
	return lane->others_wait;
}

int64_t slow_documents_limit_ms(struct front_job *job, int64_t took_ms)
{
	const struct front *front = job->front;
	int64_t least = slow_lane_least_ms(front, job->workflow);
	if (took_ms < least || least == slow_lane_limit_ms(front, job->workflow, 0) ||
		!slow_documents_others_wait(job))
		return slow_lane_limit_ms(front, job->workflow, 0);
	return slow_lane_limit_ms(front, job->workflow, front->slow_lane.others_usual_ms);
}

bool slow_documents_admit(struct front_job *job)
{
	if (workflow_is_finished(job->workflow) || !is_known(job))
		return true;
	return slow_lane_enter(job->front) || !slow_documents_others_wait(job);
}

/* ---- marks ---- */

struct change {
	const char *stage;
	bool slow;
};

static int set_slow(struct workflow *workflow, void *context, struct err *err)
{
	const struct change *change = context;
	(void)err;
	return !workflow_is_finished(workflow) &&
	       workflow_set_slow(workflow, change->stage, change->slow);
}

static void note(struct front_job *job, bool slow)
{
	struct change change = { job->front->stage->name, slow };
	const char *id = job->workflow->id;
	struct err err;
	struct slow_lane *lane = &job->front->slow_lane;
	/* An engine is working meanwhile and waits for what it requests, so do not block on a
	 * broker that is away. */
	if (!natsconn_is_connected(job->front->conn) || clock_monotonic_ms() < lane->next_note_ms)
		return;
	if (workflow_store_change(job->front->conn, id, set_slow, &change, NULL, NULL, &err) < 0) {
		log_warn("%s: %s", id, err.text);
		lane->next_note_ms = clock_monotonic_ms() + NOTE_AGAIN_MS;
		return;
	}
	workflow_set_slow(job->workflow, change.stage, slow);
	log_info(slow ? "%s: its pages take long: they are done beside the others'"
		      : "%s: its pages take no longer than others'",
		id);
}

void slow_documents_note(struct front_job *job)
{
	if (!front_takes_documents(job->front) && !is_known(job))
		note(job, true);
}

void slow_documents_learn(struct front_job *job, int64_t took_ms)
{
	struct slow_lane *lane = &job->front->slow_lane;
	const char *id = job->workflow->id;
	if (!is_known(job))
		return;
	if (strcmp(lane->quick_id, id) != 0)
		lane->quick_pages = 0;
	snprintf(lane->quick_id, sizeof lane->quick_id, "%s", id);
	lane->quick_pages =
		took_ms < slow_documents_limit_ms(job, took_ms) ? lane->quick_pages + 1 : 0;
	if (lane->quick_pages == QUICK_PAGES)
		note(job, false);
}
