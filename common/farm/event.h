/* event: the JSON messages exchanged by the stages, in both directions.
 *
 * Other programs publish and read them too. Unknown fields are ignored; a missing or ill-typed
 * required field is ERR_INVALID with the field's name. workflowId and tenantId become part of
 * object names and KV keys and must match [A-Za-z0-9_-]{1,64}.
 */
#ifndef LECTERN_COMMON_FARM_EVENT_H
#define LECTERN_COMMON_FARM_EVENT_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum event_type {
	EVENT_PDF_CREATED,
	EVENT_PNG_CREATED,
	EVENT_TEXT_PROCESSED,
	EVENT_AUDIO_CHUNK_CREATED,
	EVENT_WAV_FILE_CREATED,
	EVENT_FINAL_AUDIO_CREATED,
	EVENT_AUDIO_ENCODE_REQUESTED,
	EVENT_AUDIO_ENCODED,
	EVENT_PAGE_IMAGE_REQUESTED,
	EVENT_LIVE_SEGMENT_REQUESTED,
	EVENT_DEAD_LETTER,
	EVENT_VOICE_SAMPLE_REQUESTED,
	EVENT_TYPE_COUNT,
};

struct event_header {
	const char *timestamp; /* RFC 3339 */
	const char *workflow_id;
	const char *user_id;
	const char *tenant_id;
	const char *event_id;
};

/* What an AI is asked to add to a page. Strings are NULL if absent. */
struct augmentation {
	bool present;
	bool commentary;
	const char *commentary_instructions;
	bool summary;
	const char *summary_placement; /* "top" or "bottom" */
	const char *summary_instructions;
};

/* How a page is spoken. A parameter is absent if its flag is false or its string is NULL. */
struct speech {
	const char *voice;
	bool has_speed, has_seed, has_ngl, has_top_p, has_repetition_penalty, has_temperature;
	/* Words per minute, for a page that is not to be spoken as its job says; 0: the voice's own
	 * or the settings' speed. */
	int speed;
	int64_t seed;
	int ngl;
	double top_p, repetition_penalty, temperature;
};

/* What a segment of a book's live audio is made of, see live_audio.h. */
struct event_live {
	int segment;
	const char *source; /* identifies the samples used */
	int rate, channels; /* of the audio to encode */
	const char *parts;  /* pages that the stretch covers; NULL for the joined audio */
	int64_t skip;    /* samples before the stretch, in the first page or in the joined audio */
	int64_t samples; /* of the stretch */
	int64_t end;     /* end of all the audio, in samples from its origin; 0 if not known yet */
};

/* Bytes, of a sample's text and of a list of pronunciations. */
enum { EVENT_SAMPLE_TEXT_MAX = 800, EVENT_PRONUNCIATION_MAX = 4000 };

/* One struct for all types; comments tell which type uses which field. */
struct event {
	enum event_type type;
	struct event_header header;
	/* pdfKey, pngKey, textKey, audioKey, wavKey, finalAudioKey (in requests too) or
	 * encodedAudioKey */
	const char *key;
	const char *png_key; /* TextProcessed: the page's image */
	int page_number;     /* from 1; PNG, Text, AudioChunk, WavFile, PageImageRequested;
			      * LiveSegmentRequested: the list's origin */
	int total_pages;     /* PNG, Text, AudioChunk, WavFile */
	int next_page;       /* PDFCreated: where this continuation starts; 0 if absent */
	bool slow;           /* PDFCreated: its pages took long in an earlier turn */
	struct augmentation augmentation; /* PDFCreated, PNGCreated */
	/* TextProcessed; VoiceSampleRequested uses only its voice */
	struct speech speech;
	/* VoiceSampleRequested: see voice_files.h; may be NULL */
	const char *language, *text, *pronunciation;
	/* AudioEncodeRequested, AudioEncoded: */
	const char *format; /* "m4b" */
	const char *digest; /* of the WAV it is made from; optional in a request */
	/* AudioEncodeRequested: pieces is 0 for the whole file; piece from 1 to pieces for that
	 * piece; piece 0 of several to put the pieces together. first_piece: the pieces before it
	 * have already been requested. */
	int piece, pieces, first_piece;
	const char *request; /* identifies this making of the file; may be NULL */
	/* AudioEncoded: */
	int64_t bytes;
	double seconds;
	/* PageImageRequested: in pixels, see page_image.h */
	int width;
	struct event_live live; /* LiveSegmentRequested */
	/* DeadLetter only: */
	const char *stage, *reason; /* who gave up, and why */
	const char *subject;        /* where the original was published */
	const char *original;       /* the original message as text, truncated at 64 KiB */
	int attempts;
};

/* "PDFCreatedEvent", ... */
const char *event_type_name(enum event_type type);

/* Parses one event; everything it points to lives in the arena. */
int event_parse(enum event_type type, const char *json, size_t len, struct arena *arena,
	struct event **ret_event, struct err *err);

/* Formats an event as JSON text in the arena. */
char *event_format(const struct event *event, struct arena *arena);

/* A header for an event caused by `cause`: the same workflow, user and tenant, with a new timestamp
 * and eventId. */
struct event_header event_header_next(const struct event_header *cause, struct arena *arena);

/* True for a name that is allowed in a key: [A-Za-z0-9_-]{1,64}. */
bool event_name_is_safe(const char *name);

#endif
