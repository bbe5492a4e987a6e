/* pronunciation_apply.c: replaces the words of a text with their spoken forms. */
#include "common/base/alloc.h"
#include "common/base/utf8.h"
#include "common/text/letters.h"
#include "common/text/pronunciation_list.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- characters ---- */

static bool is_empty_line(const char *from, const char *to)
{
	int lines = 0;
	for (; from < to; from++)
		lines += *from == '\n';
	return lines > 1;
}

/* The end of the entry's word if it matches at `at`, else NULL. */
static const char *match(const struct entry *entry, const char *at, const char *end)
{
	const char *word = entry->word, *word_end = word + entry->word_len;
	while (word < word_end) {
		const char *before = at;
		if (at == end)
			return NULL;
		uint32_t wanted = pronunciation_next_char(&word, word_end),
			 found = pronunciation_next_char(&at, end);
		if (!entry->exact)
			found = letters_lower(found);
		if (wanted != found || (found == ' ' && is_empty_line(before, at)))
			return NULL;
	}
	return at;
}

/* Whether two adjacent characters belong to the same word. */
static bool joins(uint32_t before, uint32_t after)
{
	return letters_is_word(before) && letters_is_word(after) && !letters_is_unspaced(before) &&
	       !letters_is_unspaced(after);
}

static bool is_joined(const char *start, const char *at, const char *end)
{
	size_t size;
	return at > start && at < end &&
	       joins(letters_before(start, at), letters_decode(at, (size_t)(end - at), &size));
}

/* ---- the text ---- */

struct text {
	const char *start, *end;
	const struct pronunciation_target *target;
};

struct found {
	const struct entry *entry;
	const char *end;
};

