/* timeline.c: a page's timeline to and from JSON. */
#include "common/farm/timeline.h"

#include "common/base/box_json.h"
#include "common/base/buf.h"
#include "common/base/json.h"

#include <string.h>

enum { MAX_RATE = 768000 };

#define MAX_SAMPLES INT64_C(1000000000000)

/* ---- writing ---- */

static void write_string(struct buf *out, const char *name, const char *string)
{
	cJSON *item = cJSON_CreateString(string);
	char *json = cJSON_PrintUnformatted(item);
	buf_printf(out, "\"%s\":%s", name, json);
	cJSON_free(json);
	cJSON_Delete(item);
}

static void write_boxes(
	struct buf *out, const char *name, const struct timeline_box *boxes, size_t count)
{
	if (count == 0)
		return;
	buf_printf(out, ",\"%s\":[", name);
	for (size_t i = 0; i < count; i++) {
		const struct timeline_box *box = &boxes[i];
		const float sides[BOX_SIDES] = { box->left, box->top, box->right, box->bottom };
		if (i > 0)
			buf_append_char(out, ',');
		box_json_append(out, sides);
	}
	buf_append_char(out, ']');
}

static void write_word(struct buf *out, const struct timeline_word *word)
{
	buf_append_char(out, '{');
	write_string(out, "w", word->text);
	buf_printf(out, ",\"f\":%lld,\"l\":%lld", (long long)word->first, (long long)word->last);
	size_t own = word->box_count - word->next_count;
	write_boxes(out, "b", word->boxes, own);
	write_boxes(out, "n", word->boxes + own, word->next_count);
	buf_append_char(out, '}');
}

static void write_utterance(struct buf *out, const struct timeline_utterance *utterance)
{
	buf_append_char(out, '{');
	write_string(out, "role", utterance->role);
	if (strcmp(utterance->section, "body") != 0) {
		buf_append_char(out, ',');
		write_string(out, "section", utterance->section);
	}
	if (utterance->estimated)
		buf_append_string(out, ",\"estimated\":true");
	if (utterance->starts)
		buf_append_string(out, ",\"starts\":true");
	buf_printf(out, ",\"first\":%lld,\"last\":%lld,", (long long)utterance->first,
		(long long)utterance->last);
	write_string(out, "text", utterance->text);
	buf_append_string(out, ",\"words\":[");
	for (size_t i = 0; i < utterance->word_count; i++) {
		if (i > 0)
			buf_append_char(out, ',');
		write_word(out, &utterance->words[i]);
	}
	buf_append_string(out, "]}");
}

const char *timeline_format(const struct timeline *timeline, struct arena *arena)
{
	struct buf out = BUF_EMPTY;
	buf_printf(&out, "{\"version\":%d,", TIMELINE_VERSION);
	write_string(&out, "digest", timeline->digest);
	buf_printf(&out, ",\"sampleRate\":%d,\"samples\":%lld,", timeline->rate,
		(long long)timeline->samples);
	write_string(&out, "language", timeline->language);
	buf_append_string(&out, ",\"utterances\":[");
	for (size_t i = 0; i < timeline->count; i++) {
		if (i > 0)
			buf_append_char(&out, ',');
		write_utterance(&out, &timeline->utterances[i]);
	}
	buf_append_string(&out, "]}");
	const char *json = arena_string_n(arena, out.data, out.len);
	buf_free(&out);
	return json;
}

/* ---- reading ---- */

static bool read_box(const cJSON *array, struct timeline_box *ret_box)
{
	float sides[BOX_SIDES];
	if (!box_json_read(array, sides))
		return false;
	*ret_box = (struct timeline_box) { sides[0], sides[1], sides[2], sides[3] };
	return true;
}

static int read_boxes(const struct json_in *in, struct timeline_word *word, struct err *err)
{
	const cJSON *own = NULL, *next = NULL, *item;
	if (json_find_array(in, "b", &own, err) < 0 || json_find_array(in, "n", &next, err) < 0)
		return -1;
	size_t room = (size_t)cJSON_GetArraySize(own) + (size_t)cJSON_GetArraySize(next);
	struct timeline_box *boxes = arena_alloc(in->arena, (room + 1) * sizeof *boxes);
	cJSON_ArrayForEach(item, own)
	{
		if (!read_box(item, &boxes[word->box_count++]))
			return err_set(err, ERR_INVALID, "b: not a box");
	}
	cJSON_ArrayForEach(item, next)
	{
		if (!read_box(item, &boxes[word->box_count++]))
			return err_set(err, ERR_INVALID, "n: not a box");
		word->next_count++;
	}
	word->boxes = boxes;
	return 0;
}

