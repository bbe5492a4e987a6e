/* event.c: the JSON messages exchanged by the stages. */
#include "common/farm/event.h"

#include "common/base/json.h"
#include "common/base/pageset.h"
#include "common/base/timestamp.h"
#include "common/base/utf8.h"
#include "common/base/uuid.h"

#include <ctype.h>
#include <float.h>
#include <limits.h>
#include <string.h>

enum {
	MAX_NAME = 64,
	MAX_KEY = 512,
	MAX_HEADER_STRING = 256,
	MAX_INSTRUCTIONS = 32 * 1024,
	MAX_ORIGINAL = 64 * 1024,
};

static const struct {
	const char *name, *key;
	bool has_pages;
} types[EVENT_TYPE_COUNT] = {
	[EVENT_PDF_CREATED] = { "PDFCreatedEvent", "pdfKey", false },
	[EVENT_PNG_CREATED] = { "PNGCreatedEvent", "pngKey", true },
	[EVENT_TEXT_PROCESSED] = { "TextProcessedEvent", "textKey", true },
	[EVENT_AUDIO_CHUNK_CREATED] = { "AudioChunkCreatedEvent", "audioKey", true },
	[EVENT_WAV_FILE_CREATED] = { "WavFileCreatedEvent", "wavKey", true },
	[EVENT_FINAL_AUDIO_CREATED] = { "FinalAudioCreatedEvent", "finalAudioKey", false },
	[EVENT_AUDIO_ENCODE_REQUESTED] = { "AudioEncodeRequestedEvent", "finalAudioKey", false },
	[EVENT_AUDIO_ENCODED] = { "AudioEncodedEvent", "encodedAudioKey", false },
	[EVENT_PAGE_IMAGE_REQUESTED] = { "PageImageRequestedEvent", NULL, false },
	[EVENT_LIVE_SEGMENT_REQUESTED] = { "LiveSegmentRequestedEvent", NULL, false },
	[EVENT_DEAD_LETTER] = { "DeadLetterEvent", NULL, false },
	[EVENT_VOICE_SAMPLE_REQUESTED] = { "VoiceSampleRequestedEvent", NULL, false },
};

const char *event_type_name(enum event_type type)
{
	return types[type].name;
}

bool event_name_is_safe(const char *name)
{
	size_t len = 0;
	for (; name[len]; len++) {
		unsigned char c = (unsigned char)name[len];
		if (len == MAX_NAME || !isascii(c) || (!isalnum(c) && c != '_' && c != '-'))
			return false;
	}
	return len > 0;
}

/* ---- reading ---- */

static int refuse(const struct json_in *in, const char *name, struct err *err, const char *reason)
{
	return err_set(err, ERR_INVALID, "%s%s: %s", in->path, name, reason);
}

static int check_length(
	const struct json_in *in, const char *name, const char *value, size_t max, struct err *err)
{
	if (value && strlen(value) > max)
		return err_set(
			err, ERR_INVALID, "%s%s: longer than %zu bytes", in->path, name, max);
	return 0;
}

/* If absent, *ret_string is untouched. */
static int find_short_string(const struct json_in *in, const char *name, size_t max,
	const char **ret_string, struct err *err)
{
	const char *value = NULL;
	if (json_find_string(in, name, &value, err) < 0 ||
		check_length(in, name, value, max, err) < 0)
		return -1;
	if (value)
		*ret_string = value;
	return 0;
}

/* A required string; it may be absent in a dead letter, because the original may have lacked it. */
static int read_header_string(const struct json_in *in, const char *name, bool required,
	const char **ret_string, struct err *err)
{
	const char *value = NULL;
	if (find_short_string(in, name, MAX_HEADER_STRING, &value, err) < 0)
		return -1;
	if (!value && required)
		return refuse(in, name, err, "missing");
	*ret_string = value;
	return 0;
}

static int read_header_name(const struct json_in *in, const char *name, bool required,
	const char **ret_name, struct err *err)
{
	if (read_header_string(in, name, required, ret_name, err) < 0)
		return -1;
	if (*ret_name && !event_name_is_safe(*ret_name))
		return refuse(in, name, err, "must be 1 to 64 of A-Z, a-z, 0-9, _ and -");
	return 0;
}

