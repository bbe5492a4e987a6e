/* parts: what the files of the reading share. For workers/reading_*.c alone. */
#ifndef LECTERN_WORKERS_READING_PARTS_H
#define LECTERN_WORKERS_READING_PARTS_H

#include "common/base/buf.h"
#include "workers/reading/text.h"

enum line_role {
	LINE_TEXT,
	LINE_HEADING,
	LINE_ITEM,  /* begins an item of a list */
	LINE_ROW,   /* of a table: TABs between its cells */
	LINE_OWN,   /* is not to be joined with others: verse, code */
	LINE_TABLE, /* a whole one, announced */
	LINE_CODE,  /* of a listing, or all of it, announced */
	LINE_CAPTION,
	LINE_FORMULA, /* displayed by itself */
	LINE_NOTE,    /* of a footnote */
};

struct reading_line {
	const char *text; /* characters normalised, never blank */
	struct layout_box box;
	float size;
	bool bold;
	int block;
	enum line_role role;
	bool starts;  /* a paragraph, whatever stands before it */
	bool runs_on; /* with the line before, wherever that stands */
	bool narrow;  /* it makes room for what stands beside it */
	int column;   /* lines of one column follow each other from top to bottom */
	/* What is said instead of it, by itself: the announcement of a table. NULL: its text. */
	const char *said;
	/* A row of a table: what its columns are called, in a row of the same form. Or NULL. */
	const char *head;
	/* The lines of the layout that it was made of, in the order of its text. */
	const size_t *from;
	size_t from_count;
};

/* A page under work. Lines that are dropped leave `lines`. */
struct reading_page {
	struct arena *arena;
	const struct layout *layout; /* that it was made of */
	size_t own_lines;            /* of the layout: the others stand on the next page */
	enum layout_source source;
	float width, height;
	struct reading_line *lines;
	size_t count;
	float body;    /* size of most of its type */
	float leading; /* from one line to the next, mostly */
};

/* The list of changes that grows. */
struct changes {
	struct arena *arena;
	struct reading_change *items;
	size_t count, room;
};

/* `changes` may be NULL: nobody wants to know. */
void changes_add(struct changes *changes, enum reading_change_kind kind, const char *text,
	const char *spoken);

/* ---- page.c ---- */

/* The lines that say anything, in the layout's order; others are reported as signs. */
struct reading_page *page_of_layout(
	const struct layout *layout, struct changes *changes, struct arena *arena);

/* Half of the letters are of this size or smaller. */
float page_body_size(const struct reading_page *page);

/* Forgets line `i`. */
void page_remove(struct reading_page *page, size_t i);

/* Lines from `first` to `end` become one that says what it was made of; the others go. */
void page_merge(struct reading_page *page, size_t first, size_t end);

/* The same for lines that are said otherwise than they are printed, which is listed: the one that
 * is left has all their texts, a line each. `said`: "" for nothing. */
void page_announce(struct reading_page *page, size_t first, size_t end,
	enum reading_change_kind kind, const char *said, struct changes *changes);

/* The page's lines by their place: those side by side make a row. */
struct row {
	const size_t *lines; /* from left to right */
	size_t count;
	float top, bottom, left, right;
	float size;       /* the largest */
	const char *text; /* TABs between its lines */
};

struct rows {
	struct row *rows; /* from top to bottom */
	size_t count;
};

struct rows page_rows(const struct reading_page *page);

/* ---- heads.c ---- */

/* Pages by offset from the one in question, -2 to 2; [2] is itself. NULL: unknown. */
struct page_context {
	const struct reading_page *pages[NEIGHBOURS_COUNT];
	struct rows rows[NEIGHBOURS_COUNT];
	struct edge_marks marks; /* on the page itself */
};

void heads_remove(
	struct reading_page *page, const struct page_context *context, struct changes *changes);

/* ---- repairs.c ---- */

