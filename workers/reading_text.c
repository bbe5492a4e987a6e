#include "workers/reading_text.h"

#include "common/buf.h"
#include "common/utf8.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

/* ---- characters ---- */

/* The code point of a valid sequence of `len` bytes. */
static uint32_t code_of(const char *p, size_t len)
{
	const unsigned char *u = (const unsigned char *)p;
	switch (len) {
	case 1:
		return u[0];
	case 2:
		return (u[0] & 0x1fu) << 6 | (u[1] & 0x3fu);
	case 3:
		return (u[0] & 0x0fu) << 12 | (u[1] & 0x3fu) << 6 | (u[2] & 0x3fu);
	default:
		return (u[0] & 0x07u) << 18 | (u[1] & 0x3fu) << 12 | (u[2] & 0x3fu) << 6 |
		       (u[3] & 0x3fu);
	}
}

/* Letters and digits, told apart from signs by Unicode's blocks: enough to know whether there is
 * anything to say. */
static bool is_alnum_code(uint32_t code)
{
	if (code < 0x80)
		return isalnum((int)code);
	if (code < 0xc0)
		return code == 0xaa || code == 0xb5 || code == 0xba;
	if (code == 0xd7 || code == 0xf7)
		return false;
	if (code >= 0x2000 && code <= 0x2bff) /* punctuation, arrows, signs, shapes; not 2100- */
		return (code >= 0x2100 && code <= 0x218b) || (code >= 0x2460 && code <= 0x249b);
	if ((code >= 0x3000 && code <= 0x303f) || (code >= 0xfe00 && code <= 0xfe6f) ||
		(code >= 0xe000 && code <= 0xf8ff))
		return false;
	return code != 0xfeff && code != 0xfffd && code < 0x1f000;
}

static bool is_alnum_at(const char *p)
{
	size_t len = utf8_sequence(p, strlen(p));
	return len > 0 && is_alnum_code(code_of(p, len));
}

bool reading_text_is_blank(const char *text)
{
	size_t len = strlen(text);
	for (size_t i = 0; i < len;) {
		size_t n = utf8_sequence(text + i, len - i);
		if (n > 0 && is_alnum_code(code_of(text + i, n)))
			return false;
		i += n ? n : 1;
	}
	return true;
}

enum { EM_DASH_LEN = 3 };
#define EM_DASH "\xe2\x80\x94"

struct replacement {
	uint32_t first, last;
	const char *with;
};

static const struct replacement replacements[] = {
	{ 0x00a0, 0x00a0, " " },  /* no-break space */
	{ 0x00ab, 0x00ab, "\"" }, /* guillemets */
	{ 0x00bb, 0x00bb, "\"" },
	{ 0x0080, 0x009f, " " },  /* C1 controls */
	{ 0x2000, 0x200a, " " },  /* spaces of all widths */
	{ 0x200b, 0x200f, "" },   /* of no width, and direction marks */
	{ 0x2010, 0x2011, "-" },  /* hyphens */
	{ 0x2018, 0x201b, "'" },  /* single quotes and apostrophes */
	{ 0x201c, 0x201f, "\"" }, /* double quotes */
	{ 0x2026, 0x2026, "..." },
	{ 0x2028, 0x2029, "\n" }, /* line and paragraph separators */
	{ 0x202a, 0x202e, "" },   /* direction */
	{ 0x202f, 0x202f, " " },
	{ 0x2032, 0x2032, "'" }, /* primes */
	{ 0x2033, 0x2033, "\"" },
	{ 0x2039, 0x203a, "'" },
	{ 0x205f, 0x205f, " " },
	{ 0x2060, 0x2064, "" },
	{ 0x2212, 0x2212, "-" }, /* minus */
	{ 0x3000, 0x3000, " " },
	{ 0xfb00, 0xfb00, "ff" }, /* ligatures */
	{ 0xfb01, 0xfb01, "fi" },
	{ 0xfb02, 0xfb02, "fl" },
	{ 0xfb03, 0xfb03, "ffi" },
	{ 0xfb04, 0xfb04, "ffl" },
	{ 0xfb05, 0xfb06, "st" },
	{ 0xfe00, 0xfe0f, "" }, /* variation selectors */
	{ 0xfeff, 0xfeff, "" },
	{ 0xfffd, 0xfffd, " " },
};

