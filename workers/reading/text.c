/* text.c: the whole of reading: its steps in their order. */
#include "workers/reading/text.h"

#include "common/base/json.h"
#include "workers/page/superscript.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <string.h>

/* ---- names ---- */

static const char *const change_names[] = {
	[CHANGE_HEADER] = "header",
	[CHANGE_FOOTER] = "footer",
	[CHANGE_PAGE_NUMBER] = "page-number",
	[CHANGE_FOOTNOTE] = "footnote",
	[CHANGE_NOTE_MARK] = "note-mark",
	[CHANGE_CITATION] = "citation",
	[CHANGE_ADDRESS] = "address",
	[CHANGE_TABLE] = "table",
	[CHANGE_FORMULA] = "formula",
	[CHANGE_CODE] = "code",
	[CHANGE_FIGURE] = "figure",
	[CHANGE_MARGIN] = "margin",
	[CHANGE_LINE_NUMBER] = "line-number",
	[CHANGE_WATERMARK] = "watermark",
	[CHANGE_SIGN] = "sign",
	[CHANGE_RUN_ON] = "run-on",
	[CHANGE_SECTION] = "section",
	[CHANGE_UNSEEN] = "hidden",
};

const char *reading_change_name(enum reading_change_kind kind)
{
	return change_names[kind];
}

bool reading_use_find(const char *name, enum reading_use *ret_use)
{
	static const char *const names[] = { "announce", "read", "skip" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcmp(names[i], name) == 0) {
			*ret_use = (enum reading_use)i;
			return true;
		}
	}
	return false;
}

bool reading_footnotes_find(const char *name, enum reading_footnotes *ret_footnotes)
{
	static const char *const names[] = { "keep", "move", "drop" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcmp(names[i], name) == 0) {
			*ret_footnotes = (enum reading_footnotes)i;
			return true;
		}
	}
	return false;
}

const char *reading_changes_format(const struct reading *reading, size_t max, struct arena *arena)
{
	struct buf json = BUF_EMPTY;
	size_t i = 0;
	buf_append_char(&json, '[');
	for (; i < reading->change_count; i++) {
		const struct reading_change *change = &reading->changes[i];
		cJSON *object = json_new();
		json_add_string(object, "kind", change_names[change->kind]);
		json_add_string(object, "text", change->text);
		json_add_string_if(object, "spoken", change->spoken);
		const char *item = json_print(object, arena);
		cJSON_Delete(object);
		enum { ROOM_FOR_MORE = 64 };
		if (json.len + strlen(item) + ROOM_FOR_MORE > max)
			break;
		buf_printf(&json, "%s%s", json.len > 1 ? "," : "", item);
	}
	if (i < reading->change_count)
		buf_printf(&json, "%s{\"kind\":\"more\",\"text\":\"%zu\"}", json.len > 1 ? "," : "",
			reading->change_count - i);
	buf_append_char(&json, ']');
	const char *text = arena_string_n(arena, json.data, json.len);
	buf_free(&json);
	return text;
}

/* ---- the page ---- */

struct work {
	const struct layout *layout;
	const struct neighbours *neighbours;
	const struct reading_options *options;
	struct arena *arena;
	struct reading_page *page;
	struct surroundings around;
	struct changes changes;
	unsigned skipped;          /* sections */
	bool runs_on;              /* the last sentence does, on the next page */
	const struct layout *next; /* that page, where some of it is said here; or NULL */
};

static void remove_heads(struct work *w)
{
	struct page_context context = { .marks = w->neighbours->marks };
	for (int at = 0; at < NEIGHBOURS_COUNT; at++) {
		context.pages[at] = at == NEIGHBOURS_REACH ? w->page : w->around.pages[at];
		if (context.pages[at])
			context.rows[at] = page_rows(context.pages[at]);
	}
	heads_remove(w->page, &context, &w->changes);
}

/* ---- sentences between pages ---- */

static struct reading_line *last_line(struct reading_page *page)
{
	for (size_t i = page->count; i-- > 0;) {
		if (page->lines[i].role != LINE_NOTE)
			return &page->lines[i];
	}
	return NULL;
}

/* Nobody knows what the next page begins with: only the pause goes. */
static bool is_left_open(const struct work *w)
{
	const struct reading_line *last = last_line(w->page);
	return w->options->reads_after && last && edges_is_open(w->page, last);
}

static void turn_pages(struct work *w)
{
	if (w->options->joins_before) {
		const struct page_turn turn = edges_turn(&w->around, -1);
		run_on_leave(w->page, &turn, &w->changes);
	}
	if (!w->options->joins_after) {
		w->runs_on = is_left_open(w);
		return;
	}
	const struct page_turn turn = edges_turn(&w->around, 0);
	run_on_take(w->page, &turn, w->options, &w->changes);
	w->next = turn.next;
	w->runs_on = turn.runs_on;
}

/* ---- notes ---- */

/* "1 See there." is said "Footnote 1: See there." Further paragraphs of a note have no mark, nor
 * has the first one of a page where a note goes on. */
static void lead_note(struct work *w, struct paragraph *note, bool first)
{
	const char *text = note->text;
	const char *plain = raised_plain(text, w->arena); /* of a mark, as it is on the line */
	size_t start = strspn(plain, "[("), digits = strspn(plain + start, "0123456789");
	note->mark = notes_mark_on(w->page, text);
	if (note->mark == 0 && !first)
		return;
	const char *word = spoken_word(
		w->options->language, note->mark > 0 ? SAY_FOOTNOTE : SAY_FOOTNOTE_REST);
	bool numbered = digits > 0 && notes_mark_length(text) > 0;
	note->lead = numbered
			     ? arena_printf(w->arena, "%s %.*s: ", word, (int)digits, plain + start)
			     : arena_printf(w->arena, "%s: ", word);
}

