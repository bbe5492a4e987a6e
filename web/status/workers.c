/* workers: GET /workers: the farm as the supervisor last reported it. */
#include "common/ipc/sandbox.h"
#include "web/http/json_out.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/state/app.h"
#include "web/state/farm_snapshot.h"

#include <stdlib.h>

static void text_or_null(struct json_out *out, const char *key, const char *text)
{
	json_out_string(out, key, *text ? text : NULL);
}

static void sandbox(struct json_out *out, int64_t lacks)
{
	if (lacks < 0)
		json_out_null(out, "sandbox");
	else if (lacks & SANDBOX_OFF)
		json_out_string(out, "sandbox", "off");
	else if (lacks == 0)
		json_out_string(out, "sandbox", "whole");
	else if (lacks == SANDBOX_NO_LANDLOCK)
		json_out_string(out, "sandbox", "without Landlock");
	else if (lacks == SANDBOX_NO_SECCOMP)
		json_out_string(out, "sandbox", "without seccomp");
	else
		json_out_string(out, "sandbox", "without Landlock and seccomp");
}

static void slot(struct json_out *out, const struct channel_record *record)
{
	json_out_object(out, NULL);
	json_out_string(out, "stage", record->stage);
	json_out_int(out, "slot", record->value);
	json_out_string(out, "state", record->state);
	if (record->pid > 0)
		json_out_int(out, "pid", record->pid);
	else
		json_out_null(out, "pid");
	text_or_null(out, "job", record->job);
	json_out_int(out, "millisecondsInState", record->duration_ms);
	json_out_int(out, "memoryKib", record->rss_kib);
	json_out_int(out, "restarts", record->restarts);
	json_out_int(out, "jobsDone", record->jobs_done);
	text_or_null(out, "lastDeath", record->detail);
	sandbox(out, record->sandbox);
	json_out_end_object(out);
}

void handle_workers(struct request *request)
{
	size_t count;
	int64_t age_ms;
	struct channel_record *slots = farm_snapshot_slots(request->app->snapshot, &count, &age_ms);
	struct buf body = BUF_EMPTY;
	struct json_out out = json_out(&body);
	json_out_object(&out, NULL);
	json_out_bool(&out, "supervised", age_ms >= 0);
	if (age_ms >= 0)
		json_out_int(&out, "snapshotAgeMilliseconds", age_ms);
	else
		json_out_null(&out, "snapshotAgeMilliseconds");
	json_out_array(&out, "slots");
	for (size_t i = 0; i < count; i++)
		slot(&out, &slots[i]);
	json_out_end_array(&out);
	json_out_end_object(&out);
	buf_append_char(&body, '\n');
	free(slots);
	reply_json(request, 200, &body);
}
