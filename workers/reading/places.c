/* places.c: the words of a text, and where each stands on the page.
 *
 * What becomes of a line on its way to a paragraph is small: ligatures are taken apart, a hyphen or
 * the mark of a note goes. So a paragraph's letters are looked up in those of its lines, one after
 * the other, and each word takes the places of its letters. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <string.h>

/* ---- letters and their places ---- */

struct letter {
	uint32_t code;
	size_t line;       /* of the layout */
	float left, right; /* in points */
};

struct letters {
	struct letter *items;
	size_t count;
};

static size_t bytes_of_lines(const struct reading_page *page, const struct span *span)
{
	size_t bytes = 0;
	for (size_t i = 0; i < span->from_count; i++)
		bytes += strlen(page->layout->lines[span->from[i]].text);
	return bytes;
}

static bool reads_from_right(const char *text)
{
	size_t right = 0, other = 0, len;
	for (; *text; text += len ? len : 1) {
		uint32_t code = chars_at(text, &len);
		bool rtl = letters_is_rtl(code);
		right += rtl;
		other += !rtl && letters_is_letter(code);
	}
	return right > other;
}

/* A line, and what is looked for in all of its text, once. */
struct source {
	const struct layout_line *line;
	size_t len;
	bool mirrored;
};

/* Where the word that is number `index` and takes the bytes from..to of its line stands. */
static void place_of_word(const struct source *source, size_t index, size_t from, size_t to,
	float *ret_left, float *ret_right)
{
	const struct layout_line *line = source->line;
	float width = line->box.right - line->box.left;
	if (line->words && index < line->word_count) {
		*ret_left = line->words[index].left;
		*ret_right = line->words[index].right;
		return;
	}
	/* Nobody has told: as if all characters were of one width. */
	float start = width * (float)from / (float)source->len;
	float end = width * (float)to / (float)source->len;
	*ret_left = source->mirrored ? line->box.right - end : line->box.left + start;
	*ret_right = source->mirrored ? line->box.right - start : line->box.left + end;
}

/* The letters and digits of a word, each with its share of the word's place. */
static void add_word(struct letters *letters, const char *word, size_t line, float left,
	float right, struct arena *arena)
{
	const char *plain = chars_normalise(word, arena);
	size_t count = 0, at = 0, len;
	for (const char *p = plain; *p; p += len ? len : 1)
		count += letters_is_alnum(chars_at(p, &len));
	bool mirrored = reads_from_right(plain);
	for (const char *p = plain; *p; p += len ? len : 1) {
		uint32_t code = chars_at(p, &len);
		if (!letters_is_alnum(code))
			continue;
		float step = (right - left) / (float)count;
		size_t place = mirrored ? count - 1 - at : at;
		letters->items[letters->count++] = (struct letter) { code, line,
			left + step * (float)place, left + step * (float)(place + 1) };
		at++;
	}
}

static struct letters letters_of(const struct reading_page *page, const struct span *span)
{
	enum { MOST_OF_A_BYTE = 3 }; /* letters that normalising may make: "ffi" of one */
	struct letters letters = { NULL, 0 };
	size_t room = MOST_OF_A_BYTE * bytes_of_lines(page, span) + 1;
	letters.items = arena_alloc(page->arena, room * sizeof *letters.items);
	for (size_t i = 0; i < span->from_count; i++) {
		const struct layout_line *line = &page->layout->lines[span->from[i]];
		const struct source source = { line, strlen(line->text),
			reads_from_right(line->text) };
		size_t index = 0;
		for (const char *p = line->text; *p; index++) {
			size_t len = strcspn(p, " \t"), from = (size_t)(p - line->text);
			float left, right;
			place_of_word(&source, index, from, from + len, &left, &right);
			add_word(&letters, arena_string_n(page->arena, p, len), span->from[i], left,
				right, page->arena);
			p += len;
			p += *p != '\0';
		}
	}
	return letters;
}

/* ---- words ---- */

struct finding {
	const struct reading_page *page;
	const struct paragraph *paragraph;
	struct letters letters; /* of the span at hand */
	size_t span, next;      /* next: of the letters */
	struct text_word *words;
	size_t count;
};

