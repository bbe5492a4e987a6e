/* edges.c: what happens between two pages.
 *
 * Both pages must come to the same answer, and neither knows all of the other. So both look at the
 * same: at what neighbours are told of the two pages and of the one before and the one after
 * these. */
#include "common/text/letters.h"
#include "common/text/sentences.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <string.h>

enum { SEEN = 4, SELF = NEIGHBOURS_REACH };

/* The size of most type on all of them: of a single page the notes may be more than the text that
 * is known. */
static void share_body(struct reading_page *const pages[SEEN])
{
	struct reading_page all = { .count = 0 };
	for (int i = 0; i < SEEN; i++)
		all.count += pages[i] ? pages[i]->count : 0;
	struct arena *arena = pages[1]->arena;
	all.arena = arena;
	all.lines = arena_alloc(arena, (all.count + 1) * sizeof *all.lines);
	size_t used = 0;
	for (int i = 0; i < SEEN; i++) {
		for (size_t k = 0; pages[i] && k < pages[i]->count; k++)
			all.lines[used++] = pages[i]->lines[k];
	}
	float body = page_body_size(&all);
	for (int i = 0; i < SEEN; i++) {
		if (pages[i])
			pages[i]->body = body;
	}
}

/* Page `at` of those seen, without heads, feet and notes, in reading order. */
static void strip(struct reading_page *const pages[SEEN], int at, struct reading_page *page)
{
	struct page_context context = { .marks = { NULL, 0 } };
	for (int i = 0; i < SEEN; i++) {
		int place = i - at + SELF;
		if (!pages[i] || place < 0 || place >= NEIGHBOURS_COUNT)
			continue;
		context.pages[place] = pages[i];
		context.rows[place] = page_rows(pages[i]);
	}
	heads_remove(page, &context, NULL);
	initials_join(page, NULL);
	order_lines(page, NULL);
	notes_find(page, at > 0 && pages[at - 1] && notes_run_on(pages[at - 1], page->body));
	roles_find(page);
}

/* ---- where the text ends and begins ---- */

enum {
	MOST_INSERTED = 14, /* lines that may stand between the halves of a sentence */
	FULL_LINE = 25,     /* no list has such long lines without an end */
};

/* Of the same type, as far as a PDF tells. */
static bool is_alike(const struct reading_line *a, const struct reading_line *b)
{
	const float off = 0.06f;
	return a->bold == b->bold && fabsf(a->size - b->size) <= off * b->size;
}

/* Where the paragraph begins that line `i` is of. */
static size_t paragraph_start(const struct reading_page *page, size_t i)
{
	while (i > 0 && !begins_paragraph(page, i))
		i--;
	return i;
}

static size_t paragraph_end(const struct reading_page *page, size_t i)
{
	for (i++; i < page->count && !begins_paragraph(page, i);)
		i++;
	return i;
}

/* The page's last line of text, above notes and captions; page->count: none. */
static size_t last_text(const struct reading_page *page)
{
	size_t i = page->count;
	while (i > 0 && page->count - i < MOST_INSERTED) {
		const struct reading_line *line = &page->lines[i - 1];
		if (line->role == LINE_NOTE) {
			i--;
			continue;
		}
		size_t start = paragraph_start(page, i - 1);
		if (!caption_is(page->lines[start].text))
			return i - 1;
		i = start;
	}
	return page->count;
}

/* The first line of text that may go on with `last`: below captions, labels and pull quotes, which
 * are of other type; page->count: none. */
static size_t first_text(const struct reading_page *page, const struct reading_line *last)
{
	for (size_t i = 0; i < page->count && i < MOST_INSERTED; i = paragraph_end(page, i)) {
		const struct reading_line *line = &page->lines[i];
		if (line->role == LINE_TEXT && is_alike(line, last) && !caption_is(line->text))
			return i;
	}
	return page->count;
}

/* It reaches to where the text's lines end. */
static bool is_full(const struct reading_page *page, const struct reading_line *line)
{
	const float room = 3; /* for a word that did not fit, in sizes of the type */
	float right = line->box.right;
	for (size_t i = 0; i < page->count; i++) {
		const struct reading_line *other = &page->lines[i];
		if (other->column == line->column && other->role == line->role)
			right = fmaxf(right, other->box.right);
	}
	return strlen(line->text) >= FULL_LINE && right - line->box.right < room * page->body;
}

bool edges_is_open(const struct reading_page *page, const struct reading_line *line)
{
	bool text = line->role == LINE_TEXT || line->role == LINE_ITEM;
	return text && !line->said && !strchr(line->text, '\t') && is_full(page, line) &&
	       !chars_end_sentence(line->text, strlen(line->text));
}

/* ---- the sentence that goes on ---- */

/* "asleep.2": without the mark of a note that was drawn as any other number. */
static size_t length_without_mark(const char *text)
{
	size_t len = strlen(text), end = len;
	while (end > 0 && letters_is_digit((unsigned char)text[end - 1]))
		end--;
	bool mark = end > 1 && strchr(".!?", text[end - 1]) &&
		    chars_letters_before(text, text + end - 1) > 0;
	return mark ? end : len;
}

/* "Dr." ends no sentence where "Smith" follows. */
static bool ends_before(const char *last, const char *first, struct arena *arena)
{
	size_t len = length_without_mark(last);
	const char *both = arena_printf(arena, "%.*s %s", (int)len, last, first);
	for (size_t at = 0; at < len;) {
		at += sentences_end(both + at, strlen(both + at));
		if (at == len)
			return true;
		at += strspn(both + at, " ");
	}
	return false;
}

