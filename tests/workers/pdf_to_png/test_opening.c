/* test_opening.c: files that every reader opens, whatever stands before the document or beside it.
 */
#include "tests/workers/pdf_to_png/small_pdf.h"

#include "tests/common/unit.h"
#include "workers/pdf_to_png/book_info.h"

#define LINE "BT /T 11 Tf 40 200 Td (a line of text) Tj ET"

static void check_line(const struct small_pdf *pdf)
{
	struct arena *arena = arena_new();
	assert_string_equal(small_pdf_read(pdf, 100, arena).seen, "a line of text\n");
	arena_free(&arena);
}

static void what_stands_before_the_header(void **state)
{
	(void)state;
	char header[9000];
	memset(header, 'x', sizeof header);
	memcpy(header, "HTTP/1.1 200 OK", 15);
	strcpy(header + sizeof header - 11, "\n%PDF-1.7\n");
	check_line(&(struct small_pdf) { .content = LINE, .header = header });
	check_line(&(struct small_pdf) { .content = LINE, .header = "\n\n\n" });
}

static void what_is_no_pdf(void **state)
{
	(void)state;
	const struct rendering_limits limits = { 100, 60, 1000 };
	struct rendering *rendering = NULL;
	struct err err;
	FILE *file = tmpfile();
	assert_non_null(file);
	for (int i = 0; i < 10000; i++)
		fputs("plain text\n", file);
	fflush(file);
	assert_int_equal(rendering_open(fileno(file), &limits, NULL, NULL, &rendering, &err), -1);
	assert_err(err, ERR_INVALID, "not a PDF: no %PDF- at its start");
	fclose(file);
}

#define KEY "(0123456789abcdef0123456789abcdef)"
#define ENCRYPT(streams)                                                                       \
	"/ID [(0123456789abcdef) (0123456789abcdef)] /Encrypt << /Filter /Standard /V 4 /R 4 " \
	"/Length 128 /P -4 /O " KEY " /U " KEY " /CF << /StdCF << /CFM /AESV2 /AuthEvent "     \
	"/EFOpen /Length 16 >> >> " streams " /EFF /StdCF >>"

static void encrypted_attachments(void **state)
{
	(void)state;
	struct err err;
	check_line(&(struct small_pdf) {
		.content = LINE, .trailer = ENCRYPT("/StmF /Identity /StrF /Identity") });
	check_line(&(struct small_pdf) { .content = LINE, .trailer = ENCRYPT("") });
	const struct small_pdf locked = { .content = LINE,
		.trailer = ENCRYPT("/StmF /StdCF /StrF /StdCF") };
	assert_null(small_pdf_open(&locked, &err));
	assert_err(err, ERR_INVALID, "the PDF is protected by a password");
}

/* 400 by 300 units of 50 points each. */
static void large_units(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	const struct small_pdf pdf = { .content = LINE, .page = "/UserUnit 50" };
	struct small_pdf_text text = small_pdf_read(&pdf, 250, arena);
	assert_string_equal(text.seen, "a line of text\n");
	assert_int_equal((int)text.own.layout.width, 20000);
	arena_free(&arena);
}

/* Its unit says that all of it is large: what is drawn on it is, too. */
static void a_large_unit_is_legible_at_few_dots(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	const struct small_pdf pdf = {
		.content = "BT /T 200 Tf 1000 9000 Td (Large print.) Tj ET",
		.page = "/UserUnit 10 /MediaBox [0 0 19000 19000]",
	};
	const struct small_pdf_text text = small_pdf_read(&pdf, 72, arena);
	assert_string_equal(text.seen, "Large print.\n");
	arena_free(&arena);
}

static void what_is_not_on_its_pages(void **state)
{
	static const struct {
		const char *catalogue, *besides;
	} samples[] = { { NULL, NULL }, { "/Collection << /View /T >>", "files" },
		{ "/AcroForm << /XFA [(template) 20 0 R] /Fields [] >>", "form" },
		{ "/AcroForm << /XFA [] /Fields [20 0 R] >> /NeedsRendering true", "form" },
		/* fields that are drawn */
		{ "/AcroForm << /XFA [] /Fields [20 0 R] >>", NULL } };
	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		const struct small_pdf pdf = { .content = LINE,
			.objects = "20 0 obj\n<< >>\nendobj\n",
			.catalogue = samples[i].catalogue };
		struct rendering *rendering = small_pdf_open(&pdf, NULL);
		const char *besides = book_besides(rendering);
		if (samples[i].besides)
			assert_string_equal(besides, samples[i].besides);
		else
			assert_null(besides);
		rendering_free(&rendering);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_large_unit_is_legible_at_few_dots),
		cmocka_unit_test(what_stands_before_the_header),
		cmocka_unit_test(what_is_no_pdf),
		cmocka_unit_test(encrypted_attachments),
		cmocka_unit_test(large_units),
		cmocka_unit_test(what_is_not_on_its_pages),
	};
	return RUN(tests);
}
