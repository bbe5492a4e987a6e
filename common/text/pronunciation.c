/* pronunciation.c: reads a list of words and regular expressions. */
#include "common/base/alloc.h"
#include "common/base/utf8.h"
#include "common/text/languages.h"
#include "common/text/letters.h"
#include "common/text/pronunciation_list.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { MAX_FILE = 4 * 1024 * 1024, MAX_ENTRIES = 100000, MAX_RULES = 50, MAX_NAME = 64 };

/* ---- characters ---- */

uint32_t pronunciation_next_char(const char **at, const char *end)
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

/* Entries for a voice come before those for a language, and IPA before plain spellings. 0 if both
 * have the same target. */
static int by_target(const struct entry *left, const struct entry *right)
{
	int order = strcmp(right->voice, left->voice);
	order = order ? order : strcmp(right->language, left->language);
	return order ? order : (int)right->ipa - (int)left->ipa;
}

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
	order = order ? order : by_target(left, right);
	return order ? order : left->line - right->line;
}

const char *pronunciation_trim(const char *text, size_t *len)
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

/* ---- entries ---- */

static struct entry *grow(struct entries *entries)
{
	if (entries->count == entries->cap) {
		entries->cap = entries->cap ? entries->cap * 2 : 32;
		entries->items =
			alloc_resize(entries->items, entries->cap * sizeof *entries->items);
	}
	return &entries->items[entries->count++];
}

/* The pattern inside "/pattern/" or "/pattern/i", or NULL if it is not one. */
static const char *pattern_of(const char *word, size_t len, size_t *ret_len, bool *ret_any_case)
{
	*ret_any_case = len > 3 && word[len - 1] == 'i' && word[len - 2] == '/';
	len -= *ret_any_case;
	if (len < 3 || word[0] != '/' || word[len - 1] != '/')
		return NULL;
	*ret_len = len - 2;
	return word + 1;
}

/* Wraps "/ˈnjuːtən/" in the IPA marks, without dots, which would end sentences, and pads it so that
 * it can be replaced in place by another notation. */
static const char *ipa_form(struct arena *arena, const char *ipa, size_t len)
{
	enum { FILL_A_SYMBOL = 3, FILL = 4 };
	struct buf form = BUF_EMPTY;
	size_t symbols = 0;
	buf_append_string(&form, PRONUNCIATION_IPA_START);
	for (size_t i = 0, size; i < len; i += size, symbols++) {
		letters_decode(ipa + i, len - i, &size);
		if (ipa[i] != '.')
			buf_append(&form, ipa + i, size);
	}
	for (size_t i = 0; i < symbols * FILL_A_SYMBOL + FILL; i++)
		buf_append_string(&form, PRONUNCIATION_IPA_FILL);
	buf_append_string(&form, PRONUNCIATION_IPA_END);
	const char *text = arena_string_n(arena, buf_string(&form), form.len);
	buf_free(&form);
	return text;
}

static int check_ipa(const char *ipa, size_t len, struct err *err)
{
	for (size_t i = 0, size; i < len; i += size) {
		if (letters_is_space(letters_decode(ipa + i, len - i, &size)) ||
			strchr("[]()", ipa[i]))
			return err_set(err, ERR_INVALID,
				"\"/%.*s/\" is no IPA of one word: no blanks and no brackets",
				(int)utf8_cut(ipa, len, 60), ipa);
	}
	return 0;
}

static int add(struct pronunciation *list, const char *word, size_t word_len, const char *spoken,
	size_t spoken_len, int line, struct err *err)
{
	size_t len = 0;
	bool any_case;
	const char *pattern = pattern_of(word, word_len, &len, &any_case);
	struct entry entry = {
		.word = arena_string_n(list->arena, word, word_len),
		.spoken = arena_string_n(list->arena, spoken, spoken_len),
		.word_len = word_len,
		.language = list->language,
		.voice = list->voice,
		.ipa = spoken_len > 2 && spoken[0] == '/' && spoken[spoken_len - 1] == '/',
		.line = line,
	};
	if (entry.ipa && check_ipa(spoken + 1, spoken_len - 2, err) < 0)
		return -1;
	entry.form = entry.ipa ? ipa_form(list->arena, spoken + 1, spoken_len - 2) : entry.spoken;
	if (!pattern) {
		entry.first = letters_lower(letters_decode(word, word_len, &len));
		entry.exact = has_upper(word, word_len);
		*grow(&list->words) = entry;
		return 0;
	}
	if (list->rules.count == MAX_RULES)
		return err_set(err, ERR_INVALID, "more than %d regular expressions", MAX_RULES);
	if (pronunciation_rule_new(pattern, len, any_case, entry.form, &entry.rule, err) < 0)
		return -1;
	*grow(&list->rules) = entry;
	return 0;
}

