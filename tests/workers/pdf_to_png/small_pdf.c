/* small_pdf.c: writes the file without a table of its objects, which MuPDF finds by itself. */
#include "tests/workers/pdf_to_png/small_pdf.h"

#include "tests/common/unit.h"

#include "common/base/buf.h"

#include <sys/mman.h>
#include <unistd.h>

/* A font whose ligatures have names alone. */
static const char named_ligatures[] =
	"Times-Roman /Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding "
	"/Differences [1 /f_i /f_l /t_t /f_f_i] >>";

static bool go_on(void *context)
{
	(void)context;
	return true;
}

static void write_pdf(const struct small_pdf *pdf, struct buf *out)
{
	buf_append_string(out, pdf->header ? pdf->header : "%PDF-1.7\n");
	buf_printf(out,
		"1 0 obj\n<< /Type /Catalog /Pages 2 0 R %s >>\nendobj\n"
		"2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n",
		pdf->catalogue ? pdf->catalogue : "");
	buf_printf(out,
		"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Contents 4 0 R %s\n"
		"/Resources << /Font << /T 5 0 R /C 6 0 R /Z 7 0 R /L 8 0 R /W 9 0 R >>\n"
		"/ExtGState << /A0 << /ca 0 /CA 0 >> /A2 << /ca 0.02 /CA 0.02 >>\n"
		"/A3 << /ca 0.3 >> /M << /BM /Multiply >> >>\n"
		"/XObject << /F 20 0 R >> >> >>\nendobj\n",
		pdf->page ? pdf->page : "");
	buf_printf(out, "4 0 obj\n<< /Length %zu >>\nstream\n%s\nendstream\nendobj\n",
		strlen(pdf->content), pdf->content);
	static const char *const fonts[] = { "Times-Roman /Encoding /WinAnsiEncoding", "Courier",
		"ZapfDingbats", named_ligatures, "Wingdings" };
	for (size_t i = 0; i < sizeof fonts / sizeof *fonts; i++)
		buf_printf(out,
			"%zu 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /%s >>\nendobj\n",
			i + 5, fonts[i]);
	if (pdf->objects)
		buf_append_string(out, pdf->objects);
	buf_printf(out, "trailer\n<< /Root 1 0 R /Size 30 %s >>\n%%%%EOF\n",
		pdf->trailer ? pdf->trailer : "");
}

struct rendering *small_pdf_open(const struct small_pdf *pdf, struct err *ret_err)
{
	const struct rendering_limits limits = { 100, 60, 1000 };
	struct rendering *rendering = NULL;
	struct buf out = BUF_EMPTY;
	struct err err;
	static int fd = -1;
	if (fd >= 0)
		close(fd);
	fd = memfd_create("small", MFD_CLOEXEC);
	assert_true(fd >= 0);
	write_pdf(pdf, &out);
	assert_int_equal(write(fd, out.data, out.len), out.len);
	buf_free(&out);
	if (rendering_open(fd, &limits, go_on, NULL, &rendering, ret_err ? ret_err : &err) < 0 &&
		!ret_err)
		fail_msg("%s", err.text);
	return rendering;
}

struct small_pdf_text small_pdf_read(const struct small_pdf *pdf, int dpi, struct arena *arena)
{
	struct rendering *rendering = small_pdf_open(pdf, NULL);
	struct grey_image image;
	struct own_text all;
	struct small_pdf_text text = { .seen = arena_string(arena, ""),
		.unseen = arena_string(arena, "") };
	struct err err;
	if (rendering_text(rendering, 1, arena, &all, &err) < 0 ||
		rendering_page(rendering, 1, dpi, &image, &err) < 0 ||
		rendering_seen_text(rendering, 1, &image, &all, arena, &text.own, &err) < 0)
		fail_msg("%s", err.text);
	const struct layout *layout = &text.own.layout;
	for (size_t i = 0; i < layout->count; i++)
		text.seen = arena_printf(arena, "%s%s\n", text.seen, layout->lines[i].text);
	for (size_t i = 0; i < layout->unseen_count; i++)
		text.unseen = arena_printf(arena, "%s%s\n", text.unseen, layout->unseen[i]);
	rendering_free(&rendering);
	return text;
}
