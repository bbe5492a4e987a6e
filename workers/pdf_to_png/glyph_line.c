/* glyph_line.c: from glyphs at their places to a line of text. */
#include "workers/pdf_to_png/glyph_line.h"

#include "common/base/buf.h"
#include "common/base/utf8.h"

#include <stdlib.h>
#include <string.h>

static const float tab_gap = 1.5f;   /* of the type's size: cells of a table */
static const float blank_gap = 0.2f; /* between words, where no blank is drawn */

enum { REPLACEMENT = 0xfffd };

/* ---- characters ---- */

bool glyph_is_unmapped(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == REPLACEMENT ||
	       (code >= 0xd800 && code <= 0xf8ff) || (code >= 0xfdd0 && code <= 0xfdef) ||
	       (code & 0xfffe) == 0xfffe || code >= 0xf0000;
}

static bool is_blank(uint32_t code)
{
	return code == ' ' || code == '\t' || code == 0xa0 || code == 0x3000 ||
	       (code >= 0x2000 && code <= 0x200a);
}

/* Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms. */
static bool is_rtl(uint32_t code)
{
	return (code >= 0x0590 && code <= 0x08ff) || (code >= 0xfb1d && code <= 0xfdff) ||
	       (code >= 0xfe70 && code <= 0xfefc) || (code >= 0x10800 && code <= 0x10fff) ||
	       (code >= 0x1e800 && code <= 0x1efff);
}

static bool is_digit(uint32_t code)
{
	return (code >= '0' && code <= '9') || (code >= 0x0660 && code <= 0x0669) ||
	       (code >= 0x06f0 && code <= 0x06f9);
}

/* Letters that are read from left to right, and digits, which always are. */
static bool is_ltr(uint32_t code)
{
	if (code < 0x80)
		return is_digit(code) || (code >= 'A' && code <= 'Z') ||
		       (code >= 'a' && code <= 'z');
	return is_digit(code) || (code >= 0xc0 && code < 0x0590) ||
	       (code >= 0x0900 && code < 0x2000);
}

/* ---- right to left ---- */

static int from_right(const void *a, const void *b)
{
	const struct glyph *left = a, *right = b;
	if (left->end < right->end || left->end > right->end)
		return left->end < right->end ? 1 : -1;
	/* A mark without a width stands behind its letter. */
	return left->start < right->start ? -1 : left->start > right->start;
}

static void reverse(uint32_t *codes, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		uint32_t other = codes[count - 1 - i];
		codes[count - 1 - i] = codes[i];
		codes[i] = other;
	}
}

/* Numbers and foreign words in a line that was put together from its right end. */
static void reverse_foreign(uint32_t *codes, size_t count)
{
	for (size_t i = 0; i < count;) {
		size_t end = i + 1;
		for (size_t k = i; is_ltr(codes[i]) && k < count; k++) {
			if (is_ltr(codes[k]))
				end = k + 1;
			else if (is_rtl(codes[k]) || codes[k] == '\t')
				break;
		}
		reverse(codes + i, end - i);
		i = end;
	}
}

/* ---- Hebrew that was drawn from left to right ---- */

/* ך ם ן ף ץ end words. */
static bool is_final(uint32_t code)
{
	return code == 0x05da || code == 0x05dd || code == 0x05df || code == 0x05e3 ||
	       code == 0x05e5;
}

/* An invisible text under a scan is often drawn letter by letter as one writes it, but from left to
 * right: then words that are put together from the right begin with the letters that end words. */
static bool is_mirrored(const uint32_t *codes, size_t count)
{
	size_t begin = 0, end = 0;
	for (size_t i = 0; i < count; i++) {
		bool first = i == 0 || !is_rtl(codes[i - 1]);
		bool last = i + 1 == count || !is_rtl(codes[i + 1]);
		begin += is_final(codes[i]) && first && !last;
		end += is_final(codes[i]) && last && !first;
	}
	return begin > end;
}

/* As it was drawn: call by call, each from the left. */
static int as_drawn(const void *a, const void *b)
{
	const struct glyph *left = a, *right = b;
	if (left->call != right->call)
		return left->call < right->call ? -1 : 1;
	return left->start < right->start ? -1 : left->start > right->start;
}

