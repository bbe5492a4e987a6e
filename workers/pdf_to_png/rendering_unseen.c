/* rendering_unseen.c: takes out of a page's text what its picture does not show.
 *
 * Words that something makes suspect, or where the picture is all of one shade, are asked about:
 * the page is drawn with them and without them, in colour. Where that makes no difference they are
 * not seen. Other pages cost a look at the pixels of each word. */
#include "common/base/alloc.h"
#include "workers/pdf_to_png/rendering_parts.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	ASK_DPI = 100,
	FLAT = 48,          /* shades between the darkest and the lightest pixel, and fewer */
	FAINT = 16,         /* of 255: the difference that a letter must make */
	SEEN_PERMILLE = 25, /* of a word's box: so many pixels must differ */
	SEEN_ROWS_PERMILLE = 250,
	LAYER_PERMILLE = 400, /* of its letters are on print: a scan's layer */
	LETTERS_A_CHANGE = 2, /* a row of print changes its shade at least once for so many */
	POINTS_AN_INCH = 72,
};

static const float least_size = 2;          /* points: nobody reads smaller type */
static const float least_share = 1 / 200.f; /* of the page's height: unless the page is tiny */
static const float picture_share = 0.25f;   /* of the page: a scan, not an ornament */

/* ---- words on the page ---- */

enum word_state {
	WORD_SEEN,
	WORD_ASKED,
	WORD_PRINTED,   /* not drawn, but a picture shows letters there */
	WORD_UNPRINTED, /* not drawn, and a picture shows something else there */
	WORD_UNSEEN,
};

struct word {
	struct layout_box box; /* on the page as it is rendered, in points */
	struct glyph_calls calls;
	const char *text;
	size_t len;
	int letters; /* and digits */
	enum word_state state;
};

struct looking {
	struct rendering *rendering;
	const struct own_text *text;
	const struct grey_image *image;
	struct arena *arena;
	struct word *words; /* of all lines, in their order */
	size_t count;
	bool all_white;       /* nothing at all was drawn */
	unsigned char *asked; /* by call */
};

/* Back from the turned page to the page. */
static struct layout_box page_box(const struct layout *layout, struct layout_box b)
{
	float width = layout->quarter_turns % 2 ? layout->height : layout->width;
	float height = layout->quarter_turns % 2 ? layout->width : layout->height;
	switch (layout->quarter_turns) {
	case 3:
		return (struct layout_box) { width - b.bottom, b.left, width - b.top, b.right };
	case 2:
		return (struct layout_box) { width - b.right, height - b.bottom, width - b.left,
			height - b.top };
	case 1:
		return (struct layout_box) { b.top, height - b.right, b.bottom, height - b.left };
	default:
		return b;
	}
}

static int letters_of(const char *text, size_t len)
{
	int letters = 0;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		letters += isalnum(c) || c >= 0xc0;
	}
	return letters;
}

static void add_line(struct looking *l, size_t number)
{
	const struct layout_line *line = &l->text->layout.lines[number];
	const struct own_line *own = &l->text->lines[number];
	size_t at = 0;
	for (const char *p = line->text; *p; at++) {
		size_t len = own->words ? strcspn(p, " \t") : strlen(p);
		struct word *word = &l->words[l->count++];
		*word = (struct word) { .text = p, .len = len, .letters = letters_of(p, len) };
		word->box = own->box;
		word->calls = own->calls;
		if (own->words && at < line->word_count) {
			word->calls = own->words[at];
			word->box = page_box(&l->text->layout,
				(struct layout_box) { line->words[at].left, line->box.top,
					line->words[at].right, line->box.bottom });
		}
		p += len;
		p += *p == ' ' || *p == '\t';
	}
}

static size_t words_of(const struct layout_line *line, const struct own_line *own)
{
	size_t count = 1;
	for (const char *p = line->text; own->words && *p; p++)
		count += *p == ' ' || *p == '\t';
	return count;
}

static void list_words(struct looking *l)
{
	const struct layout *layout = &l->text->layout;
	size_t room = 0;
	for (size_t i = 0; i < layout->count; i++)
		room += words_of(&layout->lines[i], &l->text->lines[i]);
	l->words = arena_alloc(l->arena, (room + 1) * sizeof *l->words);
	for (size_t i = 0; i < layout->count; i++)
		add_line(l, i);
}

/* ---- pixels ---- */

struct area {
	int left, top, right, bottom; /* right and bottom are beyond it */
};

