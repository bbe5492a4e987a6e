/* crash_count.c: records of begun deliveries in the KV bucket. */
#include "workers/front/crash_count.h"

#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/nats/kv.h"
#include "workers/front/front.h"

#include <stdlib.h>
#include <string.h>

enum { NOTE_AGAIN_MS = 10000 };

static const char *bucket_stream(struct front_job *job)
{
	return kv_stream(job->arena, job->front->settings->nats.wav_aggregator_kv_bucket);
}

static const char *note_subject(struct front_job *job)
{
	const struct event *event = job->event;
	const char *key = arena_printf(job->arena, "deaths.%s.%s.%d", event->header.workflow_id,
		job->front->stage->name,
		event->page_number > 0 ? event->page_number : event->next_page);
	return kv_subject(job->arena, job->front->settings->nats.wav_aggregator_kv_bucket, key);
}

static int read_note(struct front_job *job, int *ret_crashes, struct err *err)
{
	natsMsg *msg = NULL;
	jsErrCode code = 0;
	struct err error;
	natsStatus s = js_GetLastMsg(&msg, natsconn_js(job->front->conn), bucket_stream(job),
		note_subject(job), NULL, &code);
	if (s == NATS_OK) {
		*ret_crashes = atoi(arena_string_n(
			job->arena, natsMsg_GetData(msg), (size_t)natsMsg_GetDataLength(msg)));
		natsMsg_Destroy(msg);
		return 0;
	}
	natsconn_err(&error, s, code, "noted crashes");
	if (error.kind != ERR_NOT_FOUND) {
		*err = error;
		return -1;
	}
	*ret_crashes = 0;
	return 0;
}

static int write_note(struct front_job *job, int crashes, struct err *err)
{
	const char *text = arena_printf(job->arena, "%d", crashes);
	return natsconn_publish(job->front->conn, note_subject(job), text, strlen(text), NULL, err);
}

int crash_count_begin(struct front_job *job, int *ret_crashes, struct err *err)
{
	int most = (int)job->front->service->max_attempts, crashes = 0;
	*ret_crashes = 0;
	if (delivery_count(job->delivery) <= (uint64_t)most)
		return 0;
	if (read_note(job, &crashes, err) < 0)
		return -1;
	job->suspect = true;
	*ret_crashes = job->crashes = crashes;
	if (crashes >= most)
		return 0;
	return write_note(job, crashes + 1, err);
}

static void change_note(struct front_job *job, bool waits)
{
	struct err err;
	int64_t now = clock_monotonic_ms();
	if (!job->suspect || job->waits == waits || now < job->next_note_ms)
		return;
	if (write_note(job, waits ? job->crashes : job->crashes + 1, &err) == 0) {
		job->waits = waits;
		return;
	}
	job->next_note_ms = now + NOTE_AGAIN_MS;
	log_warn("%s: %s", note_subject(job), err.text);
}

void crash_count_pause(struct front_job *job)
{
	change_note(job, true);
}

void crash_count_resume(struct front_job *job)
{
	change_note(job, false);
}

void crash_count_end(struct front_job *job)
{
	jsOptions options;
	jsErrCode code = 0;
	if (!job->suspect)
		return;
	jsOptions_Init(&options);
	options.Stream.Purge.Subject = note_subject(job);
	natsStatus s =
		js_PurgeStream(natsconn_js(job->front->conn), bucket_stream(job), &options, &code);
	if (s != NATS_OK)
		log_warn("%s: %s", note_subject(job), natsStatus_GetText(s));
}
