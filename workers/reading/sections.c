/* sections.c: tables of contents, indexes, lists of references and notes, which many do not want to
 * hear.
 *
 * They are known by what is written above them, on the page or in its running head, and by their
 * form: a page of entries whose numbers rise is one of contents, one of entries in the order of the
 * alphabet an index, one of references has names and years. What looks like one of these and has
 * neither leaders nor a title is text. */
#include "common/text/letters.h"
#include "common/words/word_lists.h"
#include "workers/reading/chars.h"
#include "workers/reading/numbers.h"
#include "workers/reading/parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- titles ---- */

/* "7. References", "A References": its words alone, lower-case. */
static const char *words_of_title(const char *text, struct arena *arena)
{
	struct buf words = BUF_EMPTY;
	size_t len, number = strspn(text, "0123456789.IVX");
	if (number == 0 && isupper((unsigned char)*text) && strchr(". ", text[1]))
		number = 1;
	if (number > 0 && strchr(". ", text[number]))
		text += number + strspn(text + number, ". ");
	for (const char *p = text; *p; p += len ? len : 1) {
		uint32_t code = letters_lower(chars_at(p, &len));
		if (code < 0x80)
			buf_append_char(&words, (char)code);
		else if (code < 0x800) {
			buf_append_char(&words, (char)(0xc0 | (code >> 6)));
			buf_append_char(&words, (char)(0x80 | (code & 0x3f)));
		} else {
			buf_append(&words, p, len);
		}
	}
	while (words.len > 0 && strchr(" .:", words.data[words.len - 1]))
		words.data[--words.len] = '\0';
	const char *string = arena_string_n(arena, buf_string(&words), words.len);
	buf_free(&words);
	return string;
}

enum text_section sections_of_title(const char *text, struct arena *arena)
{
	enum { LONGEST = 60 };
	if (strlen(text) > LONGEST)
		return TEXT_BODY;
	const char *words = words_of_title(text, arena);
	size_t len = strlen(words);
	if (word_list_has(&word_list_contents_titles, words, len))
		return TEXT_CONTENTS;
	if (word_list_has(&word_list_index_titles, words, len))
		return TEXT_INDEX;
	if (word_list_has(&word_list_bibliography_titles, words, len))
		return TEXT_BIBLIOGRAPHY;
	if (word_list_has(&word_list_notes_titles, words, len))
		return TEXT_NOTES;
	return TEXT_BODY;
}

/* By the page's running head: one of its parts, without numbers. */
static enum text_section section_of_heads(const struct changes *changes, struct arena *arena)
{
	for (size_t i = 0; i < changes->count; i++) {
		const struct reading_change *change = &changes->items[i];
		if (change->kind != CHANGE_HEADER && change->kind != CHANGE_FOOTER)
			continue;
		for (const char *p = change->text; *p; p += p[strcspn(p, "\t")] ? 1 : 0) {
			size_t len = strcspn(p, "\t");
			const char *part = arena_string_n(arena, p, len);
			size_t end = strlen(part);
			while (end > 0 && strchr(" 0123456789", part[end - 1]))
				end--;
			enum text_section section =
				sections_of_title(arena_string_n(arena, part, end), arena);
			if (section != TEXT_BODY)
				return section;
			p += len;
		}
	}
	return TEXT_BODY;
}

/* ---- entries ---- */

/* An entry ends with pages: where these begin, with the comma that leaders or white became. 0: it
 * is none. */
static size_t pages_start(const char *text)
{
	size_t start = strlen(text);
	for (;;) {
		size_t at = start;
		while (at > 0 && !strchr(" ,", text[at - 1]))
			at--;
		size_t len = start - at;
		bool number = len > 0 && strspn(text + at, "0123456789-\xe2\x80\x93") >= len;
		bool roman = start == strlen(text) && len > 0 && numbers_only(text + at);
		if (!number && !roman)
			break;
		while (at > 0 && text[at - 1] == ' ')
			at--;
		if (at < 2 || text[at - 1] != ',')
			break;
		start = at - 1;
	}
	return start < strlen(text) ? start : 0;
}

