/* book_info.c: a document's words about itself. XMP goes before Info, since it is what programs of
 * today keep in order; what is junk in one may be a title in the other. */
#include "workers/pdf_to_png/book_info.h"

#include "workers/pdf_to_png/outline.h"
#include "workers/pdf_to_png/rendering_parts.h"
#include "workers/pdf_to_png/title.h"

#include <stdio.h>
#include <string.h>

enum { MAX_XMP = 4 * 1024 * 1024, TITLE_PAGES = 2 };

/* ---- dates ---- */

/* "D:20150319..." or "2015-03-19T..." as far as they are one: "2015-03-19", "2015"; else "". */
static const char *date_of(const char *text, struct arena *arena)
{
	int year = 0, month = 0, day = 0;
	if (strncmp(text, "D:", 2) == 0)
		text += 2;
	if (sscanf(text, "%4d-%2d-%2d", &year, &month, &day) < 2)
		sscanf(text, "%4d%2d%2d", &year, &month, &day);
	if (year < 1000 || year > 9999)
		return "";
	if (month < 1 || month > 12)
		return arena_printf(arena, "%04d", year);
	if (day < 1 || day > 31)
		return arena_printf(arena, "%04d-%02d", year, month);
	return arena_printf(arena, "%04d-%02d-%02d", year, month, day);
}

/* ---- taking claims: the first good one counts ---- */

static void take(const char **place, const char *text, struct arena *arena)
{
	const char *clean = book_clean_text(arena, text);
	if (!**place && *clean)
		*place = clean;
}

static void take_title(struct book *book, const char *text, const char *source, struct arena *arena)
{
	const char *clean = book_clean_text(arena, text);
	if (*book->title || title_is_junk(clean))
		return;
	book->title = clean;
	book->title_source = source;
}

static void take_date(struct book *book, const char *text, struct arena *arena)
{
	if (text && !*book->date)
		book->date = date_of(text, arena);
}

/* ---- XMP ---- */

static const char *text_of(fz_xml *item)
{
	for (fz_xml *kid = fz_xml_down(item); kid; kid = fz_xml_next(kid)) {
		if (fz_xml_text(kid))
			return fz_xml_text(kid);
	}
	return NULL;
}

/* The property's list (Alt, Seq or Bag), or NULL. */
static fz_xml *list_of(fz_xml *property)
{
	for (fz_xml *kid = fz_xml_down(property); kid; kid = fz_xml_next(kid)) {
		if (fz_xml_is_tag(kid, "Alt") || fz_xml_is_tag(kid, "Seq") ||
			fz_xml_is_tag(kid, "Bag"))
			return kid;
	}
	return NULL;
}

/* The one text of a property, of several the one for no language in particular. */
static const char *value_of(fz_xml *property)
{
	const char *first = NULL;
	fz_xml *list = list_of(property);
	if (!list)
		return text_of(property);
	for (fz_xml *item = fz_xml_down(list); item; item = fz_xml_next(item)) {
		const char *language = fz_xml_att_alt(item, "xml:lang", "lang");
		if (!fz_xml_is_tag(item, "li"))
			continue;
		if (language && strcmp(language, "x-default") == 0)
			return text_of(item);
		first = first ? first : text_of(item);
	}
	return first;
}

static void take_creators(struct book *book, fz_xml *property, struct arena *arena)
{
	fz_xml *list = list_of(property);
	const char *only = list ? NULL : text_of(property);
	if (only)
		title_add_authors(book, book_clean_text(arena, only), arena);
	for (fz_xml *item = list ? fz_xml_down(list) : NULL; item; item = fz_xml_next(item)) {
		const char *name = text_of(item);
		if (name)
			title_add_authors(book, book_clean_text(arena, name), arena);
	}
}

static void take_property(struct book *book, fz_xml *item, struct arena *arena)
{
	const char *tag = fz_xml_tag(item);
	if (!tag)
		return;
	if (strcmp(tag, "title") == 0)
		take_title(book, value_of(item), "xmp", arena);
	else if (strcmp(tag, "creator") == 0)
		take_creators(book, item, arena);
	else if (strcmp(tag, "description") == 0)
		take(&book->subject, value_of(item), arena);
	else if (strcmp(tag, "language") == 0)
		take(&book->language, value_of(item), arena);
	else if (strcmp(tag, "date") == 0 || strcmp(tag, "CreateDate") == 0)
		take_date(book, value_of(item), arena);
}

/* Properties are elements or attributes of a Description; what is deeper belongs to them. */
static void take_xmp(struct book *book, fz_xml *root, struct arena *arena)
{
	fz_xml *item = fz_xml_find_dfs(root, "Description", NULL, NULL);
	for (; item; item = fz_xml_find_next(item, "Description")) {
		for (fz_xml *kid = fz_xml_down(item); kid; kid = fz_xml_next(kid))
			take_property(book, kid, arena);
		take_title(book, fz_xml_att_alt(item, "dc:title", "title"), "xmp", arena);
		take_date(book, fz_xml_att_alt(item, "xmp:CreateDate", "CreateDate"), arena);
	}
}

