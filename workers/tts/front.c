/* front.c: turns a page's text into speech. */
#include "common/base/log.h"
#include "common/farm/page_metadata.h"
#include "workers/front/note.h"
#include "workers/front/stage.h"
#include "workers/tts/results.h"
#include "workers/tts/unread.h"

#include <stddef.h>
#include <string.h>

enum { SLOW_PAGE_MS = 5000, USUAL_TEXT = 3000 };

static const char *output_key(struct front_job *job, int page)
{
	const struct event_header *header = &job->event->header;
	if (page != 0)
		return NULL;
	return workflow_page_key(
		job->arena, header->tenant_id, header->workflow_id, job->event->page_number, "pcm");
}

static const char *beside_input(struct front_job *job, int number, size_t *ret_bucket)
{
	const struct event_header *header = &job->event->header;
	if (number != TTS_WORDS)
		return NULL;
	*ret_bucket = offsetof(struct nats_settings, text_object_store_bucket);
	return workflow_page_key(job->arena, header->tenant_id, header->workflow_id,
		job->event->page_number, "words.json");
}

static const char *beside_output(struct front_job *job, int number, size_t *ret_bucket)
{
	const struct event_header *header = &job->event->header;
	if (number != TTS_TIMELINE)
		return NULL;
	*ret_bucket = offsetof(struct nats_settings, timeline_object_store_bucket);
	return workflow_page_key(job->arena, header->tenant_id, header->workflow_id,
		job->event->page_number, "json");
}

/* The event decides how the page is spoken. */
static void describe(struct front_job *job, cJSON *body)
{
	const struct speech *speech = &job->event->speech;
	cJSON *parameters = cJSON_GetObjectItem(body, "parameters");
	const struct {
		bool has;
		const char *name;
		double value;
	} numbers[] = {
		{ speech->has_speed && speech->speed > 0, "speed", speech->speed },
		{ speech->has_seed, "seed", (double)speech->seed },
		{ speech->has_ngl, "ngl", speech->ngl },
		{ speech->has_top_p, "topP", speech->top_p },
		{ speech->has_repetition_penalty, "repetitionPenalty", speech->repetition_penalty },
		{ speech->has_temperature, "temperature", speech->temperature },
	};
	if (speech->voice)
		cJSON_AddStringToObject(parameters, "voice", speech->voice);
	if (speech->has_speed && speech->speed == 0)
		cJSON_AddStringToObject(parameters, "speed", "");
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		if (numbers[i].has)
			cJSON_AddStringToObject(parameters, numbers[i].name,
				arena_printf(job->arena, "%.17g", numbers[i].value));
	}
}

/* Reports a page that another engine spoke, since the book will sound odd there. */
static void stored(struct front_job *job, int page, const struct object_info *info)
{
	const char *fault = meta_get(&info->metadata, META_ENGINE_FAULT);
	(void)page;
	if (fault)
		log_warn("%s: page %d is spoken by %s: %s", job->workflow->id,
			job->event->page_number, meta_get(&info->metadata, META_ENGINE), fault);
	const char *note = meta_get(&info->metadata, META_ENGINE_NOTE);
	if (note)
		log_info("%s: page %d: spoken at the second attempt: %s", job->workflow->id,
			job->event->page_number, note);
}

/* What the page lacks since its voice cannot read it. One text for all pages of a voice, so that a
 * book's are one note. */
static int refine(struct front_job *job, struct front_result *result, struct err *err)
{
	if (strcmp(result->spec->name, output_key(job, 0)) != 0)
		return 0;
	const char *unread = unread_known(meta_get(&result->spec->metadata, META_UNREAD));
	const struct tts_settings *tts = &front_settings(job->front)->tts;
	const char *voice = job->event->speech.voice;
	if (!unread)
		return front_note(job, "voice", NULL, err);
	return front_note(job, "voice",
		arena_printf(job->arena, "the voice \"%.60s\" cannot read %s: they are left out",
			voice ? voice : tts->voice, unread),
		err);
}

static int emit(struct front_job *job, int page, bool *ret_stop, struct err *err)
{
	const struct event next = {
		.type = EVENT_AUDIO_CHUNK_CREATED,
		.header = event_header_next(&job->event->header, job->arena),
		.key = output_key(job, page),
		.page_number = job->event->page_number,
		.total_pages = job->event->total_pages,
	};
	*ret_stop = false;
	return front_publish(job, front_settings(job->front)->nats.audio_chunk_created_subject,
		&next, "pcm", err);
}

/* If the voice says the same text differently each time, the audio stored first is kept, because
 * it may have been announced already. Its timeline is stored after the audio and before the
 * announcement. */
static bool is_kept(struct front_job *job)
{
	const struct nats_settings *nats = &front_settings(job->front)->nats;
	struct object_info info;
	struct err err;
	size_t ignored;
	if (objstore_info(front_conn(job->front), nats->audio_object_store_bucket,
		    output_key(job, 0), job->arena, &info, &err) < 0)
		return false;
	const char *repeatable = meta_get(&info.metadata, META_REPEATABLE);
	return repeatable && strcmp(repeatable, "false") == 0 &&
	       objstore_info(front_conn(job->front), nats->timeline_object_store_bucket,
		       beside_output(job, TTS_TIMELINE, &ignored), job->arena, &info, &err) == 0;
}

static int admit(struct front_job *job, enum admission *ret_admission, struct err *err)
{
	bool stop;
	if (front_page_admit(job, ret_admission, err) < 0)
		return -1;
	if (!is_kept(job))
		return 0;
	*ret_admission = ADMIT_DONE;
	return emit(job, 0, &stop, err);
}

static const struct front_beside beside = {
	.input_key = beside_input,
	.output_key = beside_output,
};

const struct front_stage tts_front = {
	.consumes = EVENT_TEXT_PROCESSED,
	.stream = offsetof(struct nats_settings, tts_stream_name),
	.consumer = offsetof(struct nats_settings, tts_consumer_name),
	.input_bucket = offsetof(struct nats_settings, text_object_store_bucket),
	.output_bucket = offsetof(struct nats_settings, audio_object_store_bucket),
	.pace = { .slow_page_ms = SLOW_PAGE_MS, .usual_input = USUAL_TEXT },
	.beside = &beside,
	.ending = &front_page_ending,
	.admit = admit,
	.describe = describe,
	.input_key = front_page_input_key,
	.output_key = output_key,
	.refine = refine,
	.stored = stored,
	.emit = emit,
};
