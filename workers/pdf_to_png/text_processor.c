/* text_processor.c: MuPDF's interpreter with a few of its operators overridden. */
#include "workers/pdf_to_png/text_processor.h"

#include "workers/pdf_to_png/glyph_names.h"

#include <mupdf/pdf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_MARKS = 64, /* open at once; deeper ones are not looked at */
	MAX_ACTUAL =
		160, /* bytes: longer ones stand for lines or formulas, which are read as drawn */
	MAX_FORMS = 32,
};

/* The overridden operators get nothing but the processor: this one is their page. */
struct running {
	struct text_device *device;
	char *actual; /* MuPDF's memory; of the mark `actual_at` */
	int marks, actual_at;
	pdf_obj *resources[MAX_FORMS]; /* of the page, and of the forms that are being drawn */
	int forms;
	void (*BMC)(fz_context *, pdf_processor *, const char *);
	void (*BDC)(fz_context *, pdf_processor *, const char *, pdf_obj *, pdf_obj *);
	void (*EMC)(fz_context *, pdf_processor *);
	void (*Tf)(fz_context *, pdf_processor *, const char *, pdf_font_desc *, float);
	void (*Do_form)(fz_context *, pdf_processor *, const char *, pdf_obj *, pdf_obj *);
};

static _Thread_local struct running *running;

/* ---- /ActualText ---- */

/* Text is collected until something changes that it would be drawn with. How lines are joined is
 * nothing that this page's text would show. */
static void flush_text(fz_context *ctx, pdf_processor *processor)
{
	if (processor->op_j)
		processor->op_j(ctx, processor, 0);
}

/* Formulas are described in TeX or MathML, which nobody reads aloud. */
static bool is_plain(const char *text)
{
	size_t len = strlen(text);
	return len <= MAX_ACTUAL && !strpbrk(text, "\\${}<>\n\r");
}

static void close_actual(fz_context *ctx, pdf_processor *processor)
{
	flush_text(ctx, processor);
	text_device_actual(running->device, NULL);
	fz_free(ctx, running->actual);
	running->actual = NULL;
}

static void open_mark(fz_context *ctx, pdf_processor *processor, pdf_obj *properties)
{
	running->marks++;
	pdf_obj *actual = pdf_dict_get(ctx, properties, PDF_NAME(ActualText));
	if (running->actual || !pdf_is_string(ctx, actual))
		return;
	char *text = pdf_new_utf8_from_pdf_string_obj(ctx, actual);
	if (!is_plain(text)) {
		fz_free(ctx, text);
		return;
	}
	running->actual = text;
	running->actual_at = running->marks;
	flush_text(ctx, processor);
	text_device_actual(running->device, text);
}

static void on_BMC(fz_context *ctx, pdf_processor *processor, const char *tag)
{
	running->marks++;
	if (running->BMC)
		running->BMC(ctx, processor, tag);
}

static void on_BDC(
	fz_context *ctx, pdf_processor *processor, const char *tag, pdf_obj *raw, pdf_obj *cooked)
{
	open_mark(ctx, processor, cooked);
	if (running->BDC)
		running->BDC(ctx, processor, tag, raw, cooked);
}

static void on_EMC(fz_context *ctx, pdf_processor *processor)
{
	if (running->actual && running->marks <= running->actual_at)
		close_actual(ctx, processor);
	if (running->marks > 0)
		running->marks--;
	if (running->EMC)
		running->EMC(ctx, processor);
}

/* ---- names of glyphs ---- */

/* Adds a name of more than one letter to *map, which is made when there is something to add. */
static void map_name(fz_context *ctx, pdf_cmap **map, unsigned code, const char *name)
{
	uint32_t codes[GLYPH_NAME_CODES];
	int chars[GLYPH_NAME_CODES];
	bool composed = strchr(name, '_') || strncmp(name, "uni", 3) == 0;
	size_t count = composed ? glyph_name_decode(name, codes) : 0;
	if (count < 2)
		return;
	for (size_t i = 0; i < count; i++)
		chars[i] = (int)codes[i];
	if (!*map)
		*map = pdf_new_cmap(ctx);
	pdf_map_one_to_many(ctx, *map, code, chars, count);
}

static void map_names(fz_context *ctx, pdf_cmap **map, pdf_obj *differences)
{
	int code = 0, count = pdf_array_len(ctx, differences);
	for (int i = 0; i < count; i++) {
		pdf_obj *item = pdf_array_get(ctx, differences, i);
		if (pdf_is_int(ctx, item)) {
			code = pdf_to_int(ctx, item);
		} else if (pdf_is_name(ctx, item)) {
			if (code >= 0 && code < 256)
				map_name(ctx, map, (unsigned)code, pdf_to_name(ctx, item));
			code++;
		}
	}
	if (*map)
		pdf_sort_cmap(ctx, *map);
}