/* The first page that an entry names; -1: none, or a Roman number. */
static long page_of(const char *text)
{
	size_t start = pages_start(text);
	const char *number = text + start + strspn(text + start, ", ");
	return start > 0 && isdigit((unsigned char)*number) ? strtol(number, NULL, 10) : -1;
}

static bool has_leaders(const struct reading_page *page, const struct paragraph *paragraph)
{
	static const char *const leaders[] = { "....", ". . .", "\xe2\x80\xa6\xe2\x80\xa6",
		"\xc2\xb7\xc2\xb7\xc2\xb7", "___" };
	for (size_t i = 0; i < paragraph->span_count; i++) {
		const struct span *span = &paragraph->spans[i];
		for (size_t k = 0; k < span->from_count; k++) {
			const char *text = page->layout->lines[span->from[k]].text;
			for (size_t l = 0; l < sizeof leaders / sizeof *leaders; l++) {
				if (strstr(text, leaders[l]))
					return true;
			}
		}
	}
	return false;
}

/* What a run of paragraphs has of the forms. */
struct form {
	size_t count, entries, leaders, several;
	size_t rising, numbered;    /* of the steps from number to number */
	size_t in_order, followers; /* of the steps from letter to letter */
};

static struct form form_of(
	const struct reading_page *page, const struct paragraphs *list, size_t first, size_t end)
{
	struct form form = { .count = end - first };
	long before = -1;
	uint32_t letter = 0;
	size_t ignored;
	for (size_t i = first; i < end; i++) {
		const char *text = list->items[i].text;
		if (pages_start(text) == 0)
			continue;
		long number = page_of(text);
		uint32_t begins = letters_lower(chars_at(text, &ignored));
		form.entries++;
		form.leaders += has_leaders(page, &list->items[i]);
		form.several += strchr(text + pages_start(text) + 1, ',') != NULL;
		form.numbered += before >= 0 && number >= 0;
		form.rising += before >= 0 && number >= before;
		form.followers += letter != 0;
		form.in_order += letter != 0 && begins >= letter;
		before = number >= 0 ? number : before;
		letter = begins;
	}
	return form;
}

static bool most(size_t part, size_t of)
{
	return part * 4 >= of * 3;
}

/* Pages of entries without a title of their own go on with what began before. */
static enum text_section section_of_form(const struct form *form, enum text_section titled)
{
	enum { LEAST = 3, LEAST_INDEX = 12 };
	if (form->entries < LEAST || form->entries * 2 < form->count)
		return TEXT_BODY;
	bool rises = most(form->rising, form->numbered);
	bool sorted = most(form->in_order, form->followers);
	if (titled == TEXT_CONTENTS || titled == TEXT_INDEX)
		return titled;
	if (rises && form->leaders * 2 >= form->entries)
		return TEXT_CONTENTS;
	return sorted && !rises && form->entries >= LEAST_INDEX &&
			       form->several * 5 >= form->entries
		       ? TEXT_INDEX
		       : TEXT_BODY;
}

/* ---- references ---- */

static bool has_year(const char *text)
{
	for (const char *p = text; (p = strpbrk(p, "12")); p++) {
		bool begins = p == text || !isdigit((unsigned char)p[-1]);
		if (begins &&
			(strncmp(p, "19", 2) == 0 || strncmp(p, "20", 2) == 0 ||
				strncmp(p, "18", 2) == 0) &&
			strspn(p, "0123456789") == 4)
			return true;
	}
	return false;
}

/* "[12] ", "[Knu84] ", or a name and an initial: "Ames, J.". */
static bool begins_reference(const char *text)
{
	if (*text == '[')
		return strcspn(text, "]") < 12 && text[strcspn(text, "]")] == ']';
	size_t name = chars_letters(text);
	const char *p = text + name + strspn(text + name, ", ");
	return name >= 2 && isupper((unsigned char)*text) && text[name] == ',' &&
	       isupper((unsigned char)*p);
}

