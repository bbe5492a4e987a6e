/* language.c: the data files as sorted rows by section. */
#include "workers/saying/language.h"

#include "common/base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const section_names[LANGUAGE_SECTIONS] = {
	[SECTION_SETTINGS] = "settings",
	[SECTION_MONTHS] = "months",
	[SECTION_MONTH_NAMES] = "month names",
	[SECTION_WEEKDAYS] = "weekdays",
	[SECTION_UNITS] = "units",
	[SECTION_CURRENCIES] = "currencies",
	[SECTION_SCALES] = "scales",
	[SECTION_ABBREVIATIONS] = "abbreviations",
	[SECTION_ACRONYMS] = "acronyms",
	[SECTION_SIGNS] = "signs",
	[SECTION_FRACTIONS] = "fractions",
	[SECTION_ORDINAL_MARKS] = "ordinal marks",
	[SECTION_ORDINAL_FORMS] = "ordinal forms",
	[SECTION_ORDINAL_NOUNS] = "ordinal nouns",
	[SECTION_ORDINALS] = "ordinals",
	[SECTION_ORDINAL_ENDINGS] = "ordinal endings",
	[SECTION_CASES] = "cases",
	[SECTION_ROMAN_HEADS] = "roman heads",
	[SECTION_ROMAN_TAILS] = "roman tails",
	[SECTION_ROMAN_NAMES] = "roman names",
	[SECTION_YEAR_WORDS] = "year words",
	[SECTION_COUNTED_HEADS] = "counted heads",
	[SECTION_SMALL_WORDS] = "small words",
	[SECTION_STARTERS] = "starters",
	[SECTION_SCORES] = "scores",
	[SECTION_FORMULAS] = "formulas",
};

struct section {
	struct language_row *rows; /* sorted by key, in bytes */
	size_t count, room;
	size_t first[257]; /* rows by the first byte of their key: from first[c] to first[c + 1] */
};

struct language {
	struct section sections[LANGUAGE_SECTIONS];
};

/* ---- a line ---- */

static size_t trimmed(const char *p, size_t len)
{
	while (len > 0 && (p[len - 1] == ' ' || p[len - 1] == '\t'))
		len--;
	return len;
}

static char *copy(const char *p, size_t len)
{
	char *text = alloc_zeroed(1, len + 1);
	memcpy(text, p, len);
	return text;
}

static int section_of(const char *line)
{
	size_t len = strlen(line);
	for (int i = 0; i < LANGUAGE_SECTIONS; i++) {
		const char *name = section_names[i];
		if (line[0] == '[' && len == strlen(name) + 2 && line[len - 1] == ']' &&
			strncmp(line + 1, name, len - 2) == 0)
			return i;
	}
	return -1;
}

/* "a | b" into fields; more than there is room for are an error. */
static bool read_fields(const char *p, struct language_row *row)
{
	for (;;) {
		const char *bar = strstr(p, " | ");
		size_t len = bar ? (size_t)(bar - p) : strlen(p);
		if (row->count == LANGUAGE_FIELDS)
			return false;
		row->fields[row->count++] = copy(p, trimmed(p, len));
		if (!bar)
			return true;
		p = bar + 3;
		p += strspn(p, " ");
	}
}

/* `words` sections are lists: a line's words are keys without fields. */
static bool read_row(const char *line, struct language_row *ret_row)
{
	/* The sign "=" can be a key itself. */
	const char *equals = strstr(line + 1, " = ");
	struct language_row row = { 0 };
	row.key_len = equals ? (size_t)(equals - line) : strlen(line);
	row.key_len = trimmed(line, row.key_len);
	row.key = copy(line, row.key_len);
	bool good = !equals || read_fields(equals + 3 + strspn(equals + 3, " "), &row);
	*ret_row = row;
	return good;
}

static void add_row(struct section *section, const struct language_row *row)
{
	if (section->count == section->room) {
		section->room = section->room ? 2 * section->room : 32;
		section->rows = alloc_resize(section->rows, section->room * sizeof *section->rows);
	}
	section->rows[section->count++] = *row;
}

/* ---- a file ---- */

static int compare_rows(const void *a, const void *b)
{
	return strcmp(((const struct language_row *)a)->key, ((const struct language_row *)b)->key);
}

static void sort_section(struct section *section)
{
	if (section->count > 0)
		qsort(section->rows, section->count, sizeof *section->rows, compare_rows);
	size_t i = 0;
	for (size_t c = 0; c <= 256; c++) {
		while (i < section->count && (unsigned char)section->rows[i].key[0] < c)
			i++;
		section->first[c] = i;
	}
}

/* Lists of words may have several on a line. */
static void read_words(struct section *section, const char *line)
{
	for (const char *p = line; *p; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		struct language_row row = { .key = copy(p, len), .key_len = len };
		add_row(section, &row);
		p += len;
	}
}

static bool is_list(int section)
{
	return section == SECTION_YEAR_WORDS || section == SECTION_COUNTED_HEADS ||
	       section == SECTION_SMALL_WORDS || section == SECTION_STARTERS ||
	       section == SECTION_SCORES;
}

