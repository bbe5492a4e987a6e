/* initials.c: a large letter that begins a text and belongs to the word beside it. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <string.h>

/* One letter, with a quote before it perhaps, in far larger type than the text. */
static bool is_initial(const struct reading_page *page, const struct reading_line *line)
{
	const char *text = line->text + strspn(line->text, "\"'");
	size_t len;
	uint32_t code = chars_at(text, &len);
	float width = line->box.right - line->box.left;
	return letters_is_upper(code) && text[len] == '\0' && line->size >= 1.7f * page->body &&
	       width < 8 * page->body;
}

static float middle(const struct layout_box *box)
{
	return (box->top + box->bottom) / 2;
}

/* Stands at the letter's right side, close to it. */
static bool is_beside(const struct reading_page *page, const struct reading_line *initial,
	const struct reading_line *line)
{
	float gap = line->box.left - initial->box.right;
	return line != initial && line->size < 0.7f * initial->size && gap > -0.6f * page->body &&
	       gap < 1.5f * page->body && middle(&line->box) > initial->box.top &&
	       middle(&line->box) < initial->box.bottom;
}

/* The first of the lines at its right side; *ret_indent: so much further in than the others. */
static struct reading_line *line_beside(
	struct reading_page *page, const struct reading_line *initial, float *ret_indent)
{
	struct reading_line *first = NULL, *second = NULL;
	for (size_t i = 0; i < page->count; i++) {
		struct reading_line *line = &page->lines[i];
		if (!is_beside(page, initial, line))
			continue;
		if (!first || line->box.top < first->box.top) {
			second = first;
			first = line;
		} else if (!second || line->box.top < second->box.top) {
			second = line;
		}
	}
	*ret_indent = first && second ? first->box.left - second->box.left : 0;
	return first;
}

/* "A" and "I" may be words of their own. */
static bool is_word_alone(const struct reading_page *page, const char *letter, const char *rest,
	float indent, const struct reading_options *options)
{
	size_t len = chars_letters(rest);
	const char *next = arena_string_n(page->arena, rest, len);
	if (!strchr("AIO", *letter) || !*letter || letter[1] != '\0' || len == 0)
		return false;
	if (indent > 0.15f * page->body)
		return true;
	if (!options || !options->is_word)
		return false;
	const char *whole = arena_printf(page->arena, "%s%s", letter, next);
	return !options->is_word(options->context, whole) &&
	       options->is_word(options->context, next);
}

static void join(struct reading_page *page, size_t i, struct reading_line *line, float indent,
	const struct reading_options *options)
{
	const struct reading_line initial = page->lines[i];
	const char *letter = initial.text + strspn(initial.text, "\"'");
	bool apart = is_word_alone(page, letter, line->text, indent, options);
	size_t count = initial.from_count + line->from_count;
	size_t *from = arena_alloc(page->arena, (count + 1) * sizeof *from);
	memcpy(from, initial.from, initial.from_count * sizeof *from);
	memcpy(from + initial.from_count, line->from, line->from_count * sizeof *from);
	line->text =
		arena_printf(page->arena, "%s%s%s", initial.text, apart ? " " : "", line->text);
	line->from = from;
	line->from_count = count;
	for (size_t k = 0; k < page->count; k++) {
		struct reading_line *other = &page->lines[k];
		if (is_beside(page, &page->lines[i], other))
			other->box.left = initial.box.left;
	}
	page_remove(page, i);
}

/* As OCR has it: "T his morning", and a box as high as the letter. */
static void join_within(
	struct reading_page *page, struct reading_line *line, const struct reading_options *options)
{
	const char *text = line->text + strspn(line->text, "\"'");
	size_t len, ignored;
	uint32_t code = chars_at(text, &len);
	bool tall = line->box.bottom - line->box.top > 2.2f * page->body &&
		    line->size < 1.5f * page->body;
	if (!tall || !letters_is_upper(code) || text[len] != ' ' ||
		!letters_is_letter(chars_at(text + len + 1, &ignored)))
		return;
	const char *letter = arena_string_n(page->arena, text, len);
	if (!is_word_alone(page, letter, text + len + 1, 0, options))
		line->text = arena_printf(page->arena, "%.*s%s",
			(int)(text - line->text + (long)len), line->text, text + len + 1);
	line->box.bottom = line->box.top + 1.15f * page->body;
}

void initials_join(struct reading_page *page, const struct reading_options *options)
{
	for (size_t i = page->count; i-- > 0;) {
		if (page->source == LAYOUT_FROM_OCR)
			join_within(page, &page->lines[i], options);
		float indent;
		struct reading_line *line = is_initial(page, &page->lines[i])
						    ? line_beside(page, &page->lines[i], &indent)
						    : NULL;
		if (line)
			join(page, i, line, indent, options);
	}
}