static int read_word(const struct json_in *in, const struct timeline_utterance *utterance,
	struct timeline_word *word, struct err *err)
{
	if (json_get_string(in, "w", &word->text, err) < 0 ||
		json_get_int(in, "f", utterance->first, utterance->last, &word->first, err) < 0 ||
		json_get_int(in, "l", word->first, utterance->last, &word->last, err) < 0)
		return -1;
	return read_boxes(in, word, err);
}

static int read_words(
	const struct json_in *in, struct timeline_utterance *utterance, struct err *err)
{
	const cJSON *array = NULL, *item;
	if (json_find_array(in, "words", &array, err) < 0)
		return -1;
	utterance->words = arena_alloc(
		in->arena, ((size_t)cJSON_GetArraySize(array) + 1) * sizeof *utterance->words);
	cJSON_ArrayForEach(item, array)
	{
		const struct json_in word = { item, "", in->arena };
		if (!cJSON_IsObject(item) ||
			read_word(&word, utterance, &utterance->words[utterance->word_count++],
				err) < 0)
			return err_set(err, ERR_INVALID, "words: entry %zu is invalid",
				utterance->word_count);
	}
	return 0;
}

static int read_utterance(const struct json_in *in, const struct timeline *timeline, int64_t from,
	struct timeline_utterance *utterance, struct err *err)
{
	utterance->section = "body";
	if (json_get_string(in, "role", &utterance->role, err) < 0 ||
		json_find_string(in, "section", &utterance->section, err) < 0 ||
		json_get_string(in, "text", &utterance->text, err) < 0 ||
		json_find_bool(in, "estimated", &utterance->estimated, err) < 0 ||
		json_find_bool(in, "starts", &utterance->starts, err) < 0 ||
		json_get_int(in, "first", from, timeline->samples, &utterance->first, err) < 0 ||
		json_get_int(
			in, "last", utterance->first, timeline->samples, &utterance->last, err) < 0)
		return -1;
	return read_words(in, utterance, err);
}

static int read_utterances(const struct json_in *in, struct timeline *timeline, struct err *err)
{
	const cJSON *array = NULL, *item;
	int64_t from = 0;
	if (json_find_array(in, "utterances", &array, err) < 0)
		return -1;
	timeline->utterances = arena_alloc(
		in->arena, ((size_t)cJSON_GetArraySize(array) + 1) * sizeof *timeline->utterances);
	cJSON_ArrayForEach(item, array)
	{
		const struct json_in inner = { item, "", in->arena };
		struct timeline_utterance *utterance = &timeline->utterances[timeline->count++];
		if (!cJSON_IsObject(item))
			return err_set(err, ERR_INVALID, "utterances: not objects");
		if (read_utterance(&inner, timeline, from, utterance, err) < 0)
			return err_prefix(err, "utterance %zu", timeline->count);
		from = utterance->last;
	}
	return 0;
}

static int read_timeline(const struct json_in *in, struct timeline *timeline, struct err *err)
{
	int64_t version, rate;
	if (json_get_int(in, "version", TIMELINE_VERSION, TIMELINE_VERSION, &version, err) < 0 ||
		json_get_string(in, "digest", &timeline->digest, err) < 0 ||
		json_find_string(in, "language", &timeline->language, err) < 0 ||
		json_get_int(in, "sampleRate", 1, MAX_RATE, &rate, err) < 0 ||
		json_get_int(in, "samples", 0, MAX_SAMPLES, &timeline->samples, err) < 0)
		return -1;
	timeline->rate = (int)rate;
	return read_utterances(in, timeline, err);
}

int timeline_parse(const char *json, size_t len, struct arena *arena, struct timeline *ret_timeline,
	struct err *err)
{
	struct timeline timeline = { .digest = "", .language = "" };
	cJSON *object = NULL;
	if (json_parse(json, len, &object, err) < 0)
		return err_prefix(err, "timeline");
	const struct json_in in = { object, "", arena };
	int rc = read_timeline(&in, &timeline, err);
	cJSON_Delete(object);
	if (rc < 0)
		return err_prefix(err, "timeline");
	*ret_timeline = timeline;
	return 0;
}