static const char *read_line(struct language *language, const char *line, int *section)
{
	if (*line == '\0' || (*line == '#' && line[1] == ' ') || strcmp(line, "#") == 0)
		return NULL;
	if (*line == '[' && strchr(line, ']') && !strstr(line, " = ")) {
		*section = section_of(line);
		return *section < 0 ? "there is no section of that name" : NULL;
	}
	if (*section < 0)
		return "it stands before the first section";
	struct language_row row;
	if (is_list(*section)) {
		read_words(&language->sections[*section], line);
		return NULL;
	}
	if (!read_row(line, &row))
		return "it has too many fields";
	add_row(&language->sections[*section], &row);
	return NULL;
}

static struct language *read_file(
	const char *const *lines, size_t count, size_t *ret_line, const char **ret_complaint)
{
	struct language *language = alloc_zeroed(1, sizeof *language);
	int section = -1;
	for (size_t i = 0; i < count; i++) {
		const char *complaint = read_line(language, lines[i], &section);
		if (complaint && !*ret_complaint) {
			*ret_complaint = complaint;
			*ret_line = i + 1;
		}
	}
	for (int i = 0; i < LANGUAGE_SECTIONS; i++)
		sort_section(&language->sections[i]);
	return language;
}

static void forget(struct language *language)
{
	for (int i = 0; i < LANGUAGE_SECTIONS; i++) {
		struct section *section = &language->sections[i];
		for (size_t j = 0; j < section->count; j++) {
			free((char *)section->rows[j].key);
			for (size_t k = 0; k < section->rows[j].count; k++)
				free((char *)section->rows[j].fields[k]);
		}
		free(section->rows);
	}
	free(language);
}

static const char *find_twice(const struct language *language)
{
	static char text[160];
	for (int i = 0; i < LANGUAGE_SECTIONS; i++) {
		const struct section *section = &language->sections[i];
		for (size_t j = 1; j < section->count && !is_list(i); j++) {
			if (strcmp(section->rows[j - 1].key, section->rows[j].key) != 0)
				continue;
			snprintf(text, sizeof text, "[%s] has \"%s\" twice", section_names[i],
				section->rows[j].key);
			return text;
		}
	}
	return NULL;
}

const char *language_complaint(const char *const *lines, size_t count)
{
	static char text[160];
	const char *complaint = NULL;
	size_t line = 0;
	struct language *language = read_file(lines, count, &line, &complaint);
	const char *twice = find_twice(language);
	forget(language);
	if (!complaint)
		return twice;
	snprintf(text, sizeof text, "line %zu: %s", line, complaint);
	return text;
}

/* ---- questions ---- */

/* Whether "de" is among "deu de German", or the first of "deu+eng", or begins "de-at". */
static bool is_named(const char *names, const char *name)
{
	size_t len = strcspn(name, "+-_");
	for (const char *p = names; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");
		if (n == len && strncasecmp(p, name, n) == 0)
			return true;
		p += n;
	}
	return false;
}

static const char *names_in(const struct language_file *file)
{
	static const char key[] = "names = ";
	for (size_t i = 0; i < file->count; i++) {
		if (strncmp(file->lines[i], key, sizeof key - 1) == 0)
			return file->lines[i] + sizeof key - 1;
	}
	return "";
}

const struct language *language_find(const char *name)
{
	enum { MOST_LANGUAGES = 32 };
	static struct language *read[MOST_LANGUAGES];
	for (size_t i = 0; name && language_files[i].name && i < MOST_LANGUAGES; i++) {
		const struct language_file *file = &language_files[i];
		if (!is_named(names_in(file), name))
			continue;
		const char *complaint = NULL;
		size_t line;
		if (!read[i])
			read[i] = read_file(file->lines, file->count, &line, &complaint);
		return read[i];
	}
	return NULL;
}

static int compare_key(const struct language_row *row, const char *key, size_t len)
{
	size_t shared = len < row->key_len ? len : row->key_len;
	int order = memcmp(key, row->key, shared);
	return order ? order : (len > row->key_len) - (len < row->key_len);
}

const struct language_row *language_row(
	const struct language *language, enum language_section section, const char *key, size_t len)
{
	if (!language || len == 0)
		return NULL;
	const struct section *in = &language->sections[section];
	size_t low = in->first[(unsigned char)*key], high = in->first[(unsigned char)*key + 1];
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_key(&in->rows[middle], key, len);
		if (order == 0)
			return &in->rows[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct language_row *language_longest(
	const struct language *language, enum language_section section, const char *text)
{
	if (!language || !*text)
		return NULL;
	const struct section *in = &language->sections[section];
	const struct language_row *longest = NULL;
	size_t last = in->first[(unsigned char)*text + 1];
	for (size_t i = in->first[(unsigned char)*text]; i < last; i++) {
		const struct language_row *row = &in->rows[i];
		if ((!longest || row->key_len > longest->key_len) &&
			strncmp(text, row->key, row->key_len) == 0)
			longest = row;
	}
	return longest;
}

const char *language_setting(const struct language *language, const char *key)
{
	const struct language_row *row = language_row(language, SECTION_SETTINGS, key, strlen(key));
	return row && row->count > 0 ? row->fields[0] : NULL;
}