static bool are_references(const struct paragraphs *list, size_t first, size_t end)
{
	enum { LEAST = 4 };
	size_t begun = 0, dated = 0;
	for (size_t i = first; i < end; i++) {
		begun += begins_reference(list->items[i].text);
		dated += has_year(list->items[i].text);
	}
	return end - first >= LEAST && most(begun, end - first) && dated * 5 >= (end - first) * 3;
}

/* ---- the page ---- */

/* The text under a title, or before the first one. */
static enum text_section section_of_part(const struct reading_page *page,
	const struct paragraphs *list, size_t first, size_t end, enum text_section titled)
{
	const struct form form = form_of(page, list, first, end);
	if (titled == TEXT_BIBLIOGRAPHY || titled == TEXT_NOTES)
		return titled;
	if (are_references(list, first, end))
		return TEXT_BIBLIOGRAPHY;
	return section_of_form(&form, titled);
}

static void mark(struct paragraphs *list, size_t first, size_t end, enum text_section section)
{
	for (size_t i = first; i < end; i++) {
		struct paragraph *paragraph = &list->items[i];
		paragraph->section = section;
		size_t pages = pages_start(paragraph->text);
		/* Rows of a table have names before their numbers. */
		if (section == TEXT_CONTENTS && pages > 0 && paragraph->insertion_count == 0)
			paragraph->cut = pages;
	}
}

/* A title's name, wherever it is a paragraph by itself. */
static enum text_section title_at(const struct paragraphs *list, size_t i, struct arena *arena)
{
	const struct paragraph *paragraph = &list->items[i];
	bool may = paragraph->role == TEXT_HEADING || paragraph->role == TEXT_PARAGRAPH ||
		   paragraph->role == TEXT_ITEM;
	return may ? sections_of_title(paragraph->text, arena) : TEXT_BODY;
}

/* Contents have headings in them: only another title, or text after all, ends them. */
static bool ends_part(
	const struct paragraphs *list, size_t i, enum text_section titled, struct arena *arena)
{
	if (title_at(list, i, arena) != TEXT_BODY || list->items[i].role == TEXT_NOTE)
		return true;
	bool entries = titled == TEXT_CONTENTS || titled == TEXT_INDEX;
	return list->items[i].role == TEXT_HEADING && !entries;
}

void sections_find(
	const struct reading_page *page, struct paragraphs *list, const struct changes *changes)
{
	enum text_section titled = section_of_heads(changes, page->arena);
	for (size_t first = 0, end; first < list->count; first = end) {
		enum text_section title = title_at(list, first, page->arena);
		size_t begin = first + (title != TEXT_BODY);
		titled = title != TEXT_BODY || first > 0 ? title : titled;
		for (end = first + 1;
			end < list->count && !ends_part(list, end, titled, page->arena);)
			end++;
		enum text_section section = section_of_part(page, list, begin, end, titled);
		if (section != TEXT_BODY && list->items[first].role != TEXT_NOTE)
			mark(list, title == section ? first : begin, end, section);
	}
}

/* ---- their names ---- */

bool reading_sections_parse(const char *names, unsigned *ret_sections)
{
	unsigned sections = 0;
	for (const char *p = names + strspn(names, " "); *p;) {
		size_t len = strcspn(p, ", ");
		int found = TEXT_BODY;
		for (int i = TEXT_BODY + 1; i < TEXT_SECTIONS; i++) {
			const char *name = text_section_name((enum text_section)i);
			if (strlen(name) == len && strncmp(name, p, len) == 0)
				found = i;
		}
		if (found == TEXT_BODY)
			return false;
		sections |= 1u << found;
		p += len;
		p += strspn(p, ", ");
	}
	*ret_sections = sections;
	return true;
}

const char *reading_sections_format(unsigned sections, struct arena *arena)
{
	const char *names = "";
	for (int i = TEXT_BODY + 1; i < TEXT_SECTIONS; i++) {
		if (sections & 1u << i)
			names = arena_printf(arena, "%s%s%s", names, *names ? "," : "",
				text_section_name((enum text_section)i));
	}
	return names;
}
