/* asking.c: messages about one file that audio-encoder's workers send one another. */
#include "workers/audio_encoder/asking.h"

#include "common/farm/encoded_audio.h"
#include "common/farm/event_publish.h"

#include <string.h>

/* A long book's pieces are requested in batches of this size, so that other books do not wait
 * for all of them. */
enum { PIECES_A_TURN = 16 };

const char *asking_wav_key(struct front_job *job)
{
	return workflow_final_key(job->arena, job->workflow->tenant_id, job->workflow->id);
}

bool asking_parse_format(const struct front_job *job, enum audio_format *ret_format)
{
	const char *name = job->event->format;
	return audio_format_parse(name, strlen(name), ret_format);
}

enum audio_format asking_format(const struct front_job *job)
{
	enum audio_format format = AUDIO_M4B;
	asking_parse_format(job, &format); /* checked at admission */
	return format;
}

/* ---- requests to other workers ---- */

/* A repeated request has the same id whichever worker sends it, so the stream drops most
 * duplicates. */
static int ask(struct front_job *job, const struct event *what, struct err *err)
{
	const struct event *cause = job->event;
	const struct nats_settings *nats = &front_settings(job->front)->nats;
	struct event event = *what;
	event.type = EVENT_AUDIO_ENCODE_REQUESTED;
	event.header = event_header_next(&cause->header, job->arena);
	event.key = asking_wav_key(job);
	event.format = cause->format;
	event.digest = cause->digest;
	event.request = cause->request ? cause->request : cause->header.event_id;
	const char *id = arena_printf(job->arena, "%s.%s.%s.%d.%d", job->workflow->id,
		event.request, event.format, event.piece, event.first_piece);
	return event_publish(front_conn(job->front), nats->encode_requested_subject, &event, id,
		job->arena, err);
}

int asking_for_pieces(struct front_job *job, int first, int pieces, struct err *err)
{
	int end = first + PIECES_A_TURN;
	for (int piece = first; piece < end && piece <= pieces; piece++) {
		const struct event event = { .piece = piece, .pieces = pieces };
		if (ask(job, &event, err) < 0)
			return -1;
	}
	if (end > pieces)
		return 0;
	const struct event rest = { .pieces = pieces, .first_piece = end };
	return ask(job, &rest, err);
}

int asking_for_join(struct front_job *job, struct err *err)
{
	const struct event event = { .pieces = job->event->pieces };
	return ask(job, &event, err);
}

int asking_for_file(struct front_job *job, enum audio_format format, struct err *err)
{
	const struct encoded_request request = {
		.format = format,
		.again = true,
		.message_id = arena_printf(job->arena, "%s.%s.%s", job->workflow->id,
			job->event->header.event_id, audio_format_name(format)),
	};
	return encoded_audio_request(front_conn(job->front), &job->event->header,
		asking_wav_key(job), job->event->digest, &request, err);
}

int asking_file_failed(
	struct front_job *job, enum audio_format format, const char *reason, struct err *err)
{
	return encoded_audio_failed(
		front_conn(job->front), job->workflow, job->event->digest, format, reason, err);
}

bool asking_is_piece(const struct front_job *job)
{
	return job->event->piece > 0;
}

bool asking_is_join(const struct front_job *job)
{
	return job->event->pieces > 0 && job->event->piece == 0 && job->event->first_piece == 0;
}