int pronunciation_add(struct pronunciation *list, const char *word, size_t word_len,
	const char *spoken, size_t spoken_len, int line, struct err *err)
{
	if (!is_clean(word, word_len) || !is_clean(spoken, spoken_len))
		return err_set(err, ERR_INVALID, "not clean UTF-8 text");
	word = pronunciation_trim(word, &word_len);
	spoken = pronunciation_trim(spoken, &spoken_len);
	size_t pattern_len;
	bool any_case, rule = pattern_of(word, word_len, &pattern_len, &any_case) != NULL;
	if (!rule && !has_word(word, word_len))
		return err_set(err, ERR_INVALID, "there is no word before the \"=\"");
	/* Keeps every list writable both as lines and as a form field, where ";" separates
	 * entries. */
	if (memchr(word, ';', word_len) || memchr(spoken, ';', spoken_len) || *word == '#')
		return err_set(err, ERR_INVALID,
			"\"%.*s\": no \";\" may be in an entry, and no \"#\" begin it",
			(int)utf8_cut(word, word_len, 60), word);
	if (!rule && memchr(word, '=', word_len))
		return err_set(err, ERR_INVALID, "\"%.*s\": a word has no \"=\"",
			(int)utf8_cut(word, word_len, 60), word);
	if (!has_word(spoken, spoken_len))
		return err_set(err, ERR_INVALID, "\"%.*s\" has no spoken form",
			(int)utf8_cut(word, word_len, 60), word);
	if (word_len > PRONUNCIATION_WORD_MAX || spoken_len > PRONUNCIATION_SPOKEN_MAX)
		return err_set(err, ERR_INVALID, "\"%.*s\": longer than %d bytes",
			(int)utf8_cut(word, word_len, 60), word,
			word_len > PRONUNCIATION_WORD_MAX ? PRONUNCIATION_WORD_MAX
							  : PRONUNCIATION_SPOKEN_MAX);
	if (list->words.count == MAX_ENTRIES)
		return err_set(err, ERR_INVALID, "more than %d words", MAX_ENTRIES);
	return add(list, word, word_len, spoken, spoken_len, line, err);
}

/* ---- targets ---- */

/* Whether it looks like a language code ("de", "en-us"), known or not. */
static bool is_code(const char *name, size_t len)
{
	size_t letters = strspn(name, "abcdefghijklmnopqrstuvwxyz");
	return letters >= 2 && letters <= 3 && (letters == len || name[letters] == '-') &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") >= len;
}

int pronunciation_set_language(
	struct pronunciation *list, const char *name, size_t len, struct err *err)
{
	name = arena_string_n(list->arena, name, len < MAX_NAME ? len : MAX_NAME);
	const struct language_name *known = is_code(name, len) ? NULL : language_named(name);
	if (len > 0 && !known && !is_code(name, len))
		return err_set(err, ERR_INVALID, "nobody knows the language \"%s\"", name);
	list->language = known ? known->code : name;
	return 0;
}

int pronunciation_set_voice(
	struct pronunciation *list, const char *name, size_t len, struct err *err)
{
	if (len >= MAX_NAME || memchr(name, ']', len) || !is_clean(name, len))
		return err_set(err, ERR_INVALID, "\"%.*s\" is no name of a voice",
			(int)utf8_cut(name, len, MAX_NAME), name);
	list->voice = arena_string_n(list->arena, name, len);
	return 0;
}

/* ---- lines ---- */

/* What follows "[name:" up to the "]", trimmed, or NULL if it is not that heading. */
static const char *heading(const char *text, size_t *len, const char *name)
{
	size_t n = strlen(name);
	if (*len < n + 2 || strncmp(text + 1, name, n) != 0)
		return NULL;
	*len -= n + 2;
	return pronunciation_trim(text + 1 + n, len);
}