static int clamp(float place, int max)
{
	if (!(place > 0))
		return 0;
	return place < (float)max ? (int)place : max;
}

static struct area area_of(const struct layout_box *box, int dpi, int width, int height)
{
	float scale = (float)dpi / POINTS_AN_INCH;
	return (struct area) {
		clamp(floorf(box->left * scale), width),
		clamp(floorf(box->top * scale), height),
		clamp(ceilf(box->right * scale), width),
		clamp(ceilf(box->bottom * scale), height),
	};
}

/* The middle of its height, where every letter has ink and lines above and below have none. */
static bool is_flat(const struct grey_image *image, const struct layout_box *box)
{
	struct area area = area_of(box, image->dpi, image->width, image->height);
	int margin = (area.bottom - area.top) / 5;
	int least = 255, most = 0;
	for (int y = area.top + margin; y < area.bottom - margin; y++) {
		const unsigned char *row = image->samples + (size_t)y * image->stride;
		for (int x = area.left; x < area.right; x++) {
			least = row[x] < least ? row[x] : least;
			most = row[x] > most ? row[x] : most;
		}
		if (most - least >= FLAT)
			return false;
	}
	return true;
}

static bool is_white(const struct grey_image *image)
{
	for (int y = 0; y < image->height; y++) {
		const unsigned char *row = image->samples + (size_t)y * image->stride;
		if (row[0] != 0xff || memcmp(row, row + 1, (size_t)image->width - 1) != 0)
			return false;
	}
	return true;
}

/* ---- whom to ask about ---- */

static bool has_suspect_call(const struct own_text *text, struct glyph_calls calls)
{
	for (uint32_t i = calls.first; i <= calls.last && i < text->call_count; i++) {
		if (text->calls[i].suspect)
			return true;
	}
	return false;
}

/* A page on which nothing at all is to be seen may be one that MuPDF cannot draw: its text is
 * hidden only where the page means it to be. */
static size_t ask(struct looking *l)
{
	size_t asked = 0;
	for (size_t i = 0; i < l->count; i++) {
		struct word *word = &l->words[i];
		if (word->letters == 0)
			continue;
		if (!has_suspect_call(l->text, word->calls) &&
			(l->all_white || !is_flat(l->image, &word->box)))
			continue;
		word->state = WORD_ASKED;
		asked++;
		for (uint32_t k = word->calls.first;
			k <= word->calls.last && k < l->text->call_count; k++) {
			l->asked[k] = 1;
			l->asked[l->text->calls[k].twin] = 1;
		}
	}
	return asked;
}

/* ---- the answer ---- */

struct pictures {
	const unsigned char *with, *without; /* three bytes a pixel */
	size_t stride;
	int width, height, dpi;
};

static bool makes_difference(const struct pictures *p, const struct word *word)
{
	struct area area = area_of(&word->box, p->dpi, p->width, p->height);
	int64_t differ = 0;
	int64_t pixels = (int64_t)(area.right - area.left) * (area.bottom - area.top);
	int rows = 0;
	for (int y = area.top; y < area.bottom; y++) {
		const unsigned char *a = p->with + (size_t)y * p->stride;
		const unsigned char *b = p->without + (size_t)y * p->stride;
		int64_t before = differ;
		for (int x = 3 * area.left; x < 3 * area.right; x += 3)
			differ += abs(a[x] - b[x]) >= FAINT || abs(a[x + 1] - b[x + 1]) >= FAINT ||
				  abs(a[x + 2] - b[x + 2]) >= FAINT;
		rows += differ > before;
	}
	/* White letters cut a rule that crosses them. */
	return differ * 1000 > pixels * SEEN_PERMILLE &&
	       rows * 1000 > (area.bottom - area.top) * SEEN_ROWS_PERMILLE;
}

/* Something else shows letters there: rows of changing shades, as print has them. */
static bool looks_like_print(const struct pictures *p, const struct word *word)
{
	struct area area = area_of(&word->box, p->dpi, p->width, p->height);
	int least = 255, most = 0, changes = 0, rows = 0;
	for (int y = area.top; y < area.bottom; y++) {
		const unsigned char *row = p->with + (size_t)y * p->stride;
		for (int x = area.left; x < area.right; x++) {
			least = row[3 * x + 1] < least ? row[3 * x + 1] : least;
			most = row[3 * x + 1] > most ? row[3 * x + 1] : most;
		}
	}
	int middle = (least + most) / 2, margin = (area.bottom - area.top) / 4;
	for (int y = area.top + margin; y < area.bottom - margin; y++, rows++) {
		const unsigned char *row = p->with + (size_t)y * p->stride;
		for (int x = area.left + 1; x < area.right; x++)
			changes += (row[3 * x + 1] < middle) != (row[3 * x - 2] < middle);
	}
	return most - least >= FLAT && changes * LETTERS_A_CHANGE >= rows * word->letters;
}