static void read_xmp(struct rendering *r, struct book *book, struct arena *arena)
{
	fz_context *ctx = r->ctx;
	fz_buffer *buffer = NULL;
	fz_xml *xml = NULL;
	fz_var(buffer);
	fz_var(xml);
	rendering_begin(r);
	fz_try(ctx)
	{
		pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, r->pdf), PDF_NAME(Root));
		pdf_obj *metadata = pdf_dict_get(ctx, root, PDF_NAME(Metadata));
		if (pdf_is_stream(ctx, metadata))
			buffer = pdf_load_stream(ctx, metadata);
		if (buffer && buffer->len <= MAX_XMP) {
			xml = fz_parse_xml(ctx, buffer, 0);
			take_xmp(book, fz_xml_root(xml), arena);
		}
	}
	fz_always(ctx)
	{
		fz_drop_xml(ctx, xml);
		fz_drop_buffer(ctx, buffer);
	}
	fz_catch(ctx)
	{
		/* What it said until then is not worse than nothing. */
		(void)book;
	}
}

/* ---- Info, and the catalogue ---- */

static void read_info(struct rendering *r, struct book *book, struct arena *arena)
{
	fz_context *ctx = r->ctx;
	rendering_begin(r);
	fz_try(ctx)
	{
		pdf_obj *trailer = pdf_trailer(ctx, r->pdf);
		pdf_obj *info = pdf_dict_get(ctx, trailer, PDF_NAME(Info));
		pdf_obj *root = pdf_dict_get(ctx, trailer, PDF_NAME(Root));
		const char *author = pdf_dict_get_text_string(ctx, info, PDF_NAME(Author));
		take_title(
			book, pdf_dict_get_text_string(ctx, info, PDF_NAME(Title)), "info", arena);
		if (book->author_count == 0)
			title_add_authors(book, book_clean_text(arena, author), arena);
		take(&book->subject, pdf_dict_get_text_string(ctx, info, PDF_NAME(Subject)), arena);
		take_date(book, pdf_to_text_string(ctx, pdf_dict_gets(ctx, info, "CreationDate")),
			arena);
		/* That of the whole document is what a screen reader goes by. */
		const char *language =
			pdf_to_text_string(ctx, pdf_dict_get(ctx, root, PDF_NAME(Lang)));
		if (*language)
			book->language = book_clean_text(arena, language);
	}
	fz_catch(ctx)
	{
		(void)book;
	}
}

/* ---- what is not on its pages ---- */

/* A form with fields of its own has pages that show them. */
static bool is_drawn_by_viewer(fz_context *ctx, pdf_obj *root)
{
	pdf_obj *form = pdf_dict_get(ctx, root, PDF_NAME(AcroForm));
	return pdf_dict_get(ctx, form, PDF_NAME(XFA)) &&
	       (pdf_to_bool(ctx, pdf_dict_gets(ctx, root, "NeedsRendering")) ||
		       pdf_array_len(ctx, pdf_dict_get(ctx, form, PDF_NAME(Fields))) == 0);
}

const char *book_besides(struct rendering *rendering)
{
	fz_context *ctx = rendering->ctx;
	const char *found = NULL;
	fz_var(found);
	rendering_begin(rendering);
	fz_try(ctx)
	{
		pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, rendering->pdf), PDF_NAME(Root));
		if (pdf_is_dict(ctx, pdf_dict_get(ctx, root, PDF_NAME(Collection))))
			found = "files";
		else if (is_drawn_by_viewer(ctx, root))
			found = "form";
	}
	fz_catch(ctx)
	{
		found = NULL;
	}
	return found;
}

/* ---- the first pages ---- */

static void read_title_page(struct rendering *r, struct book *book, struct arena *arena)
{
	for (int page = 1; page <= TITLE_PAGES && page <= r->pages && !*book->title; page++) {
		struct own_text text;
		struct err ignored;
		if (rendering_text(r, page, arena, &text, &ignored) < 0 || text.unmapped > 100)
			continue;
		take_title(book, title_of_page(&text.layout, arena), "page", arena);
	}
}

struct book book_info_read(struct rendering *rendering, struct arena *arena)
{
	struct book book = book_empty();
	read_xmp(rendering, &book, arena);
	read_info(rendering, &book, arena);
	if (!*book.title)
		read_title_page(rendering, &book, arena);
	outline_read_labels(rendering, arena, &book);
	book.outline = outline_read(rendering, arena);
	return book;
}