/* A line's text, were it drawn as others are. */
const char *repairs_of_text(const struct layout_line *line, struct arena *arena);

/* Words with a hyphen of their own that are broken there. */
void repairs_of_hyphens(struct reading_page *page);

/* Line `i` is drawn once more, for a bolder look. */
bool repairs_is_copy(const struct layout *layout, size_t i);

/* ---- fills.c ---- */

/* Lines between whose words others stand are taken apart there. Shares the lines that stay. */
const struct layout *fills_open(const struct layout *layout, struct arena *arena);

/* ---- gutters.c ---- */

/* Lines that go over a gutter between columns of text are taken apart. `body`: the size of most
 * type. Shares the lines that stay. */
const struct layout *gutters_open(const struct layout *layout, float body, struct arena *arena);

/* ---- vertical.c ---- */

/* Signs that were drawn one below the other become columns. Shares the lines that stay. */
const struct layout *vertical_join(const struct layout *layout, struct arena *arena);

/* Columns from right to left, of which some go on with the sentence of the one before. */
void vertical_sort(struct reading_line *lines, size_t count);

/* ---- margins.c ---- */

/* Takes away numbers of lines and watermarks. */
void margins_clean(struct reading_page *page, struct changes *changes);

/* ---- initials.c ---- */

/* Large letters that begin a text become part of the word beside them. `options` may be NULL. */
void initials_join(struct reading_page *page, const struct reading_options *options);

/* ---- order.c ---- */

/* Sorts the lines as one reads them, columns one after the other; pieces of one line are joined. */
void order_lines(struct reading_page *page, struct changes *changes);

/* ---- sides.c ---- */

enum { SIDES_MAX = 8 };

/* Lines from `first` to `end`. */
struct sides_part {
	size_t first, end;
	float top, bottom;
};

/* Sorts the lines as they were drawn, and finds parts beside each other that are read one after the
 * other. The other lines are above or below all of them. Returns how many; 0: none. */
size_t sides_find(const struct reading_page *page, struct reading_line *lines, size_t count,
	struct sides_part parts[SIDES_MAX]);

/* ---- flow.c ---- */

/* Lines one after the other. */
struct flow {
	const char *last;
	size_t last_len;
	size_t pieces, runs_on, letters, blanks;
};

void flow_add(struct flow *flow, const char *text, size_t len);

/* Sentences run on from line to line. */
bool flow_is_text(const struct flow *flow);

/* ---- asides.c ---- */

/* From `top` to `bottom` no line crosses `x`. */
struct aside {
	float x, top, bottom;
	bool around;        /* a text goes on below both sides, around one of them */
	bool text_is_right; /* then: the side that this text is on */
};

/* The largest of them; false: there is none. */
bool asides_find(const struct reading_page *page, const struct reading_line *lines, size_t count,
	struct aside *ret_aside);

/* ---- notes.c ---- */

/* A page ends within a note. `body`: the size of most type around it. */
bool notes_run_on(const struct reading_page *page, float body);

/* Finds notes at the columns' ends and makes them LINE_NOTE. `runs_on`: one of the page before goes
 * on here. */
void notes_find(struct reading_page *page, bool runs_on);

/* Notes follow the text of all columns, which may run on from one to the next. */
void notes_to_end(struct reading_page *page);

/* The notes' marks within other lines go, and raised numbers that can be nothing else, whose notes
 * are elsewhere. */
void notes_remove_marks(struct reading_page *page, struct changes *changes);

/* Length of a note's mark at the beginning of a line with the blank after it, or 0. */
size_t notes_mark_length(const char *text);

/* The same on a page that may have been read by OCR. */
size_t notes_mark_on(const struct reading_page *page, const char *text);

/* ---- superscripts.c ---- */

/* Removes raised numbers that can be nothing else than marks of notes, wherever those are. Returns
 * how many. */
size_t raised_remove(struct reading_page *page, struct changes *changes);

