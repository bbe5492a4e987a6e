/* spoken_answer.c: removes Markdown and the additions of chat programs from an answer. */
#include "workers/commentator/spoken_answer.h"

#include "common/base/buf.h"
#include "common/base/utf8.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

enum { MAX_TAG = 100, MIN_RULE = 3 };

/* The rest of a line. */
struct line {
	const char *p, *end;
};

struct cleaner {
	struct buf out;
	bool in_code;      /* inside a fenced block */
	bool in_paragraph; /* the next line continues the current paragraph */
};

/* ---- characters ---- */

static uint32_t decode(const char *p, size_t n)
{
	const unsigned char *s = (const unsigned char *)p;
	if (n == 1)
		return s[0];
	uint32_t code = s[0] & (0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++)
		code = code << 6 | (s[i] & 0x3fu);
	return code;
}

/* Characters that a voice would spell out, and invisible ones that only affect how text is
 * displayed. */
static bool is_unspeakable(uint32_t code)
{
	return (code >= 0x7f && code < 0xa0) || (code >= 0x200e && code <= 0x200f) ||
	       (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
	       (code >= 0x2600 && code <= 0x27bf) || (code >= 0xe000 && code <= 0xf8ff) ||
	       (code >= 0xfe00 && code <= 0xfe0f) || code == 0xfeff || code == 0xfffd ||
	       (code >= 0x1f000 && code <= 0x1faff) || code >= 0xe0000;
}

/* Copies line ends, spaces and speakable characters. */
static void keep_speakable(struct buf *out, const char *p, size_t len)
{
	for (size_t i = 0, n; i < len; i += n ? n : 1) {
		n = utf8_sequence(p + i, len - i);
		uint32_t code = n ? decode(p + i, n) : 0xfffd;
		if (code == '\n')
			buf_append_char(out, '\n');
		else if (code == '\r' && i + 1 < len && p[i + 1] == '\n')
			continue;
		else if (code == '\r' || code == 0x2028 || code == 0x2029)
			buf_append_char(out, '\n');
		else if (code < 0x20)
			buf_append_char(out, ' ');
		else if (!is_unspeakable(code))
			buf_append(out, p + i, n);
	}
}

/* ---- inline markup ---- */

static bool starts(const struct line *line, const char *what)
{
	size_t len = strlen(what);
	return (size_t)(line->end - line->p) >= len && strncmp(line->p, what, len) == 0;
}

static void append_char(struct cleaner *c, char ch)
{
	bool blank = ch == ' ' || ch == '\t';
	char last = c->out.len ? c->out.data[c->out.len - 1] : '\n';
	if (!blank)
		buf_append_char(&c->out, ch);
	else if (last != ' ' && last != '\n')
		buf_append_char(&c->out, ' ');
}

static void append_words(struct cleaner *c, struct line line);

/* "[text](address)" or "![text](address)": appends the text. False: not a link. */
static bool append_link(struct cleaner *c, struct line *line)
{
	struct line text = { line->p + (*line->p == '!') + 1, NULL };
	if (text.p > line->end || text.p[-1] != '[')
		return false;
	text.end = memchr(text.p, ']', (size_t)(line->end - text.p));
	if (!text.end || text.end + 1 >= line->end || text.end[1] != '(')
		return false;
	const char *close = memchr(text.end, ')', (size_t)(line->end - text.end));
	if (!close || memchr(text.p, '[', (size_t)(text.end - text.p)))
		return false;
	append_words(c, text);
	line->p = close + 1;
	return true;
}

/* Appends only the host of an address. */
static bool append_address(struct cleaner *c, struct line *line)
{
	if (!starts(line, "http://") && !starts(line, "https://"))
		return false;
	const char *p = line->p + (line->p[4] == 's' ? 8 : 7);
	if (line->end - p >= 4 && strncmp(p, "www.", 4) == 0)
		p += 4;
	while (p < line->end && (isalnum((unsigned char)*p) || strchr("-.", *p)))
		append_char(c, *p++);
	/* A full stop at the end belongs to the sentence. */
	while (p < line->end && !isspace((unsigned char)*p) && !strchr(")>]\"'", *p))
		p++;
	line->p = p;
	return true;
}

/* "<b>", "</p>", "<br/>". */
static bool skip_tag(struct line *line)
{
	const char *p = line->p + 1;
	size_t left = (size_t)(line->end - p);
	const char *close = memchr(p, '>', left < MAX_TAG ? left : MAX_TAG);
	if (!close || (!isalpha((unsigned char)*p) && *p != '/' && *p != '!'))
		return false;
	if (strncmp(p, "http", 4) == 0) {
		line->p++; /* <https://...>: the address follows */
		return true;
	}
	line->p = close + 1;
	return true;
}

/* An underscore inside a word belongs to it: "max_value". */
static bool is_emphasis(const struct cleaner *c, const struct line *line)
{
	char ch = *line->p;
	if (ch == '*' || ch == '`' || (ch == '~' && line->p + 1 < line->end && line->p[1] == '~'))
		return true;
	if (ch != '_')
		return false;
	bool after_word = c->out.len && isalnum((unsigned char)c->out.data[c->out.len - 1]);
	bool before_word = line->p + 1 < line->end && isalnum((unsigned char)line->p[1]);
	return !after_word || !before_word;
}

/* An asterisk surrounded by spaces is an operator: "3 * 4". */
static bool is_sign(const struct line *line, const char *start)
{
	return *line->p == '*' && line->p > start && line->p[-1] == ' ' &&
	       line->p + 1 < line->end && line->p[1] == ' ';
}

static void append_words(struct cleaner *c, struct line line)
{
	const char *start = line.p;
	while (line.p < line.end) {
		char ch = *line.p;
		if ((ch == '[' || ch == '!') && append_link(c, &line))
			continue;
		if (ch == 'h' && append_address(c, &line))
			continue;
		if (ch == '<' && skip_tag(&line))
			continue;
		if (ch == '\\' && line.p + 1 < line.end && ispunct((unsigned char)line.p[1])) {
			append_char(c, line.p[1]);
			line.p += 2;
			continue;
		}
		if (is_sign(&line, start) || !is_emphasis(c, &line)) {
			append_char(c, ch);
			line.p++;
			continue;
		}
		while (line.p < line.end && *line.p == ch)
			line.p++;
	}
}

/* ---- lines ---- */

static void trim_end(struct cleaner *c)
{
	while (c->out.len && strchr(" \n", c->out.data[c->out.len - 1]))
		c->out.len--;
	if (c->out.data)
		c->out.data[c->out.len] = '\0';
}

static void end_paragraph(struct cleaner *c)
{
	trim_end(c);
	if (c->out.len)
		buf_append_string(&c->out, "\n\n");
	c->in_paragraph = false;
}

static bool ends_sentence(const struct cleaner *c)
{
	/* Also works for other scripts: after the last byte of a multi-byte character, nothing
	 * is added. */
	char last = c->out.len ? c->out.data[c->out.len - 1] : '.';
	return (unsigned char)last >= 0x80 || strchr(".!?:;,", last);
}

/* Appends a line that is a paragraph of its own: a heading, a list item or a table row. */
static void append_alone(struct cleaner *c, struct line line)
{
	end_paragraph(c);
	size_t before = c->out.len;
	append_words(c, line);
	trim_end(c);
	if (c->out.len > before && !ends_sentence(c))
		buf_append_char(&c->out, '.');
	end_paragraph(c);
}

/* "---", "* * *", "====", or an empty list item: a line of nothing else. */
static bool is_rule(const struct line *line)
{
	size_t count = 0;
	for (const char *p = line->p; p < line->end; p++) {
		if (strchr("-*_=", *p) && (count == 0 || *p == *line->p))
			count++;
		else if (*p != ' ')
			return false;
	}
	return count >= MIN_RULE || (count == 1 && line->end - line->p == 1);
}

static void append_row(struct cleaner *c, struct line line)
{
	struct buf row = BUF_EMPTY;
	bool any = false;
	for (const char *p = line.p; p < line.end; p++) {
		if (*p == '|')
			buf_append_string(&row, row.len && p + 1 < line.end ? ", " : "");
		else
			buf_append_char(&row, *p);
		any |= !strchr("|-: ", *p);
	}
	if (any)
		append_alone(c, (struct line) { row.data, row.data + row.len });
	buf_free(&row);
}

static bool skip_mark(struct line *line)
{
	static const char *const marks[] = { "- ", "* ", "+ ", "\xe2\x80\xa2 ", "\xe2\x80\x93 " };
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (starts(line, marks[i])) {
			line->p += strlen(marks[i]);
			return true;
		}
	}
	/* "1. " and "2) " are kept and spoken. */
	const char *p = line->p;
	while (p < line->end && p - line->p < 3 && isdigit((unsigned char)*p))
		p++;
	return p > line->p && p + 1 < line->end && (*p == '.' || *p == ')') && p[1] == ' ';
}

