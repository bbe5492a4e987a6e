/* words_json.c: converts a page's words to and from JSON. */
#include "workers/page/words_json.h"

#include "common/base/box_json.h"
#include "common/base/buf.h"
#include "common/base/json.h"

#include <math.h>
#include <string.h>

enum { MAX_OFFSET = 100000000 };

/* ---- from a page_text ---- */

/* Counts code points from one byte offset of a string to the next. */
struct counter {
	const char *text;
	size_t byte, code;
};

static size_t code_at(struct counter *counter, size_t byte)
{
	if (byte < counter->byte)
		counter->byte = counter->code = 0;
	for (; counter->byte < byte; counter->byte++)
		counter->code += ((unsigned char)counter->text[counter->byte] & 0xc0) != 0x80;
	return counter->code;
}

static struct text_range codes_of(struct counter *counter, size_t start, struct text_range bytes)
{
	struct text_range range;
	range.start = code_at(counter, start + bytes.start);
	range.end = code_at(counter, start + bytes.end);
	return range;
}

static float within(float value)
{
	return value < 0 ? 0 : value > 1 ? 1 : value;
}

/* Converts a box from the layout to the displayed page: rotated back, in fractions. */
static struct layout_box shown_box(const struct text_sheet *text, const struct layout_box *box)
{
	float left = within(box->left / text->width), right = within(box->right / text->width);
	float top = within(box->top / text->height), bottom = within(box->bottom / text->height);
	switch (text->quarter_turns & 3) {
	case 1:
		return (struct layout_box) { top, 1 - right, bottom, 1 - left };
	case 2:
		return (struct layout_box) { 1 - right, 1 - bottom, 1 - left, 1 - top };
	case 3:
		return (struct layout_box) { 1 - bottom, left, 1 - top, right };
	default:
		return (struct layout_box) { left, top, right, bottom };
	}
}

static void take_boxes(const struct page_text *text, const struct text_word *word,
	struct words_word *to, struct arena *arena)
{
	struct layout_box *boxes = arena_alloc(arena, (word->box_count + 1) * sizeof *boxes);
	size_t own = word->box_count - word->next_count;
	to->boxes = boxes;
	for (size_t i = 0; i < word->box_count; i++) {
		const struct text_sheet *sheet = i < own ? &text->sheet : &text->next;
		if (sheet->width <= 0 || sheet->height <= 0)
			continue;
		boxes[to->box_count++] = shown_box(sheet, &word->boxes[i]);
		to->next_count += i >= own;
	}
}

struct page_words page_words_of(
	const struct page_text *text, const char *language, const char *digest, struct arena *arena)
{
	const size_t *printed_at, *said_at;
	struct counter printed = { page_text_printed(text, arena, &printed_at), 0, 0 };
	struct counter said = { page_text_said(text, arena, &said_at), 0, 0 };
	size_t all = 0, used = 0, kept = 0;
	for (size_t i = 0; i < text->count; i++)
		all += text->paragraphs[i].word_count;
	struct words_word *words = arena_alloc(arena, (all + 1) * sizeof *words);
	struct words_paragraph *paragraphs =
		arena_alloc(arena, (text->count + 1) * sizeof *paragraphs);
	for (size_t i = 0; i < text->count; i++) {
		const struct text_paragraph *from = &text->paragraphs[i];
		const struct text_range whole = { 0, strlen(from->printed) };
		const struct text_range said_whole = { 0, strlen(from->said) };
		if (whole.end == 0 && said_whole.end == 0)
			continue;
		paragraphs[kept++] = (struct words_paragraph) {
			.role = from->role,
			.section = from->section,
			.printed = codes_of(&printed, printed_at[i], whole),
			.said = codes_of(&said, said_at[i], said_whole),
		};
		for (size_t k = 0; k < from->word_count; k++) {
			struct words_word *to = &words[used++];
			*to = (struct words_word) { .box_count = 0 };
			to->printed = codes_of(&printed, printed_at[i], from->words[k].printed);
			to->said = codes_of(&said, said_at[i], from->words[k].said);
			take_boxes(text, &from->words[k], to, arena);
		}
	}
	return (struct page_words) { language ? language : "", digest ? digest : "", printed.text,
		paragraphs, kept, words, used };
}

/* ---- writing ---- */

static void write_string(struct buf *out, const char *string)
{
	cJSON *item = cJSON_CreateString(string);
	char *json = cJSON_PrintUnformatted(item);
	buf_append_string(out, json);
	cJSON_free(json);
	cJSON_Delete(item);
}

