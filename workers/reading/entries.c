/* entries.c: the entries of contents and indexes, each of which is said by itself. */
#include "workers/reading/numbers.h"
#include "workers/reading/parts.h"

#include <ctype.h>
#include <string.h>

/* "12", "xii", "12-14" */
static bool is_pages(const char *text)
{
	return numbers_only(text) || strspn(text, "0123456789-") == strlen(text);
}

/* ", 12" or ", xii" at its end: leaders were there, or white. */
static bool ends_with_number(const char *text)
{
	const char *last = strrchr(text, ' '), *tab = strrchr(text, '\t');
	const char *number = tab && (!last || tab > last) ? tab : last;
	if (!number || number == text || (*number == ' ' && number[-1] != ','))
		return false;
	if (tab && strchr(text, '\t') != tab) /* a row of a table */
		return false;
	return is_pages(number + 1);
}

/* "1. Scope 3": number, text and number. */
static bool is_numbered_entry(const char *text)
{
	const char *last = strrchr(text, ' ');
	return roles_heading_levels(text) > 0 && last &&
	       strspn(last + 1, "0123456789") == strlen(last + 1);
}

/* "1<TAB>Scope<TAB>3", which may be the row of a table as well. */
static bool is_tabbed_entry(const char *text)
{
	const char *title = text + strcspn(text, "\t");
	return *title && roles_heading_levels(text) > 0 && ends_with_number(title + 1);
}

/* `contents`: the line is under such a title. */
static bool is_entry(const char *text, bool contents)
{
	return ends_with_number(text) || roles_heading_levels(text) > 1 ||
	       is_numbered_entry(text) || (contents && is_tabbed_entry(text));
}

/* Where leaders or white were a pause belongs; they are gone from what OCR has seen. */
static const char *with_pause(const struct reading_page *page, const char *text, bool contents)
{
	const char *tab = contents ? strrchr(text, '\t') : NULL;
	const char *last = tab ? tab : strrchr(text, ' ');
	if (!last || last == text || last[-1] == ',' || !is_pages(last + 1) ||
		(!tab && page->source != LAYOUT_FROM_OCR))
		return text;
	return arena_printf(page->arena, "%.*s, %s", (int)(last - text), text, last + 1);
}

/* The second line of a title. */
static bool is_rest_of_entry(const struct reading_page *page, size_t i)
{
	const char *before = page->lines[i - 1].text;
	return roles_heading_levels(page->lines[i].text) == 0 && !ends_with_number(before) &&
	       !is_numbered_entry(before);
}

static void find_entries(struct reading_page *page)
{
	enum { LEAST_ENTRIES = 3 };
	bool contents = false;
	for (size_t first = 0, end; first < page->count; first = end) {
		size_t numbers = 0;
		contents = contents ||
			   sections_of_title(page->lines[first].text, page->arena) == TEXT_CONTENTS;
		for (end = first; end < page->count && is_entry(page->lines[end].text, contents);
			end++)
			numbers += ends_with_number(page->lines[end].text) ||
				   is_numbered_entry(page->lines[end].text) ||
				   is_tabbed_entry(page->lines[end].text);
		for (size_t i = first; numbers >= LEAST_ENTRIES && i < end; i++) {
			if (i == first || !is_rest_of_entry(page, i))
				page->lines[i].role = LINE_ITEM;
			page->lines[i].text = with_pause(page, page->lines[i].text, contents);
		}
		end = end > first ? end : first + 1;
	}
}

/* Of an index: the entry before is not at its end, or its pages go on. */
static bool entry_goes_on(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i], *before = roles_line_before(page, i);
	return isdigit((unsigned char)*line->text) ||
	       (before && !ends_with_number(before->text) &&
		       line->box.left > before->box.left + 0.5f * page->body);
}

/* Where most lines end with the numbers of pages, the others between them are entries, too:
 * "keeper, see lamp". */
static void find_index(struct reading_page *page)
{
	enum { LEAST_ENTRIES = 12, LEAST_TITLED = 5 };
	size_t first = 0, entries = 0;
	bool titled = false;
	for (size_t i = 0; i < page->count; i++) {
		if (sections_of_title(page->lines[i].text, page->arena) == TEXT_INDEX) {
			titled = true;
			first = i + 1;
			entries = 0;
		}
		entries += ends_with_number(page->lines[i].text);
	}
	if (entries < (titled ? LEAST_TITLED : LEAST_ENTRIES) ||
		entries * 3 < (page->count - first) * 2)
		return;
	for (size_t i = first; i < page->count; i++) {
		if (page->lines[i].role == LINE_TEXT && !strchr(page->lines[i].text, '\t') &&
			!entry_goes_on(page, i))
			page->lines[i].role = LINE_ITEM;
	}
}

void entries_find(struct reading_page *page)
{
	find_entries(page);
	find_index(page);
}
