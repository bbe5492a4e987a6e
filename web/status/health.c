/* health: GET /healthz (the process is alive), GET /readyz/web (it accepts jobs) and GET /readyz
 * (jobs are also finished). None of them waits for the broker; what they report of it is a few
 * seconds old at most. */
#include "web/http/json_out.h"
#include "web/http/routes.h"
#include "web/state/app.h"
#include "web/state/backend.h"
#include "web/state/farm_snapshot.h"
#include "web/state/job_table.h"
#include "web/state/sampler.h"

#include <stdlib.h>
#include <string.h>

void handle_healthz(struct request *request)
{
	struct buf body = BUF_EMPTY;
	buf_append_string(&body, "{\"status\":\"ok\"}\n");
	reply_json(request, 200, &body);
}

static bool has_worker_here(const struct channel_record *slots, size_t count, const char *stage)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(slots[i].stage, stage) == 0 && farm_snapshot_slot_is_ready(&slots[i]))
			return true;
	}
	return false;
}

/* A stage without a pool here may have workers on other machines. Idle ones have open fetch
 * requests at the broker; busy ones hold messages. */
static bool has_worker_elsewhere(const struct queue_sample *queue, bool pool_here)
{
	return queue->asking > 0 || (!pool_here && queue->in_hand > 0);
}

static bool has_pool_here(const struct channel_record *pools, size_t count, const char *stage)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(pools[i].stage, stage) == 0 && pools[i].counts[CHANNEL_COUNT_WANTED] > 0)
			return true;
	}
	return false;
}

/* Jobs do not depend on page pictures, live audio or voice samples. */
static bool is_needed(const char *stage)
{
	return strcmp(stage, "page-image") != 0 && strcmp(stage, "live-audio") != 0 &&
	       strcmp(stage, "voice-sample") != 0;
}

struct readiness {
	bool broker, takes_jobs, finishes_jobs;
	size_t waiting; /* jobs waiting for disk space */
	bool stages[SAMPLE_QUEUES];
};

/* Some jobs may wait while others finish and free space; when all wait, nothing moves. */
static bool stands_still(struct app *app, size_t waiting)
{
	size_t counts[JOB_STATUS_COUNT];
	job_table_counts(app->table, counts);
	return waiting > 0 && waiting == counts[WORKFLOW_QUEUED] + counts[WORKFLOW_RUNNING] +
						 counts[WORKFLOW_ASSEMBLING];
}

static struct readiness assess(struct app *app)
{
	struct readiness readiness = { 0 };
	struct sample sample;
	struct err err;
	size_t count, pool_count;
	int64_t age_ms;
	struct channel_record *slots = farm_snapshot_slots(app->snapshot, &count, &age_ms);
	struct channel_record *pools = farm_snapshot_pools(app->snapshot, &pool_count);
	bool sampled = sampler_read(app->sampler, &sample);
	readiness.broker = backend_conn(app->backend, &err) != NULL;
	readiness.takes_jobs = readiness.broker && backend_is_warm(app->backend);
	readiness.finishes_jobs = readiness.broker;
	for (size_t i = 0; farm_snapshot_stages[i]; i++) {
		const char *stage = farm_snapshot_stages[i];
		bool pool = has_pool_here(pools, pool_count, stage);
		readiness.stages[i] = has_worker_here(slots, count, stage) ||
				      (sampled && has_worker_elsewhere(&sample.queues[i], pool));
		readiness.finishes_jobs =
			readiness.finishes_jobs && (readiness.stages[i] || !is_needed(stage));
	}
	readiness.waiting = job_table_waiting(app->table);
	readiness.finishes_jobs = readiness.finishes_jobs && !stands_still(app, readiness.waiting);
	free(pools);
	free(slots);
	return readiness;
}

static void reply_readiness(struct request *request, bool farm)
{
	struct readiness readiness = assess(request->app);
	bool ready = readiness.takes_jobs && (!farm || readiness.finishes_jobs);
	struct buf body = BUF_EMPTY;
	struct json_out out = json_out(&body);
	json_out_object(&out, NULL);
	json_out_string(&out, "status", ready ? "ready" : "not-ready");
	json_out_bool(&out, "broker", readiness.broker);
	json_out_bool(&out, "takesJobs", readiness.takes_jobs);
	json_out_bool(&out, "finishesJobs", readiness.finishes_jobs);
	json_out_int(&out, "waitingForRoom", (int64_t)readiness.waiting);
	json_out_object(&out, "stages");
	for (size_t i = 0; farm_snapshot_stages[i]; i++)
		json_out_bool(&out, farm_snapshot_stages[i], readiness.stages[i]);
	json_out_end_object(&out);
	json_out_end_object(&out);
	buf_append_char(&body, '\n');
	reply_json(request, ready ? 200 : 503, &body);
}

void handle_readyz(struct request *request)
{
	reply_readiness(request, true);
}

void handle_readyz_web(struct request *request)
{
	reply_readiness(request, false);
}
