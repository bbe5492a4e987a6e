/* outline.c: walks a stranger's outline and page labels without trust: by hand, since MuPDF's own
 * way recurses as deep as the file likes and gives up all of an outline for one bad entry. */
#include "workers/pdf_to_png/outline.h"

#include "common/base/alloc.h"
#include "workers/pdf_to_png/rendering_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	LOOK_AT = 4 * BOOK_MAX_ENTRIES, /* objects, of which entries come */
	MAX_DESTS = 8,                  /* names that stand for names */
	LABEL_DEPTH = 16,
};

struct walk {
	struct rendering *rendering;
	struct arena *arena;
	unsigned char *seen; /* objects by number: been there */
	int objects, looked;
	struct book_entries entries;
	pdf_obj *next[BOOK_MAX_LEVEL]; /* owned: what comes next on each level */
};

/* ---- where an entry leads ---- */

/* The page (from 0) of a destination's first element; -1. Throws. */
static int page_index(struct rendering *r, pdf_obj *page)
{
	if (pdf_is_int(r->ctx, page))
		return pdf_to_int(r->ctx, page);
	return pdf_is_dict(r->ctx, page) ? pdf_lookup_page_number(r->ctx, r->pdf, page) : -1;
}

/* Which element of the destination is the upper edge; 0: it has none. */
static int top_at(fz_context *ctx, pdf_obj *dest)
{
	const char *kind = pdf_to_name(ctx, pdf_array_get(ctx, dest, 1));
	if (strcmp(kind, "XYZ") == 0)
		return 3;
	if (strcmp(kind, "FitH") == 0 || strcmp(kind, "FitBH") == 0)
		return 2;
	return strcmp(kind, "FitR") == 0 ? 5 : 0;
}

/* As a fraction of the page as it is shown, from its top; below 0: not said. Throws. */
static double top_of(struct rendering *r, int index, pdf_obj *dest)
{
	fz_context *ctx = r->ctx;
	pdf_obj *page = pdf_lookup_page_obj(ctx, r->pdf, index);
	int at = top_at(ctx, dest);
	if (at == 0 || !pdf_is_number(ctx, pdf_array_get(ctx, dest, at)))
		return -1;
	fz_rect box;
	fz_matrix turn;
	pdf_page_obj_transform(ctx, page, &box, &turn);
	float left = at == 2 ? box.x0 : pdf_array_get_real(ctx, dest, 2);
	fz_point point = fz_make_point(left, pdf_array_get_real(ctx, dest, at));
	box = fz_transform_rect(box, turn);
	point = fz_transform_point(point, turn);
	return (double)(point.y - box.y0) / (double)(box.y1 - box.y0);
}

/* In the dictionary of the old days, or the tree of today: MuPDF looks into one of them. Throws. */
static pdf_obj *lookup(struct rendering *r, pdf_obj *name)
{
	pdf_obj *dest = pdf_lookup_dest(r->ctx, r->pdf, name);
	return dest ? dest : pdf_lookup_name(r->ctx, r->pdf, PDF_NAME(Dests), name);
}

/* The destination as an array; NULL. Names may stand for it. Throws. */
static pdf_obj *array_of(struct rendering *r, pdf_obj *dest)
{
	fz_context *ctx = r->ctx;
	for (int i = 0; i < MAX_DESTS; i++) {
		if (pdf_is_name(ctx, dest) || pdf_is_string(ctx, dest))
			dest = lookup(r, dest);
		else if (pdf_is_dict(ctx, dest))
			dest = pdf_dict_get(ctx, dest, PDF_NAME(D));
		else
			break;
	}
	return pdf_is_array(ctx, dest) ? dest : NULL;
}

/* Throws. */
static pdf_obj *dest_of(struct rendering *r, pdf_obj *item)
{
	fz_context *ctx = r->ctx;
	pdf_obj *dest = pdf_dict_get(ctx, item, PDF_NAME(Dest));
	pdf_obj *action = pdf_dict_get(ctx, item, PDF_NAME(A));
	if (!dest && pdf_name_eq(ctx, pdf_dict_get(ctx, action, PDF_NAME(S)), PDF_NAME(GoTo)))
		dest = pdf_dict_get(ctx, action, PDF_NAME(D));
	return array_of(r, dest);
}

