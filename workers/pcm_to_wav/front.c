/* front.c: turns a page's raw speech into a WAV file. */
#include "workers/front/stage.h"

#include <stddef.h>

enum { SLOW_PAGE_MS = 5000 };

static const char *output_key(struct front_job *job, int page)
{
	const struct event_header *header = &job->event->header;
	if (page != 0)
		return NULL;
	return workflow_page_key(
		job->arena, header->tenant_id, header->workflow_id, job->event->page_number, "wav");
}

static int emit(struct front_job *job, int page, bool *ret_stop, struct err *err)
{
	const struct event next = {
		.type = EVENT_WAV_FILE_CREATED,
		.header = event_header_next(&job->event->header, job->arena),
		.key = output_key(job, page),
		.page_number = job->event->page_number,
		.total_pages = job->event->total_pages,
	};
	*ret_stop = false;
	return front_publish(
		job, front_settings(job->front)->nats.wav_created_subject, &next, "wav", err);
}

const struct front_stage pcm_to_wav_front = {
	.consumes = EVENT_AUDIO_CHUNK_CREATED,
	.stream = offsetof(struct nats_settings, audio_processing_stream_name),
	.consumer = offsetof(struct nats_settings, audio_processing_consumer_name),
	.input_bucket = offsetof(struct nats_settings, audio_object_store_bucket),
	.output_bucket = offsetof(struct nats_settings, wav_object_store_bucket),
	.fails_as_wav = true,
	.pace = { .slow_page_ms = SLOW_PAGE_MS, .engine_is_light = true },
	.ending = &front_page_ending_without_input, /* the WAV holds the same samples */
	.admit = front_page_admit,
	.input_key = front_page_input_key,
	.output_key = output_key,
	.emit = emit,
};
