/* figures.c: what is written in a drawing or a chart: axis numbers, names of points. Above the
 * caption of a figure such labels stand here and there, short and mostly small. */
#include "common/text/letters.h"
#include "common/words/word_lists.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <string.h>

enum { LEAST_LABELS = 3, MOST_LABELS = 120 };

static bool is_figure(const char *text)
{
	return word_list_has(&word_list_figure_words, text, strcspn(text, " ")) && caption_is(text);
}

/* The most letters in a row. */
static size_t longest_word(const char *text)
{
	size_t run = 0, longest = 0;
	for (size_t len; *text; text += len ? len : 1) {
		run = letters_is_letter(chars_at(text, &len)) ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static size_t words_of(const char *text)
{
	size_t count = 1;
	for (; *text; text++)
		count += *text == ' ' || *text == '\t';
	return count;
}

struct labels {
	size_t count;
	size_t tiny;      /* a number, a letter or two, or small type */
	size_t scattered; /* not below the one before */
};

static bool is_tiny(const struct reading_page *page, const struct reading_line *line)
{
	return longest_word(line->text) <= 2 || line->size < 0.93f * page->body;
}

/* Short, and neither a title nor the end of a paragraph. */
static bool may_be_label(const struct reading_page *page, const struct reading_line *line)
{
	enum { MOST_WORDS = 8, MOST_BYTES = 48 };
	bool tiny = is_tiny(page, line);
	size_t len = strlen(line->text);
	if (line->role != LINE_TEXT || line->said || len > MOST_BYTES ||
		words_of(line->text) > (tiny ? MOST_WORDS : 3) || line->size > 1.1f * page->body)
		return false;
	return tiny || (!line->bold && !chars_end_sentence(line->text, len));
}

/* The first of the labels above line `i`, or `i`. */
static size_t first_label(const struct reading_page *page, size_t i)
{
	struct labels found = { 0, 0, 0 };
	size_t first = i;
	while (first > 0 && i - first < MOST_LABELS &&
		page->lines[first - 1].column == page->lines[i].column &&
		may_be_label(page, &page->lines[first - 1]))
		first--;
	/* a title may be above the drawing */
	while (first < i && !is_tiny(page, &page->lines[first]))
		first++;
	for (size_t k = first; k < i; k++) {
		found.count++;
		found.tiny += is_tiny(page, &page->lines[k]);
		found.scattered += k > first && fabsf(page->lines[k].box.left -
							page->lines[k - 1].box.left) > page->body;
	}
	bool drawn = found.count >= LEAST_LABELS && found.tiny * 2 > found.count &&
		     found.scattered * 2 >= found.count - 1;
	return drawn ? first : i;
}

void figures_clean(
	struct reading_page *page, const struct reading_options *options, struct changes *changes)
{
	if (options->figures == READING_READ)
		return;
	for (size_t i = 0; i < page->count; i++) {
		if (page->lines[i].role != LINE_TEXT || !is_figure(page->lines[i].text))
			continue;
		size_t first = first_label(page, i);
		for (; i > first; i--) {
			changes_add(changes, CHANGE_FIGURE, page->lines[first].text, NULL);
			page_remove(page, first);
		}
	}
}