static bool reads_rtl(const struct glyph *glyphs, size_t count)
{
	size_t rtl = 0, ltr = 0;
	for (size_t i = 0; i < count; i++) {
		rtl += is_rtl(glyphs[i].code) && !is_ltr(glyphs[i].code);
		ltr += is_ltr(glyphs[i].code) && !is_digit(glyphs[i].code);
	}
	return rtl > ltr;
}

/* ---- accents drawn apart from their letters, as TeX's older fonts have them ---- */

static const struct {
	uint32_t accent;
	const char *letters;         /* ASCII */
	const uint32_t composed[14]; /* one for each letter */
} accents[] = {
	{ 0xa8, "aeiouAEIOUy",
		{ 0xe4, 0xeb, 0xef, 0xf6, 0xfc, 0xc4, 0xcb, 0xcf, 0xd6, 0xdc, 0xff } },
	{ 0xb4, "aeiouAEIOUyY",
		{ 0xe1, 0xe9, 0xed, 0xf3, 0xfa, 0xc1, 0xc9, 0xcd, 0xd3, 0xda, 0xfd, 0xdd } },
	{ '`', "aeiouAEIOU", { 0xe0, 0xe8, 0xec, 0xf2, 0xf9, 0xc0, 0xc8, 0xcc, 0xd2, 0xd9 } },
	{ 0x2c6, "aeiouAEIOU", { 0xe2, 0xea, 0xee, 0xf4, 0xfb, 0xc2, 0xca, 0xce, 0xd4, 0xdb } },
	{ 0x2dc, "anoANO", { 0xe3, 0xf1, 0xf5, 0xc3, 0xd1, 0xd5 } },
	{ 0xb8, "cC", { 0xe7, 0xc7 } },
	{ 0x2c7, "cszCSZ", { 0x10d, 0x161, 0x17e, 0x10c, 0x160, 0x17d } },
};

/* The letter with that accent, or 0. */
static uint32_t compose(uint32_t accent, uint32_t letter)
{
	for (size_t i = 0; i < sizeof accents / sizeof *accents; i++) {
		const char *at = letter && letter < 0x80 && accents[i].accent == accent
					 ? strchr(accents[i].letters, (int)letter)
					 : NULL;
		if (at)
			return accents[i].composed[at - accents[i].letters];
	}
	return 0;
}

/* One stands over the other. */
static bool share_place(const struct glyph *a, const struct glyph *b)
{
	float left = a->start > b->start ? a->start : b->start;
	float right = a->end < b->end ? a->end : b->end;
	float narrower =
		a->end - a->start < b->end - b->start ? a->end - a->start : b->end - b->start;
	return narrower > 0 && right - left > narrower / 2;
}

/* Makes one of each accent and its letter, whichever was drawn first. Returns how many are left. */
static size_t join_accents(struct glyph *glyphs, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		struct glyph *last = kept > 0 ? &glyphs[kept - 1] : NULL;
		uint32_t whole = 0;
		if (last && share_place(last, &glyphs[i])) {
			whole = compose(last->code, glyphs[i].code);
			if (!whole)
				whole = compose(glyphs[i].code, last->code);
		}
		if (whole) {
			last->code = whole;
			last->start = last->start < glyphs[i].start ? last->start : glyphs[i].start;
			last->end = last->end > glyphs[i].end ? last->end : glyphs[i].end;
		} else {
			glyphs[kept++] = glyphs[i];
		}
	}
	return kept;
}

/* ---- the line ---- */

/* How glyphs come: as_drawn() goes back for each word. */
enum way { FROM_LEFT, FROM_RIGHT, AS_DRAWN };

/* Words, and where each stands. */
struct spans {
	struct layout_span *items;
	struct glyph_calls *calls;
	size_t count;
};

