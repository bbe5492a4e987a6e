/* test_own_text.c: what a page's glyphs stand for, where its fonts do not say it plainly. */
#include "tests/workers/pdf_to_png/small_pdf.h"

#include "tests/common/unit.h"
#include "workers/pdf_to_png/glyph_names.h"

/* ---- names ---- */

static void check_name(const char *name, const char *expected)
{
	uint32_t codes[GLYPH_NAME_CODES];
	char text[GLYPH_NAME_CODES * 8 + 1] = "";
	size_t count = glyph_name_decode(name, codes);
	for (size_t i = 0; i < count; i++)
		snprintf(text + strlen(text), 9, "%s%X", i ? " " : "", codes[i]);
	assert_string_equal(text, expected);
}

static void names(void **state)
{
	(void)state;
	check_name("f", "66");
	check_name("f_i", "66 69");
	check_name("f_f_i", "66 66 69");
	check_name("t_t.alt", "74 74");
	check_name("T_h.swash.liga", "54 68");
	check_name("uni00660069", "66 69");
	check_name("uni0066_uni0069", "66 69");
	check_name("u1D400", "1D400");
	check_name("u0041", "41");
	check_name("one.oldstyle", "31");
	check_name("oneoldstyle", "31");
	check_name("Asmall", "61");
	check_name("Euro", "20AC");
}

static void names_that_say_nothing(void **state)
{
	(void)state;
	check_name("", "");
	check_name(".notdef", "");
	check_name("g12", "");
	check_name("cid_34", "");
	check_name("glyph45", "");
	check_name("uniD800", "");
	check_name("uni006", "");
	check_name("uni00zz", "");
	check_name("u110000", "");
	check_name("f_", "");
	check_name("_", "");
	check_name("f_f_f_f_f_f_f_f_f", "");
	check_name("a_name_that_is_longer_than_any_name_of_a_glyph_has_ever_been_in_a_font", "");
}

static void codes_of_tex(void **state)
{
	(void)state;
	uint32_t codes[GLYPH_NAME_CODES];
	assert_int_equal(glyph_tex_ligature(0x1b, codes), 2);
	assert_int_equal(glyph_tex_ligature(0x1e, codes), 3);
	assert_int_equal(codes[2], 'i');
	assert_int_equal(glyph_tex_ligature(0x0c, codes), 2);
	assert_int_equal(codes[1], 'i');
	assert_int_equal(glyph_tex_ligature(0x1a, codes), 0);
	assert_int_equal(glyph_tex_ligature('f', codes), 0);
}

/* ---- pages ---- */

static void check(const char *content, const char *objects, const char *expected)
{
	struct arena *arena = arena_new();
	const struct small_pdf pdf = { .content = content, .objects = objects };
	assert_string_equal(small_pdf_read(&pdf, 100, arena).seen, expected);
	arena_free(&arena);
}

static void ligatures_by_name(void **state)
{
	(void)state;
	check("BT /L 11 Tf 40 200 Td (the \002uid, se\003ings, of\001ce and o\004ce) Tj ET", NULL,
		"the fluid, settings, office and office\n");
}

static void ligatures_by_code(void **state)
{
	(void)state;
	static const char font[] =
		"20 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 400 300] /Resources << /Font "
		"<< /X 21 0 R >> >> /Length 55 >>\nstream\n"
		"BT /X 11 Tf 40 200 Td (speci\034c e\033ects, \035ow, e\036cient) Tj ET"
		"\nendstream\nendobj\n"
		"21 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /ToUnicode 22 0 R "
		">>\nendobj\n"
		"22 0 obj\n<< /Length 143 >>\nstream\n"
		"begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n"
		"1 beginbfrange <00> <7f> <0000> endbfrange endcmap\n"
		"endstream\nendobj\n";
	check("/F Do", font, "specific effects, flow, efficient\n");
}

static void actual_text(void **state)
{
	(void)state;
	check("BT /T 11 Tf 40 200 Td (Du) Tj /Span << /ActualText <FEFF0161> >> BDC (s) Tj EMC (a) "
	      "Tj ET",
		NULL,
		"Du\xc5\xa1"
		"a\n");
	check("BT /T 11 Tf 40 200 Td (o) Tj /Span << /ActualText (ffi) >> BDC (x) Tj EMC (ce) Tj "
	      "ET",
		NULL, "office\n");
	check("/Span << /ActualText (whole) >> BDC BT /T 11 Tf 40 200 Td (wHoLe) Tj ET EMC "
	      "BT /T 11 Tf 77 200 Td (word) Tj ET",
		NULL, "whole word\n");
	check("BT /T 11 Tf 40 200 Td (once ) Tj ET /Span << /ActualText () >> BDC BT /T 11 Tf 40 "
	      "180 Td (gone) Tj ET EMC BT /T 11 Tf 70 200 Td (more) Tj ET",
		NULL, "once more\n");
	/* What describes a formula is not what one sees. */
	check("/Span << /ActualText (\\\\frac{a}{b}) >> BDC BT /T 11 Tf 40 200 Td (a by b) Tj ET "
	      "EMC",
		NULL, "a by b\n");
	/* Never closed. */
	check("/Span << /ActualText (x) >> BDC BT /T 11 Tf 40 200 Td (y) Tj ET", NULL, "x\n");
}

static void drawn_twice(void **state)
{
	(void)state;
	check("BT /T 11 Tf 40 200 Td (Name of the ship:) Tj ET "
	      "BT /T 11 Tf 39.5 200 Td (Name of the ship:) Tj ET "
	      "BT /T 11 Tf 118.5 180 Td (Augusta of Leith) Tj ET",
		NULL, "Name of the ship:\nAugusta of Leith\n");
	check("BT /T 11 Tf 1 0 0 1 40 200 Tm (E) Tj 1 0 0 1 40.2 200 Tm (E) Tj "
	      "1 0 0 1 46.8 200 Tm (v) Tj 1 0 0 1 47 200 Tm (v) Tj "
	      "1 0 0 1 52.2 200 Tm (e) Tj 1 0 0 1 52.4 200 Tm (e) Tj "
	      "1 0 0 1 57.1 200 Tm (e) Tj 1 0 0 1 57.3 200 Tm (e) Tj ET",
		NULL, "Evee\n");
	check("BT /T 11 Tf 40 200 Td (bookkeeper willing too, ... 1100) Tj ET", NULL,
		"bookkeeper willing too, ... 1100\n");
}

static void bullets(void **state)
{
	(void)state;
	check("BT /Z 10 Tf 40 200 Td (l) Tj /T 11 Tf 18 0 Td (ropes) Tj ET", NULL,
		"\xe2\x97\x8f ropes\n");
	check("BT /W 10 Tf 40 200 Td (\247) Tj /T 11 Tf 18 0 Td (sails) Tj ET", NULL,
		"\xe2\x80\xa2 sails\n");
	check("BT /C 10 Tf 40 200 Td (o) Tj /T 11 Tf 18 0 Td (lamps) Tj ET", NULL,
		"\xe2\x80\xa2 lamps\n");
	check("BT /C 10 Tf 40 200 Td (o k) Tj ET", NULL, "o k\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(names_that_say_nothing),
		cmocka_unit_test(codes_of_tex),
		cmocka_unit_test(ligatures_by_name),
		cmocka_unit_test(ligatures_by_code),
		cmocka_unit_test(actual_text),
		cmocka_unit_test(drawn_twice),
		cmocka_unit_test(bullets),
	};
	return RUN(tests);
}
