/* title.c: tells titles and authors from what programs leave in their places. */
#include "workers/pdf_to_png/title.h"

#include "common/words/word_lists.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LEAST_LETTERS = 3, MAX_TITLE_LINES = 4, MAX_TITLE = 250 };

static bool is_one_of(const char *const *list, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++) {
		if (strcasecmp(list[i], text) == 0)
			return true;
	}
	return false;
}

#define IS_ONE_OF(list, text) is_one_of(list, sizeof(list) / sizeof *(list), text)

/* Letters and digits; what is beyond ASCII counts as a letter, a character each. */
static void count(const char *text, size_t *ret_letters, size_t *ret_digits)
{
	*ret_letters = *ret_digits = 0;
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		*ret_letters += isalpha(*p) || *p >= 0xc0;
		*ret_digits += *p < 0x80 && isdigit(*p);
	}
}

/* ---- titles that are none ---- */

static bool has_junk_start(const char *title)
{
	return word_list_prefix(&word_list_junk_beginnings, title) > 0 ||
	       (strncasecmp(title, "tmp", 3) == 0 && !strchr(title, ' '));
}

static bool is_placeholder(const char *title)
{
	return word_list_has(&word_list_junk_titles, title, strlen(title));
}

static bool is_file_name(const char *title)
{
	static const char *const endings[] = { ".doc", ".docx", ".dot", ".dvi", ".tex", ".pdf",
		".indd", ".qxd", ".qxp", ".odt", ".rtf", ".ps", ".eps", ".htm", ".html", ".xls",
		".xlsx", ".ppt", ".pptx", ".txt", ".pub", ".wpd", ".fm", ".book", ".p65", ".pmd",
		".md", ".xml", ".sgml", ".tif", ".tiff", ".jpg", ".jpeg", ".png", ".djvu", ".cdr",
		".ai", ".psd", ".pages", ".lyx", ".tmp", ".cwk", ".sxw", ".wps" };
	const char *dot = strrchr(title, '.');
	if (dot && IS_ONE_OF(endings, dot))
		return true;
	/* "C:\x", "\\server\x", "/home/x", "a/b_c" */
	if (strchr(title, '\\') || (title[0] == '/' && strchr(title + 1, '/')) ||
		(isalpha((unsigned char)title[0]) && title[1] == ':' && title[2] == '/'))
		return true;
	return !strchr(title, ' ') && (strchr(title, '_') || strchr(title, '/'));
}

/* "978-0-521-88068-8", "a94f0c3e77d1b02c" */
static bool is_number(const char *title)
{
	size_t letters, digits;
	count(title, &letters, &digits);
	if (letters == 0)
		return true;
	bool one_word = !strchr(title, ' ');
	return one_word && digits > letters && letters + digits > 5;
}

bool title_is_junk(const char *title)
{
	return !*title || has_junk_start(title) || is_placeholder(title) || is_file_name(title) ||
	       is_number(title);
}

/* ---- authors ---- */

bool title_is_junk_author(const char *author)
{
	size_t letters, digits;
	count(author, &letters, &digits);
	return letters < 2 || word_list_has(&word_list_junk_authors, author, strlen(author)) ||
	       strchr(author, '\\') || strncasecmp(author, "Adobe ", 6) == 0 ||
	       strncasecmp(author, "Microsoft Word", 14) == 0;
}

/* Of parts that commas make, each a name by itself, not "Smith, John": two words at least. */
static bool commas_part_names(const char *claim)
{
	if (!strchr(claim, ','))
		return false;
	for (const char *p = claim; p;) {
		const char *end = strchr(p, ',');
		size_t len = end ? (size_t)(end - p) : strlen(p);
		while (len > 0 && *p == ' ')
			p++, len--;
		while (len > 0 && p[len - 1] == ' ')
			len--;
		if (!memchr(p, ' ', len))
			return false;
		p = end ? end + 1 : NULL;
	}
	return true;
}

static void add_author(struct book *book, const char *start, size_t len, struct arena *arena)
{
	const char *name = book_clean_text(arena, arena_string_n(arena, start, len));
	if (title_is_junk_author(name) || book->author_count == BOOK_MAX_AUTHORS)
		return;
	for (size_t i = 0; i < book->author_count; i++) {
		if (strcmp(book->authors[i], name) == 0)
			return;
	}
	if (!book->authors)
		book->authors = arena_alloc(arena, BOOK_MAX_AUTHORS * sizeof *book->authors);
	book->authors[book->author_count++] = name;
}

void title_add_authors(struct book *book, const char *claim, struct arena *arena)
{
	static const char *const words[] = { ";", " and ", " und ", " et ", " & " };
	bool commas = commas_part_names(claim);
	for (const char *p = claim; *p;) {
		size_t len = strlen(p), skip = 0;
		for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
			const char *at = strstr(p, words[i]);
			if (at && (size_t)(at - p) < len) {
				len = (size_t)(at - p);
				skip = strlen(words[i]);
			}
		}
		const char *comma = commas ? memchr(p, ',', len) : NULL;
		if (comma) {
			len = (size_t)(comma - p);
			skip = 1;
		}
		add_author(book, p, len, arena);
		p += len + skip;
	}
}

/* ---- the largest print of a page ---- */

static size_t letters_of(const char *text)
{
	size_t letters, digits;
	count(text, &letters, &digits);
	return letters;
}

static int by_size(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return (x > y) - (x < y);
}

/* That half of the page's letters are not larger than. */
static float common_size(const struct layout *layout, struct arena *arena)
{
	float *sizes = arena_alloc(arena, (layout->count + 1) * sizeof *sizes);
	for (size_t i = 0; i < layout->count; i++)
		sizes[i] = layout->lines[i].size;
	qsort(sizes, layout->count, sizeof *sizes, by_size);
	return layout->count > 0 ? sizes[layout->count / 2] : 0;
}

static bool is_upright(const struct layout_line *line)
{
	return line->box.right - line->box.left >= line->box.bottom - line->box.top;
}

const char *title_of_page(const struct layout *layout, struct arena *arena)
{
	float largest = 0, common = common_size(layout, arena);
	for (size_t i = 0; i < layout->count; i++) {
		const struct layout_line *line = &layout->lines[i];
		if (line->size > largest && is_upright(line) &&
			letters_of(line->text) >= LEAST_LETTERS && strlen(line->text) < MAX_TITLE)
			largest = line->size;
	}
	/* A page of one size, unless there is next to nothing on it. */
	if (largest <= 0 || (largest < 1.15f * common && layout->count > 8))
		return NULL;
	char *title = NULL;
	int lines = 0;
	for (size_t i = 0; i < layout->count && lines < MAX_TITLE_LINES; i++) {
		const struct layout_line *line = &layout->lines[i];
		bool same = fabsf(line->size - largest) < 0.05f * largest && is_upright(line);
		if (!same && lines > 0)
			break;
		if (!same)
			continue;
		title = title ? arena_printf(arena, "%s %s", title, line->text)
			      : arena_string(arena, line->text);
		lines++;
	}
	title = title ? (char *)book_clean_text(arena, title) : NULL;
	return title && !title_is_junk(title) ? title : NULL;
}
