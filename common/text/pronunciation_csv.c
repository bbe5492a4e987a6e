/* pronunciation_csv.c: pronunciation lists read from CSV (RFC 4180), and written as CSV or
 * lines. */
#include "common/base/alloc.h"
#include "common/text/pronunciation_list.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- reading ---- */

enum column { COLUMN_WORD, COLUMN_SPOKEN, COLUMN_LANGUAGE, COLUMN_VOICE, COLUMNS };
enum { MOST_FIELDS = 16 };

struct row {
	struct buf fields[MOST_FIELDS]; /* owned */
	size_t count;
};

struct csv {
	const char *at, *end;
	char separator;
	int line;             /* where the next row starts */
	int columns[COLUMNS]; /* index of each column's field, or -1 */
};

static void row_free(struct row *row)
{
	for (size_t i = 0; i < MOST_FIELDS; i++)
		buf_free(&row->fields[i]);
}

static int read_quoted(struct csv *csv, struct buf *field, struct err *err)
{
	for (csv->at++; csv->at < csv->end; csv->at++) {
		bool quote = *csv->at == '"';
		/* A doubled quotation mark is a literal one. */
		csv->at += quote;
		if (quote && (csv->at == csv->end || *csv->at != '"'))
			return 0;
		csv->line += *csv->at == '\n';
		buf_append_char(field, *csv->at);
	}
	return err_set(err, ERR_INVALID, "a field's quotation mark is never closed");
}

static bool ends_field(const struct csv *csv)
{
	return csv->at == csv->end || *csv->at == csv->separator || *csv->at == '\n' ||
	       *csv->at == '\r';
}

static int read_field(struct csv *csv, struct buf *field, struct err *err)
{
	if (csv->at < csv->end && *csv->at == '"') {
		if (read_quoted(csv, field, err) < 0)
			return -1;
		if (!ends_field(csv))
			return err_set(err, ERR_INVALID,
				"behind a field in quotation marks stands something else");
	}
	for (; !ends_field(csv); csv->at++)
		buf_append_char(field, *csv->at);
	return 0;
}

/* Returns 1 at the end of the input. *ret_line is the line on which the row starts. */
static int read_row(struct csv *csv, struct row *row, int *ret_line, struct err *err)
{
	for (size_t i = 0; i < MOST_FIELDS; i++)
		buf_clear(&row->fields[i]);
	row->count = 0;
	*ret_line = csv->line;
	if (csv->at == csv->end)
		return 1;
	for (;;) {
		if (row->count == MOST_FIELDS)
			return err_set(err, ERR_INVALID, "more than %d columns", MOST_FIELDS);
		if (read_field(csv, &row->fields[row->count++], err) < 0)
			return -1;
		if (csv->at == csv->end || *csv->at != csv->separator)
			break;
		csv->at++;
	}
	csv->at += csv->at < csv->end && *csv->at == '\r';
	csv->at += csv->at < csv->end && *csv->at == '\n';
	csv->line++;
	return 0;
}

/* The first of the usual separators that occurs in the first line. */
static char separator_of(const char *text, const char *end)
{
	for (; text < end && *text != '\n'; text++) {
		if (strchr(",;\t", *text) && *text)
			return *text;
	}
	return ',';
}

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++) {
		if (strcasecmp(name, *names) == 0)
			return true;
	}
	return false;
}

/* Whether the row holds column names, by the names that various programs use. */
static bool read_header(const struct row *row, struct csv *csv)
{
	static const char *const names[COLUMNS][8] = {
		{ "word", "words", "from", "original", "text", "pattern", "find", NULL },
		{ "spoken", "replacement", "to", "alias", "pronunciation", "replace", "phoneme",
			NULL },
		{ "language", "lang", "locale", NULL },
		{ "voice", NULL },
	};
	int columns[COLUMNS] = { -1, -1, -1, -1 };
	for (size_t i = 0; i < row->count; i++) {
		for (int c = 0; c < COLUMNS; c++) {
			if (columns[c] < 0 && is_one_of(buf_string(&row->fields[i]), names[c]))
				columns[c] = (int)i;
		}
	}
	if (columns[COLUMN_WORD] < 0 || columns[COLUMN_SPOKEN] < 0)
		return false;
	memcpy(csv->columns, columns, sizeof columns);
	return true;
}

static const struct buf *field_of(const struct csv *csv, const struct row *row, enum column column)
{
	static const struct buf none;
	int i = csv->columns[column];
	return i >= 0 && (size_t)i < row->count ? &row->fields[i] : &none;
}

