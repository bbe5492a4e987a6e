/* verse.c: lines that end where it pleases them, and keep their ends. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <string.h>

static bool begins_upper(const char *text)
{
	size_t len;
	text += strspn(text, "\"'([");
	return letters_is_upper(chars_at(text, &len));
}

/* How far text reaches that begins where these lines do. */
static float measure_of(const struct reading_page *page, size_t first, size_t end)
{
	const float off = 0.3f * page->body;
	float left = page->lines[first].box.left, least = left, most = left, right = 0;
	for (size_t i = first; i < end; i++) {
		least = fminf(least, page->lines[i].box.left - off);
		most = fmaxf(most, page->lines[i].box.left + off);
	}
	for (size_t k = 0; k < page->count; k++) {
		const struct reading_line *line = &page->lines[k];
		if (line->role == LINE_TEXT && line->column == page->lines[first].column &&
			line->box.left >= least && line->box.left <= most)
			right = fmaxf(right, line->box.right);
	}
	return right;
}

/* It ends within a sentence, although the first word of the next line had room: it was meant to end
 * there, as no line within a paragraph is. */
static bool is_cut_short(const struct reading_line *line, float right)
{
	size_t len = strlen(line->text), word = strcspn(line[1].text, " ");
	float letter = (line->box.right - line->box.left) / (float)(len > 0 ? len : 1);
	return line->box.right + letter * (float)(word + 2) < right &&
	       !chars_end_sentence(line->text, len);
}

/* What the lines of a block have of verse. */
struct form {
	size_t count, upper, ended, cut;
	size_t flush; /* they end where the widest one does, as those of paragraphs do */
	float left, widest, sum, measure;
};

/* False: they are no lines of text, or words are broken at their ends. */
static bool read_form(
	const struct reading_page *page, size_t first, size_t end, struct form *ret_form)
{
	struct form form = { .count = end - first,
		.left = page->lines[first].box.left,
		.measure = measure_of(page, first, end) };
	float right = 0;
	for (size_t i = first; i < end; i++)
		right = fmaxf(right, page->lines[i].box.right);
	for (size_t i = first; i < end; i++) {
		const struct reading_line *line = &page->lines[i];
		size_t len = strlen(line->text);
		float width = line->box.right - line->box.left;
		if (line->role != LINE_TEXT || strchr(line->text, '\t') ||
			(i + 1 < end && line->text[len - 1] == '-'))
			return false;
		form.upper += begins_upper(line->text);
		form.ended += chars_end_sentence(line->text, len);
		form.cut += i + 1 < end && !line->narrow && is_cut_short(line, form.measure);
		form.flush += right - line->box.right < 0.15f * page->body;
		form.widest = fmaxf(form.widest, width);
		form.sum += width;
	}
	*ret_form = form;
	return true;
}

/* A column goes on with the sentence of the one before. */
static bool runs_on(const struct reading_page *page, size_t i)
{
	const char *before = i > 0 ? page->lines[i - 1].text : "";
	return !roles_line_before(page, i) &&
	       chars_run_on(before, strlen(before), page->lines[i].text);
}

/* Lines of verse are short, and begin with capitals or end where it pleases them. */
static bool is_verse(const struct reading_page *page, size_t first, size_t end)
{
	enum { LEAST_LINES = 3 };
	struct form form;
	if (end - first < LEAST_LINES || !read_form(page, first, end, &form) ||
		form.ended == form.count || form.widest >= 0.62f * page->width ||
		form.sum >= 0.95f * form.widest * (float)form.count)
		return false;
	/* beside other lines that are wider it has to be set in */
	bool narrow = form.measure - form.left < 0.45f * page->width;
	return form.upper * 10 >= form.count * 9 ||
	       (narrow && form.cut * 4 >= form.count && form.flush * 3 < form.count &&
		       !runs_on(page, first));
}

void verse_find(struct reading_page *page)
{
	for (size_t first = 0, end; first < page->count; first = end) {
		for (end = first + 1;
			end < page->count && roles_line_before(page, end) &&
			page->lines[end].role == page->lines[first].role &&
			!roles_gap_between(page, &page->lines[end - 1], &page->lines[end]);
			end++)
			;
		bool verse = is_verse(page, first, end);
		for (size_t i = first; verse && i < end; i++)
			page->lines[i].role = LINE_OWN;
	}
}