static void skip_blanks(struct line *line)
{
	while (line->p < line->end && (*line->p == ' ' || *line->p == '\t'))
		line->p++;
	while (line->end > line->p && (line->end[-1] == ' ' || line->end[-1] == '\t'))
		line->end--;
}

static void append_line(struct cleaner *c, struct line line)
{
	skip_blanks(&line);
	while (line.p < line.end && *line.p == '>') {
		line.p++;
		skip_blanks(&line);
	}
	if (starts(&line, "```") || starts(&line, "~~~")) {
		c->in_code = !c->in_code;
		end_paragraph(c);
	} else if (c->in_code) {
		return;
	} else if (line.p == line.end || is_rule(&line)) {
		end_paragraph(c);
	} else if (*line.p == '|') {
		append_row(c, line);
	} else if (*line.p == '#') {
		while (line.p < line.end && *line.p == '#')
			line.p++;
		skip_blanks(&line);
		append_alone(c, line);
	} else if (skip_mark(&line)) {
		append_alone(c, line);
	} else {
		if (c->in_paragraph)
			append_char(c, ' ');
		append_words(c, line);
		c->in_paragraph = true;
	}
}

/* ---- the whole answer ---- */

static const char *last_of(const char *text, const char *what)
{
	const char *last = NULL;
	for (const char *p = text; (p = strstr(p, what)); p++)
		last = p;
	return last;
}

