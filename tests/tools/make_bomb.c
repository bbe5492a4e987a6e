/* make_bomb KIND OUT.pdf: small PDF files that ask for more than anybody has: pixels, memory, time,
 * pages; or that ask the reader to run, to open or to fetch something. One page each, unless said
 * otherwise. Without arguments it lists the kinds. */
#include "common/base/alloc.h"
#include "common/base/buf.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { CATALOGUE = 1, TREE, PAGE, CONTENT, FONT, FIRST_FREE, MAX_OBJECTS = 64 };

struct bomb {
	struct buf out;
	size_t offsets[MAX_OBJECTS];
	int next; /* object number that nobody has */
	const char *box;
	struct buf content, content_filter, resources, catalogue, page;
	bool has_tree;
};

static void begin(struct bomb *bomb, int object)
{
	bomb->offsets[object] = bomb->out.len;
	buf_printf(&bomb->out, "%d 0 obj\n", object);
}

static void end(struct bomb *bomb)
{
	buf_append_string(&bomb->out, "\nendobj\n");
}

static void object(struct bomb *bomb, int number, const char *text)
{
	begin(bomb, number);
	buf_append_string(&bomb->out, text);
	end(bomb);
}

static void stream(
	struct bomb *bomb, int number, const char *dictionary, const void *data, size_t len)
{
	begin(bomb, number);
	buf_printf(&bomb->out, "<< %s /Length %zu >>\nstream\n", dictionary, len);
	buf_append(&bomb->out, data, len);
	buf_append_string(&bomb->out, "\nendstream");
	end(bomb);
}

