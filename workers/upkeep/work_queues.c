/* work_queues.c: examines consumers and streams, and removes messages that will never be
 * delivered. */
#include "workers/upkeep/work_queues.h"

#include "common/base/alloc.h"
#include "common/base/arena.h"
#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/farm/event.h"
#include "common/farm/workflow_store.h"

#include <string.h>

enum {
	MAX_QUEUES = 5,
	MAX_CONSUMERS = 2,
	/* Sequence numbers examined in one look at a queue. */
	PROBES = 500,
};

/* A consumer's reported counters. They stay the same while nothing happens to it. */
struct tally {
	uint64_t pending, in_hand;
	uint64_t delivered, floor; /* a consumer sequence and a stream sequence */
};

struct consumer {
	const char *name; /* NULL: no such consumer */
	const char *subject;
	enum event_type type;
	int64_t longest_ms; /* that a message may be in progress, with all attempts */
	struct tally tally;
	int64_t since_ms; /* monotonic: since when the tally has been unchanged */
};

struct queue {
	const char *stream;
	struct consumer consumers[MAX_CONSUMERS];
	uint64_t cursor; /* where the next search for leftovers starts */
};

struct work_queues {
	struct natsconn *conn;
	struct queue queues[MAX_QUEUES];
	size_t count;
	struct consumer encoder;
};

/* One turn. */
struct look {
	struct work_queues *queues;
	int64_t limit_ms;
	void (*alive)(void *context);
	void *context;
};

/* ---- the queues ---- */

static struct consumer consumer_of(const struct settings *settings,
	const struct service_settings *service, const char *name, const char *subject,
	enum event_type type)
{
	return (struct consumer) {
		.name = name,
		.subject = subject,
		.type = type,
		.longest_ms = (service->job_timeout_seconds * service->max_attempts +
				      settings->nats.ack_wait_seconds) *
			      1000,
	};
}

static void add(struct work_queues *queues, const char *stream, struct consumer consumer)
{
	struct queue *queue = NULL;
	for (size_t i = 0; i < queues->count; i++) {
		if (strcmp(queues->queues[i].stream, stream) == 0)
			queue = &queues->queues[i];
	}
	if (!queue) {
		queue = &queues->queues[queues->count++];
		queue->stream = stream;
	}
	queue->consumers[queue->consumers[0].name ? 1 : 0] = consumer;
}

struct work_queues *work_queues_new(struct natsconn *conn, const struct settings *settings)
{
	const struct nats_settings *nats = &settings->nats;
	struct work_queues *queues = alloc_zeroed(1, sizeof *queues);
	queues->conn = conn;
	add(queues, nats->pdf_stream_name,
		consumer_of(settings, &settings->pdf_to_png.service, nats->pdf_consumer_name,
			nats->pdf_created_subject, EVENT_PDF_CREATED));
	add(queues, nats->png_stream_name,
		consumer_of(settings, &settings->png_to_text.service, nats->png_consumer_name,
			nats->png_created_subject, EVENT_PNG_CREATED));
	add(queues, nats->tts_stream_name,
		consumer_of(settings, &settings->tts.service, nats->tts_consumer_name,
			nats->text_processed_subject, EVENT_TEXT_PROCESSED));
	add(queues, nats->audio_processing_stream_name,
		consumer_of(settings, &settings->pcm_to_wav.service,
			nats->audio_processing_consumer_name, nats->audio_chunk_created_subject,
			EVENT_AUDIO_CHUNK_CREATED));
	add(queues, nats->wav_stream_name,
		consumer_of(settings, &settings->wav_aggregator.service, nats->wav_consumer_name,
			nats->wav_created_subject, EVENT_WAV_FILE_CREATED));
	queues->encoder = consumer_of(settings, &settings->audio_encoder.service,
		nats->encoding_consumer_name, nats->encode_requested_subject,
		EVENT_AUDIO_ENCODE_REQUESTED);
	return queues;
}

void work_queues_free(struct work_queues **queues)
{
	if (*queues)
		alloc_free(queues);
}

/* ---- consumers ---- */

static int look_at_consumer(
	struct natsconn *conn, const char *stream, struct consumer *consumer, struct err *err)
{
	jsConsumerInfo *info = NULL;
	jsErrCode code = 0;
	natsStatus s =
		js_GetConsumerInfo(&info, natsconn_js(conn), stream, consumer->name, NULL, &code);
	if (s != NATS_OK)
		return natsconn_err(err, s, code, "%s/%s", stream, consumer->name);
	const struct tally now = {
		.pending = info->NumPending,
		.in_hand = (uint64_t)info->NumAckPending,
		.delivered = info->Delivered.Consumer,
		.floor = info->AckFloor.Stream,
	};
	jsConsumerInfo_Destroy(info);
	if (consumer->since_ms == 0 || memcmp(&now, &consumer->tally, sizeof now) != 0)
		consumer->since_ms = clock_monotonic_ms();
	consumer->tally = now;
	return 0;
}

/* Whether it has messages to deliver or in progress. Messages in progress for longer than any
 * work may take do not count: the worker is gone, and they would have been redelivered by then. */