static const char *replacement_of(uint32_t code)
{
	for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++) {
		if (code >= replacements[i].first && code <= replacements[i].last)
			return replacements[i].with;
	}
	return NULL;
}

/* A range of numbers keeps a plain hyphen; a dash in a sentence is a pause. */
static void append_dash(struct buf *out, const char *rest)
{
	bool after_digit = out->len > 0 && isdigit((unsigned char)out->data[out->len - 1]);
	if (after_digit && isdigit((unsigned char)*rest))
		buf_append_char(out, '-');
	else
		buf_append_string(out, " " EM_DASH " ");
}

static void append_code(struct buf *out, uint32_t code, const char *p, size_t n)
{
	enum { SOFT_HYPHEN = 0xad, FIRST_DASH = 0x2012, LAST_DASH = 0x2015 };
	const char *with = replacement_of(code);
	if (with)
		buf_append_string(out, with);
	else if (code == '\f' || code == '\v')
		buf_append_char(out, '\n');
	else if (code != '\n' && (code < 0x20 || code == 0x7f))
		buf_append_char(out, ' ');
	else if (code == SOFT_HYPHEN)
		buf_append_string(out, p[n] == '\n' ? "-" : "");
	else if (code >= FIRST_DASH && code <= LAST_DASH)
		append_dash(out, p + n);
	else
		buf_append(out, p, n);
}

static void normalise(const char *text, struct buf *out)
{
	size_t len = strlen(text);
	for (size_t i = 0; i < len;) {
		size_t n = utf8_sequence(text + i, len - i);
		if (n > 0)
			append_code(out, code_of(text + i, n), text + i, n);
		else
			buf_append_char(out, ' ');
		i += n ? n : 1;
	}
}

/* ---- lines ---- */

struct line {
	char *text;      /* trimmed, single blanks within, at least one letter or digit */
	bool gap_before; /* an empty line stands before it */
	bool bullet;     /* an item of a list; the bullet is cut off */
	bool starts;     /* a paragraph, even without a gap */
};

struct page {
	struct line *lines;
	size_t count;
};

/* Leaders: four or more dots, with or without blanks between. Returns their length, or 0. */
static size_t leader_length(const char *p)
{
	size_t dots = 0, end = 0;
	for (size_t i = 0; p[i] == '.' || p[i] == '_' || p[i] == ' '; i++) {
		if (p[i] != ' ') {
			dots++;
			end = i + 1;
		}
	}
	return dots >= 4 ? end : 0;
}

/* Trims, makes one blank of many, and a comma of leaders, in place. */
static void tidy_line(char *line)
{
	char *to = line;
	for (const char *from = line; *from;) {
		size_t leaders = *from == ' ' ? 0 : leader_length(from);
		if (leaders > 0) {
			while (to > line && to[-1] == ' ')
				to--;
			if (to > line)
				*to++ = ',';
			from += leaders;
		} else if (*from == ' ' && (to == line || to[-1] == ' ')) {
			from++;
		} else {
			*to++ = *from++;
		}
	}
	while (to > line && to[-1] == ' ')
		to--;
	*to = '\0';
}

/* The length of a bullet and the blank after it, or 0. */
static size_t bullet_length(const char *line)
{
	static const char *const bullets[] = { "\xe2\x80\xa2", "\xe2\x80\xa3", "\xe2\x97\xa6",
		"\xe2\x97\x8f", "\xe2\x97\x8b", "\xe2\x96\xaa", "\xe2\x96\xa0", "\xe2\x96\xa1",
		"\xe2\x80\xa7", "\xc2\xb7", EM_DASH, "*", "-",
		/* how OCR engines see round ones: cent, copyright, registered */
		"\xc2\xa2", "\xc2\xa9", "\xc2\xae" };
	for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++) {
		size_t n = strlen(bullets[i]);
		if (strncmp(line, bullets[i], n) == 0 && line[n] == ' ')
			return n + 1;
	}
	return 0;
}

/* "3.1. Purpose", "4.2 /usr/lib": headings and entries of a table of contents. "4. Purpose" may
 * also be the end of a sentence, unless it stands among its like. */
static bool is_numbered_heading(const char *line, bool among_headings)
{
	size_t levels = 0;
	while (isdigit((unsigned char)*line)) {
		line += strspn(line, "0123456789");
		levels++;
		if (*line == '.')
			line++;
	}
	return levels >= (among_headings ? 1 : 2) && line[0] == ' ' &&
	       !islower((unsigned char)line[1]);
}