/* Does the sentence of `last` go on with `first`, which has `inserted` lines before it? */
static bool goes_on(const struct reading_page *left, const struct reading_line *last,
	const struct reading_line *first, bool inserted)
{
	size_t len = strlen(last->text), ignored;
	if (len < 2 || strchr(last->text, '\t') || strchr(first->text, '\t') ||
		strchr(":;", last->text[len - 1]) ||
		ends_before(last->text, first->text, left->arena))
		return false;
	uint32_t code = chars_at(first->text, &ignored);
	if (letters_is_lower(code))
		return !inserted || is_full(left, last);
	bool begins = letters_is_alnum(code) || strchr("\"'(", *first->text);
	return !inserted && begins && (last->text[len - 1] == ',' || is_full(left, last));
}

/* Of a page only its first lines and its last ones are known: line `i` stands directly below the
 * one before. */
static bool is_next(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i], *before = &page->lines[i - 1];
	return line->column == before->column && line->box.top - before->box.bottom < page->body;
}

/* How many of the lines from `first` on the sentence takes, if it ends within them; the last one
 * is cut there. 0: its end is not known. */
static size_t sentence_lines(
	const struct reading_page *right, size_t first, const char **lines, struct arena *arena)
{
	enum { MOST = NEIGHBOURS_TOP_LINES };
	size_t ends[MOST], count = 0, end = paragraph_end(right, first);
	struct buf text = BUF_EMPTY;
	for (; count < MOST && first + count < end; count++) {
		if (count > 0 && !is_next(right, first + count))
			break;
		lines[count] = right->lines[first + count].text;
		buf_printf(&text, "%s%s", count > 0 ? " " : "", lines[count]);
		ends[count] = text.len;
	}
	/* Whatever follows the last of them begins with a large letter, or it is no end. */
	buf_append_string(&text, " X");
	size_t over = sentences_end(buf_string(&text), text.len), taken = 0;
	while (taken < count && ends[taken] < over)
		taken++;
	if (taken < count) {
		size_t len = strlen(lines[taken]) - (ends[taken] - over);
		lines[taken] = arena_string_n(arena, lines[taken], len);
	}
	buf_free(&text);
	return taken < count ? taken + 1 : 0;
}

/* Where the lines of the next page's layout stand, with the places of their words if these are
 * known. */
static void take_places(const struct surroundings *around, const struct reading_page *right,
	size_t first, struct page_turn *turn)
{
	const struct layout *layout = right->layout, *placed = around->next;
	/* Lines of columns that were put together anew have none. */
	bool same = placed && placed->count == layout->count;
	size_t room = 0;
	for (size_t i = 0; i < turn->count; i++)
		room += right->lines[first + i].from_count;
	turn->from = arena_alloc(right->arena, (room + 1) * sizeof *turn->from);
	for (size_t i = 0; i < turn->count; i++) {
		const struct reading_line *line = &right->lines[first + i];
		for (size_t k = 0; k < line->from_count; k++)
			turn->from[turn->from_count++] =
				(same ? placed : layout)->lines[line->from[k]];
	}
	turn->next = layout;
}

static struct page_turn turn_between(const struct surroundings *around,
	const struct reading_page *left, const struct reading_page *right)
{
	struct page_turn turn = { .last = NULL };
	size_t at = last_text(left);
	if (at == left->count)
		return turn;
	const struct reading_line *last = &left->lines[at];
	size_t first = first_text(right, last);
	if (first == right->count || !goes_on(left, last, &right->lines[first], first > 0))
		return turn;
	const char **lines = arena_alloc(left->arena, NEIGHBOURS_TOP_LINES * sizeof *lines);
	turn.last = last->text;
	turn.lines = lines;
	turn.count = sentence_lines(right, first, lines, left->arena);
	turn.runs_on = turn.count == 0;
	size_t len = strlen(last->text);
	if (turn.count == 0 && last->text[len - 1] == '-' &&
		chars_letters_before(last->text, last->text + len - 1) > 0) {
		const char *text = right->lines[first].text;
		lines[turn.count++] = arena_string_n(left->arena, text, strcspn(text, " "));
	}
	take_places(around, right, first, &turn);
	return turn;
}

/* A copy: what is done to it must not be seen by others. */
static struct reading_page *copy(const struct reading_page *page)
{
	struct reading_page *other = arena_alloc(page->arena, sizeof *other);
	*other = *page;
	other->lines = arena_alloc(page->arena, (page->count + 1) * sizeof *other->lines);
	if (page->count > 0)
		memcpy(other->lines, page->lines, page->count * sizeof *other->lines);
	return other;
}

struct surroundings edges_look(
	const struct layout *page, const struct neighbours *neighbours, struct arena *arena)
{
	struct surroundings around = { .next = neighbours_at(neighbours, 1) };
	for (int at = 0; at < NEIGHBOURS_COUNT; at++) {
		const struct layout *layout = neighbours_at(neighbours, at - SELF);
		if (at == SELF)
			layout = neighbours->self ? neighbours->self : page;
		if (at == SELF && layout->source != LAYOUT_FROM_TEXT)
			continue; /* it has no text of its own */
		const struct layout *reduced = layout ? neighbours_reduce(layout, arena) : NULL;
		if (reduced)
			around.pages[at] = page_of_layout(reduced, NULL, arena);
	}
	return around;
}

struct page_turn edges_turn(const struct surroundings *around, int before)
{
	struct reading_page *pages[SEEN] = { NULL };
	for (int i = 0; i < SEEN; i++) {
		const struct reading_page *page = around->pages[SELF + before - 1 + i];
		pages[i] = page ? copy(page) : NULL;
	}
	if (!pages[1] || !pages[2])
		return (struct page_turn) { .last = NULL };
	share_body(pages);
	struct reading_page *left = copy(pages[1]), *right = copy(pages[2]);
	strip(pages, 1, left);
	strip(pages, 2, right);
	return turn_between(around, left, right);
}