/* ---- ocr_slips.c ---- */

/* A line's text without what OCR takes rules of a table for, and with paths as they surely are. */
const char *ocr_slips_text(const char *text, struct arena *arena);

/* As notes_mark_length, of marks that OCR could not read. */
size_t ocr_slips_mark_length(const char *text);

/* Removes what may be the marks of so many notes, as OCR could not read them. */
void ocr_slips_remove_marks(struct reading_page *page, size_t notes, struct changes *changes);

/* ---- noise.c ---- */

/* Lines in which OCR saw no words go, or are announced as the formulas that they are. */
void noise_clean(
	struct reading_page *page, const struct reading_options *options, struct changes *changes);

/* ---- roles.c ---- */

/* Headings, items of lists, verse, code. */
void roles_find(struct reading_page *page);

/* In the same column; NULL: there is none. */
const struct reading_line *roles_line_before(const struct reading_page *page, size_t i);

/* More white than from line to line. */
bool roles_gap_between(const struct reading_page *page, const struct reading_line *line,
	const struct reading_line *next);

/* How many numbers a heading begins with: "3.1. Purpose" has two. 0: it is none. */
size_t roles_heading_levels(const char *line);

/* ---- entries.c ---- */

/* Entries of contents and of an index become LINE_ITEM. */
void entries_find(struct reading_page *page);

/* ---- verse.c ---- */

/* Lines of verse become LINE_OWN. */
void verse_find(struct reading_page *page);

/* ---- code.c ---- */

/* Listings. Long ones are announced, as the options want. `around`: what is known of the pages
 * around, each of them or NULL. */
void code_find(struct reading_page *page, const struct reading_page *const around[NEIGHBOURS_COUNT],
	const struct reading_options *options, struct changes *changes);

/* Looks like a line of a program, by its signs. */
bool code_is(const char *line);

/* ---- figures.c ---- */

/* Labels in drawings go, unless the options want figures to be read. */
void figures_clean(
	struct reading_page *page, const struct reading_options *options, struct changes *changes);

/* ---- inserts.c ---- */

/* "Fig. 3", "Table 2: ..." */
bool caption_is(const char *text);

/* Captions, and whatever stands within a sentence, come behind the paragraph around it. */
void inserts_move(struct reading_page *page);

/* ---- tables.c ---- */

/* Digits, with one letter at most. */
bool table_is_number(const char *cell, size_t len);

/* Rows of tables. Those that nobody could follow are replaced by an announcement. */
void tables_find(
	struct reading_page *page, const struct reading_options *options, struct changes *changes);

/* ---- formulas.c ---- */

/* Signs between single letters and numbers, and hardly a word. */
bool formula_is(const char *text);

/* What is said in the place of one that is not read: "" where they are skipped. */
const char *formulas_said(const struct reading_options *options);

/* Displayed formulas: short ones are read, of others it is said once that they are there. */
void formulas_find(
	struct reading_page *page, const struct reading_options *options, struct changes *changes);

/* ---- hanging.c ---- */

/* Line `i` goes on with an item, below its text. */
bool hanging_in_item(const struct reading_page *page, size_t i);

enum hanging {
	HANGING_NOT,
	HANGING_BEGINS, /* a paragraph whose other lines are further in */
	HANGING_GOES_ON,
};

/* What line `i`, which is not the first, is where paragraphs hang. */
enum hanging hanging_at(const struct reading_page *page, size_t i);

/* ---- broken_words.c ---- */

/* Goes on with a line, whose first word may be the end of a broken one. */
void broken_words_join(struct buf *text, const char *line, const struct reading_options *options,
	struct arena *arena);

/* ---- broken_addresses.c ---- */

/* Goes on with a line if the text ends within an address or a path that goes on there. */
bool broken_address_join(struct buf *text, const char *line);

/* ---- paragraphs.c ---- */