static int read_header(
	const struct json_in *in, bool required, struct event_header *header, struct err *err)
{
	struct json_in h;
	int found = json_find_object(in, "header", &h, err);
	if (found <= 0)
		return found == 0 && required ? refuse(in, "header", err, "missing") : found;
	if (read_header_string(&h, "timestamp", required, &header->timestamp, err) < 0 ||
		read_header_name(&h, "workflowId", required, &header->workflow_id, err) < 0 ||
		read_header_string(&h, "userId", required, &header->user_id, err) < 0 ||
		read_header_name(&h, "tenantId", required, &header->tenant_id, err) < 0 ||
		read_header_string(&h, "eventId", required, &header->event_id, err) < 0)
		return -1;
	return 0;
}

/* Reads the name of an object, which ends up in subjects, logs and metadata. */
static int read_key(
	const struct json_in *in, const char *name, const char **ret_key, struct err *err)
{
	const char *key;
	if (json_get_string(in, name, &key, err) < 0 ||
		check_length(in, name, key, MAX_KEY, err) < 0)
		return -1;
	if (!*key)
		return refuse(in, name, err, "must not be empty");
	for (const char *p = key; *p; p++) {
		if (*p < 0x20 || *p > 0x7e)
			return refuse(in, name, err, "must be printable ASCII");
	}
	*ret_key = key;
	return 0;
}

static int read_pages(const struct json_in *in, struct event *event, struct err *err)
{
	int64_t page, total;
	if (json_get_int(in, "pageNumber", 1, PAGESET_MAX_PAGE, &page, err) < 0 ||
		json_get_int(in, "totalPages", 1, PAGESET_MAX_PAGE, &total, err) < 0)
		return -1;
	if (page > total)
		return err_set(err, ERR_INVALID, "%spageNumber: %d is beyond totalPages %d",
			in->path, (int)page, (int)total);
	event->page_number = (int)page;
	event->total_pages = (int)total;
	return 0;
}

static int read_commentary(const struct json_in *in, struct augmentation *a, struct err *err)
{
	struct json_in part;
	int found = json_find_object(in, "commentary", &part, err);
	if (found <= 0)
		return found;
	if (json_find_bool(&part, "enabled", &a->commentary, err) < 0)
		return -1;
	return find_short_string(
		&part, "customInstructions", MAX_INSTRUCTIONS, &a->commentary_instructions, err);
}

static int read_summary(const struct json_in *in, struct augmentation *a, struct err *err)
{
	struct json_in part;
	int found = json_find_object(in, "summary", &part, err);
	if (found <= 0)
		return found;
	if (json_find_bool(&part, "enabled", &a->summary, err) < 0 ||
		find_short_string(&part, "placement", MAX_NAME, &a->summary_placement, err) < 0)
		return -1;
	const char *placement = a->summary_placement;
	if (placement && strcmp(placement, "top") != 0 && strcmp(placement, "bottom") != 0)
		return refuse(&part, "placement", err, "must be \"top\" or \"bottom\"");
	return find_short_string(
		&part, "customInstructions", MAX_INSTRUCTIONS, &a->summary_instructions, err);
}

static int read_augmentation(const struct json_in *in, struct augmentation *a, struct err *err)
{
	struct json_in object;
	int found = json_find_object(in, "augmentation", &object, err);
	if (found <= 0)
		return found;
	a->present = true;
	if (read_commentary(&object, a, err) < 0)
		return -1;
	return read_summary(&object, a, err);
}

static int find_number(const struct json_in *in, const char *name, bool *ret_has,
	double *ret_number, struct err *err)
{
	int found = json_find_number(in, name, -DBL_MAX, DBL_MAX, ret_number, err);
	*ret_has = found > 0;
	return found < 0 ? -1 : 0;
}

static int read_speech(const struct json_in *in, struct speech *s, struct err *err)
{
	if (find_short_string(in, "voice", MAX_HEADER_STRING, &s->voice, err) < 0)
		return -1;
	int64_t ngl = 0, speed = 0;
	int found = json_find_int(in, "speed", 0, INT_MAX, &speed, err);
	if (found < 0)
		return -1;
	s->has_speed = found > 0;
	s->speed = (int)speed;
	found = json_find_int(in, "seed", -JSON_MAX_INT, JSON_MAX_INT, &s->seed, err);
	if (found < 0)
		return -1;
	s->has_seed = found > 0;
	found = json_find_int(in, "ngl", INT_MIN, INT_MAX, &ngl, err);
	if (found < 0)
		return -1;
	s->has_ngl = found > 0;
	s->ngl = (int)ngl;
	if (find_number(in, "topP", &s->has_top_p, &s->top_p, err) < 0 ||
		find_number(in, "repetitionPenalty", &s->has_repetition_penalty,
			&s->repetition_penalty, err) < 0)
		return -1;
	return find_number(in, "temperature", &s->has_temperature, &s->temperature, err);
}

