/* pdf_builder.c: objects, streams and the cross-reference table. */
#include "tests/tools/pdf_builder.h"

#include "common/base/alloc.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Fonts that lie: what they say that "a" is, and "A". */
static const struct {
	char name;
	unsigned small, large;
} liars[] = {
	{ 'S', 'b', 'B' },
	{ 'P', 0xe061, 0xe041 },
	{ 'R', 0x5d0, 0x5d0 },
	{ 'C', 0x4e00, 0x4e80 },
};

enum { LIARS = sizeof liars / sizeof *liars };

/* Objects: 1 catalogue, 2 page tree, 3 to 5 fonts, two for each lying font, then three for each
 * page. */
enum {
	CATALOGUE = 1,
	TREE,
	TIMES,
	HELVETICA,
	CYRILLIC,
	FIRST_LIAR,
	FIRST_PAGE = FIRST_LIAR + 2 * LIARS,
	OBJECTS_A_PAGE = 3
};

struct pdf_file {
	struct buf *out;
	size_t *offsets; /* by object number */
};

int made_page_object(int index)
{
	return FIRST_PAGE + index * OBJECTS_A_PAGE;
}

static void begin(struct pdf_file *file, int object)
{
	file->offsets[object] = file->out->len;
	buf_printf(file->out, "%d 0 obj\n", object);
}

static void end(struct pdf_file *file)
{
	buf_append_string(file->out, "\nendobj\n");
}

static void write_stream(
	struct pdf_file *file, int object, const char *dictionary, const void *data, size_t len)
{
	begin(file, object);
	buf_printf(file->out, "<< %s /Length %zu >>\nstream\n", dictionary, len);
	buf_append(file->out, data, len);
	buf_append_string(file->out, "\nendstream");
	end(file);
}

static void write_image(struct pdf_file *file, int object, const struct made_page *page)
{
	struct buf dictionary = BUF_EMPTY;
	uLong size = (uLong)page->pixel_width * (uLong)page->pixel_height;
	uLongf packed_size = compressBound(size);
	unsigned char *packed = alloc_zeroed(1, packed_size);
	if (compress2(packed, &packed_size, page->pixels, size, 1) != Z_OK)
		abort();
	buf_printf(&dictionary,
		"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 "
		"/ColorSpace /DeviceGray /Filter /FlateDecode",
		page->pixel_width, page->pixel_height);
	write_stream(file, object, dictionary.data, packed, packed_size);
	buf_free(&dictionary);
	free(packed);
}

static void write_page(struct pdf_file *file, int index, const struct made_page *page)
{
	int object = made_page_object(index);
	struct buf filter = BUF_EMPTY;
	begin(file, object);
	buf_printf(file->out,
		"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %g %g] /Rotate %d /Contents %d 0 R\n",
		TREE, page->width, page->height, page->rotate, object + 1);
	if (page->crop > 0)
		buf_printf(file->out, "/CropBox [%g %g %g %g]\n", page->crop, page->crop,
			page->width - page->crop, page->height - page->crop);
	buf_printf(file->out, "/Resources << /Font << /T %d 0 R /H %d 0 R /Y %d 0 R", TIMES,
		HELVETICA, CYRILLIC);
	for (int i = 0; i < LIARS; i++)
		buf_printf(file->out, " /%c %d 0 R", liars[i].name, FIRST_LIAR + 2 * i);
	buf_append_string(file->out, " >>");
	if (page->pixels)
		buf_printf(file->out, " /XObject << /I %d 0 R >>", object + 2);
	buf_append_string(file->out, " >> >>");
	end(file);
	if (page->filter)
		buf_printf(&filter, "/Filter /%s", page->filter);
	write_stream(file, object + 1, buf_string(&filter), page->content.data, page->content.len);
	buf_free(&filter);
	if (page->pixels)
		write_image(file, object + 2, page);
}

static void write_tree(struct pdf_file *file, int count, int claimed_pages)
{
	begin(file, CATALOGUE);
	buf_printf(file->out, "<< /Type /Catalog /Pages %d 0 R >>", TREE);
	end(file);
	begin(file, TREE);
	buf_printf(file->out, "<< /Type /Pages /Count %d /Kids [", claimed_pages);
	for (int i = 0; i < count; i++)
		buf_printf(file->out, "%s%d 0 R", i ? " " : "", made_page_object(i));
	buf_append_string(file->out, "] >>");
	end(file);
}

static void write_font(struct pdf_file *file, int object, const char *name)
{
	begin(file, object);
	buf_printf(file->out,
		"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>", name);
	end(file);
}

/* Adobe's names of the letters of Cyrillic (afii10017 and on), in the alphabet's order. */
static void write_cyrillic_font(struct pdf_file *file)
{
	static const char letters[] = "abvgdejziqklmnoprstufhc";
	begin(file, CYRILLIC);
	buf_append_string(file->out, "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman "
				     "/Encoding << /Type /Encoding /Differences [");
	for (int i = 0; letters[i]; i++) {
		/* The seventh letter of Russian is out of this order. */
		int glyph = i < 6 ? i : i + 1;
		buf_printf(file->out, " %d /afii%d %d /afii%d", letters[i] - 'a' + 'A',
			10017 + glyph, letters[i], 10065 + glyph);
	}
	buf_append_string(file->out, " ] >> >>");
	end(file);
}

static void write_liar(struct pdf_file *file, int index)
{
	int object = FIRST_LIAR + 2 * index;
	struct buf map = BUF_EMPTY;
	buf_printf(&map,
		"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
		"/CMapName /Liar def /CMapType 2 def\n"
		"1 begincodespacerange <00> <ff> endcodespacerange\n"
		"2 beginbfrange <61> <7a> <%04x> <41> <5a> <%04x> endbfrange\n"
		"endcmap end end",
		liars[index].small, liars[index].large);
	begin(file, object);
	buf_printf(file->out,
		"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding "
		"/ToUnicode %d 0 R >>",
		object + 1);
	end(file);
	write_stream(file, object + 1, "", map.data, map.len);
	buf_free(&map);
}

static void write_xref(struct pdf_file *file, int objects)
{
	size_t start = file->out->len;
	buf_printf(file->out, "xref\n0 %d\n0000000000 65535 f \n", objects);
	for (int i = 1; i < objects; i++) {
		if (file->offsets[i])
			buf_printf(file->out, "%010zu 00000 n \n", file->offsets[i]);
		else
			buf_append_string(file->out, "0000000000 00000 f \n");
	}
	buf_printf(file->out, "trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%zu\n%%%%EOF\n",
		objects, CATALOGUE, start);
}

void pdf_build(const struct made_page *pages, int count, int claimed_pages, struct buf *ret_pdf)
{
	int objects = made_page_object(count);
	struct pdf_file file = { ret_pdf, alloc_zeroed((size_t)objects, sizeof *file.offsets) };
	buf_append_string(ret_pdf, "%PDF-1.5\n%\xe2\xe3\xcf\xd3\n");
	write_tree(&file, count, claimed_pages);
	write_font(&file, TIMES, "Times-Roman");
	write_font(&file, HELVETICA, "Helvetica");
	write_cyrillic_font(&file);
	for (int i = 0; i < LIARS; i++)
		write_liar(&file, i);
	for (int i = 0; i < count; i++)
		write_page(&file, i, &pages[i]);
	write_xref(&file, objects);
	free(file.offsets);
}

void made_page_free(struct made_page *page)
{
	buf_free(&page->content);
	alloc_free(&page->pixels);
}