/* Bytes of a paragraph's text, and the lines of the layout that they come from. */
struct span {
	size_t start, end;
	const size_t *from;
	size_t from_count;
};

/* What is said before the text's byte `at`, although it is not printed there. */
struct insertion {
	size_t at;
	const char *said;
};

struct paragraph {
	const char *text; /* as it is printed */
	const char *said; /* instead of it, or NULL */
	/* A note's mark: so many bytes of the text are said in these words. */
	size_t mark;
	const char *lead;
	/* Of a table: the names of the columns before their numbers, in the order of the text. */
	struct insertion *insertions;
	size_t insertion_count, insertion_room;
	enum text_role role;
	enum text_section section;
	size_t cut; /* what is said ends here: pages of contents follow. 0: all is */
	struct span *spans;
	size_t span_count;
};

struct paragraphs {
	struct paragraph *items;
	size_t count, room;
};

/* Joins lines to paragraphs. */
struct paragraphs paragraphs_of(
	const struct reading_page *page, const struct reading_options *options);

/* Whether line `i`, which is not the first, begins one. */
bool begins_paragraph(const struct reading_page *page, size_t i);

/* ---- sections.c ---- */

/* What the words of a title announce: "Contents", "7. References". */
enum text_section sections_of_title(const char *text, struct arena *arena);

/* Which paragraphs are contents, an index, references or notes, also by the running heads that were
 * removed. */
void sections_find(
	const struct reading_page *page, struct paragraphs *list, const struct changes *changes);

/* ---- places.c ---- */

/* Finds the words of a paragraph's text and where they stand on the page. */
struct text_word *places_of_words(
	const struct reading_page *page, const struct paragraph *paragraph, size_t *ret_count);

/* ---- edges.c ---- */

/* What happens between two pages. */
struct page_turn {
	const char *last; /* the line that goes on on the next page; NULL: none does */
	/* What of the next page is said with it: the end of its sentence, or of its word. The last
	 * line may be cut. */
	const char *const *lines;
	size_t count;
	bool runs_on; /* the sentence does, behind these */
	/* The lines of the next page's layout in which they stand. */
	struct layout_line *from;
	size_t from_count;
	const struct layout *next;
};

/* What is known of the edges of a page and those around it by their own texts, by offset +
 * NEIGHBOURS_REACH; NULL: nothing. */
struct surroundings {
	const struct reading_page *pages[NEIGHBOURS_COUNT];
	const struct layout *next; /* with places of words; NULL: unknown */
};

struct surroundings edges_look(
	const struct layout *page, const struct neighbours *neighbours, struct arena *arena);

/* Between the page at offset `before`, -1 or 0, and the next one. */
struct page_turn edges_turn(const struct surroundings *around, int before);

/* A line at the page's end leaves a sentence open, as far as the page alone tells. */
bool edges_is_open(const struct reading_page *page, const struct reading_line *line);

/* ---- run_on.c ---- */

/* The page says what the next one has of its last sentence. */
void run_on_take(struct reading_page *page, const struct page_turn *turn,
	const struct reading_options *options, struct changes *changes);

/* The page before has said what this one begins with. */
void run_on_leave(struct reading_page *page, const struct page_turn *turn, struct changes *changes);

/* ---- spoken.c ---- */

/* What of a paragraph is said in other words than the printed ones. */
const struct text_edit *spoken_edits(const struct paragraph *paragraph,
	const struct reading_options *options, struct changes *changes, size_t *ret_count,
	struct arena *arena);

/* Words that the reading itself says, by language. */
enum spoken_word {
	SAY_FOOTNOTE,
	SAY_FOOTNOTE_REST, /* of one that began on the page before */
	SAY_FORMULA,
	SAY_NUMBERS, /* a table of them; has its numbers of rows and columns in the place of "#" */
	SAY_TABLE,   /* the same */
	SAY_CODE,    /* "#": lines */
};
const char *spoken_word(const char *language, enum spoken_word word);

#endif