static bool is_busy(const struct consumer *consumer)
{
	if (!consumer->name)
		return false;
	return consumer->tally.pending > 0 ||
	       (consumer->tally.in_hand > 0 &&
		       clock_monotonic_ms() - consumer->since_ms < consumer->longest_ms);
}

/* ---- leftovers ---- */

/* Whether nobody needs the message to be delivered again: its job is over, or its page has
 * arrived and is not the one that the join waits for. When in doubt, false. */
static bool is_done_with(struct natsconn *conn, const struct event *event)
{
	struct workflow *workflow = NULL;
	struct err err;
	bool removed = false;
	if (workflow_store_get(conn, event->header.workflow_id, &workflow, &err) < 0) {
		if (err.kind != ERR_NOT_FOUND ||
			workflow_store_was_removed(
				conn, event->header.workflow_id, &removed, &err) < 0)
			return false;
		return removed;
	}
	bool arrived = event->page_number > 0 && !workflow_is_complete(workflow) &&
		       pageset_has(&workflow->received, event->page_number);
	bool done = arrived || workflow_is_finished(workflow);
	workflow_free(&workflow);
	return done;
}

/* Removes the message if nobody needs it. True when it was removed. */
static bool drop(const struct look *look, const struct queue *queue, natsMsg *message)
{
	const struct consumer *consumer = NULL;
	struct event *event;
	struct err ignored;
	for (size_t i = 0; i < MAX_CONSUMERS; i++) {
		if (queue->consumers[i].name &&
			strcmp(queue->consumers[i].subject, natsMsg_GetSubject(message)) == 0)
			consumer = &queue->consumers[i];
	}
	if (!consumer || clock_unix_ms() - natsMsg_GetTime(message) / 1000000 < look->limit_ms)
		return false;
	struct arena *arena = arena_new();
	bool done = event_parse(consumer->type, natsMsg_GetData(message),
			    (size_t)natsMsg_GetDataLength(message), arena, &event, &ignored) == 0 &&
		    is_done_with(look->queues->conn, event);
	arena_free(&arena);
	return done && js_DeleteMsg(natsconn_js(look->queues->conn), queue->stream,
			       natsMsg_GetSequence(message), NULL, NULL) == NATS_OK;
}

/* Continues where the last search ended: a stream may have wide gaps between its remaining
 * messages. */
static void search_leftovers(
	const struct look *look, struct queue *queue, uint64_t first, uint64_t last)
{
	unsigned dropped = 0;
	uint64_t sequence = queue->cursor > first && queue->cursor <= last ? queue->cursor : first;
	for (int i = 0; i < PROBES && sequence <= last; i++, sequence++) {
		natsMsg *message = NULL;
		if (js_GetMsg(&message, natsconn_js(look->queues->conn), queue->stream, sequence,
			    NULL, NULL) == NATS_OK)
			dropped += drop(look, queue, message);
		natsMsg_Destroy(message);
		look->alive(look->context);
	}
	queue->cursor = sequence;
	if (dropped > 0)
		log_info("%s: removed %u messages that are no longer needed", queue->stream,
			dropped);
}

static int look_at_queue(
	const struct look *look, struct queue *queue, bool *ret_backlog, struct err *err)
{
	struct natsconn *conn = look->queues->conn;
	jsStreamInfo *info = NULL;
	jsErrCode code = 0;
	bool busy = false;
	natsStatus s = js_GetStreamInfo(&info, natsconn_js(conn), queue->stream, NULL, &code);
	if (s != NATS_OK)
		return natsconn_err(err, s, code, "%s", queue->stream);
	const jsStreamState state = info->State;
	jsStreamInfo_Destroy(info);
	/* The consumers are read after the stream, so that their counters cover every message
	 * seen in it. */
	for (size_t i = 0; i < MAX_CONSUMERS && queue->consumers[i].name; i++) {
		struct consumer *consumer = &queue->consumers[i];
		if (look_at_consumer(conn, queue->stream, consumer, err) < 0)
			return -1;
		busy = busy || is_busy(consumer);
	}
	bool old = state.Msgs > 0 && clock_unix_ms() - state.FirstTime / 1000000 > look->limit_ms;
	if (old)
		search_leftovers(look, queue, state.FirstSeq, state.LastSeq);
	*ret_backlog = old && busy;
	return 0;
}

int work_queues_look(struct work_queues *queues, int64_t limit_ms, void (*alive)(void *context),
	void *context, bool *ret_backlog, struct err *err)
{
	const struct look look = { queues, limit_ms, alive, context };
	bool backlog = false;
	for (size_t i = 0; i < queues->count; i++) {
		bool here = false;
		if (look_at_queue(&look, &queues->queues[i], &here, err) < 0)
			return -1;
		backlog = backlog || here;
	}
	*ret_backlog = backlog;
	return 0;
}

int work_queues_encodes(struct work_queues *queues, bool *ret_busy, struct err *err)
{
	const char *stream = natsconn_settings(queues->conn)->encoding_stream_name;
	if (look_at_consumer(queues->conn, stream, &queues->encoder, err) < 0)
		return -1;
	*ret_busy = is_busy(&queues->encoder);
	return 0;
}
