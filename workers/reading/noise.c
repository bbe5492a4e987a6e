/* noise.c: lines in which OCR saw no words: formulas, labels of charts, specks of a photograph. It
 * is unsure of them itself, and the dictionary has hardly a word of them. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <ctype.h>
#include <string.h>

enum { SURE_OF_SIGNS = 72, SURE_OF_WORDS = 50, KNOWN_PERCENT = 35 };

static int confidence(const struct reading_page *page, const struct reading_line *line)
{
	int sum = 0;
	for (size_t i = 0; i < line->from_count; i++)
		sum += page->layout->lines[line->from[i]].confidence;
	return line->from_count > 0 ? sum / (int)line->from_count : 100;
}

static bool knows(const struct reading_options *options, const char *word, struct arena *arena)
{
	if (options->is_word(options->context, word))
		return true;
	char *lower = arena_string(arena, word);
	for (char *p = lower; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return options->is_word(options->context, lower);
}

struct words {
	size_t all, known; /* letters and digits; those of words that the dictionary has */
	size_t letters;
	bool other; /* letters that no dictionary of words tells of */
};

/* Words of `least` letters count: of short ones many are in a dictionary by chance. */
static struct words count_words(
	const char *text, size_t least, const struct reading_options *options, struct arena *arena)
{
	struct words found = { 0, 0, 0, false };
	for (size_t len; *text; text += len ? len : 1) {
		size_t bytes = chars_letters(text);
		uint32_t code = chars_at(text, &len);
		if (bytes == 0) {
			found.all += letters_is_digit(code);
			continue;
		}
		found.other = found.other || letters_is_cjk(code) || letters_is_rtl(code);
		found.all += bytes;
		found.letters += bytes;
		if (bytes >= least && knows(options, arena_string_n(arena, text, bytes), arena))
			found.known += bytes;
		len = bytes;
	}
	return found;
}

static bool has_signs(const char *text)
{
	return strpbrk(text, "=+<>^|~{}\\") || strstr(text, "\xc2\xb1") || strstr(text, "\xe2\x88");
}

/* Lines of programs are known by their signs, later. */
static bool may_be_code(const char *text)
{
	return *text == '\\' || strchr(";,\"", text[strlen(text) - 1]) || strchr(text, '"');
}

/* Numbers of notes and pages, and what nobody finds in a dictionary. */
static bool is_spared(const char *text, const struct words *words)
{
	enum { SHORT_NUMBER = 6 };
	return words->other ||
	       (words->letters == 0 && words->all <= SHORT_NUMBER && !has_signs(text)) ||
	       may_be_code(text) || strstr(text, "http") || strstr(text, "www.") ||
	       strchr(text, '@');
}

/* It fills its column between lines that follow each other closely: a formula within a sentence. */
static bool is_within_text(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i];
	if (i == 0 || i + 1 >= page->count || line[-1].column != line->column ||
		line[1].column != line->column)
		return false;
	float width = line[-1].box.right - line[-1].box.left;
	return line->box.right - line->box.left > 0.8f * width &&
	       line->box.bottom - line[-1].box.bottom < 1.35f * page->leading &&
	       line[1].box.bottom - line->box.bottom < 1.35f * page->leading;
}

static bool is_noise(
	const struct reading_page *page, size_t i, const struct reading_options *options)
{
	const struct reading_line *line = &page->lines[i];
	int sure = confidence(page, line);
	if (line->role != LINE_TEXT || sure >= SURE_OF_SIGNS ||
		(sure >= SURE_OF_WORDS && !has_signs(line->text)))
		return false;
	const struct words words =
		count_words(line->text, sure < SURE_OF_WORDS ? 4 : 3, options, page->arena);
	return words.known * 100 < words.all * KNOWN_PERCENT && !is_spared(line->text, &words) &&
	       !is_within_text(page, i);
}

void noise_clean(
	struct reading_page *page, const struct reading_options *options, struct changes *changes)
{
	if (page->source != LAYOUT_FROM_OCR || !options->is_word)
		return;
	for (size_t first = 0; first < page->count;) {
		size_t end = first;
		bool signs = false;
		while (end < page->count && page->lines[end].column == page->lines[first].column &&
			is_noise(page, end, options)) {
			signs = signs || has_signs(page->lines[end].text);
			end++;
		}
		if (end == first || signs) {
			if (end > first && options->formulas != READING_READ) {
				page->lines[first].role = LINE_FORMULA;
				page_announce(page, first, end, CHANGE_FORMULA,
					formulas_said(options), changes);
			}
			first += end > first && options->formulas == READING_READ ? end - first : 1;
			continue;
		}
		for (size_t n = end - first; n > 0; n--) {
			changes_add(changes, CHANGE_SIGN, page->lines[first].text, NULL);
			page_remove(page, first);
		}
	}
}