/* MuPDF takes the first letter of "f_f_i" for the whole. What the font itself says of its codes
 * comes first. */
static void mend_names(fz_context *ctx, pdf_font_desc *font, pdf_obj *differences)
{
	pdf_cmap *map = NULL;
	if (font->to_unicode)
		return;
	fz_var(map);
	fz_try(ctx)
	{
		map_names(ctx, &map, differences);
	}
	fz_catch(ctx)
	{
		pdf_drop_cmap(ctx, map);
		fz_rethrow(ctx);
	}
	font->to_unicode = map;
}

static void on_Tf(fz_context *ctx, pdf_processor *processor, const char *name, pdf_font_desc *font,
	float size)
{
	pdf_obj *resources = running->forms > 0 ? running->resources[running->forms - 1] : NULL;
	pdf_obj *fonts = pdf_dict_get(ctx, resources, PDF_NAME(Font));
	pdf_obj *encoding = pdf_dict_get(ctx, pdf_dict_gets(ctx, fonts, name), PDF_NAME(Encoding));
	if (font && pdf_is_dict(ctx, encoding))
		mend_names(ctx, font, pdf_dict_get(ctx, encoding, PDF_NAME(Differences)));
	running->Tf(ctx, processor, name, font, size);
}

static void on_Do_form(fz_context *ctx, pdf_processor *processor, const char *name, pdf_obj *form,
	pdf_obj *page_resources)
{
	struct running *r = running;
	pdf_obj *own = pdf_dict_get(ctx, form, PDF_NAME(Resources));
	int forms = r->forms;
	if (forms < MAX_FORMS)
		r->resources[r->forms++] = own ? own : page_resources;
	fz_try(ctx)
	{
		r->Do_form(ctx, processor, name, form, page_resources);
	}
	fz_always(ctx)
	{
		r->forms = forms;
	}
	/* NOLINTBEGIN(clang-analyzer-core.StackAddressEscape): fz_always has set it back */
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}
/* NOLINTEND(clang-analyzer-core.StackAddressEscape) */

/* ---- the page ---- */

static void override(struct running *r, pdf_processor *processor)
{
	r->BMC = processor->op_BMC;
	r->BDC = processor->op_BDC;
	r->EMC = processor->op_EMC;
	r->Tf = processor->op_Tf;
	r->Do_form = processor->op_Do_form;
	processor->op_BMC = on_BMC;
	processor->op_BDC = on_BDC;
	processor->op_EMC = on_EMC;
	processor->op_Tf = on_Tf;
	processor->op_Do_form = on_Do_form;
}

static void run_contents(
	fz_context *ctx, pdf_page *page, struct text_device *device, fz_cookie *cookie)
{
	struct running r = { .device = device };
	pdf_processor *processor = NULL;
	fz_default_colorspaces *spaces = NULL;
	fz_rect box;
	fz_matrix ctm;
	fz_var(processor);
	fz_var(spaces);
	running = &r;
	fz_try(ctx)
	{
		spaces = pdf_load_default_colorspaces(ctx, page->doc, page);
		pdf_page_transform(ctx, page, &box, &ctm);
		processor = pdf_new_run_processor(
			ctx, device->device, ctm, "View", NULL, spaces, cookie);
		r.resources[r.forms++] = pdf_page_resources(ctx, page);
		override(&r, processor);
		pdf_process_contents(ctx, processor, page->doc, pdf_page_resources(ctx, page),
			pdf_page_contents(ctx, page), cookie);
		pdf_close_processor(ctx, processor);
	}
	fz_always(ctx)
	{
		text_device_actual(device, NULL);
		fz_free(ctx, r.actual);
		pdf_drop_processor(ctx, processor);
		fz_drop_default_colorspaces(ctx, spaces);
		running = NULL;
	}
	/* NOLINTBEGIN(clang-analyzer-core.StackAddressEscape): fz_always has set it back */
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}
/* NOLINTEND(clang-analyzer-core.StackAddressEscape) */

void text_processor_run(
	fz_context *ctx, pdf_page *page, struct text_device *device, fz_cookie *cookie)
{
	run_contents(ctx, page, device, cookie);
	pdf_run_page_annots(ctx, page, device->device, fz_identity, cookie);
	pdf_run_page_widgets(ctx, page, device->device, fz_identity, cookie);
}