/* Cuts the text (which it keeps and changes) into its lines. */
static struct page split(struct arena *arena, char *text)
{
	size_t most = 1;
	for (const char *p = text; *p; p++)
		most += *p == '\n';
	struct page page = { arena_alloc(arena, most * sizeof *page.lines), 0 };
	bool gap = false, headings = false;
	for (char *rest = text, *line; (line = strsep(&rest, "\n"));) {
		tidy_line(line);
		if (!*line)
			gap = true;
		if (reading_text_is_blank(line))
			continue;
		size_t bullet = bullet_length(line);
		headings = is_numbered_heading(line, headings);
		page.lines[page.count++] = (struct line) {
			.text = line + bullet,
			.gap_before = gap,
			.bullet = bullet > 0,
			.starts = bullet > 0 || headings,
		};
		gap = false;
	}
	return page;
}

/* An engine that takes some bullets of a list for signs takes others for letters. */
static void find_letter_bullets(struct page *page)
{
	bool list = false;
	for (size_t i = 0; i < page->count; i++)
		list = list || page->lines[i].bullet;
	for (size_t i = 0; list && i < page->count; i++) {
		struct line *line = &page->lines[i];
		if ((line->text[0] == 'e' || line->text[0] == 'o') && line->text[1] == ' ' &&
			isupper((unsigned char)line->text[2])) {
			line->text += 2;
			line->bullet = line->starts = true;
		}
	}
}

/* A line that the next one's first word had room in was meant to end: an entry of a list or table.
 * Characters differ in width, so it must be clear. */
static bool ends_early(const struct line *line, const struct line *next, size_t block_width)
{
	enum { LEAST_WIDTH = 30, FULL_PERCENT = 75 };
	size_t with_next = strlen(line->text) + 1 + strcspn(next->text, " ");
	return block_width >= LEAST_WIDTH && with_next * 100 <= block_width * FULL_PERCENT;
}

/* Block by block: between gaps, lines are as wide as their column. */
static void find_short_lines(struct page *page)
{
	for (size_t first = 0, end; first < page->count; first = end) {
		size_t width = strlen(page->lines[first].text);
		for (end = first + 1; end < page->count && !page->lines[end].gap_before; end++) {
			size_t len = strlen(page->lines[end].text);
			width = len > width ? len : width;
		}
		for (size_t i = first + 1; i < end; i++) {
			if (ends_early(&page->lines[i - 1], &page->lines[i], width))
				page->lines[i].starts = true;
		}
	}
}

/* ---- page numbers ---- */

/* One decimal place of a small roman number: "", i, ii, iii, iv, v, vi, vii, viii, ix. */
static const char *skip_roman_place(const char *p, char one, char five, char ten)
{
	if (p[0] == one && (p[1] == five || p[1] == ten))
		return p + 2;
	if (*p == five)
		p++;
	for (int i = 0; i < 3 && *p == one; i++)
		p++;
	return p;
}

/* Past a page's number, or p itself. Roman ones as books have them before page 1. */
static const char *skip_number(const char *p)
{
	enum { MAX_DIGITS = 4 };
	size_t digits = strspn(p, "0123456789");
	if (digits > 0)
		return digits <= MAX_DIGITS ? p + digits : p;
	return skip_roman_place(skip_roman_place(p, 'x', 'l', 'c'), 'i', 'v', 'x');
}

/* "12", "- 12 -", "Page 12", "12 of 50", "page xii", "[12]". */
static bool is_page_number(const char *line)
{
	const char *p = line + strspn(line, "-[(| ");
	if (strncmp(p, EM_DASH, EM_DASH_LEN) == 0)
		p += EM_DASH_LEN + 1;
	if (strncasecmp(p, "page ", 5) == 0)
		p += 5;
	const char *after = skip_number(p);
	if (after == p)
		return false;
	p = after;
	if (strncmp(p, " of ", 4) == 0 || strncmp(p, " / ", 3) == 0) {
		p += *(p + 1) == '/' ? 3 : 4;
		after = skip_number(p);
		if (after == p)
			return false;
		p = after;
	}
	p += strspn(p, "-])| ");
	if (strncmp(p, EM_DASH, EM_DASH_LEN) == 0)
		p += EM_DASH_LEN;
	return *p == '\0';
}

