/* front.c: which pages, or which part of the joined audio, a segment is made from. A segment
 * that is already stored is not encoded again, so any number of clients may ask for it. */
#include "common/farm/live_audio.h"
#include "workers/front/on_demand.h"
#include "workers/front/stage.h"
#include "workers/live_audio/work.h"

#include <stddef.h>
#include <string.h>

static const char *bucket_of(const struct front_job *job)
{
	return front_settings(job->front)->nats.live_audio_object_store_bucket;
}

static const char *segment_key(const struct front_job *job)
{
	return live_audio_key(job->arena, job->workflow->tenant_id, job->workflow->id,
		job->event->page_number, job->event->live.segment);
}

static int check(struct front_job *job, struct err *err)
{
	int page = job->event->page_number, total = job->workflow->total_pages;
	struct live_part parts[LIVE_MAX_PARTS];
	size_t count;
	/* For a job that was removed there is no state, so the number of pages is unknown. */
	if (total > 0 && page > total)
		return err_set(err, ERR_INVALID, "no such page: the document has %d", total);
	return job->event->live.parts ? live_parts_parse(job->event->live.parts, parts, &count, err)
				      : 0;
}

static int admit(struct front_job *job, enum admission *ret_admission, struct err *err)
{
	(void)err;
	return on_demand_admit(
		job, bucket_of(job), segment_key(job), job->event->live.source, ret_admission);
}

static void describe(struct front_job *job, cJSON *body)
{
	const struct event_live *live = &job->event->live;
	const struct {
		const char *name;
		int64_t value;
	} rows[] = {
		{ WORK_SEGMENT, live->segment },
		{ WORK_RATE, live->rate },
		{ WORK_CHANNELS, live->channels },
		{ WORK_SKIP, live->skip },
		{ WORK_SAMPLES, live->samples },
		{ WORK_END, live->end },
		{ WORK_BITRATE, front_settings(job->front)->audio_encoder.aac_kbit * 1000 },
	};
	cJSON *to = cJSON_GetObjectItem(body, "parameters");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cJSON_AddStringToObject(to, rows[i].name,
			arena_printf(job->arena, "%lld", (long long)rows[i].value));
	if (live->parts)
		cJSON_AddStringToObject(to, WORK_PARTS, live->parts);
	/* The engine gets several pages, not just the first one of the list. */
	cJSON_SetNumberValue(cJSON_GetObjectItem(body, "page"), 0);
}

static const char *input_key(struct front_job *job, int page)
{
	const struct workflow *workflow = job->workflow;
	if (page < 1 || page > workflow->total_pages)
		return NULL;
	return workflow_page_key(job->arena, workflow->tenant_id, workflow->id, page, "wav");
}

static const char *range_input(struct front_job *job, size_t *ret_bucket)
{
	*ret_bucket = offsetof(struct nats_settings, final_audio_object_store_bucket);
	return workflow_final_key(job->arena, job->workflow->tenant_id, job->workflow->id);
}

static const char *output_key(struct front_job *job, int page)
{
	return page == 0 ? segment_key(job) : NULL;
}

static int refine(struct front_job *job, struct front_result *result, struct err *err)
{
	(void)err;
	meta_set(&result->spec->metadata, job->arena, LIVE_SOURCE, job->event->live.source);
	return 0;
}

static int done(struct front_job *job, int next_page, struct err *err)
{
	(void)next_page;
	return on_demand_done(job, bucket_of(job), segment_key(job), err);
}

static int failed(struct front_job *job, const char *reason, struct err *err)
{
	const struct object_spec where = { .bucket = bucket_of(job), .name = segment_key(job) };
	return on_demand_failed(job, &where, job->event->live.source, reason, err);
}

static const struct front_ending ending = { .done = done, .failed = failed };

const struct front_stage live_audio_front = {
	.consumes = EVENT_LIVE_SEGMENT_REQUESTED,
	.stream = offsetof(struct nats_settings, live_stream_name),
	.consumer = offsetof(struct nats_settings, live_consumer_name),
	.input_bucket = offsetof(struct nats_settings, wav_object_store_bucket),
	.output_bucket = offsetof(struct nats_settings, live_audio_object_store_bucket),
	.scope = FRONT_ENDED_JOBS,
	.ending = &ending,
	.check = check,
	.admit = admit,
	.describe = describe,
	.input_key = input_key,
	.output_key = output_key,
	.range_input = range_input,
	.refine = refine,
};
