/* composing.c: converts each part to words and joins them into one text. */
#include "workers/commentator/composing.h"

#include "workers/saying/saying.h"

#include <string.h>

enum { MAX_PARTS = 8 };

struct composing {
	const char *language, *rules;
	struct saying_options options;
	struct arena *arena;
};

bool composing_is_asked(const struct json_in *in)
{
	return cJSON_GetObjectItemCaseSensitive(in->object, "compose") != NULL;
}

static void say(const struct composing *composing, struct text_paragraph *paragraph)
{
	struct saying saying = saying_convert(
		paragraph->printed, composing->rules, &composing->options, composing->arena);
	struct text_edit *edits = arena_alloc(composing->arena, (saying.count + 1) * sizeof *edits);
	for (size_t i = 0; i < saying.count; i++)
		edits[i] = (struct text_edit) { saying.edits[i].start, saying.edits[i].end,
			saying.edits[i].said };
	page_text_say(paragraph, edits, saying.count, composing->arena);
}

static struct words_piece said_piece(const struct composing *composing, const char *text)
{
	struct page_text page = page_text_of_plain(text, TEXT_COMMENTARY, composing->arena);
	for (size_t i = 0; i < page.count; i++)
		say(composing, &page.paragraphs[i]);
	return (struct words_piece) {
		page_text_said(&page, composing->arena, NULL),
		page_words_of(&page, composing->language, NULL, composing->arena),
	};
}

static int page_piece(const struct composing *composing, const char *said, const char *json,
	struct words_piece *ret_piece, struct err *err)
{
	struct words_piece piece = { .said = said };
	if (page_words_parse(json, strlen(json), composing->arena, &piece.words, err) < 0)
		return -1;
	if (strcmp(piece.words.digest, page_words_digest(said, strlen(said), composing->arena)) !=
		0)
		return err_set(err, ERR_INVALID, "the words belong to another text");
	*ret_piece = piece;
	return 0;
}

static int read_part(const struct composing *composing, const struct json_in *in,
	struct words_piece *ret_piece, struct err *err)
{
	const char *text = NULL, *said = NULL, *words = NULL;
	if (json_find_string(in, "text", &text, err) < 0)
		return -1;
	if (text) {
		*ret_piece = said_piece(composing, text);
		return 0;
	}
	if (json_get_string(in, "said", &said, err) < 0 ||
		json_get_string(in, "words", &words, err) < 0)
		return -1;
	return page_piece(composing, said, words, ret_piece, err);
}

int composing_do(const struct json_in *in, struct words_piece *ret_whole, struct err *err)
{
	struct composing composing = { .arena = in->arena };
	struct words_piece pieces[MAX_PARTS];
	size_t count = 0;
	const cJSON *parts = NULL, *part;
	if (json_get_string(in, "language", &composing.language, err) < 0 ||
		json_get_string(in, "rules", &composing.rules, err) < 0 ||
		json_find_bool(in, "monthFirst", &composing.options.month_first, err) < 0 ||
		json_find_array(in, "compose", &parts, err) < 0)
		return -1;
	cJSON_ArrayForEach(part, parts)
	{
		const struct json_in each = { part, "compose.", in->arena };
		if (count == MAX_PARTS)
			return err_set(err, ERR_INVALID, "compose: too many parts");
		if (read_part(&composing, &each, &pieces[count++], err) < 0)
			return -1;
	}
	*ret_whole = page_words_join(pieces, count, composing.language, in->arena);
	return 0;
}