static void write_range(struct buf *out, const char *name, struct text_range range)
{
	buf_printf(out, "\"%s\":[%zu,%zu]", name, range.start, range.end);
}

static void write_word(struct buf *out, const struct words_word *word)
{
	buf_append_char(out, '{');
	write_range(out, "p", word->printed);
	buf_append_char(out, ',');
	write_range(out, "s", word->said);
	size_t own = word->box_count - word->next_count;
	buf_append_string(out, ",\"b\":[");
	for (size_t i = 0; i < word->box_count; i++) {
		const struct layout_box *box = &word->boxes[i];
		const float sides[BOX_SIDES] = { box->left, box->top, box->right, box->bottom };
		if (i == own)
			buf_append_string(out, "],\"n\":[");
		else if (i > 0)
			buf_append_char(out, ',');
		box_json_append(out, sides);
	}
	buf_append_string(out, "]}");
}

static void write_paragraph(struct buf *out, const struct words_paragraph *paragraph)
{
	buf_printf(out, "{\"role\":\"%s\",", text_role_name(paragraph->role));
	if (paragraph->section != TEXT_BODY)
		buf_printf(out, "\"section\":\"%s\",", text_section_name(paragraph->section));
	write_range(out, "printed", paragraph->printed);
	buf_append_char(out, ',');
	write_range(out, "said", paragraph->said);
	buf_append_char(out, '}');
}

const char *page_words_format(const struct page_words *words, struct arena *arena)
{
	struct buf out = BUF_EMPTY;
	buf_printf(&out, "{\"version\":%d,\"language\":", WORDS_JSON_VERSION);
	write_string(&out, words->language);
	buf_append_string(&out, ",\"digest\":");
	write_string(&out, words->digest);
	buf_append_string(&out, ",\"printed\":");
	write_string(&out, words->printed);
	buf_append_string(&out, ",\"paragraphs\":[");
	for (size_t i = 0; i < words->paragraph_count; i++) {
		if (i > 0)
			buf_append_char(&out, ',');
		write_paragraph(&out, &words->paragraphs[i]);
	}
	buf_append_string(&out, "],\"words\":[");
	for (size_t i = 0; i < words->word_count; i++) {
		if (i > 0)
			buf_append_char(&out, ',');
		write_word(&out, &words->words[i]);
	}
	buf_append_string(&out, "]}");
	const char *json = arena_string_n(arena, out.data, out.len);
	buf_free(&out);
	return json;
}

/* ---- parsing ---- */

/* Limits for ranges: not before the previous one, and within the text. */
struct bounds {
	size_t printed, printed_end, said;
};

static bool read_offset(const cJSON *item, size_t *ret_offset)
{
	double value = item ? item->valuedouble : -1;
	if (!cJSON_IsNumber(item) || !(value >= 0 && value <= MAX_OFFSET) || value != floor(value))
		return false;
	*ret_offset = (size_t)value;
	return true;
}

static bool read_range(const cJSON *object, const char *name, struct text_range *ret_range)
{
	const cJSON *array = cJSON_GetObjectItemCaseSensitive(object, name);
	struct text_range range;
	if (!cJSON_IsArray(array) || !array->child || !array->child->next ||
		array->child->next->next || !read_offset(array->child, &range.start) ||
		!read_offset(array->child->next, &range.end) || range.end < range.start)
		return false;
	*ret_range = range;
	return true;
}

static bool read_box(const cJSON *array, struct layout_box *ret_box)
{
	float sides[BOX_SIDES];
	if (!box_json_read(array, sides))
		return false;
	*ret_box = (struct layout_box) { sides[0], sides[1], sides[2], sides[3] };
	return true;
}

static bool read_boxes(const cJSON *object, struct arena *arena, struct words_word *word)
{
	const cJSON *own = cJSON_GetObjectItemCaseSensitive(object, "b"), *item;
	const cJSON *next = cJSON_GetObjectItemCaseSensitive(object, "n");
	if (!cJSON_IsArray(own) || (next && !cJSON_IsArray(next)))
		return false;
	size_t room = (size_t)cJSON_GetArraySize(own) + (size_t)cJSON_GetArraySize(next);
	struct layout_box *boxes = arena_alloc(arena, (room + 1) * sizeof *boxes);
	cJSON_ArrayForEach(item, own)
	{
		if (!read_box(item, &boxes[word->box_count++]))
			return false;
	}
	cJSON_ArrayForEach(item, next)
	{
		if (!read_box(item, &boxes[word->box_count++]))
			return false;
		word->next_count++;
	}
	word->boxes = boxes;
	return true;
}