static int read_dead_letter(const struct json_in *in, struct event *event, struct err *err)
{
	int64_t attempts;
	if (json_get_string(in, "stage", &event->stage, err) < 0 ||
		json_get_string(in, "reason", &event->reason, err) < 0 ||
		json_get_string(in, "subject", &event->subject, err) < 0 ||
		json_get_string(in, "original", &event->original, err) < 0 ||
		json_get_int(in, "attempts", 0, INT_MAX, &attempts, err) < 0)
		return -1;
	event->attempts = (int)attempts;
	return 0;
}

static int read_continuation(const struct json_in *in, struct event *event, struct err *err)
{
	int64_t next = 0;
	if (json_find_int(in, "nextPage", 1, PAGESET_MAX_PAGE, &next, err) < 0)
		return -1;
	event->next_page = (int)next;
	return json_find_bool(in, "slow", &event->slow, err) < 0 ? -1 : 0;
}

enum {
	MAX_PIECES = 1000000,
	MAX_WIDTH = 100000,
	MAX_RATE = 384000,
	MAX_CHANNELS = 8,
	MAX_PARTS = 2048, /* bytes */
};

static int read_encode_request(const struct json_in *in, struct event *event, struct err *err)
{
	int64_t piece = 0, pieces = 0, first = 0;
	if (json_get_string(in, "format", &event->format, err) < 0 ||
		check_length(in, "format", event->format, MAX_NAME, err) < 0 ||
		find_short_string(in, "digest", MAX_HEADER_STRING, &event->digest, err) < 0 ||
		find_short_string(in, "request", MAX_HEADER_STRING, &event->request, err) < 0 ||
		json_find_int(in, "piece", 0, MAX_PIECES, &piece, err) < 0 ||
		json_find_int(in, "pieces", 0, MAX_PIECES, &pieces, err) < 0 ||
		json_find_int(in, "firstPiece", 0, MAX_PIECES, &first, err) < 0)
		return -1;
	if (piece > pieces || first > pieces)
		return refuse(in, "piece", err, "beyond pieces");
	event->piece = (int)piece;
	event->pieces = (int)pieces;
	event->first_piece = (int)first;
	return 0;
}

static int read_encoded(const struct json_in *in, struct event *event, struct err *err)
{
	if (json_get_string(in, "format", &event->format, err) < 0 ||
		find_short_string(in, "digest", MAX_HEADER_STRING, &event->digest, err) < 0 ||
		json_get_int(in, "bytes", 0, JSON_MAX_INT, &event->bytes, err) < 0)
		return -1;
	return json_find_number(in, "seconds", 0, DBL_MAX, &event->seconds, err) < 0 ? -1 : 0;
}

static int read_image_request(const struct json_in *in, struct event *event, struct err *err)
{
	int64_t page, width;
	if (json_get_int(in, "pageNumber", 1, PAGESET_MAX_PAGE, &page, err) < 0 ||
		json_get_int(in, "width", 1, MAX_WIDTH, &width, err) < 0)
		return -1;
	event->page_number = (int)page;
	event->width = (int)width;
	return 0;
}

static int read_sample_request(const struct json_in *in, struct event *event, struct err *err)
{
	if (json_get_string(in, "voice", &event->speech.voice, err) < 0 ||
		json_find_string(in, "language", &event->language, err) < 0 ||
		find_short_string(in, "text", EVENT_SAMPLE_TEXT_MAX, &event->text, err) < 0)
		return -1;
	return find_short_string(
		in, "pronunciation", EVENT_PRONUNCIATION_MAX, &event->pronunciation, err);
}

static int read_live_request(const struct json_in *in, struct event *event, struct err *err)
{
	struct event_live *live = &event->live;
	int64_t page, segment, rate, channels;
	if (json_get_int(in, "pageNumber", 1, PAGESET_MAX_PAGE, &page, err) < 0 ||
		json_get_int(in, "segment", 0, MAX_PIECES, &segment, err) < 0 ||
		json_get_int(in, "sampleRate", 1000, MAX_RATE, &rate, err) < 0 ||
		json_get_int(in, "channels", 1, MAX_CHANNELS, &channels, err) < 0 ||
		json_get_int(in, "skip", 0, JSON_MAX_INT, &live->skip, err) < 0 ||
		json_get_int(in, "samples", 0, JSON_MAX_INT, &live->samples, err) < 0 ||
		json_get_int(in, "end", 0, JSON_MAX_INT, &live->end, err) < 0 ||
		read_key(in, "source", &live->source, err) < 0)
		return -1;
	event->page_number = (int)page;
	live->segment = (int)segment;
	live->rate = (int)rate;
	live->channels = (int)channels;
	return find_short_string(in, "pages", MAX_PARTS, &live->parts, err);
}