/* A number in a line and paragraph of its own, first or last of several lines. A page that says
 * nothing else keeps it. */
static void drop_page_numbers(struct page *page)
{
	if (page->count > 1 && page->lines[1].gap_before && is_page_number(page->lines[0].text)) {
		page->lines++;
		page->count--;
	}
	if (page->count > 1 && page->lines[page->count - 1].gap_before &&
		is_page_number(page->lines[page->count - 1].text))
		page->count--;
}

/* ---- paragraphs ---- */

struct writer {
	struct arena *arena;
	struct buf out;
	size_t last_line_len;
	reading_is_word *is_word;
	void *context;
};

/* Start of the letters that end at `end`. */
static size_t word_start(const struct buf *out, size_t end)
{
	size_t start = end;
	while (start > 0 && (isalpha((unsigned char)out->data[start - 1]) ||
				    (unsigned char)out->data[start - 1] >= 0x80))
		start--;
	return start;
}

/* Is it surely a compound whose hyphen was there all along? Only when the language knows its
 * parts and not the whole. */
static bool is_compound(const struct writer *w, const char *head, const char *line)
{
	size_t tail_len = 0;
	while (isalpha((unsigned char)line[tail_len]) || (unsigned char)line[tail_len] >= 0x80)
		tail_len++;
	const char *tail = arena_string_n(w->arena, line, tail_len);
	const char *whole = arena_printf(w->arena, "%s%s", head, tail);
	return w->is_word && !w->is_word(w->context, whole) && w->is_word(w->context, head) &&
	       w->is_word(w->context, tail);
}

/* The text so far ends within a word: continue it. False when it does not. */
static bool join_broken_word(struct writer *w, const char *line)
{
	struct buf *out = &w->out;
	size_t len = out->len;
	if (len < 2 || out->data[len - 1] != '-' || !is_alnum_at(line))
		return false;
	size_t start = word_start(out, len - 1);
	bool range = isdigit((unsigned char)out->data[len - 2]) && isdigit((unsigned char)*line);
	if (range) {
		buf_append_string(out, line);
		return true;
	}
	if (start == len - 1 || isdigit((unsigned char)*line))
		return false;
	const char *head = arena_string_n(w->arena, out->data + start, len - 1 - start);
	bool part_of_chain = start > 0 && out->data[start - 1] == '-';
	if (!isupper((unsigned char)*line) && !part_of_chain && !is_compound(w, head, line))
		out->data[--out->len] = '\0';
	buf_append_string(out, line);
	return true;
}

static bool ends_sentence(const struct buf *out)
{
	size_t len = out->len;
	while (len > 0 && strchr("\"')]", out->data[len - 1]))
		len--;
	return len == 0 || strchr(".!?:;", out->data[len - 1]) != NULL;
}

/* A column or picture broke a sentence: no list has such long lines without an end. */
static bool continues(const struct writer *w, const struct line *line)
{
	enum { FULL_LINE = 25 };
	return !line->starts && w->last_line_len >= FULL_LINE &&
	       islower((unsigned char)line->text[0]) && !ends_sentence(&w->out);
}

static void write_line(struct writer *w, const struct line *line)
{
	bool new_paragraph = (line->gap_before || line->starts) && !continues(w, line);
	if (w->out.len == 0)
		buf_append_string(&w->out, line->text);
	else if (new_paragraph)
		buf_printf(&w->out, "\n\n%s", line->text);
	else if (!join_broken_word(w, line->text))
		buf_printf(&w->out, " %s", line->text);
	w->last_line_len = strlen(line->text);
}

char *reading_text_clean(
	struct arena *arena, const char *text, reading_is_word *is_word, void *context)
{
	struct buf plain = BUF_EMPTY;
	normalise(text, &plain);
	struct page page = split(arena, arena_string_n(arena, buf_string(&plain), plain.len));
	buf_free(&plain);
	find_letter_bullets(&page);
	find_short_lines(&page);
	drop_page_numbers(&page);
	struct writer writer = { arena, BUF_EMPTY, 0, is_word, context };
	for (size_t i = 0; i < page.count; i++)
		write_line(&writer, &page.lines[i]);
	if (writer.out.len > 0)
		buf_append_char(&writer.out, '\n');
	char *clean = arena_string_n(arena, buf_string(&writer.out), writer.out.len);
	buf_free(&writer.out);
	return clean;
}
