/* headings_of.c: the outline that is made of a book's headings where it has none of its own, of
 * what read_pdf wrote of its pages.
 *
 * usage: headings_of DIR
 *
 * A line for each entry: its level, page and title, with tabs between. */
#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "workers/page/words_json.h"
#include "workers/wav_aggregator/headings.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MAX_JSON = 64 * 1024 * 1024 };

/* The bytes of a range of code points. */
static const char *text_of(const char *text, struct text_range range, struct arena *arena)
{
	size_t at = 0, start = 0, points = 0;
	for (; text[at] && points < range.end; points++) {
		if (points == range.start)
			start = at;
		at++;
		while (((unsigned char)text[at] & 0xc0) == 0x80)
			at++;
	}
	return points > range.start ? arena_string_n(arena, text + start, at - start) : "";
}

static const struct timeline_box *boxes_of(const struct words_word *word, struct arena *arena)
{
	struct timeline_box *boxes = arena_alloc(arena, (word->box_count + 1) * sizeof *boxes);
	for (size_t i = 0; i < word->box_count; i++)
		boxes[i] = (struct timeline_box) { word->boxes[i].left, word->boxes[i].top,
			word->boxes[i].right, word->boxes[i].bottom };
	return boxes;
}

/* A paragraph is said at once, a sample a word. */
static void say(const struct page_words *words, const struct words_paragraph *paragraph,
	struct timeline_utterance *utterance, int64_t *samples, struct arena *arena)
{
	*utterance = (struct timeline_utterance) {
		.role = text_role_name(paragraph->role),
		.section = text_section_name(paragraph->section),
		.text = text_of(words->printed, paragraph->printed, arena),
		.first = *samples,
		.words = arena_alloc(arena, (words->word_count + 1) * sizeof *utterance->words),
	};
	for (size_t i = 0; i < words->word_count; i++) {
		const struct words_word *word = &words->words[i];
		if (word->printed.start < paragraph->printed.start ||
			word->printed.end > paragraph->printed.end)
			continue;
		utterance->words[utterance->word_count++] = (struct timeline_word) {
			.text = "",
			.first = *samples,
			.boxes = boxes_of(word, arena),
			.box_count = word->box_count - word->next_count,
		};
		++*samples;
	}
}

static int add_page(
	struct headings *headings, const char *dir, int page, double *start, struct arena *arena)
{
	struct arena *scratch = arena_new();
	struct buf json = BUF_EMPTY;
	struct page_words words;
	struct err err = { ERR_NONE, "" };
	int64_t samples = 0;
	int fd = open(
		arena_printf(scratch, "%s/page_%05d.words.json", dir, page), O_RDONLY | O_CLOEXEC);
	int rc = fd < 0 ? -1 : buf_read_fd(&json, fd, MAX_JSON, &err);
	if (rc == 0)
		rc = page_words_parse(buf_string(&json), json.len, scratch, &words, &err);
	if (rc == 0) {
		struct timeline timeline = { .utterances = arena_alloc(scratch,
						     (words.paragraph_count + 1) *
							     sizeof *timeline.utterances) };
		for (size_t i = 0; i < words.paragraph_count; i++)
			say(&words, &words.paragraphs[i], &timeline.utterances[timeline.count++],
				&samples, scratch);
		headings_add(headings, &timeline, page, *start, 1, arena);
		*start += (double)samples;
	} else if (fd >= 0) {
		fprintf(stderr, "page %d: %s\n", page, err.text);
	}
	if (fd >= 0)
		close(fd);
	buf_free(&json);
	arena_free(&scratch);
	return fd < 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: headings_of DIR\n");
		return 2;
	}
	struct arena *arena = arena_new();
	struct headings headings = { NULL, 0, 0 };
	double start = 0;
	for (int page = 1; add_page(&headings, argv[1], page, &start, arena) == 0; page++)
		;
	struct book_entries outline = headings_outline(&headings, arena);
	for (size_t i = 0; i < outline.count; i++)
		printf("%d\t%d\t%s\n", outline.items[i].level, outline.items[i].page,
			outline.items[i].title);
	headings_free(&headings);
	arena_free(&arena);
	return 0;
}
