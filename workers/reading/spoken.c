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

/* What is said before a text without a mark is tied to its first word, or to what is said instead
 * of that. */
static size_t lead_text(const struct paragraph *paragraph, const struct saying *saying,
	struct text_edit *edit, struct arena *arena)
{
	const struct saying_edit *first = saying->count > 0 ? &saying->edits[0] : NULL;
	size_t word = strcspn(paragraph->text, " \n");
	if (first && first->start < word) {
		*edit = (struct text_edit) { 0, first->end,
			arena_printf(arena, "%s%.*s%s", paragraph->lead, (int)first->start,
				paragraph->text, first->said) };
		return 1;
	}
	*edit = (struct text_edit) { 0, word,
		arena_printf(arena, "%s%.*s", paragraph->lead, (int)word, paragraph->text) };
	return 0;
}

const struct text_edit *spoken_edits(const struct paragraph *paragraph,
	const struct reading_options *options, struct changes *changes, size_t *ret_count,
	struct arena *arena)
{
	size_t count = 0, taken = 0;
	if (paragraph->said)
		return replaced(paragraph, ret_count, arena);
	const char *text = paragraph->text + paragraph->mark;
	struct saying saying = { NULL, 0 };
	if (paragraph->role != TEXT_CODE)
		saying = saying_convert(text, options->language, &options->saying, arena);
	struct text_edit *edits = arena_alloc(arena, (saying.count + 1) * sizeof *edits);
	if (paragraph->mark > 0)
		edits[count++] = (struct text_edit) { 0, paragraph->mark, paragraph->lead };
	else if (paragraph->lead)
		taken = lead_text(paragraph, &saying, &edits[count++], arena);
	for (size_t i = 0; i < saying.count; i++) {
		const struct saying_edit *edit = &saying.edits[i];
		list_change(edit, text, changes, arena);
		if (i < taken)
			continue;
		edits[count++] = (struct text_edit) { edit->start + paragraph->mark,
			edit->end + paragraph->mark, edit->said };
	}
	*ret_count = count;
	return edits;
}

const char *spoken_word(const char *language, enum spoken_word word)
{
	static const char *const keys[] = { "footnote", "footnote-rest", "formula", "table",
		"listing" };
	static const char *const english[] = { "Footnote", "Footnote, continued", "Formula.",
		"Table of numbers with # rows and # columns.", "Code, # lines." };
	const char *said = saying_word(language, keys[word]);
	return said ? said : english[word];
}