/* The letter of the text stands at `p`: the next such letter of the lines, if it is near. */
static const struct letter *find_letter(struct finding *f, const char *p, uint32_t code)
{
	enum { NEAR = 60 };
	size_t len, ignored;
	chars_at(p, &len);
	uint32_t after = chars_at(p + len, &ignored);
	for (size_t i = f->next; i < f->letters.count && i < f->next + NEAR; i++) {
		if (f->letters.items[i].code != code)
			continue;
		/* One that was skipped to must be followed by what follows here. */
		bool goes_on = i + 1 >= f->letters.count || !letters_is_alnum(after) ||
			       f->letters.items[i + 1].code == after;
		if (i > f->next && !goes_on)
			continue;
		f->next = i + 1;
		return &f->letters.items[i];
	}
	return NULL;
}

static void enter_span(struct finding *f, size_t at)
{
	const struct paragraph *paragraph = f->paragraph;
	while (f->span < paragraph->span_count && paragraph->spans[f->span].end <= at) {
		f->span++;
		f->next = 0;
		f->letters = f->span < paragraph->span_count
				     ? letters_of(f->page, &paragraph->spans[f->span])
				     : (struct letters) { NULL, 0 };
	}
}

/* Widens the word's last box by the letter, or begins another on another line. */
static void add_place(struct layout_box *boxes, size_t *count, size_t *line, size_t most,
	const struct layout_line *on, const struct letter *letter)
{
	if (*count > 0 && *line == letter->line) {
		struct layout_box *box = &boxes[*count - 1];
		box->left = fminf(box->left, letter->left);
		box->right = fmaxf(box->right, letter->right);
	} else if (*count < most) {
		boxes[(*count)++] = (struct layout_box) {
			letter->left,
			on->box.top,
			letter->right,
			on->box.bottom,
		};
		*line = letter->line;
	}
}

static void find_places(struct finding *f, struct text_word *word)
{
	enum { MOST_BOXES = 4 };
	const char *text = f->paragraph->text;
	struct layout_box boxes[MOST_BOXES];
	size_t count = 0, next = 0, line = 0, len;
	for (size_t at = word->printed.start; at < word->printed.end; at += len ? len : 1) {
		uint32_t code = chars_at(text + at, &len);
		enter_span(f, at);
		const struct letter *letter =
			letters_is_alnum(code) ? find_letter(f, text + at, code) : NULL;
		size_t before = count;
		if (letter)
			add_place(boxes, &count, &line, MOST_BOXES,
				&f->page->layout->lines[letter->line], letter);
		next += count > before && letter->line >= f->page->own_lines;
	}
	struct layout_box *kept = arena_alloc(f->page->arena, (count + 1) * sizeof *kept);
	if (count > 0)
		memcpy(kept, boxes, count * sizeof *kept);
	word->boxes = kept;
	word->box_count = count;
	word->next_count = next;
}

/* Bytes of the word that begins here: up to a blank; one character of Chinese and Japanese, with
 * the punctuation behind it. */
static size_t word_length(const char *text)
{
	size_t all = 0, len;
	bool cjk = letters_is_cjk(chars_at(text, &len));
	for (; text[all] && !strchr(" \n\t", text[all]); all += len ? len : 1) {
		uint32_t code = chars_at(text + all, &len);
		bool sign = !letters_is_alnum(code);
		if (all > 0 && !sign && (cjk || letters_is_cjk(code)))
			break;
	}
	return all;
}

struct text_word *places_of_words(
	const struct reading_page *page, const struct paragraph *paragraph, size_t *ret_count)
{
	const char *text = paragraph->text;
	struct finding f = { .page = page, .paragraph = paragraph };
	f.words = arena_alloc(page->arena, (strlen(text) + 1) * sizeof *f.words);
	if (paragraph->span_count > 0)
		f.letters = letters_of(page, &paragraph->spans[0]);
	for (size_t at = strspn(text, " \n\t"); text[at]; at += strspn(text + at, " \n\t")) {
		struct text_word *word = &f.words[f.count++];
		size_t end = at + word_length(text + at);
		*word = (struct text_word) { .printed = { at, end } };
		find_places(&f, word);
		at = end;
	}
	*ret_count = f.count;
	return f.words;
}
