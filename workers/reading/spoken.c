/* spoken.c: what of a paragraph is said otherwise: by the saying's rules, a note's mark, and
 * announcements. Code is said as it stands. */
#include "workers/reading/parts.h"
#include "workers/saying/saying.h"

#include <string.h>

/* What is gone from the text, or is there in very few words, is listed: who misses it shall find
 * it. */
static void list_change(const struct saying_edit *edit, const char *text, struct changes *changes,
	struct arena *arena)
{
	if (edit->kind != SAYING_CITATION && edit->kind != SAYING_ADDRESS)
		return;
	bool citation = edit->kind == SAYING_CITATION;
	const char *printed = text + edit->start;
	size_t len = edit->end - edit->start, blank = strspn(printed, " ");
	/* "[12] Author" of a list of references is said as "12: Author". */
	if (citation && *edit->said)
		return;
	changes_add(changes, citation ? CHANGE_CITATION : CHANGE_ADDRESS,
		arena_string_n(arena, printed + blank, len - blank),
		*edit->said ? edit->said : NULL);
}

static const struct text_edit *replaced(
	const struct paragraph *paragraph, size_t *ret_count, struct arena *arena)
{
	struct text_edit *edit = arena_alloc(arena, sizeof *edit);
	*edit = (struct text_edit) { 0, strlen(paragraph->text), paragraph->said };
	*ret_count = edit->end > 0;
	return edit;
}

/* What the saying makes of the words from `at` on, with something said before it: an edit of the
 * first word, or the one that begins there. Returns how many edits of the saying are in it. */
static size_t insert_before(const struct insertion *insertion, const char *text,
	const struct saying_edit *next, struct text_edit *edit, struct arena *arena)
{
	size_t word = insertion->at + strcspn(text + insertion->at, " \n");
	if (next && next->start < word) {
		*edit = (struct text_edit) { insertion->at, next->end,
			arena_printf(arena, "%s%.*s%s", insertion->said,
				(int)(next->start - insertion->at), text + insertion->at,
				next->said) };
		return 1;
	}
	*edit = (struct text_edit) { insertion->at, word,
		arena_printf(arena, "%s%.*s", insertion->said, (int)(word - insertion->at),
			text + insertion->at) };
	return 0;
}

/* The saying's edits and what is said besides, in the order of the text. */
static size_t merge(const struct paragraph *paragraph, const struct saying *saying,
	struct text_edit *edits, struct arena *arena)
{
	const struct insertion lead = { 0, paragraph->lead };
	bool leads = paragraph->lead && paragraph->mark == 0;
	const struct insertion *insertions = leads ? &lead : paragraph->insertions;
	size_t insertion_count = leads ? 1 : paragraph->insertion_count;
	size_t count = 0, i = 0, end = 0;
	for (size_t k = 0; k < insertion_count || i < saying->count;) {
		const struct saying_edit *next = i < saying->count ? &saying->edits[i] : NULL;
		bool inserts = k < insertion_count && (!next || insertions[k].at <= next->start);
		if (inserts && insertions[k].at < end) { /* within what is said otherwise */
			k++;
			continue;
		}
		if (inserts)
			i += insert_before(
				&insertions[k++], paragraph->text, next, &edits[count], arena);
		else
			edits[count] = (struct text_edit) { saying->edits[i].start +
								    paragraph->mark,
				saying->edits[i].end + paragraph->mark, saying->edits[i].said };
		i += !inserts;
		end = edits[count++].end;
	}
	return count;
}

const struct text_edit *spoken_edits(const struct paragraph *paragraph,
	const struct reading_options *options, struct changes *changes, size_t *ret_count,
	struct arena *arena)
{
	if (paragraph->said)
		return replaced(paragraph, ret_count, arena);
	size_t len = strlen(paragraph->text), end = paragraph->cut ? paragraph->cut : len;
	const char *text =
		arena_string_n(arena, paragraph->text + paragraph->mark, end - paragraph->mark);
	struct saying saying = { NULL, 0 };
	if (paragraph->role != TEXT_CODE)
		saying = saying_convert(text, options->language, &options->saying, arena);
	struct text_edit *edits =
		arena_alloc(arena, (saying.count + paragraph->insertion_count + 2) * sizeof *edits);
	size_t count = 0;
	if (paragraph->mark > 0)
		edits[count++] = (struct text_edit) { 0, paragraph->mark, paragraph->lead };
	for (size_t i = 0; i < saying.count; i++)
		list_change(&saying.edits[i], text, changes, arena);
	count += merge(paragraph, &saying, edits + count, arena);
	if (end < len)
		edits[count++] = (struct text_edit) { end, len, "" };
	*ret_count = count;
	return edits;
}

const char *spoken_word(const char *language, enum spoken_word word)
{
	static const char *const keys[] = { "footnote", "footnote-rest", "formula", "table",
		"table-any", "listing" };
	static const char *const english[] = { "Footnote", "Footnote, continued", "Formula.",
		"Table of numbers with # rows and # columns.", "Table with # rows and # columns.",
		"Code, # lines." };
	const char *said = saying_word(language, keys[word]);
	return said ? said : english[word];
}