/* Models that reason in the answer: only what follows the reasoning counts. */
static const char *without_thinking(const char *text)
{
	const char *end = last_of(text, "</think>");
	if (end)
		return end + strlen("</think>");
	while (isspace((unsigned char)*text))
		text++;
	return strncmp(text, "<think>", 7) == 0 ? "" : text;
}

/* The length in bytes of the first `chars` characters, or of all if there are fewer. */
static size_t length_of(const char *text, size_t chars)
{
	size_t i = 0;
	for (size_t n = 0; text[i]; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80 && n++ == chars)
			break;
	}
	return i;
}

static bool is_end_of_sentence(const char *p)
{
	return (strchr(".!?", p[0]) && (p[1] == ' ' || p[1] == '\n' || !p[1])) ||
	       strncmp(p, "\xe3\x80\x82", 3) == 0; /* the Chinese and Japanese full stop */
}

/* The longest prefix of text[0..len) that ends with a whole sentence, or else a whole word. */
static size_t end_well(const char *text, size_t len)
{
	size_t word = 0;
	for (size_t i = len; i-- > 0;) {
		if (text[i] && is_end_of_sentence(text + i))
			return i + ((unsigned char)text[i] == 0xe3 && i + 3 <= len ? 3 : 1);
		if (word == 0 && (text[i] == ' ' || text[i] == '\n'))
			word = i;
	}
	return word ? word : len;
}

char *spoken_answer(struct arena *arena, const char *answer, size_t len, size_t max_chars, bool cut)
{
	struct buf text = BUF_EMPTY;
	struct cleaner c = { .in_code = false };
	keep_speakable(&text, answer, len);
	for (const char *p = without_thinking(buf_string(&text)); *p;) {
		size_t n = strcspn(p, "\n");
		append_line(&c, (struct line) { p, p + n });
		p += n + (p[n] == '\n');
	}
	buf_free(&text);
	trim_end(&c);
	const char *clean = buf_string(&c.out);
	size_t end = length_of(clean, max_chars);
	if (cut || clean[end])
		end = end_well(clean, end);
	char *spoken = arena_string_n(arena, clean, end);
	buf_free(&c.out);
	/* Cutting may leave trailing blanks. */
	for (size_t i = strlen(spoken); i-- > 0 && strchr(" \n", spoken[i]);)
		spoken[i] = '\0';
	return spoken;
}