/* ---- one entry ---- */

/* A title may hold a NUL character, at which C strings would end: it is a blank. */
static const char *title_of(struct walk *walk, pdf_obj *item)
{
	fz_context *ctx = walk->rendering->ctx;
	pdf_obj *string = pdf_dict_get(ctx, item, PDF_NAME(Title));
	size_t len;
	const char *bytes = pdf_to_string(ctx, string, &len);
	bool wide = len >= 2 && (unsigned char)bytes[0] >= 0xfe;
	if (!wide && memchr(bytes, '\0', len)) {
		char *copy = arena_alloc(walk->arena, len + 1);
		memcpy(copy, bytes, len);
		for (size_t i = 0; i < len; i++)
			copy[i] = copy[i] ? copy[i] : ' ';
		return book_clean_text(walk->arena, copy);
	}
	return book_clean_text(walk->arena, pdf_to_text_string(ctx, string));
}

static void note(struct walk *walk, pdf_obj *item, int level)
{
	struct rendering *r = walk->rendering;
	fz_context *ctx = r->ctx;
	struct book_entry entry = {
		.level = level, .title = "", .top = -1, .start = -1, .end = -1
	};
	int index = -1;
	fz_var(index);
	fz_try(ctx)
	{
		pdf_obj *dest = dest_of(r, item);
		entry.title = title_of(walk, item);
		index = dest ? page_index(r, pdf_array_get(ctx, dest, 0)) : -1;
		if (index >= 0 && index < r->pages)
			entry.top = top_of(r, index, dest);
	}
	fz_catch(ctx)
	{
		entry.top = -1;
	}
	entry.page = index + 1;
	if (!(entry.top >= 0 && entry.top <= 1))
		entry.top = -1;
	if (index >= 0 && index < r->pages && *entry.title &&
		walk->entries.count < BOOK_MAX_ENTRIES)
		walk->entries.items[walk->entries.count++] = entry;
}

/* ---- the tree ---- */

/* Keeps `object` for that level, unless it is no entry or was seen before. */
static void plan(struct walk *walk, int level, pdf_obj *object)
{
	fz_context *ctx = walk->rendering->ctx;
	int number = pdf_to_num(ctx, object);
	pdf_drop_obj(ctx, walk->next[level]);
	walk->next[level] = NULL;
	if (!pdf_is_dict(ctx, object) || walk->looked >= LOOK_AT)
		return;
	if (number > 0 && number < walk->objects) {
		if (walk->seen[number])
			return;
		walk->seen[number] = 1;
	}
	walk->looked++;
	walk->next[level] = pdf_keep_obj(ctx, object);
}

/* Takes the entry that is next on that level, and plans what follows it and what is below it.
 * Returns the level to go on with. Throws. */
static int step(struct walk *walk, int level)
{
	fz_context *ctx = walk->rendering->ctx;
	pdf_obj *item = pdf_keep_obj(ctx, walk->next[level]);
	int next = level;
	fz_try(ctx)
	{
		note(walk, item, level + 1);
		plan(walk, level, pdf_dict_get(ctx, item, PDF_NAME(Next)));
		if (level + 1 < BOOK_MAX_LEVEL) {
			plan(walk, level + 1, pdf_dict_get(ctx, item, PDF_NAME(First)));
			next = level + 1;
		}
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, item);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
	return next;
}

static void walk_tree(struct walk *walk)
{
	fz_context *ctx = walk->rendering->ctx;
	fz_try(ctx)
	{
		pdf_obj *root =
			pdf_dict_get(ctx, pdf_trailer(ctx, walk->rendering->pdf), PDF_NAME(Root));
		pdf_obj *outlines = pdf_dict_get(ctx, root, PDF_NAME(Outlines));
		plan(walk, 0, pdf_dict_get(ctx, outlines, PDF_NAME(First)));
		for (int level = 0; level >= 0;)
			level = walk->next[level] ? step(walk, level) : level - 1;
	}
	fz_catch(ctx)
	{
		/* What was found so far is what there is. */
		(void)walk;
	}
}

