/* Tests of sentences that go on over the end of a page: which page says what of them. */
#include "unit.h"

#include "common/base/buf.h"
#include "workers/page/words_json.h"
#include "workers/reading/text.h"

#include <string.h>

enum { MAX_PAGES = 4, MAX_LINES = 60, LEFT = 72, STEP = 14, SIZE = 11, FIRST = 100 };

struct document {
	struct arena *arena;
	struct layout pages[MAX_PAGES];
	bool own[MAX_PAGES];    /* is read by its own text */
	bool unread[MAX_PAGES]; /* nobody asks for it */
	size_t count;
};

static bool is_word(void *context, const char *word)
{
	(void)context;
	return strcmp(word, "harbour") == 0;
}

/* A line begins with what it is: "^" a running head, "~" a note, "#" a heading, "!" text below a
 * gap; else it is text, and as wide as its letters are. */
static void add_line(struct document *d, struct layout *page, const char *row, float *y)
{
	bool head = *row == '^', note = *row == '~', heading = *row == '#', gap = *row == '!';
	float size = note ? 8 : heading ? 16 : SIZE, letter = 0.45f * size;
	const char *text = row + (head || note || heading || gap);
	struct layout_line *line = &page->lines[page->count++];
	*y += heading || gap ? 3 * STEP : STEP;
	float top = head ? 30 : *y;
	float x = LEFT;
	struct layout_span *words = arena_alloc(d->arena, strlen(text) * sizeof *words);
	size_t count = 0;
	for (const char *p = text; *p; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		words[count++] = (struct layout_span) { x, x + letter * (float)len };
		x += letter * (float)(len + 1);
		p += len;
	}
	*line = (struct layout_line) { text, { LEFT, top, x - letter, top + size }, size, heading,
		note ? 2 : 1, 100, words, count };
}

/* Rows that are parted by newlines, of the PDF's own text. */
static void add_page(struct document *d, const char *rows)
{
	struct layout *page = &d->pages[d->count];
	*page = (struct layout) { LAYOUT_FROM_TEXT, 500, 800,
		arena_alloc(d->arena, MAX_LINES * sizeof *page->lines), 0, 0, NULL, 0 };
	char *rest = arena_string(d->arena, rows), *row;
	float y = FIRST;
	while (*rows && (row = strsep(&rest, "\n")))
		add_line(d, page, row, &y);
	d->own[d->count++] = true;
}

static bool is_asked_for(const struct document *d, size_t page)
{
	return page < d->count && !d->unread[page];
}

/* Its own text is read, and that of the page after it. */
static bool is_joined(const struct document *d, size_t page)
{
	return is_asked_for(d, page) && is_asked_for(d, page + 1) && d->own[page] &&
	       d->own[page + 1];
}

static struct reading read_page(const struct document *d, size_t page)
{
	struct neighbours neighbours = { .marks = { NULL, 0 } };
	struct layout layout = d->pages[page];
	for (size_t i = 0; i < d->count; i++) {
		long offset = (long)i - (long)page;
		if (offset != 0 && offset >= -NEIGHBOURS_REACH && offset <= NEIGHBOURS_REACH &&
			d->pages[i].count > 0)
			neighbours.pages[offset + NEIGHBOURS_REACH] =
				offset == 1 ? neighbours_reduce_next(&d->pages[i], d->arena)
					    : neighbours_reduce(&d->pages[i], d->arena);
	}
	neighbours.self = &d->pages[page];
	if (!d->own[page])
		layout.source = LAYOUT_FROM_OCR;
	const struct reading_options options = {
		.language = "eng",
		.footnotes = FOOTNOTES_MOVE,
		.is_word = is_word,
		.reads_after = is_asked_for(d, page + 1),
		.joins_before = page > 0 && is_joined(d, page - 1),
		.joins_after = is_joined(d, page),
	};
	return reading_text_clean(&layout, &neighbours, &options, d->arena);
}

static void check(const struct document *d, size_t page, const char *text)
{
	assert_string_equal(read_page(d, page).text, text);
}

static struct document document(struct arena *arena)
{
	return (struct document) { .arena = arena };
}

/* Two pages, and what they say. */
static void check_two(const char *first, const char *second, const char *says, const char *then)
{
	struct arena *arena = arena_new();
	struct document d = document(arena);
	add_page(&d, first);
	add_page(&d, second);
	check(&d, 0, says);
	check(&d, 1, then);
	arena_free(&arena);
}

#define FULL "The boats lay in the mud of the old river and nobody came to"

