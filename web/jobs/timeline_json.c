/* timeline_json.c: the utterances, words and boxes of a page. */
#include "web/jobs/timeline_json.h"

static void add_boxes(
	struct json_out *out, const char *name, const struct timeline_box *boxes, size_t count)
{
	json_out_array(out, name);
	for (size_t i = 0; i < count; i++) {
		json_out_array(out, NULL);
		json_out_number(out, NULL, (double)boxes[i].left, 4);
		json_out_number(out, NULL, (double)boxes[i].top, 4);
		json_out_number(out, NULL, (double)boxes[i].right, 4);
		json_out_number(out, NULL, (double)boxes[i].bottom, 4);
		json_out_end_array(out);
	}
	json_out_end_array(out);
}

static void add_word(
	struct json_out *out, const struct timeline_word *word, double start, double scale)
{
	size_t own = word->box_count - word->next_count;
	json_out_object(out, NULL);
	json_out_string(out, "text", word->text);
	json_out_number(out, "start", start + (double)word->first * scale, 3);
	json_out_number(out, "end", start + (double)word->last * scale, 3);
	add_boxes(out, "boxes", word->boxes, own);
	if (word->next_count > 0)
		add_boxes(out, "nextPageBoxes", word->boxes + own, word->next_count);
	json_out_end_object(out);
}

static void add_utterance(struct json_out *out, const struct timeline_utterance *utterance,
	double start, double scale)
{
	json_out_object(out, NULL);
	json_out_string(out, "role", utterance->role);
	json_out_string(out, "section", utterance->section);
	json_out_string(out, "text", utterance->text);
	json_out_number(out, "start", start + (double)utterance->first * scale, 3);
	json_out_number(out, "end", start + (double)utterance->last * scale, 3);
	json_out_bool(out, "estimated", utterance->estimated);
	json_out_array(out, "words");
	for (size_t i = 0; i < utterance->word_count; i++)
		add_word(out, &utterance->words[i], start, scale);
	json_out_end_array(out);
	json_out_end_object(out);
}

void timeline_json_page(struct json_out *out, int page, bool spoken, double start, double end,
	const struct timeline *timeline, double scale)
{
	json_out_object(out, NULL);
	json_out_int(out, "page", page);
	json_out_bool(out, "spoken", spoken);
	json_out_number(out, "start", start, 3);
	json_out_number(out, "end", end, 3);
	json_out_array(out, "utterances");
	for (size_t i = 0; timeline && i < timeline->count; i++)
		add_utterance(out, &timeline->utterances[i], start, scale);
	json_out_end_array(out);
	json_out_end_object(out);
}