static int add_row(struct pronunciation *list, const struct csv *csv, const struct row *row,
	int line, struct err *err)
{
	size_t language_len = field_of(csv, row, COLUMN_LANGUAGE)->len;
	size_t voice_len = field_of(csv, row, COLUMN_VOICE)->len;
	const char *language =
		pronunciation_trim(buf_string(field_of(csv, row, COLUMN_LANGUAGE)), &language_len);
	const char *voice =
		pronunciation_trim(buf_string(field_of(csv, row, COLUMN_VOICE)), &voice_len);
	const struct buf *word = field_of(csv, row, COLUMN_WORD);
	const struct buf *spoken = field_of(csv, row, COLUMN_SPOKEN);
	if (row->count == 1 && word->len == 0)
		return 0;
	/* A voice implies its language. */
	if (pronunciation_set_language(list, language, voice_len > 0 ? 0 : language_len, err) < 0 ||
		pronunciation_set_voice(list, voice, voice_len, err) < 0)
		return -1;
	return pronunciation_add(
		list, buf_string(word), word->len, buf_string(spoken), spoken->len, line, err);
}

static int add_rows(struct pronunciation *list, struct csv *csv, int *ret_line, struct err *err)
{
	struct row row = { 0 };
	int rc = 0;
	bool first = true;
	while (rc == 0) {
		rc = read_row(csv, &row, ret_line, err);
		if (rc == 0 && !(first && read_header(&row, csv)))
			rc = add_row(list, csv, &row, *ret_line, err);
		first = false;
	}
	row_free(&row);
	return rc < 0 ? -1 : pronunciation_finish(list, ret_line, err);
}

int pronunciation_parse_csv(const char *name, const char *text, size_t len,
	struct pronunciation **ret_list, struct err *err)
{
	static const char mark[] = "\xef\xbb\xbf"; /* byte order mark, which spreadsheets write */
	size_t skip = len >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;
	struct csv csv = { .at = text + skip,
		.end = text + len,
		.separator = separator_of(text, text + len),
		.line = 1,
		.columns = { 0, 1, 2, 3 } };
	struct pronunciation *list = pronunciation_new();
	int line;
	if (add_rows(list, &csv, &line, err) < 0) {
		pronunciation_free(&list);
		return err_prefix(err, "%s:%d", name, line);
	}
	*ret_list = list;
	return 0;
}

/* ---- writing ---- */

static int by_line(const void *a, const void *b)
{
	const struct entry *const *left = a, *const *right = b;
	return (*left)->line - (*right)->line;
}

/* All entries, in an array that the caller frees. */
static const struct entry **in_order(const struct pronunciation *list, size_t *ret_count)
{
	size_t count = list->words.count + list->rules.count;
	const struct entry **order = alloc_zeroed(count + 1, sizeof *order);
	for (size_t i = 0; i < count; i++)
		order[i] = i < list->words.count ? &list->words.items[i]
						 : &list->rules.items[i - list->words.count];
	qsort(order, count, sizeof *order, by_line);
	*ret_count = count;
	return order;
}

static void write_heading(const struct entry *entry, struct buf *lines)
{
	if (*entry->voice)
		buf_printf(lines, "[voice: %s]\n", entry->voice);
	else if (*entry->language)
		buf_printf(lines, "[language: %s]\n", entry->language);
	else
		buf_append_string(lines, "[all]\n");
}

void pronunciation_write(const struct pronunciation *list, struct buf *lines)
{
	size_t count;
	const struct entry **order = in_order(list, &count);
	const char *language = "", *voice = "";
	for (size_t i = 0; i < count; i++) {
		const struct entry *entry = order[i];
		if (strcmp(entry->language, language) != 0 || strcmp(entry->voice, voice) != 0)
			write_heading(entry, lines);
		language = entry->language;
		voice = entry->voice;
		buf_printf(lines, "%s = %s\n", entry->word, entry->spoken);
	}
	free(order);
}

static void write_field(struct buf *csv, const char *text)
{
	if (!strpbrk(text, ",;\"\t\r\n")) {
		buf_append_string(csv, text);
		return;
	}
	buf_append_char(csv, '"');
	for (; *text; text++) {
		if (*text == '"')
			buf_append_char(csv, '"');
		buf_append_char(csv, *text);
	}
	buf_append_char(csv, '"');
}

void pronunciation_write_csv(const struct pronunciation *list, struct buf *csv)
{
	size_t count;
	const struct entry **order = in_order(list, &count);
	buf_append_string(csv, "word,spoken,language,voice\r\n");
	for (size_t i = 0; i < count; i++) {
		const char *const fields[] = { order[i]->word, order[i]->spoken, order[i]->language,
			order[i]->voice };
		for (size_t k = 0; k < COLUMNS; k++) {
			write_field(csv, fields[k]);
			buf_append_string(csv, k + 1 < COLUMNS ? "," : "\r\n");
		}
	}
	free(order);
}