/* Reads the fields specific to the type. */
static int read_rest(const struct json_in *in, struct event *event, struct err *err)
{
	switch (event->type) {
	case EVENT_PDF_CREATED:
		if (read_continuation(in, event, err) < 0)
			return -1;
		return read_augmentation(in, &event->augmentation, err);
	case EVENT_PNG_CREATED:
		return read_augmentation(in, &event->augmentation, err);
	case EVENT_TEXT_PROCESSED:
		if (read_key(in, "pngKey", &event->png_key, err) < 0)
			return -1;
		return read_speech(in, &event->speech, err);
	case EVENT_AUDIO_ENCODE_REQUESTED:
		return read_encode_request(in, event, err);
	case EVENT_AUDIO_ENCODED:
		return read_encoded(in, event, err);
	case EVENT_PAGE_IMAGE_REQUESTED:
		return read_image_request(in, event, err);
	case EVENT_LIVE_SEGMENT_REQUESTED:
		return read_live_request(in, event, err);
	case EVENT_VOICE_SAMPLE_REQUESTED:
		return read_sample_request(in, event, err);
	case EVENT_DEAD_LETTER:
		return read_dead_letter(in, event, err);
	case EVENT_AUDIO_CHUNK_CREATED:
	case EVENT_WAV_FILE_CREATED:
	case EVENT_FINAL_AUDIO_CREATED:
	case EVENT_TYPE_COUNT:
		break;
	}
	return 0;
}

int event_parse(enum event_type type, const char *json, size_t len, struct arena *arena,
	struct event **ret_event, struct err *err)
{
	cJSON *root = NULL;
	if (json_parse(json, len, &root, err) < 0)
		return err_prefix(err, "%s", event_type_name(type));
	struct json_in in = { root, "", arena };
	struct event *event = arena_alloc(arena, sizeof *event);
	event->type = type;
	int rc = read_header(&in, type != EVENT_DEAD_LETTER, &event->header, err);
	if (rc == 0 && types[type].key)
		rc = read_key(&in, types[type].key, &event->key, err);
	if (rc == 0 && types[type].has_pages)
		rc = read_pages(&in, event, err);
	if (rc == 0)
		rc = read_rest(&in, event, err);
	cJSON_Delete(root);
	if (rc < 0)
		return err_prefix(err, "%s", event_type_name(type));
	*ret_event = event;
	return 0;
}

/* ---- writing ---- */

static void write_header(cJSON *root, const struct event_header *header)
{
	cJSON *h = json_add_object(root, "header");
	json_add_string_if(h, "timestamp", header->timestamp);
	json_add_string_if(h, "workflowId", header->workflow_id);
	json_add_string_if(h, "userId", header->user_id);
	json_add_string_if(h, "tenantId", header->tenant_id);
	json_add_string_if(h, "eventId", header->event_id);
}

static void write_augmentation(cJSON *root, const struct augmentation *a)
{
	if (!a->present)
		return;
	cJSON *object = json_add_object(root, "augmentation");
	cJSON *commentary = json_add_object(object, "commentary");
	json_add_bool(commentary, "enabled", a->commentary);
	json_add_string_if(commentary, "customInstructions", a->commentary_instructions);
	cJSON *summary = json_add_object(object, "summary");
	json_add_bool(summary, "enabled", a->summary);
	json_add_string_if(summary, "placement", a->summary_placement);
	json_add_string_if(summary, "customInstructions", a->summary_instructions);
}

static void write_speech(cJSON *root, const struct speech *s)
{
	json_add_string_if(root, "voice", s->voice);
	if (s->has_speed)
		json_add_int(root, "speed", s->speed);
	if (s->has_seed)
		json_add_int(root, "seed", s->seed);
	if (s->has_ngl)
		json_add_int(root, "ngl", s->ngl);
	if (s->has_top_p)
		json_add_number(root, "topP", s->top_p);
	if (s->has_repetition_penalty)
		json_add_number(root, "repetitionPenalty", s->repetition_penalty);
	if (s->has_temperature)
		json_add_number(root, "temperature", s->temperature);
}