static void treat_notes(struct work *w, struct paragraphs *list)
{
	struct paragraph *sorted = arena_alloc(w->arena, (list->count + 1) * sizeof *sorted);
	size_t used = 0;
	enum reading_footnotes use = w->options->footnotes;
	size_t found = 0;
	for (int notes = 0; notes < 2; notes++) {
		for (size_t i = 0; i < list->count; i++) {
			struct paragraph paragraph = list->items[i];
			bool note = paragraph.role == TEXT_NOTE;
			bool later = note && use != FOOTNOTES_KEEP;
			if (later != (notes == 1))
				continue;
			if (note)
				lead_note(w, &paragraph, found++ == 0);
			if (later)
				changes_add(&w->changes, CHANGE_FOOTNOTE, paragraph.text,
					use == FOOTNOTES_DROP ? NULL
					: paragraph.mark > 0
						? arena_printf(w->arena, "%s%s", paragraph.lead,
							  paragraph.text + paragraph.mark)
						: paragraph.text);
			if (!later || use == FOOTNOTES_MOVE)
				sorted[used++] = paragraph;
		}
	}
	list->items = sorted;
	list->count = used;
}

/* ---- the text ---- */

/* Nobody wants to hear it. */
static bool is_left_out(struct work *w, const struct paragraph *paragraph)
{
	enum text_section section = paragraph->role == TEXT_NOTE ? TEXT_NOTES : paragraph->section;
	if (section == TEXT_BODY || !(w->options->skip & 1u << section))
		return false;
	w->skipped |= 1u << section;
	changes_add(&w->changes, CHANGE_SECTION, paragraph->text, NULL);
	return true;
}

static void take_paragraph(
	struct work *w, const struct paragraph *paragraph, struct text_paragraph *to)
{
	size_t edits;
	*to = (struct text_paragraph) {
		.role = paragraph->role, .section = paragraph->section, .printed = paragraph->text
	};
	to->words = places_of_words(w->page, paragraph, &to->word_count);
	const struct text_edit *list =
		spoken_edits(paragraph, w->options, &w->changes, &edits, w->arena);
	page_text_say(to, list, edits, w->arena);
	bool skipped = paragraph->role == TEXT_CAPTION && w->options->figures == READING_SKIP;
	if (skipped)
		changes_add(&w->changes, CHANGE_FIGURE, paragraph->text, NULL);
	skipped = is_left_out(w, paragraph) || skipped;
	if (!skipped && !reading_text_is_blank(to->said))
		return;
	const struct text_edit nothing = { 0, strlen(to->printed), "" };
	page_text_say(to, &nothing, 1, w->arena);
}

static struct page_text take_text(struct work *w, const struct paragraphs *list)
{
	struct page_text text = {
		.source = w->layout->source,
		.sheet = { w->layout->width, w->layout->height, w->layout->quarter_turns },
		.paragraphs = arena_alloc(w->arena, (list->count + 1) * sizeof *text.paragraphs),
		.count = list->count,
		.runs_on = w->runs_on,
	};
	if (w->next)
		text.next = (struct text_sheet) { w->next->width, w->next->height,
			w->next->quarter_turns };
	for (size_t i = 0; i < list->count; i++)
		take_paragraph(w, &list->items[i], &text.paragraphs[i]);
	return text;
}

struct reading reading_text_clean(const struct layout *layout, const struct neighbours *neighbours,
	const struct reading_options *options, struct arena *arena)
{
	static const struct neighbours alone;
	struct work w = {
		.layout = layout,
		.neighbours = neighbours ? neighbours : &alone,
		.options = options,
		.arena = arena,
		.changes.arena = arena,
	};
	for (size_t i = 0; i < layout->unseen_count; i++)
		changes_add(&w.changes, CHANGE_UNSEEN, layout->unseen[i], NULL);
	w.page = page_of_layout(layout, &w.changes, arena);
	w.around = edges_look(layout, w.neighbours, arena);
	remove_heads(&w);
	initials_join(w.page, options);
	order_lines(w.page, &w.changes);
	const struct reading_page *before = w.around.pages[NEIGHBOURS_REACH - 1];
	notes_find(w.page, before && notes_run_on(before, w.page->body));
	if (options->footnotes != FOOTNOTES_KEEP)
		notes_to_end(w.page);
	turn_pages(&w);
	notes_remove_marks(w.page, &w.changes);
	noise_clean(w.page, options, &w.changes);
	figures_clean(w.page, options, &w.changes);
	roles_find(w.page);
	code_find(w.page, w.around.pages, options, &w.changes);
	formulas_find(w.page, options, &w.changes);
	tables_find(w.page, options, &w.changes);
	inserts_move(w.page);
	struct paragraphs list = paragraphs_of(w.page, options);
	sections_find(w.page, &list, &w.changes);
	treat_notes(&w, &list);
	struct page_text text = take_text(&w, &list);
	return (struct reading) {
		.text = page_text_said(&text, arena, NULL),
		.page = text,
		.changes = w.changes.items,
		.change_count = w.changes.count,
		.skipped = w.skipped,
	};
}