static void the_page_where_it_begins_says_all_of_it(void **state)
{
	(void)state;
	check_two("It was low water when we came.\n" FULL,
		"look at them until the tide was in. Then they all went out\nto sea again.",
		"It was low water when we came.\n\n" FULL " look at them until the tide was in.\n",
		"Then they all went out to sea again.\n");
	/* over several lines, to the end of one */
	check_two(FULL,
		FULL "\nsail in them.\nThe next morning was grey and it rained on the quay.",
		FULL " " FULL " sail in them.\n",
		"The next morning was grey and it rained on the quay.\n");
	/* a name, where a full line leaves no doubt */
	check_two("They all went out to sea in the morning and came back with the\n"
		  "fish at noon, which was sold on the quay by the daughter of Dr.",
		"Ames. She was old.",
		"They all went out to sea in the morning and came back with the fish at noon, "
		"which was sold on the quay by the daughter of Doctor Ames.\n",
		"She was old.\n");
	/* "Dr." within what goes on ends nothing */
	check_two(FULL, "see Dr. Ames about them. Then they left.",
		FULL " see Doctor Ames about them.\n", "Then they left.\n");
}

static void what_ends_stays(void **state)
{
	(void)state;
	check_two("It was low water. " FULL " see.", "Then they left.",
		"It was low water. " FULL " see.\n", "Then they left.\n");
	/* nor does one go on that ends with the mark of a note */
	check_two("It was low water. " FULL " see.\xc2\xb2", "Then they left.",
		"It was low water. " FULL " see.\n", "Then they left.\n");
	/* a heading, and items, go on with nothing */
	check_two(FULL "\nsee.\n#The old harbour", "and more of it. " FULL ".",
		FULL " see.\n\n\nThe old harbour\n", "and more of it. " FULL ".\n");
	check_two(FULL, "#The tides\n!They come twice a day, as they do in all of the seas.",
		FULL "\n",
		"\n\nThe tides\n\nThey come twice a day, as they do in all of the "
		"seas.\n");
	check_two("- the boats\n- the quay", "- the tide\n- the moon", "the boats\n\nthe quay\n",
		"the tide\n\nthe moon\n");
}

static void a_word_broken_there_is_said_once(void **state)
{
	(void)state;
	check_two("It was low water when we came to the mouth of the old har-",
		"bour. The boats lay there.",
		"It was low water when we came to the mouth of the old harbour.\n",
		"The boats lay there.\n");
}

static void what_stands_between_is_said_elsewhere(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct document d = document(arena);
	const char *note = "\n!\n~1 The tide tables of that year are lost.";
	add_page(&d, arena_printf(arena, "^The Harbour\n" FULL "%.0s", note));
	add_page(&d, "^The Harbour\nlook at them.\n" FULL "\n~1 The tide tables are lost.");
	add_page(
		&d, "^The Harbour\nFigure 3: The quay at low water.\n!see the old men. They left.");
	check(&d, 0, FULL " look at them.\n");
	check(&d, 1, FULL " see the old men.\n\nFootnote 1: The tide tables are lost.\n");
	check(&d, 2, "Figure three: The quay at low water.\n\nThey left.\n");
	arena_free(&arena);
}

/* Of the next page the first lines are known, and the last ones, which do not follow them. */
static void a_sentence_longer_than_what_is_known(void **state)
{
	enum { LINES = 30, KNOWN_END = 24 };
	struct arena *arena = arena_new();
	struct buf rows = BUF_EMPTY;
	(void)state;
	for (int i = 0; i < LINES; i++)
		buf_append_string(&rows, i == KNOWN_END
						 ? "and saw it. Then they went home and slept\n"
						 : "look at them while the water went up and\n");
	struct document d = document(arena);
	add_page(&d, FULL);
	add_page(&d, buf_string(&rows));
	check(&d, 0, FULL);
	const char *then = read_page(&d, 1).text;
	assert_int_equal(strncmp(then, "look at them", 12), 0);
	buf_free(&rows);
	arena_free(&arena);
}

static void each_keeps_its_half(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct document d = document(arena);
	add_page(&d, FULL);
	add_page(&d, "look at them. Then they left.");
	/* nobody asks for the next page: the sentence ends here for the listener */
	d.unread[1] = true;
	check(&d, 0, FULL "\n");
	d.unread[1] = false;
	/* nobody asks for the page before */
	d.unread[0] = true;
	check(&d, 1, "look at them. Then they left.\n");
	d.unread[0] = false;
	/* either is read by OCR: only the pause goes */
	for (size_t page = 0; page < 2; page++) {
		d.own[page] = false;
		check(&d, 0, FULL);
		check(&d, 1, "look at them. Then they left.\n");
		d.own[page] = true;
	}
	/* a blank page */
	d.pages[1].count = 0;
	check(&d, 0, FULL "\n");
	check(&d, 1, "");
	arena_free(&arena);
}