/* Words are in order; those that are spoken together have the same range in the said text. */
static bool read_word(const cJSON *object, struct arena *arena, struct bounds *bounds,
	struct words_word *ret_word)
{
	struct words_word word = { .box_count = 0 };
	if (!cJSON_IsObject(object) || !read_range(object, "p", &word.printed) ||
		!read_range(object, "s", &word.said) || !read_boxes(object, arena, &word))
		return false;
	if (word.printed.start < bounds->printed || word.printed.end > bounds->printed_end ||
		word.said.start < bounds->said)
		return false;
	bounds->printed = word.printed.end;
	bounds->said = word.said.start;
	*ret_word = word;
	return true;
}

static int name_index(const cJSON *item, const char *(*name_of)(int), int count)
{
	for (int i = 0; cJSON_IsString(item) && i < count; i++) {
		if (strcmp(name_of(i), item->valuestring) == 0)
			return i;
	}
	return -1;
}

static const char *role_at(int role)
{
	return text_role_name((enum text_role)role);
}

static const char *section_at(int section)
{
	return text_section_name((enum text_section)section);
}

static bool read_paragraph(
	const cJSON *object, struct bounds *bounds, struct words_paragraph *ret_paragraph)
{
	struct words_paragraph paragraph = { .section = TEXT_BODY };
	const cJSON *section = cJSON_GetObjectItemCaseSensitive(object, "section");
	int role =
		name_index(cJSON_GetObjectItemCaseSensitive(object, "role"), role_at, TEXT_ROLES);
	int part = section ? name_index(section, section_at, TEXT_SECTIONS) : TEXT_BODY;
	if (role < 0 || part < 0 || !read_range(object, "printed", &paragraph.printed) ||
		!read_range(object, "said", &paragraph.said) ||
		paragraph.printed.start < bounds->printed ||
		paragraph.printed.end > bounds->printed_end || paragraph.said.start < bounds->said)
		return false;
	bounds->printed = paragraph.printed.end;
	bounds->said = paragraph.said.end;
	paragraph.role = (enum text_role)role;
	paragraph.section = (enum text_section)part;
	*ret_paragraph = paragraph;
	return true;
}

static int read_lists(const cJSON *paragraphs, const cJSON *words, struct arena *arena,
	struct page_words *page, struct err *err)
{
	struct counter counter = { page->printed, 0, 0 };
	size_t end = code_at(&counter, strlen(page->printed));
	struct bounds at = { 0, end, 0 }, word_at = { 0, end, 0 };
	struct words_paragraph *parts =
		arena_alloc(arena, ((size_t)cJSON_GetArraySize(paragraphs) + 1) * sizeof *parts);
	struct words_word *list =
		arena_alloc(arena, ((size_t)cJSON_GetArraySize(words) + 1) * sizeof *list);
	const cJSON *item;
	cJSON_ArrayForEach(item, paragraphs)
	{
		if (!read_paragraph(item, &at, &parts[page->paragraph_count++]))
			return err_set(err, ERR_INVALID, "paragraphs: entry %zu is invalid",
				page->paragraph_count);
	}
	cJSON_ArrayForEach(item, words)
	{
		if (!read_word(item, arena, &word_at, &list[page->word_count++]))
			return err_set(
				err, ERR_INVALID, "words: entry %zu is invalid", page->word_count);
	}
	page->paragraphs = parts;
	page->words = list;
	return 0;
}

static int read_page(
	const cJSON *object, struct arena *arena, struct page_words *page, struct err *err)
{
	const struct json_in in = { object, "", arena };
	const cJSON *paragraphs = NULL, *words = NULL;
	int64_t version;
	if (json_get_int(&in, "version", WORDS_JSON_VERSION, WORDS_JSON_VERSION, &version, err) <
			0 ||
		json_get_string(&in, "language", &page->language, err) < 0 ||
		json_get_string(&in, "digest", &page->digest, err) < 0 ||
		json_get_string(&in, "printed", &page->printed, err) < 0 ||
		json_find_array(&in, "paragraphs", &paragraphs, err) < 0 ||
		json_find_array(&in, "words", &words, err) < 0)
		return -1;
	return read_lists(paragraphs, words, arena, page, err);
}

int page_words_parse(const char *json, size_t len, struct arena *arena,
	struct page_words *ret_words, struct err *err)
{
	struct page_words page = { .language = "" };
	cJSON *object = NULL;
	int rc = json_parse(json, len, &object, err);
	if (rc == 0)
		rc = read_page(object, arena, &page, err);
	cJSON_Delete(object);
	if (rc < 0)
		return err_prefix(err, "words");
	*ret_words = page;
	return 0;
}
