/* front.c: which voice is to be heard, and what is stored instead if it cannot speak. A sample
 * belongs to no job: the event's workflow is the sample itself, and it has no state. */
#include "common/farm/voice_files.h"
#include "workers/front/on_demand.h"
#include "workers/front/stage.h"
#include "workers/voice_sample/work.h"

#include <stddef.h>
#include <string.h>

static const char *bucket_of(const struct front_job *job)
{
	return front_settings(job->front)->nats.voice_object_store_bucket;
}

static const char *sample_key(const struct front_job *job)
{
	return voice_sample_key(job->arena, job->event->header.workflow_id);
}

static int adopt(struct front_job *job, struct err *err)
{
	const struct event_header *header = &job->event->header;
	(void)err;
	job->workflow =
		workflow_new(header->workflow_id, header->tenant_id, header->user_id, "", "");
	return 0;
}

/* A sample must not be in the name of a real job. */
static int check(struct front_job *job, struct err *err)
{
	return strcmp(job->event->header.tenant_id, VOICE_FILES_TENANT) == 0
		       ? 0
		       : err_set(err, ERR_INVALID, "tenantId: samples belong to \"%s\"",
				 VOICE_FILES_TENANT);
}

static int admit(struct front_job *job, enum admission *ret_admission, struct err *err)
{
	(void)err;
	return on_demand_admit(job, bucket_of(job), sample_key(job), NULL, ret_admission);
}

static void describe(struct front_job *job, cJSON *body)
{
	cJSON *to = cJSON_GetObjectItem(body, "parameters");
	const struct event *event = job->event;
	cJSON_AddStringToObject(to, "voice", event->speech.voice);
	if (event->language)
		cJSON_AddStringToObject(to, WORK_LANGUAGE, event->language);
	if (event->text)
		cJSON_AddStringToObject(to, WORK_TEXT, event->text);
	if (event->pronunciation)
		cJSON_AddStringToObject(to, WORK_PRONUNCIATION, event->pronunciation);
}

static const char *input_key(struct front_job *job, int page)
{
	(void)job;
	(void)page;
	return NULL;
}

static const char *output_key(struct front_job *job, int page)
{
	return page == 0 ? sample_key(job) : NULL;
}

static int failed(struct front_job *job, const char *reason, struct err *err)
{
	const struct object_spec where = { .bucket = bucket_of(job), .name = sample_key(job) };
	return on_demand_put_reason(job, &where, NULL, reason, err);
}

static const struct front_ending ending = { .failed = failed };

const struct front_stage voice_sample_front = {
	.consumes = EVENT_VOICE_SAMPLE_REQUESTED,
	.stream = offsetof(struct nats_settings, voice_sample_stream_name),
	.consumer = offsetof(struct nats_settings, voice_sample_consumer_name),
	.input_bucket = offsetof(struct nats_settings, voice_object_store_bucket),
	.output_bucket = offsetof(struct nats_settings, voice_object_store_bucket),
	.scope = FRONT_NO_JOB,
	.ending = &ending,
	.adopt = adopt,
	.check = check,
	.admit = admit,
	.describe = describe,
	.input_key = input_key,
	.output_key = output_key,
};