static void widen_word(struct spans *spans, bool begins, const struct glyph *glyph)
{
	if (begins) {
		spans->calls[spans->count] = (struct glyph_calls) { glyph->call, glyph->call };
		spans->items[spans->count++] = (struct layout_span) { glyph->start, glyph->end };
	}
	struct layout_span *span = &spans->items[spans->count - 1];
	struct glyph_calls *calls = &spans->calls[spans->count - 1];
	span->left = glyph->start < span->left ? glyph->start : span->left;
	span->right = glyph->end > span->right ? glyph->end : span->right;
	calls->first = glyph->call < calls->first ? glyph->call : calls->first;
	calls->last = glyph->call > calls->last ? glyph->call : calls->last;
}

/* The codes in the order of their places, with blanks and TABs for gaps. Returns their number, at
 * most twice `count`. */
static size_t part_words(const struct glyph *glyphs, size_t count, float size, enum way way,
	uint32_t *codes, struct spans *spans)
{
	bool rtl = way == FROM_RIGHT;
	spans->count = 0;
	size_t used = 0;
	bool blank = false;
	float edge = 0; /* so far the line reaches */
	for (size_t i = 0; i < count; i++) {
		const struct glyph *glyph = &glyphs[i];
		float gap = rtl ? edge - glyph->end : glyph->start - edge;
		float far = rtl ? glyph->start : glyph->end;
		if (is_blank(glyph->code)) {
			blank = true;
			continue;
		}
		if (glyph->code == GLYPH_FILLER) {
			if (used > 0 && !blank) {
				widen_word(spans, false, glyph);
				edge = (rtl ? far < edge : far > edge) ? far : edge;
			}
			continue;
		}
		/* Back to where the next word begins, to the left. */
		bool back = way == AS_DRAWN && used > 0 && gap < -size * tab_gap;
		bool begins = used == 0 || blank || back || gap > size * blank_gap;
		if (used > 0 && gap > size * tab_gap)
			codes[used++] = '\t';
		else if (used > 0 && begins)
			codes[used++] = ' ';
		codes[used++] = glyph->code;
		widen_word(spans, begins, glyph);
		if (used == 1 || back || (rtl ? far < edge : far > edge))
			edge = far;
		blank = false;
	}
	return used;
}

static void append_code(struct buf *out, uint32_t code)
{
	char text[4];
	bool control = code != '\t' && (code < 0x20 || (code >= 0x7f && code < 0xa0));
	size_t len = control ? 0 : utf8_encode(code, text);
	if (len == 0)
		len = utf8_encode(REPLACEMENT, text);
	buf_append(out, text, len);
}

char *glyph_line_words(struct glyph *glyphs, size_t count, float size, struct arena *arena,
	struct glyph_words *ret_words)
{
	bool rtl = reads_rtl(glyphs, count);
	if (rtl)
		qsort(glyphs, count, sizeof *glyphs, from_right);
	count = join_accents(glyphs, count);
	uint32_t *codes = arena_alloc(arena, (2 * count + 1) * sizeof *codes);
	struct spans spans = {
		.items = arena_alloc(arena, (count + 1) * sizeof *spans.items),
		.calls = arena_alloc(arena, (count + 1) * sizeof *spans.calls),
	};
	size_t used = part_words(glyphs, count, size, rtl ? FROM_RIGHT : FROM_LEFT, codes, &spans);
	bool mirrored = rtl && is_mirrored(codes, used);
	if (mirrored) {
		qsort(glyphs, count, sizeof *glyphs, as_drawn);
		used = part_words(glyphs, count, size, AS_DRAWN, codes, &spans);
	} else if (rtl) {
		reverse_foreign(codes, used);
	}
	struct buf out = BUF_EMPTY;
	for (size_t i = 0; i < used; i++)
		append_code(&out, codes[i]);
	char *text = out.len > 0 ? arena_string_n(arena, out.data, out.len) : NULL;
	buf_free(&out);
	*ret_words = rtl ? (struct glyph_words) { NULL, NULL, 0 }
			 : (struct glyph_words) { spans.items, spans.calls, spans.count };
	return text;
}

char *glyph_line_text(struct glyph *glyphs, size_t count, float size, struct arena *arena)
{
	struct glyph_words words;
	return glyph_line_words(glyphs, count, size, arena, &words);
}