/* It ends beyond what a page knows of the next: each says its part, without a pause, and a broken
 * word is whole. */
static void a_sentence_of_three_pages(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct document d = document(arena);
	struct buf rows = BUF_EMPTY;
	buf_append_string(&rows, "bour where");
	for (int i = 0; i < 30; i++)
		buf_append_string(&rows, "\n" FULL);
	add_page(&d, "It was low water when we came to the mouth of the old har-");
	add_page(&d, buf_string(&rows));
	add_page(&d, "see them. Then they left.");
	check(&d, 0, "It was low water when we came to the mouth of the old harbour");
	const char *middle = read_page(&d, 1).text;
	assert_memory_equal(middle, "where", 5);
	const char *end = " came to see them.\n";
	assert_string_equal(middle + strlen(middle) - strlen(end), end);
	check(&d, 2, "Then they left.\n");
	/* a short page between: all of it is said before */
	struct document s = document(arena);
	add_page(&s, FULL);
	add_page(&s, "look at them.");
	add_page(&s, "Then they left.");
	check(&s, 0, FULL " look at them.\n");
	check(&s, 1, "");
	check(&s, 2, "Then they left.\n");
	buf_free(&rows);
	arena_free(&arena);
}

/* Its words know that they stand on the next page, and where. */
static void words_have_their_places(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct document d = document(arena);
	add_page(&d, "It was low water when we came to the mouth of the old har-");
	add_page(&d, "bour at night. The boats lay there.");
	d.pages[1].width = 1000; /* twice the other's */
	const struct reading reading = read_page(&d, 0);
	const struct page_words words = page_words_of(&reading.page, "eng", "", arena);
	assert_int_equal(words.word_count, 16);
	const struct words_word *broken = &words.words[13], *last = &words.words[15];
	assert_int_equal(words.words[12].next_count, 0);
	assert_int_equal(broken->box_count, 2);
	assert_int_equal(broken->next_count, 1);
	assert_true(broken->boxes[1].left > 0.071f && broken->boxes[1].left < 0.073f);
	assert_int_equal(last->box_count, 1);
	assert_int_equal(last->next_count, 1);
	/* "bour at " are eight letters of 4.95 points */
	assert_true(last->boxes[0].left > 0.111f && last->boxes[0].left < 0.112f);
	assert_true(last->boxes[0].top > 0.14f && last->boxes[0].top < 0.145f);
	arena_free(&arena);
}

/* What OCR made of a page whose own text was trusted: most words will do. */
static void a_page_that_was_read_by_ocr_after_all(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct document d = document(arena);
	add_page(&d, FULL);
	add_page(&d, "look at the three masters. Then they left.");
	struct layout seen = d.pages[1];
	seen.source = LAYOUT_FROM_OCR;
	seen.lines = arena_alloc(arena, sizeof *seen.lines);
	seen.lines[0] = d.pages[1].lines[0];
	seen.lines[0].text = "look at the threc masters. Then they left.";
	seen.lines[0].confidence = 90;
	struct neighbours neighbours = { .marks = { NULL, 0 }, .self = &d.pages[1] };
	neighbours.pages[NEIGHBOURS_REACH - 1] = &d.pages[0];
	const struct reading_options options = { .language = "eng", .joins_before = true };
	struct reading reading = reading_text_clean(&seen, &neighbours, &options, arena);
	assert_string_equal(reading.text, "Then they left.\n");
	assert_string_equal(reading_change_name(reading.changes[0].kind), "run-on");
	/* and what is not there stays */
	seen.lines[0].text = "Something else was read here. Then they left.";
	reading = reading_text_clean(&seen, &neighbours, &options, arena);
	assert_string_equal(reading.text, "Something else was read here. Then they left.\n");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_where_it_begins_says_all_of_it),
		cmocka_unit_test(what_ends_stays),
		cmocka_unit_test(a_word_broken_there_is_said_once),
		cmocka_unit_test(what_stands_between_is_said_elsewhere),
		cmocka_unit_test(a_sentence_longer_than_what_is_known),
		cmocka_unit_test(each_keeps_its_half),
		cmocka_unit_test(a_sentence_of_three_pages),
		cmocka_unit_test(words_have_their_places),
		cmocka_unit_test(a_page_that_was_read_by_ocr_after_all),
	};
	return RUN(tests);
}