static void write_encode_request(cJSON *root, const struct event *event)
{
	json_add_string(root, "format", event->format);
	json_add_string_if(root, "digest", event->digest);
	json_add_string_if(root, "request", event->request);
	if (event->pieces == 0)
		return;
	json_add_int(root, "piece", event->piece);
	json_add_int(root, "pieces", event->pieces);
	if (event->first_piece > 0)
		json_add_int(root, "firstPiece", event->first_piece);
}

static void write_encoded(cJSON *root, const struct event *event)
{
	json_add_string(root, "format", event->format);
	json_add_string_if(root, "digest", event->digest);
	json_add_int(root, "bytes", event->bytes);
	json_add_number(root, "seconds", event->seconds);
}

static void write_live_request(cJSON *root, const struct event *event)
{
	const struct event_live *live = &event->live;
	json_add_int(root, "pageNumber", event->page_number);
	json_add_int(root, "segment", live->segment);
	json_add_int(root, "sampleRate", live->rate);
	json_add_int(root, "channels", live->channels);
	json_add_int(root, "skip", live->skip);
	json_add_int(root, "samples", live->samples);
	json_add_int(root, "end", live->end);
	json_add_string(root, "source", live->source);
	json_add_string_if(root, "pages", live->parts);
}

static void write_dead_letter(cJSON *root, const struct event *event, struct arena *arena)
{
	const char *original = event->original ? event->original : "";
	size_t len = strlen(original);
	original = arena_string_n(arena, original, utf8_cut(original, len, MAX_ORIGINAL));
	json_add_string(root, "stage", event->stage ? event->stage : "");
	json_add_string(root, "reason", event->reason ? event->reason : "");
	json_add_string(root, "subject", event->subject ? event->subject : "");
	json_add_string(root, "original", original);
	json_add_int(root, "attempts", event->attempts);
}

char *event_format(const struct event *event, struct arena *arena)
{
	cJSON *root = json_new();
	write_header(root, &event->header);
	if (types[event->type].key)
		json_add_string(root, types[event->type].key, event->key);
	if (event->type == EVENT_TEXT_PROCESSED)
		json_add_string(root, "pngKey", event->png_key);
	if (types[event->type].has_pages) {
		json_add_int(root, "pageNumber", event->page_number);
		json_add_int(root, "totalPages", event->total_pages);
	}
	if (event->type == EVENT_PDF_CREATED && event->next_page)
		json_add_int(root, "nextPage", event->next_page);
	if (event->type == EVENT_PDF_CREATED && event->slow)
		json_add_bool(root, "slow", true);
	if (event->type == EVENT_PDF_CREATED || event->type == EVENT_PNG_CREATED)
		write_augmentation(root, &event->augmentation);
	if (event->type == EVENT_TEXT_PROCESSED)
		write_speech(root, &event->speech);
	if (event->type == EVENT_AUDIO_ENCODE_REQUESTED)
		write_encode_request(root, event);
	if (event->type == EVENT_AUDIO_ENCODED)
		write_encoded(root, event);
	if (event->type == EVENT_PAGE_IMAGE_REQUESTED) {
		json_add_int(root, "pageNumber", event->page_number);
		json_add_int(root, "width", event->width);
	}
	if (event->type == EVENT_LIVE_SEGMENT_REQUESTED)
		write_live_request(root, event);
	if (event->type == EVENT_VOICE_SAMPLE_REQUESTED) {
		json_add_string(root, "voice", event->speech.voice);
		if (event->language)
			json_add_string(root, "language", event->language);
		if (event->text)
			json_add_string(root, "text", event->text);
		if (event->pronunciation)
			json_add_string(root, "pronunciation", event->pronunciation);
	}
	if (event->type == EVENT_DEAD_LETTER)
		write_dead_letter(root, event, arena);
	char *text = json_print(root, arena);
	cJSON_Delete(root);
	return text;
}

struct event_header event_header_next(const struct event_header *cause, struct arena *arena)
{
	char now[TIMESTAMP_SIZE], id[UUID_SIZE];
	timestamp_now(now);
	uuid_new(id);
	return (struct event_header) {
		.timestamp = arena_string(arena, now),
		.workflow_id = arena_string(arena, cause->workflow_id),
		.user_id = arena_string(arena, cause->user_id),
		.tenant_id = arena_string(arena, cause->tenant_id),
		.event_id = arena_string(arena, id),
	};
}