struct book_entries outline_read(struct rendering *rendering, struct arena *arena)
{
	struct walk walk = { .rendering = rendering, .arena = arena };
	fz_context *ctx = rendering->ctx;
	walk.objects = pdf_xref_len(ctx, rendering->pdf);
	walk.seen = alloc_zeroed((size_t)walk.objects + 1, 1);
	walk.entries.items = arena_alloc(arena, BOOK_MAX_ENTRIES * sizeof *walk.entries.items);
	rendering_begin(rendering);
	walk_tree(&walk);
	for (int i = 0; i < BOOK_MAX_LEVEL; i++)
		pdf_drop_obj(ctx, walk.next[i]);
	free(walk.seen);
	return walk.entries;
}

/* ---- labels ---- */

/* One range, behind the last one. Throws. */
static void note_label(
	struct rendering *r, pdf_obj *index, pdf_obj *style, struct arena *arena, struct book *book)
{
	fz_context *ctx = r->ctx;
	int page = pdf_to_int(ctx, index) + 1;
	const char *name = pdf_to_name(ctx, pdf_dict_get(ctx, style, PDF_NAME(S)));
	pdf_obj *start = pdf_dict_gets(ctx, style, "St");
	int first = start ? pdf_to_int(ctx, start) : 1;
	int before = book->label_count > 0 ? book->labels[book->label_count - 1].page : 0;
	if (!pdf_is_int(ctx, index) || !pdf_is_dict(ctx, style) || page <= before ||
		page > r->pages || first < 0 || first > r->pages + 100000 ||
		book->label_count == BOOK_MAX_LABELS)
		return;
	bool known = name[0] && !name[1] && strchr("DRrAa", name[0]);
	book->labels[book->label_count++] = (struct book_label) {
		.page = page,
		.style = known ? name[0] : '\0',
		.prefix = book_clean_text(
			arena, pdf_to_text_string(ctx, pdf_dict_get(ctx, style, PDF_NAME(P)))),
		.first = first,
	};
}

/* A number tree (ISO 32000-1, 7.9.7). Throws. */
static void note_labels(
	struct rendering *r, pdf_obj *node, int depth, struct arena *arena, struct book *book)
{
	fz_context *ctx = r->ctx;
	pdf_obj *numbers = pdf_dict_get(ctx, node, PDF_NAME(Nums));
	pdf_obj *kids = pdf_dict_get(ctx, node, PDF_NAME(Kids));
	for (int i = 0; i + 1 < pdf_array_len(ctx, numbers) && i < 2 * BOOK_MAX_LABELS; i += 2)
		note_label(r, pdf_array_get(ctx, numbers, i), pdf_array_get(ctx, numbers, i + 1),
			arena, book);
	for (int i = 0; depth < LABEL_DEPTH && i < pdf_array_len(ctx, kids) &&
			book->label_count < BOOK_MAX_LABELS && i < BOOK_MAX_LABELS;
		i++) {
		pdf_obj *kid = pdf_array_get(ctx, kids, i);
		if (pdf_mark_obj(ctx, kid))
			continue;
		fz_try(ctx)
		{
			note_labels(r, kid, depth + 1, arena, book);
		}
		fz_always(ctx)
		{
			pdf_unmark_obj(ctx, kid);
		}
		fz_catch(ctx)
		{
			fz_rethrow(ctx);
		}
	}
}

/* "1", "2", "3" from the first page on is what everybody would say. */
static bool is_plain(const struct book *book)
{
	const struct book_label *label = book->labels;
	return book->label_count == 1 && label->page == 1 && label->style == 'D' &&
	       label->first == 1 && !*label->prefix;
}

void outline_read_labels(struct rendering *r, struct arena *arena, struct book *book)
{
	fz_context *ctx = r->ctx;
	book->labels = arena_alloc(arena, BOOK_MAX_LABELS * sizeof *book->labels);
	book->label_count = 0;
	rendering_begin(r);
	fz_try(ctx)
	{
		pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, r->pdf), PDF_NAME(Root));
		note_labels(r, pdf_dict_gets(ctx, root, "PageLabels"), 0, arena, book);
	}
	fz_catch(ctx)
	{
		book->label_count = 0;
	}
	if (is_plain(book))
		book->label_count = 0;
}