static void write_document(struct bomb *bomb)
{
	struct buf text = BUF_EMPTY;
	buf_printf(
		&text, "<< /Type /Catalog /Pages %d 0 R %s >>", TREE, buf_string(&bomb->catalogue));
	object(bomb, CATALOGUE, text.data);
	if (!bomb->has_tree) {
		buf_clear(&text);
		buf_printf(&text, "<< /Type /Pages /Count 1 /Kids [%d 0 R] >>", PAGE);
		object(bomb, TREE, text.data);
	}
	buf_clear(&text);
	buf_printf(&text,
		"<< /Type /Page /Parent %d 0 R /MediaBox [%s] /Contents %d 0 R %s\n"
		"/Resources << /Font << /F %d 0 R >> %s >> >>",
		TREE, bomb->box, CONTENT, buf_string(&bomb->page), FONT,
		buf_string(&bomb->resources));
	object(bomb, PAGE, text.data);
	stream(bomb, CONTENT, buf_string(&bomb->content_filter), buf_string(&bomb->content),
		bomb->content.len);
	if (!bomb->offsets[FONT])
		object(bomb, FONT, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
	size_t start = bomb->out.len;
	buf_printf(&bomb->out, "xref\n0 %d\n0000000000 65535 f \n", bomb->next);
	for (int i = 1; i < bomb->next; i++)
		buf_printf(&bomb->out, "%010zu 00000 %c \n", bomb->offsets[i],
			bomb->offsets[i] ? 'n' : 'f');
	buf_printf(&bomb->out, "trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%zu\n%%%%EOF\n",
		bomb->next, CATALOGUE, start);
	buf_free(&text);
}

static void draw_text(struct bomb *bomb)
{
	buf_append_string(&bomb->content, "BT /F 24 Tf 72 700 Td (Nothing came of it.) Tj ET\n");
}

/* `len` bytes of `byte`, deflated `times` times. */
static void deflate_again_and_again(char byte, uint64_t len, int times, struct buf *ret)
{
	enum { PIECE = 1 << 20 };
	char *piece = alloc_zeroed(1, PIECE), *packed = alloc_zeroed(1, PIECE);
	z_stream z;
	memset(piece, byte, PIECE);
	memset(&z, 0, sizeof z);
	if (deflateInit(&z, 1) != Z_OK)
		abort();
	for (int rc = Z_OK; rc != Z_STREAM_END;) {
		if (z.avail_in == 0 && len > 0) {
			z.next_in = (unsigned char *)piece;
			z.avail_in = len < PIECE ? (unsigned)len : PIECE;
			len -= z.avail_in;
		}
		z.next_out = (unsigned char *)packed;
		z.avail_out = PIECE;
		rc = deflate(&z, len == 0 ? Z_FINISH : Z_NO_FLUSH);
		buf_append(ret, packed, PIECE - z.avail_out);
	}
	deflateEnd(&z);
	for (int i = 1; i < times; i++) {
		uLongf size = compressBound(ret->len);
		struct buf next = BUF_EMPTY;
		char *room = alloc_zeroed(1, size);
		if (compress2((unsigned char *)room, &size, (unsigned char *)ret->data, ret->len,
			    9) != Z_OK)
			abort();
		buf_append(&next, room, size);
		free(room);
		buf_free(ret);
		*ret = next;
	}
	free(piece);
	free(packed);
}

/* ---- pixels ---- */

/* 50,000 megapixels at 300 dpi: no resolution that is allowed leaves print legible. */
static void large_page(struct bomb *bomb)
{
	bomb->box = "0 0 53666 53666";
	draw_text(bomb);
}

static void place_image(struct bomb *bomb, const char *dictionary, const void *data, size_t len)
{
	int image = bomb->next++;
	stream(bomb, image, dictionary, data, len);
	buf_printf(&bomb->resources, "/XObject << /I %d 0 R >>", image);
	buf_append_string(&bomb->content, "q 500 0 0 500 40 200 cm /I Do Q\n");
}

/* An image of 4,225 megapixels on an ordinary page; its data end soon. */
static void large_image(struct bomb *bomb)
{
	struct buf data = BUF_EMPTY;
	deflate_again_and_again('\0', 1 << 20, 1, &data);
	place_image(bomb,
		"/Type /XObject /Subtype /Image /Width 65000 /Height 65000 /BitsPerComponent 8 "
		"/ColorSpace /DeviceGray /Filter /FlateDecode",
		data.data, data.len);
	buf_free(&data);
}

static void be32(struct buf *out, uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_append_char(out, (char)(value >> shift));
}

/* One generic region of 35,000 by 35,000 pixels, coded as by fax machines (ITU-T T.88, 6.2.6): a
 * bit for each white row. */
static void jbig2(struct bomb *bomb)
{
	enum { SIDE = 35000, ROWS = SIDE / 8 + 1 };
	struct buf data = BUF_EMPTY;
	be32(&data, 0); /* segment 0: page information */
	buf_append(&data, "\x30\x00\x01", 3);
	be32(&data, 19);
	be32(&data, SIDE);
	be32(&data, SIDE);
	be32(&data, 0);
	be32(&data, 0);
	buf_append(&data, "\0\0\0", 3);
	be32(&data, 1); /* segment 1: immediate generic region */
	buf_append(&data, "\x26\x00\x01", 3);
	be32(&data, 18 + ROWS);
	be32(&data, SIDE);
	be32(&data, SIDE);
	be32(&data, 0);
	be32(&data, 0);
	buf_append(&data, "\0\x01", 2); /* combined by "or"; MMR */
	for (int i = 0; i < ROWS; i++)
		buf_append_char(&data, '\xff');
	place_image(bomb,
		"/Type /XObject /Subtype /Image /Width 35000 /Height 35000 /BitsPerComponent 1 "
		"/ColorSpace /DeviceGray /Filter /JBIG2Decode",
		data.data, data.len);
	buf_free(&data);
}

/* ---- time ---- */

/* Each form draws the next one ten times: 10^12 rectangles. */
static void nested_forms(struct bomb *bomb)
{
	enum { LEVELS = 12 };
	int first = bomb->next;
	bomb->next += LEVELS;
	for (int i = 0; i < LEVELS; i++) {
		struct buf head = BUF_EMPTY, content = BUF_EMPTY;
		buf_append_string(
			&head, "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << ");
		if (i < LEVELS - 1)
			buf_printf(&head, "/XObject << /X %d 0 R >> ", first + i + 1);
		buf_append_string(&head, ">>");
		for (int n = 0; n < 10; n++)
			buf_append_string(&content,
				i < LEVELS - 1 ? "q 1 0 0 1 1 1 cm /X Do Q\n" : "0 0 9 9 re f\n");
		stream(bomb, first + i, head.data, content.data, content.len);
		buf_free(&head);
		buf_free(&content);
	}
	buf_printf(&bomb->resources, "/XObject << /X %d 0 R >>", first);
	buf_append_string(&bomb->content, "/X Do\n");
}

/* A pattern of tiny tiles, each filled with a pattern of tiny tiles, ... */
static void nested_patterns(struct bomb *bomb)
{
	enum { LEVELS = 8 };
	int first = bomb->next;
	bomb->next += LEVELS;
	for (int i = 0; i < LEVELS; i++) {
		struct buf head = BUF_EMPTY;
		buf_append_string(&head,
			"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 "
			"/BBox [0 0 300 300] /XStep 0.31 /YStep 0.31 /Resources << ");
		if (i < LEVELS - 1)
			buf_printf(&head, "/Pattern << /P %d 0 R >> ", first + i + 1);
		buf_append_string(&head, ">>");
		const char *content = i < LEVELS - 1 ? "/Pattern cs /P scn 0 0 300 300 re f\n"
						     : "0.5 g 0 0 100 100 re f\n";
		stream(bomb, first + i, head.data, content, strlen(content));
		buf_free(&head);
	}
	buf_printf(&bomb->resources, "/Pattern << /P %d 0 R >>", first);
	buf_append_string(&bomb->content, "/Pattern cs /P scn 0 0 600 800 re f\n");
}

/* ---- memory ---- */

enum { TIMES = 4 };
static const uint64_t inflated = UINT64_C(1) << 30;
static const char filters[] = "/Filter [/FlateDecode /FlateDecode /FlateDecode /FlateDecode]";

/* The page's own drawing: a gigabyte of blanks in some hundred bytes. */
static void inflating_content(struct bomb *bomb)
{
	buf_clear(&bomb->content);
	deflate_again_and_again(' ', inflated, TIMES, &bomb->content);
	buf_append_string(&bomb->content_filter, filters);
}

/* A font file of that kind, which has to be in memory as a whole. */
static void inflating_font(struct bomb *bomb)
{
	struct buf data = BUF_EMPTY, text = BUF_EMPTY;
	int descriptor = bomb->next++, file = bomb->next++;
	deflate_again_and_again('\0', inflated, TIMES, &data);
	stream(bomb, file, filters, data.data, data.len);
	buf_printf(&text,
		"<< /Type /FontDescriptor /FontName /Bomb /Flags 4 /FontBBox [0 0 1000 1000] "
		"/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 "
		"/FontFile2 %d 0 R >>",
		file);
	object(bomb, descriptor, text.data);
	buf_clear(&text);
	buf_printf(&text,
		"<< /Type /Font /Subtype /TrueType /BaseFont /Bomb /FirstChar 32 /LastChar 33 "
		"/Widths [500 500] /FontDescriptor %d 0 R >>",
		descriptor);
	object(bomb, FONT, text.data);
	draw_text(bomb);
	buf_free(&data);
	buf_free(&text);
}

/* ---- pages ---- */

/* Six levels of nodes, each with ten times the same child: a million pages that are all there. */
static void million_pages(struct bomb *bomb)
{
	int count = 1000000;
	bomb->has_tree = true;
	for (int level = 0; level < 6; level++) {
		struct buf text = BUF_EMPTY;
		int own = level == 0 ? TREE : bomb->next++;
		int child = level == 5 ? PAGE : bomb->next;
		buf_printf(&text, "<< /Type /Pages /Count %d /Kids [", count);
		for (int i = 0; i < 10; i++)
			buf_printf(&text, "%d 0 R ", child);
		buf_append_string(&text, "] >>");
		object(bomb, own, text.data);
		buf_free(&text);
		count /= 10;
	}
	draw_text(bomb);
}

/* ---- loops ---- */

static void looping_outline(struct bomb *bomb)
{
	int root = bomb->next++, a = bomb->next++, b = bomb->next++;
	struct buf text = BUF_EMPTY;
	buf_printf(&bomb->catalogue, "/Outlines %d 0 R /PageMode /UseOutlines", root);
	buf_printf(&text, "<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count 2 >>", a, b);
	object(bomb, root, text.data);
	for (int i = 0; i < 2; i++) {
		buf_clear(&text);
		buf_printf(&text,
			"<< /Title (Again) /Parent %d 0 R /Next %d 0 R /Prev %d 0 R /First %d 0 R "
			"/Last %d 0 R >>",
			i ? a : b, i ? a : b, i ? a : b, root, a);
		object(bomb, i ? b : a, text.data);
	}
	draw_text(bomb);
	buf_free(&text);
}

/* A glyph that is drawn with its own font. */
static void looping_font(struct bomb *bomb)
{
	struct buf text = BUF_EMPTY;
	int glyph = bomb->next++;
	const char *drawing = "1000 0 d0 BT /F 1 Tf (a) Tj ET\n";
	stream(bomb, glyph, "", drawing, strlen(drawing));
	buf_printf(&text,
		"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] "
		"/FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 /LastChar 97 /Widths [1000] "
		"/Encoding << /Type /Encoding /Differences [97 /a] >> "
		"/CharProcs << /a %d 0 R >> /Resources << /Font << /F %d 0 R >> >> >>",
		glyph, FONT);
	object(bomb, FONT, text.data);
	buf_append_string(&bomb->content, "BT /F 24 Tf 72 700 Td (aaaa) Tj ET\n");
	buf_append_string(&bomb->content, "72 500 99 99 re f\n");
	buf_free(&text);
}

/* ---- what is to be run, opened, fetched ---- */

static void javascript(struct bomb *bomb)
{
	static const char action[] =
		"<< /Type /Action /S /JavaScript /JS (app.launchURL\\(\"http://127.0.0.1:9/\"\\); "
		"while \\(true\\) ;) >>";
	buf_printf(&bomb->catalogue,
		"/OpenAction %s /Names << /JavaScript << /Names [(a) %s] >> >>", action, action);
	buf_printf(&bomb->page, "/AA << /O %s >>", action);
	draw_text(bomb);
}

static void embedded_file(struct bomb *bomb)
{
	static const char script[] = "#!/bin/sh\ntouch /tmp/lectern-was-here\n";
	int file = bomb->next++;
	stream(bomb, file, "/Type /EmbeddedFile", script, sizeof script - 1);
	buf_printf(&bomb->catalogue,
		"/Names << /EmbeddedFiles << /Names [(run.sh) << /Type /Filespec /F (run.sh) "
		"/EF << /F %d 0 R >> >>] >> >> "
		"/OpenAction << /S /Launch /F (run.sh) /NewWindow true >>",
		file);
	draw_text(bomb);
}

/* An image, a form and a page of other files, here and elsewhere. */
static void external_reference(struct bomb *bomb)
{
	int image = bomb->next++, form = bomb->next++;
	stream(bomb, image,
		"/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 8 "
		"/ColorSpace /DeviceGray /F (/etc/passwd) /FFilter /ASCIIHexDecode",
		"", 0);
	stream(bomb, form,
		"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Ref << /F << /Type /Filespec "
		"/FS /URL /F (http://127.0.0.1:9/other.pdf) >> /Page 0 >>",
		"", 0);
	buf_printf(&bomb->resources, "/XObject << /I %d 0 R /R %d 0 R >>", image, form);
	buf_append_string(&bomb->catalogue,
		"/OpenAction << /S /GoToR /F (//127.0.0.1/share/other.pdf) /D [0 /Fit] >>");
	buf_append_string(&bomb->content, "q 99 0 0 99 72 500 cm /I Do Q /R Do\n");
	draw_text(bomb);
}

/* ---- the command ---- */

static const struct {
	const char *name;
	void (*make)(struct bomb *bomb);
} kinds[] = {
	{ "large-page", large_page },
	{ "large-image", large_image },
	{ "jbig2", jbig2 },
	{ "nested-forms", nested_forms },
	{ "nested-patterns", nested_patterns },
	{ "inflating-content", inflating_content },
	{ "inflating-font", inflating_font },
	{ "million-pages", million_pages },
	{ "looping-outline", looping_outline },
	{ "looping-font", looping_font },
	{ "javascript", javascript },
	{ "embedded-file", embedded_file },
	{ "external-reference", external_reference },
};

static bool save(const char *path, const struct buf *buf)
{
	FILE *file = fopen(path, "wb");
	bool good = file && fwrite(buf->data, 1, buf->len, file) == buf->len;
	if (file && fclose(file) != 0)
		good = false;
	if (!good)
		perror(path);
	return good;
}

static bool make(const char *name, const char *path)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strcmp(kinds[i].name, name) != 0)
			continue;
		struct bomb bomb = { .next = FIRST_FREE, .box = "0 0 595 842" };
		buf_append_string(&bomb.out, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
		kinds[i].make(&bomb);
		write_document(&bomb);
		bool good = save(path, &bomb.out);
		struct buf *const all[] = { &bomb.out, &bomb.content, &bomb.content_filter,
			&bomb.resources, &bomb.catalogue, &bomb.page };
		for (size_t n = 0; n < sizeof all / sizeof *all; n++)
			buf_free(all[n]);
		return good;
	}
	fprintf(stderr, "make_bomb: no such kind: %s\n", name);
	return false;
}

int main(int argc, char **argv)
{
	if (argc == 1) {
		for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
			puts(kinds[i].name);
		return 0;
	}
	if (argc != 3) {
		fprintf(stderr, "usage: make_bomb [KIND OUT.pdf]\n");
		return 2;
	}
	return make(argv[1], argv[2]) ? 0 : 1;
}
