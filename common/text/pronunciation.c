/* pronunciation.c: a sorted list of words, looked up at each word of the text. */
#include "common/text/pronunciation.h"

#include "common/base/alloc.h"
#include "common/base/arena.h"
#include "common/base/utf8.h"
#include "common/text/letters.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_FILE = 4 * 1024 * 1024, MAX_ENTRIES = 100000 };

struct entry {
	const char *word, *spoken;
	size_t word_len;
	uint32_t first; /* the word's first character, in lower case: what the list is sorted by */
	bool exact;     /* minds the case */
	int line;
};

struct pronunciation {
	struct arena *arena;
	struct entry *entries;
	size_t count, cap;
};

/* ---- characters ---- */

/* One character of a word or text: white space of any kind and length is one blank. */
static uint32_t next_char(const char **at, const char *end)
{
	size_t size;
	uint32_t code = letters_decode(*at, (size_t)(end - *at), &size);
	*at += size;
	if (!letters_is_space(code))
		return code;
	while (*at < end && letters_is_space(letters_decode(*at, (size_t)(end - *at), &size)))
		*at += size;
	return ' ';
}

static bool is_empty_line(const char *from, const char *to)
{
	int lines = 0;
	for (; from < to; from++)
		lines += *from == '\n';
	return lines > 1;
}

/* The end of the word where it stands at `at`, or NULL. */
static const char *match(const struct entry *entry, const char *at, const char *end)
{
	const char *word = entry->word, *word_end = word + entry->word_len;
	while (word < word_end) {
		const char *before = at;
		if (at == end)
			return NULL;
		uint32_t wanted = next_char(&word, word_end), found = next_char(&at, end);
		if (!entry->exact)
			found = letters_lower(found);
		if (wanted != found || (found == ' ' && is_empty_line(before, at)))
			return NULL;
	}
	return at;
}

/* Would a word go on from the one character to the other? */
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

/* ---- the list ---- */

static int by_first(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	if (left->first != right->first)
		return left->first < right->first ? -1 : 1;
	if (left->word_len != right->word_len)
		return left->word_len > right->word_len ? -1 : 1;
	if (left->exact != right->exact)
		return left->exact ? -1 : 1;
	int order = strcmp(left->word, right->word);
	return order ? order : left->line - right->line;
}

static const char *trim(const char *text, size_t *len)
{
	size_t size;
	while (*len > 0 && letters_is_space(letters_decode(text, *len, &size))) {
		text += size;
		*len -= size;
	}
	while (*len > 0 && letters_is_space(letters_before(text, text + *len))) {
		do
			--*len;
		while (*len > 0 && ((unsigned char)text[*len] & 0xc0) == 0x80);
	}
	return text;
}

static bool has_upper(const char *text, size_t len)
{
	for (size_t i = 0, size; i < len; i += size) {
		if (letters_is_upper(letters_decode(text + i, len - i, &size)))
			return true;
	}
	return false;
}

static bool has_word(const char *text, size_t len)
{
	for (size_t i = 0, size; i < len; i += size) {
		if (letters_is_word(letters_decode(text + i, len - i, &size)))
			return true;
	}
	return false;
}

static bool is_clean(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return utf8_is_valid(text, len);
}

static void add(struct pronunciation *list, const char *word, size_t word_len, const char *spoken,
	size_t spoken_len, int line)
{
	size_t size;
	if (list->count == list->cap) {
		list->cap = list->cap ? list->cap * 2 : 32;
		list->entries = alloc_resize(list->entries, list->cap * sizeof *list->entries);
	}
	list->entries[list->count++] = (struct entry) {
		.word = arena_string_n(list->arena, word, word_len),
		.spoken = arena_string_n(list->arena, spoken, spoken_len),
		.word_len = word_len,
		.first = letters_lower(letters_decode(word, word_len, &size)),
		.exact = has_upper(word, word_len),
		.line = line,
	};
}

static int add_entry(
	struct pronunciation *list, const char *text, size_t len, int line, struct err *err)
{
	if (!is_clean(text, len))
		return err_set(err, ERR_INVALID, "not clean UTF-8 text");
	const char *equals = memchr(text, '=', len);
	if (!equals)
		return err_set(err, ERR_INVALID,
			"\"%.*s\" has no \"=\": word = spoken form is expected",
			(int)(len < 60 ? len : utf8_cut(text, len, 60)), text);
	size_t word_len = (size_t)(equals - text), spoken_len = len - word_len - 1;
	const char *word = trim(text, &word_len), *spoken = trim(equals + 1, &spoken_len);
	if (!has_word(word, word_len))
		return err_set(err, ERR_INVALID, "there is no word before the \"=\"");
	if (!has_word(spoken, spoken_len))
		return err_set(err, ERR_INVALID, "\"%.*s\" has no spoken form",
			(int)utf8_cut(word, word_len, 60), word);
	if (word_len > PRONUNCIATION_WORD_MAX || spoken_len > PRONUNCIATION_SPOKEN_MAX)
		return err_set(err, ERR_INVALID, "\"%.*s\": longer than %d bytes",
			(int)utf8_cut(word, word_len, 60), word,
			word_len > PRONUNCIATION_WORD_MAX ? PRONUNCIATION_WORD_MAX
							  : PRONUNCIATION_SPOKEN_MAX);
	if (list->count == MAX_ENTRIES)
		return err_set(err, ERR_INVALID, "more than %d words", MAX_ENTRIES);
	add(list, word, word_len, spoken, spoken_len, line);
	return 0;
}