static bool is_in_picture(const struct own_text *text, const struct word *word)
{
	const struct layout_box *p = &text->pictures, *b = &word->box;
	float page = text->layout.width * text->layout.height;
	return (p->right - p->left) * (p->bottom - p->top) > page * picture_share &&
	       b->left < p->right && b->right > p->left && b->top < p->bottom && b->bottom > p->top;
}

/* What is not drawn but there to be seen is a scan's layer. Its places are rough: where most of it
 * is on print, the rest is where the picture shows anything at all. */
static void judge(struct looking *l, const struct pictures *p)
{
	int letters = 0, printed = 0;
	for (size_t i = 0; i < l->count; i++) {
		struct word *word = &l->words[i];
		if (word->state != WORD_ASKED || makes_difference(p, word))
			continue;
		word->state = WORD_UNSEEN;
		if (!is_in_picture(l->text, word))
			continue;
		word->state = looks_like_print(p, word) ? WORD_PRINTED : WORD_UNPRINTED;
		letters += word->letters;
		printed += word->state == WORD_PRINTED ? word->letters : 0;
	}
	for (size_t i = 0; i < l->count; i++) {
		struct word *word = &l->words[i];
		if (word->state == WORD_UNPRINTED && (printed * 1000 < letters * LAYER_PERMILLE ||
							     is_flat(l->image, &word->box)))
			word->state = WORD_UNSEEN;
	}
}

static int compare(struct looking *l, int page, struct err *err)
{
	struct rendering *r = l->rendering;
	fz_context *ctx = r->ctx;
	fz_page *loaded = NULL;
	fz_pixmap *with = NULL, *without = NULL;
	int rc = 0, dpi = ASK_DPI < l->image->dpi ? ASK_DPI : l->image->dpi;
	fz_var(loaded);
	fz_var(with);
	fz_var(without);
	fz_var(rc);
	r->cookie = (fz_cookie) { .abort = r->stopped };
	rendering_begin(r);
	fz_try(ctx)
	{
		loaded = fz_load_page(ctx, &r->pdf->super, page - 1);
		with = rendering_draw_without(r, loaded, dpi, l->text, NULL);
		without = rendering_draw_without(r, loaded, dpi, l->text, l->asked);
		if (!r->stopped && !r->late) {
			const struct pictures pictures = {
				fz_pixmap_samples(ctx, with),
				fz_pixmap_samples(ctx, without),
				(size_t)fz_pixmap_stride(ctx, with),
				fz_pixmap_width(ctx, with),
				fz_pixmap_height(ctx, with),
				dpi,
			};
			judge(l, &pictures);
		}
	}
	fz_always(ctx)
	{
		fz_drop_pixmap(ctx, with);
		fz_drop_pixmap(ctx, without);
		fz_drop_page(ctx, loaded);
	}
	fz_catch(ctx)
	{
		rc = rendering_failure(r, "the page cannot be drawn", err);
	}
	/* In doubt all of it is seen. */
	if (rc == 0 && r->stopped)
		rc = rendering_failure(r, "the page cannot be drawn", err);
	return rc;
}

/* ---- type that nobody can read ---- */

static void find_tiny(struct looking *l)
{
	const struct layout *layout = &l->text->layout;
	float least = fminf(least_size, layout->height * least_share);
	size_t at = 0;
	for (size_t i = 0; i < layout->count; i++) {
		size_t end = at + words_of(&layout->lines[i], &l->text->lines[i]);
		for (; at < end; at++) {
			if (layout->lines[i].size < least)
				l->words[at].state = WORD_UNSEEN;
		}
	}
}

/* ---- the text that is left ---- */

static bool is_unseen(const struct word *words, size_t count, size_t at)
{
	if (words[at].state == WORD_UNSEEN)
		return true;
	/* A stop or a dash goes with the words around it. */
	if (words[at].letters > 0)
		return false;
	bool any = false;
	for (size_t i = 0; i < count; i++) {
		if (words[i].letters > 0 && words[i].state != WORD_UNSEEN)
			return false;
		any = any || words[i].letters > 0;
	}
	return any;
}