static int add_heading(struct pronunciation *list, const char *text, size_t len, struct err *err)
{
	size_t language_len = len, voice_len = len;
	const char *language = heading(text, &language_len, "language:");
	const char *voice = heading(text, &voice_len, "voice:");
	list->language = list->voice = "";
	if (language)
		return pronunciation_set_language(list, language, language_len, err);
	if (voice)
		return pronunciation_set_voice(list, voice, voice_len, err);
	if (len == 5 && memcmp(text, "[all]", 5) == 0)
		return 0;
	return err_set(err, ERR_INVALID,
		"\"%.*s\" is none of \"[language: ...]\", \"[voice: ...]\" and \"[all]\"",
		(int)utf8_cut(text, len, 60), text);
}

/* The "=" of an entry: after the slash that ends a pattern, otherwise the first one. */
static const char *equals_of(const char *text, size_t len)
{
	for (const char *p = text + 1, *end = text + len; *text == '/' && p < end; p++) {
		if (*p == '\\') { /* an escaped character ends nothing */
			p++;
			continue;
		}
		if (*p != '/' || p == text + 1)
			continue;
		const char *q = p + 1;
		q += q < end && *q == 'i';
		while (q < end && *q == ' ')
			q++;
		if (q < end && *q == '=')
			return q;
	}
	return memchr(text, '=', len);
}

static int add_entry(
	struct pronunciation *list, const char *text, size_t len, int line, struct err *err)
{
	if (!is_clean(text, len))
		return err_set(err, ERR_INVALID, "not clean UTF-8 text");
	const char *equals = equals_of(text, len);
	if (!equals && *text == '[' && text[len - 1] == ']')
		return add_heading(list, text, len, err);
	if (!equals)
		return err_set(err, ERR_INVALID,
			"\"%.*s\" has no \"=\": word = spoken form is "
			"expected",
			(int)utf8_cut(text, len, 60), text);
	return pronunciation_add(list, text, (size_t)(equals - text), equals + 1,
		len - (size_t)(equals - text) - 1, line, err);
}

int pronunciation_finish(struct pronunciation *list, int *ret_line, struct err *err)
{
	struct entry *words = list->words.items;
	if (list->words.count == 0)
		return 0;
	qsort(words, list->words.count, sizeof *words, by_first);
	for (size_t i = 1; i < list->words.count; i++) {
		if (strcmp(words[i - 1].word, words[i].word) != 0 ||
			by_target(&words[i - 1], &words[i]) != 0)
			continue;
		*ret_line = words[i].line;
		return err_set(err, ERR_INVALID, "\"%.60s\" is listed twice", words[i].word);
	}
	return 0;
}

struct pronunciation *pronunciation_new(void)
{
	struct pronunciation *list = alloc_zeroed(1, sizeof *list);
	list->arena = arena_new();
	list->language = list->voice = "";
	return list;
}

/* Adds the entries between separators. *ret_line is set to the line of the error, if any. */
static int add_all(struct pronunciation *list, const char *text, size_t len, const char *separators,
	bool comments, int *ret_line, struct err *err)
{
	const char *end = text + len;
	for (*ret_line = 1; text < end; ++*ret_line) {
		const char *to = text;
		while (to < end && !(*to && strchr(separators, *to)))
			to++;
		size_t entry_len = (size_t)(to - text);
		const char *entry = pronunciation_trim(text, &entry_len);
		if (entry_len > 0 && !(comments && *entry == '#') &&
			add_entry(list, entry, entry_len, *ret_line, err) < 0)
			return -1;
		text = to + (to < end);
	}
	return pronunciation_finish(list, ret_line, err);
}

int pronunciation_parse(const char *name, const char *text, size_t len,
	struct pronunciation **ret_list, struct err *err)
{
	struct pronunciation *list = pronunciation_new();
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
	struct pronunciation *list = pronunciation_new();
	int ignored;
	if (add_all(list, text, strlen(text), ";\n", false, &ignored, err) < 0) {
		pronunciation_free(&list);
		return -1;
	}
	*ret_list = list;
	return 0;
}

static bool is_csv(const char *path)
{
	size_t len = strlen(path);
	return len > 4 && strcasecmp(path + len - 4, ".csv") == 0;
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
		rc = (is_csv(path) ? pronunciation_parse_csv : pronunciation_parse)(
			path, buf_string(&text), text.len, ret_list, err);
	buf_free(&text);
	return rc;
}

void pronunciation_free(struct pronunciation **list)
{
	if (!*list)
		return;
	for (size_t i = 0; i < (*list)->rules.count; i++)
		pronunciation_rule_free(&(*list)->rules.items[i].rule);
	arena_free(&(*list)->arena);
	free((*list)->words.items);
	free((*list)->rules.items);
	alloc_free(list);
}