/* Sorts it; the later of two entries for a word is the one that is wrong. */
static int finish(struct pronunciation *list, int *ret_line, struct err *err)
{
	if (list->count == 0)
		return 0;
	qsort(list->entries, list->count, sizeof *list->entries, by_first);
	for (size_t i = 1; i < list->count; i++) {
		const struct entry *a = &list->entries[i - 1], *b = &list->entries[i];
		if (strcmp(a->word, b->word) != 0)
			continue;
		*ret_line = b->line;
		return err_set(err, ERR_INVALID, "\"%.60s\" is listed twice", b->word);
	}
	return 0;
}

static struct pronunciation *new_list(void)
{
	struct pronunciation *list = alloc_zeroed(1, sizeof *list);
	list->arena = arena_new();
	return list;
}

/* Adds what stands between separators; *ret_line is the place of an error. */
static int add_all(struct pronunciation *list, const char *text, size_t len, const char *separators,
	bool comments, int *ret_line, struct err *err)
{
	const char *end = text + len;
	for (*ret_line = 1; text < end; ++*ret_line) {
		const char *to = text;
		while (to < end && !(*to && strchr(separators, *to)))
			to++;
		size_t entry_len = (size_t)(to - text);
		const char *entry = trim(text, &entry_len);
		if (entry_len > 0 && !(comments && *entry == '#') &&
			add_entry(list, entry, entry_len, *ret_line, err) < 0)
			return -1;
		text = to + (to < end);
	}
	return finish(list, ret_line, err);
}

int pronunciation_parse(const char *name, const char *text, size_t len,
	struct pronunciation **ret_list, struct err *err)
{
	struct pronunciation *list = new_list();
	int line;
	if (add_all(list, text, len, "\n", true, &line, err) < 0) {
		pronunciation_free(&list);
		return err_prefix(err, "%s:%d", name, line);
	}
	*ret_list = list;
	return 0;
}

int pronunciation_parse_option(const char *text, struct pronunciation **ret_list, struct err *err)
{
	struct pronunciation *list = new_list();
	int ignored;
	if (add_all(list, text, strlen(text), ";\n", false, &ignored, err) < 0) {
		pronunciation_free(&list);
		return -1;
	}
	*ret_list = list;
	return 0;
}

int pronunciation_load(const char *path, struct pronunciation **ret_list, struct err *err)
{
	struct buf text = BUF_EMPTY;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return err_errno(err, ERR_NOT_FOUND, errno, "%s", path);
	int rc = buf_read_fd(&text, fd, MAX_FILE, err);
	close(fd);
	if (rc < 0)
		err_prefix(err, "%s", path);
	else
		rc = pronunciation_parse(path, buf_string(&text), text.len, ret_list, err);
	buf_free(&text);
	return rc;
}

void pronunciation_free(struct pronunciation **list)
{
	if (!*list)
		return;
	arena_free(&(*list)->arena);
	free((*list)->entries);
	alloc_free(list);
}

/* ---- the text ---- */

struct found {
	const struct entry *entry;
	const char *end;
};

/* The first of the entries that begin so. */
static size_t first_entry(const struct pronunciation *list, uint32_t first)
{
	size_t low = 0, high = list->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (list->entries[middle].first < first)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Sorted as they are, the first one that fits is the best of the list. */
static struct found find(const struct pronunciation *list, uint32_t first, const char *start,
	const char *at, const char *end)
{
	for (size_t i = list ? first_entry(list, first) : 0;
		list && i < list->count && list->entries[i].first == first; i++) {
		const char *to = match(&list->entries[i], at, end);
		if (to && !is_joined(start, to, end))
			return (struct found) { &list->entries[i], to };
	}
	return (struct found) { NULL, NULL };
}

static struct found best(const struct pronunciation *first, const struct pronunciation *second,
	const char *start, const char *at, const char *end)
{
	size_t size;
	uint32_t code = letters_lower(letters_decode(at, (size_t)(end - at), &size));
	struct found a = find(first, code, start, at, end), b = find(second, code, start, at, end);
	return !a.entry || (b.entry && b.entry->word_len > a.entry->word_len) ? b : a;
}

/* Bytes that stand for those of the text from `at` on, one by one or, `step` 0, all for the first.
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
	const struct pronunciation *second, const char *text, size_t len, struct buf *spoken,
	struct buf *origins)
{
	assert(text);
	const char *end = text + len, *plain = text;
	for (const char *at = text; at < end;) {
		size_t size;
		letters_decode(at, (size_t)(end - at), &size);
		struct found found = { NULL, NULL };
		if (!is_joined(text, at, end))
			found = best(first, second, text, at, end);
		if (!found.end) {
			at += size;
			continue;
		}
		const char *form = found.entry->spoken;
		append(spoken, origins, plain, (size_t)(at - plain), (size_t)(plain - text), 1);
		append(spoken, origins, form, strlen(form), (size_t)(at - text), 0);
		at = plain = found.end;
	}
	append(spoken, origins, plain, (size_t)(end - plain), (size_t)(plain - text), 1);
}

void pronunciation_apply(const struct pronunciation *first, const struct pronunciation *second,
	const char *text, size_t len, struct buf *spoken)
{
	pronunciation_apply_traced(first, second, text, len, spoken, NULL);
}