static char *join(struct arena *arena, const char *text, const struct word *word)
{
	return arena_printf(arena, "%s%s%.*s", text, *text ? " " : "", (int)word->len, word->text);
}

/* One line without its unseen words; false: nothing is left of it. `unseen` gets those. */
static bool take_seen(const struct looking *l, size_t number, const struct word *words,
	size_t count, struct layout_line *line, struct own_line *own, const char **ret_unseen)
{
	const char *text = "", *unseen = "";
	struct layout_span *spans = arena_alloc(l->arena, (count + 1) * sizeof *spans);
	struct glyph_calls *calls = arena_alloc(l->arena, (count + 1) * sizeof *calls);
	size_t kept = 0;
	*line = l->text->layout.lines[number];
	*own = l->text->lines[number];
	for (size_t i = 0; i < count; i++) {
		if (is_unseen(words, count, i)) {
			unseen = join(l->arena, unseen, &words[i]);
			continue;
		}
		if (own->words) {
			spans[kept] = line->words[i];
			calls[kept] = own->words[i];
		}
		kept++;
		text = join(l->arena, text, &words[i]);
	}
	*ret_unseen = unseen;
	if (kept < count && kept > 0) {
		line->text = text;
		line->words = spans;
		line->word_count = kept;
		own->words = calls;
		line->box.left = spans[0].left;
		line->box.right = spans[kept - 1].right;
		own->box = page_box(&l->text->layout, line->box);
	}
	return kept > 0;
}

static struct own_text seen_text(const struct looking *l)
{
	const struct layout *layout = &l->text->layout;
	struct own_text seen = *l->text;
	struct layout_line *lines = arena_alloc(l->arena, (layout->count + 1) * sizeof *lines);
	struct own_line *owns = arena_alloc(l->arena, (layout->count + 1) * sizeof *owns);
	const char **unseen = arena_alloc(l->arena, (layout->count + 1) * sizeof *unseen);
	const struct word *words = l->words;
	size_t count = 0, hidden = 0;
	for (size_t i = 0; i < layout->count; i++) {
		size_t n = words_of(&layout->lines[i], &l->text->lines[i]);
		count += take_seen(l, i, words, n, &lines[count], &owns[count], &unseen[hidden]);
		hidden += *unseen[hidden] != '\0';
		words += n;
	}
	seen.layout.lines = lines;
	seen.layout.count = count;
	seen.layout.unseen = unseen;
	seen.layout.unseen_count = hidden;
	seen.lines = owns;
	return seen;
}

/* Characters without blanks, so that what is left is judged by itself. */
static void count_again(const struct looking *l, struct own_text *seen)
{
	int before = 0, left = 0;
	for (size_t i = 0; i < l->count; i++) {
		before += l->words[i].letters;
		left += l->words[i].state == WORD_UNSEEN ? 0 : l->words[i].letters;
	}
	/* What is gone was hidden. */
	int64_t hidden = (int64_t)seen->hidden * before / 1000 - (before - left);
	seen->hidden = left > 0 && hidden > 0 ? (int)(hidden * 1000 / left) : 0;
	seen->hidden = seen->hidden > 1000 ? 1000 : seen->hidden;
	seen->characters = before > 0 ? (int)((int64_t)seen->characters * left / before) : 0;
}

int rendering_seen_text(struct rendering *r, int page, const struct grey_image *image,
	const struct own_text *text, struct arena *arena, struct own_text *ret_seen,
	struct err *err)
{
	struct looking l = { .rendering = r, .text = text, .image = image, .arena = arena };
	*ret_seen = *text;
	if (text->layout.count == 0)
		return 0;
	list_words(&l);
	l.all_white = is_white(image);
	l.asked = arena_alloc(arena, text->call_count + 1);
	memset(l.asked, 0, text->call_count + 1);
	if (ask(&l) > 0 && compare(&l, page, err) < 0) {
		/* The page itself was drawn: one that is too slow to be drawn again is not lost. */
		return err->kind == ERR_INVALID ? 0 : -1;
	}
	find_tiny(&l);
	bool any = false;
	for (size_t i = 0; i < l.count && !any; i++)
		any = l.words[i].state == WORD_UNSEEN;
	if (any) {
		*ret_seen = seen_text(&l);
		count_again(&l, ret_seen);
	}
	return 0;
}