/* The index of the first entry that starts with this character. */
static size_t first_entry(const struct pronunciation *list, uint32_t first)
{
	size_t low = 0, high = list->words.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (list->words.items[middle].first < first)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* An entry for "de" also applies to "de-at", one for "kokoro" also to "kokoro:af_heart". */
static bool is_named(const char *wanted, const char *name, char part)
{
	size_t len = strlen(wanted);
	return !wanted[0] || (name && strncmp(wanted, name, len) == 0 &&
				     (name[len] == '\0' || name[len] == part));
}

static bool is_for(const struct entry *entry, const struct pronunciation_target *target)
{
	return is_named(entry->language, target->language, '-') &&
	       is_named(entry->voice, target->voice, ':') && (!entry->ipa || target->takes_ipa);
}

/* Entries are sorted by precedence, so the first match is the best. */
static struct found find(
	const struct pronunciation *list, const struct text *text, uint32_t first, const char *at)
{
	for (size_t i = list ? first_entry(list, first) : 0;
		list && i < list->words.count && list->words.items[i].first == first; i++) {
		const struct entry *entry = &list->words.items[i];
		const char *to = is_for(entry, text->target) ? match(entry, at, text->end) : NULL;
		if (to && !is_joined(text->start, to, text->end))
			return (struct found) { entry, to };
	}
	return (struct found) { NULL, NULL };
}

static struct found best(const struct pronunciation *first, const struct pronunciation *second,
	const struct text *text, const char *at)
{
	size_t size;
	uint32_t code = letters_lower(letters_decode(at, (size_t)(text->end - at), &size));
	struct found a = find(first, text, code, at), b = find(second, text, code, at);
	return !a.entry || (b.entry && b.entry->word_len > a.entry->word_len) ? b : a;
}

/* ---- expressions ---- */

/* An expression sees one paragraph at a time, or part of a long one. All expressions together may
 * look at each byte of the text LOOKS_A_BYTE times, plus LOOKS for the sake of short texts. */
enum { LONGEST_WINDOW = 2000, LOOKS_A_BYTE = 200, LOOKS = 1000000, LEAST_LOOKS = 100 };

/* Where an expression matches next, as offsets into the window. */
struct cursor {
	const struct entry *entry;
	size_t start, end;
	size_t from; /* matches before this were left unreplaced */
	bool done;   /* no further match in this window */
	bool slow;   /* took too long: no longer tried */
};

struct cursors {
	struct cursor *items; /* owned */
	size_t count;
	const char *start, *end; /* the window */
	uint64_t looks;          /* budget left */
};

static void add_cursors(
	const struct pronunciation *list, const struct text *text, struct cursors *cursors)
{
	for (size_t i = 0; list && i < list->rules.count; i++) {
		const struct entry *entry = &list->rules.items[i];
		if (is_for(entry, text->target))
			cursors->items[cursors->count++] = (struct cursor) { .entry = entry };
	}
}

static struct cursors cursors_of(const struct pronunciation *first,
	const struct pronunciation *second, const struct text *text)
{
	size_t len = (size_t)(text->end - text->start);
	struct cursors cursors = { .start = text->start,
		.end = text->start,
		.looks = LOOKS + (uint64_t)len * LOOKS_A_BYTE };
	size_t most = (first ? first->rules.count : 0) + (second ? second->rules.count : 0);
	/* PCRE2 is called without UTF-8 checks, so invalid text must be kept from it. */
	if (most == 0 || !utf8_is_valid(text->start, len))
		return cursors;
	cursors.items = alloc_zeroed(most, sizeof *cursors.items);
	add_cursors(first, text, &cursors);
	add_cursors(second, text, &cursors);
	return cursors;
}

/* The end of the paragraph at p, or of as much of it as fits and ends at a blank. */
static const char *window_end(const char *p, const char *end)
{
	const char *stop = memmem(p, (size_t)(end - p), "\n\n", 2);
	stop = stop ? stop : end;
	if (stop - p <= LONGEST_WINDOW)
		return stop;
	stop = p + LONGEST_WINDOW;
	while (stop > p + LONGEST_WINDOW / 2 && *stop != ' ' && *stop != '\n')
		stop--;
	while (stop < end && ((unsigned char)*stop & 0xc0) == 0x80)
		stop++;
	return stop;
}

static void open_window(struct cursors *cursors, const struct text *text, const char *at)
{
	cursors->start = at;
	cursors->end = window_end(at, text->end);
	/* An empty line is a window of its own. */
	if (cursors->end == at)
		cursors->end = at + 1;
	for (size_t i = 0; i < cursors->count; i++) {
		struct cursor *cursor = &cursors->items[i];
		cursor->start = cursor->end = cursor->from = 0;
		cursor->done = cursor->slow;
	}
	if (text->target->alive)
		text->target->alive(text->target->context);
}

static void find_next(struct cursors *cursors, struct cursor *cursor, size_t from)
{
	size_t len = (size_t)(cursors->end - cursors->start), cost = len - from + LEAST_LOOKS;
	bool slow = cursors->looks < cost;
	cursors->looks -= slow ? cursors->looks : cost;
	cursor->done = slow || !pronunciation_rule_find(cursor->entry->rule, cursors->start, len,
				       from, &cursor->start, &cursor->end, &slow);
	cursor->slow = slow;
}

static bool is_at(struct cursors *cursors, struct cursor *cursor, size_t at)
{
	if (cursor->done || at < cursor->from)
		return false;
	if (cursor->end == 0 || cursor->start < at)
		find_next(cursors, cursor, at);
	return !cursor->done && cursor->start == at;
}

/* Appends what the first expression that matches here says. Returns where the match ends, or
 * NULL. */
static const char *say_rule(
	struct cursors *cursors, const struct text *text, const char *at, struct buf *said)
{
	if (cursors->count > 0 && at >= cursors->end)
		open_window(cursors, text, at);
	for (size_t i = 0; i < cursors->count; i++) {
		struct cursor *cursor = &cursors->items[i];
		if (!is_at(cursors, cursor, (size_t)(at - cursors->start)))
			continue;
		if (pronunciation_rule_say(
			    cursor->entry->rule, cursors->start, PRONUNCIATION_SPOKEN_MAX, said))
			return cursors->start + cursor->end;
		cursor->from = cursor->end;
	}
	return NULL;
}

/* ---- the whole text ---- */

/* Appends bytes whose origins start at offset `at` and advance by `step` each; `step` is 0 when
 * they all come from the same place.
 */
static void append(struct buf *spoken, struct buf *origins, const char *bytes, size_t len,
	size_t at, size_t step)
{
	buf_append(spoken, bytes, len);
	for (size_t i = 0; origins && i < len; i++) {
		uint32_t origin = (uint32_t)(at + i * step);
		buf_append(origins, &origin, sizeof origin);
	}
}

void pronunciation_apply_traced(const struct pronunciation *first,
	const struct pronunciation *second, const struct pronunciation_target *target,
	const char *text, size_t len, struct buf *spoken, struct buf *origins)
{
	static const struct pronunciation_target anybody;
	assert(text);
	const struct text whole = { text, text + len, target ? target : &anybody };
	struct cursors cursors = cursors_of(first, second, &whole);
	struct buf said = BUF_EMPTY;
	const char *plain = text;
	for (const char *at = text; at < whole.end;) {
		size_t size;
		letters_decode(at, (size_t)(whole.end - at), &size);
		struct found found = { NULL, NULL };
		if (!is_joined(text, at, whole.end))
			found = best(first, second, &whole, at);
		buf_clear(&said);
		if (found.entry)
			buf_append_string(&said, found.entry->form);
		else
			found.end = say_rule(&cursors, &whole, at, &said);
		if (!found.end) {
			at += size;
			continue;
		}
		append(spoken, origins, plain, (size_t)(at - plain), (size_t)(plain - text), 1);
		append(spoken, origins, buf_string(&said), said.len, (size_t)(at - text), 0);
		at = plain = found.end;
	}
	append(spoken, origins, plain, (size_t)(whole.end - plain), (size_t)(plain - text), 1);
	buf_free(&said);
	free(cursors.items);
}

void pronunciation_apply(const struct pronunciation *first, const struct pronunciation *second,
	const char *text, size_t len, struct buf *spoken)
{
	pronunciation_apply_traced(first, second, NULL, text, len, spoken, NULL);
}
