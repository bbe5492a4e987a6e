/* test_book.c: what a document says of itself: outlines, labels, titles, covers, and all the ways
 * in which they come broken. */
#include "tests/workers/engine/engine_test.h"

#include "common/farm/book.h"
#include "workers/engine/job.h"

#include <stdlib.h>
#include <string.h>

static struct player *player;
static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	player = start_engine("pdf-to-png-service", "[pdf_to_png_service]\ndpi = 72\n");
	arena = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stop_engine(&player);
	arena_free(&arena);
	return 0;
}

/* ---- documents ---- */

enum { PAGES = 5 };

/* Objects 1 to 9 are the catalogue, the pages' tree and the pages; no xref table: MuPDF finds the
 * objects by itself. Pages are 11, 12, ... */
static void begin(struct buf *pdf, const char *catalogue, const char *first_page)
{
	buf_printf(pdf, "%%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R %s>> endobj\n", catalogue);
	buf_printf(pdf, "2 0 obj <</Type/Pages/Count %d/Kids[", PAGES);
	for (int i = 0; i < PAGES; i++)
		buf_printf(pdf, "%d 0 R ", 11 + i);
	buf_append_string(pdf, "]/MediaBox[0 0 400 800]>> endobj\n"
			       "3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\n");
	buf_printf(pdf, "4 0 obj <</Length %zu>> stream\n%s\nendstream endobj\n",
		strlen(first_page), first_page);
	for (int i = 0; i < PAGES; i++)
		buf_printf(pdf,
			"%d 0 obj <</Type/Page/Parent 2 0 R/Resources<</Font<</F 3 0 R>>>>%s>> "
			"endobj\n",
			11 + i, i == 0 ? "/Contents 4 0 R" : "");
}

static void end(struct buf *pdf, const char *trailer)
{
	buf_printf(pdf, "trailer <</Root 1 0 R %s>>\n%%%%EOF\n", trailer);
}

/* Plays the document and reads the book that came of it. */
static struct book book_of(struct buf *pdf, struct play_result *result)
{
	const struct play_input input = { .data = pdf->data, .len = pdf->len };
	const struct play play = { .inputs = &input,
		.input_count = 1,
		.max_pages = 100,
		.parameters = "{\"coverKey\":\"t/w/cover.jpg\"}" };
	struct buf json = BUF_EMPTY;
	struct book book;
	struct err err = { 0 };
	run_done(player, &play, result);
	assert_int_equal(result->put_count, PAGES);
	assert_non_null(play_result_beside(result, JOB_BESIDE + BOOK_OUTLINE));
	play_bytes(play_result_beside(result, JOB_BESIDE + BOOK_OUTLINE), &json);
	if (book_parse(buf_string(&json), json.len, arena, &book, &err) < 0)
		fail_msg("%s: %s", err.text, buf_string(&json));
	buf_free(&json);
	buf_free(pdf);
	return book;
}

static struct book simple_book(const char *catalogue, const char *objects, const char *trailer)
{
	static struct play_result result;
	struct buf pdf = BUF_EMPTY;
	begin(&pdf, catalogue, "");
	buf_append_string(&pdf, objects);
	end(&pdf, trailer);
	struct book book = book_of(&pdf, &result);
	play_result_free(&result);
	return book;
}

static void assert_entry(
	const struct book *book, size_t index, int level, const char *title, int page)
{
	assert_true(index < book->outline.count);
	const struct book_entry *entry = &book->outline.items[index];
	assert_int_equal(entry->level, level);
	assert_string_equal(entry->title, title);
	assert_int_equal(entry->page, page);
}

/* ---- outlines ---- */

static void test_outline_has_levels_pages_and_places(void **state)
{
	(void)state;
	struct book book = simple_book("/Outlines 20 0 R",
		"20 0 obj <</First 21 0 R/Last 23 0 R/Count 3>> endobj\n"
		"21 0 obj <</Title(Part I)/Parent 20 0 R/Next 23 0 R/First 22 0 R/Last 22 0 R"
		"/Dest[11 0 R/XYZ 0 600 null]>> endobj\n"
		"22 0 obj <</Title<FEFF004300680061007000740065007200200031>/Parent 21 0 R"
		"/A<</S/GoTo/D(one)>>>> endobj\n"
		"23 0 obj <</Title(  Part\\n II )/Parent 20 0 R/Prev 21 0 R/Dest/two>> endobj\n",
		"");
	/* Names lead nowhere without a table of them. */
	assert_int_equal(book.outline.count, 1);
	assert_entry(&book, 0, 1, "Part I", 1);
	assert_true(book.outline.items[0].top > 0.249 && book.outline.items[0].top < 0.251);
	book = simple_book("/Outlines 20 0 R/Dests<</two[13 0 R/FitH 400]>>"
			   "/Names<</Dests<</Names[(one)<</D[12 0 R/Fit]>>]>>>>",
		"20 0 obj <</First 21 0 R/Last 23 0 R/Count 3>> endobj\n"
		"21 0 obj <</Title(Part I)/Parent 20 0 R/Next 23 0 R/First 22 0 R/Last 22 0 R"
		"/Dest[11 0 R/XYZ 0 600 null]>> endobj\n"
		"22 0 obj <</Title<FEFF004300680061007000740065007200200031>/Parent 21 0 R"
		"/A<</S/GoTo/D(one)>>>> endobj\n"
		"23 0 obj <</Title(  Part\\n II )/Parent 20 0 R/Prev 21 0 R/Dest/two>> endobj\n",
		"");
	assert_int_equal(book.outline.count, 3);
	assert_entry(&book, 1, 2, "Chapter 1", 2);
	assert_true(book.outline.items[1].top < 0);
	assert_entry(&book, 2, 1, "Part II", 3);
	assert_true(book.outline.items[2].top > 0.49 && book.outline.items[2].top < 0.51);
}

static void test_loops_end(void **state)
{
	(void)state;
	struct book book = simple_book("/Outlines 20 0 R",
		"20 0 obj <</First 21 0 R>> endobj\n"
		"21 0 obj <</Title(A)/Dest[11 0 R/Fit]/Next 22 0 R/First 20 0 R>> endobj\n"
		"22 0 obj <</Title(B)/Dest[12 0 R/Fit]/Next 21 0 R/First 22 0 R>> endobj\n",
		"");
	assert_int_equal(book.outline.count, 2);
	assert_entry(&book, 0, 1, "A", 1);
	assert_entry(&book, 1, 1, "B", 2);
}

/* From the third level up to the first, and in a ring of three beside each other. */
static void test_longer_loops_end(void **state)
{
	(void)state;
	struct book book = simple_book("/Outlines 20 0 R",
		"20 0 obj <</First 21 0 R>> endobj\n"
		"21 0 obj <</Title(A)/Dest[11 0 R/Fit]/First 22 0 R>> endobj\n"
		"22 0 obj <</Title<FEFF00420000004200000000>/Dest[12 0 R/Fit]/First 23 0 R>> endobj\n"
		"23 0 obj <</Title(C)/Dest[13 0 R/Fit]/First 21 0 R/Next 24 0 R>> endobj\n"
		"24 0 obj <</Title(D)/Dest[14 0 R/Fit]/Next 25 0 R>> endobj\n"
		"25 0 obj <</Title(E)/Dest[15 0 R/Fit]/Next 23 0 R>> endobj\n",
		"");
	assert_int_equal(book.outline.count, 5);
	assert_entry(&book, 0, 1, "A", 1);
	assert_entry(&book, 1, 2, "B", 2); /* a title in UTF-16 ends with a NUL */
	assert_entry(&book, 2, 3, "C", 3);
	assert_entry(&book, 4, 3, "E", 5);
}

static void test_entries_that_lead_nowhere_are_left_out(void **state)
{
	(void)state;
	struct book book = simple_book("/Outlines 20 0 R",
		"20 0 obj <</First 21 0 R>> endobj\n"
		"21 0 obj <</Title(No page)/Dest[99 0 R/Fit]/Next 22 0 R>> endobj\n"
		"22 0 obj <</Title(Beyond)/Dest[500/Fit]/Next 23 0 R>> endobj\n"
		"23 0 obj <</Title(By number)/Dest[4/Fit]/Next 24 0 R>> endobj\n"
		"24 0 obj <</Title(Elsewhere)/A<</S/URI/URI(http://x/)>>/Next 25 0 R>> endobj\n"
		"25 0 obj <</Dest[11 0 R/Fit]/Next 26 0 R>> endobj\n"
		"26 0 obj <</Title 7/Dest(loop)/Next 27 0 R>> endobj\n"
		"27 0 obj <</Title(Nul\\000in it)/Dest[12 0 R/XYZ null null null]/Next (x)>> endobj\n",
		"");
	assert_int_equal(book.outline.count, 2);
	assert_entry(&book, 0, 1, "By number", 5);
	assert_entry(&book, 1, 1, "Nul in it", 2);
}

static void test_thousands_of_entries_and_long_titles(void **state)
{
	(void)state;
	static struct play_result result;
	struct buf pdf = BUF_EMPTY;
	begin(&pdf, "/Outlines 20 0 R", "");
	buf_append_string(&pdf, "20 0 obj <</First 100 0 R>> endobj\n100 0 obj <</Title(");
	for (int i = 0; i < 10000; i++)
		buf_append_char(&pdf, 'x');
	buf_append_string(&pdf, ")/Dest[11 0 R/Fit]/Next 101 0 R>> endobj\n");
	for (int i = 101; i < 20000; i++)
		buf_printf(&pdf, "%d 0 obj <</Title(Figure %d)/Dest[1/Fit]/Next %d 0 R>> endobj\n",
			i, i, i + 1);
	end(&pdf, "");
	struct book book = book_of(&pdf, &result);
	assert_int_equal(book.outline.count, BOOK_MAX_ENTRIES);
	assert_int_equal(strlen(book.outline.items[0].title), BOOK_MAX_TEXT);
	play_result_free(&result);
}

static void test_depth_is_bounded(void **state)
{
	(void)state;
	static struct play_result result;
	struct buf pdf = BUF_EMPTY;
	begin(&pdf, "/Outlines 20 0 R", "");
	buf_append_string(&pdf, "20 0 obj <</First 100 0 R>> endobj\n");
	for (int i = 100; i < 30000; i++)
		buf_printf(&pdf, "%d 0 obj <</Title(%d)/Dest[1/Fit]/First %d 0 R>> endobj\n", i, i,
			i + 1);
	end(&pdf, "");
	struct book book = book_of(&pdf, &result);
	assert_int_equal(book.outline.count, BOOK_MAX_LEVEL);
	assert_int_equal(book.outline.items[8].level, BOOK_MAX_LEVEL);
	play_result_free(&result);
}

/* ---- labels ---- */

static void test_labels_are_said_as_printed(void **state)
{
	(void)state;
	struct book book =
		simple_book("/PageLabels<</Nums[0<</S/r>>3<</S/D/P(A-)/St 3>>]>>", "", "");
	assert_string_equal(book_page_label(&book, 1, arena), "i");
	assert_string_equal(book_page_label(&book, 3, arena), "iii");
	assert_string_equal(book_page_label(&book, 4, arena), "A-3");
	assert_string_equal(book_page_label(&book, 5, arena), "A-4");
	/* A tree that is its own child. */
	book = simple_book("/PageLabels 30 0 R",
		"30 0 obj <</Kids[30 0 R 31 0 R]>> endobj\n"
		"31 0 obj <</Nums[0<</S/a>>1<</S/Z>>]>> endobj\n",
		"");
	assert_string_equal(book_page_label(&book, 1, arena), "a");
	assert_string_equal(book_page_label(&book, 2, arena), "");
}

/* ---- titles and authors ---- */

static void test_xmp_goes_before_info(void **state)
{
	(void)state;
	static const char xmp[] =
		"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='r' xmlns:dc='d'>"
		"<rdf:Description xmp:CreateDate='2015-03-19T10:00:00Z'>"
		"<dc:title><rdf:Alt><rdf:li xml:lang='de'>Das Buch</rdf:li>"
		"<rdf:li xml:lang='x-default'>The Book &amp; I</rdf:li></rdf:Alt></dc:title>"
		"<dc:creator><rdf:Seq><rdf:li>Ann Smith</rdf:li><rdf:li>Bob Jones</rdf:li></rdf:Seq>"
		"</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>";
	struct buf objects = BUF_EMPTY;
	buf_printf(&objects, "40 0 obj <</Length %zu>> stream\n%s\nendstream endobj\n",
		sizeof xmp - 1, xmp);
	buf_append_string(&objects, "41 0 obj <</Title(Other)/Author(Nobody Much)"
				    "/Subject(A subject)>> endobj\n");
	struct book book =
		simple_book("/Metadata 40 0 R/Lang(en-GB)", buf_string(&objects), "/Info 41 0 R");
	assert_string_equal(book.title, "The Book & I");
	assert_string_equal(book.title_source, "xmp");
	assert_int_equal(book.author_count, 2);
	assert_string_equal(book.authors[1], "Bob Jones");
	assert_string_equal(book.subject, "A subject");
	assert_string_equal(book.date, "2015-03-19");
	assert_string_equal(book.language, "en-GB");
	buf_free(&objects);
}

static void test_xmp_that_is_none_is_no_trouble(void **state)
{
	(void)state;
	struct buf objects = BUF_EMPTY;
	buf_append_string(&objects, "40 0 obj <</Length 30>> stream\n<a><b></a></b>&#0;<dc:title>x"
				    "\nendstream endobj\n41 0 obj <</Title(A title)"
				    "/Author(A. Smith; B. Jones and C. Miller)>> endobj\n");
	struct book book = simple_book("/Metadata 40 0 R", buf_string(&objects), "/Info 41 0 R");
	assert_string_equal(book.title, "A title");
	assert_string_equal(book.title_source, "info");
	assert_int_equal(book.author_count, 3);
	assert_string_equal(book.authors[2], "C. Miller");
	buf_free(&objects);
}

static void test_junk_is_no_title_and_the_largest_print_is(void **state)
{
	(void)state;
	static const char *const junk[] = { "Microsoft Word - thesis_final.doc", "untitled",
		"C:\\\\books\\\\x", "/home/me/book", "book.indd", "", "9780521880688",
		"hello_world", "Untitled-1", "(Anonymous)" };
	static const char page[] = "BT /F 11 Tf 50 700 Td (Ann Smith) Tj 0 -100 Td /F 24 Tf"
				   " (The Moons) Tj 0 -28 Td (of Jupiter) Tj 0 -200 Td /F 11 Tf"
				   " (London 1901) Tj ET";
	for (size_t i = 0; i < sizeof junk / sizeof *junk; i++) {
		static struct play_result result;
		struct buf pdf = BUF_EMPTY;
		begin(&pdf, "", page);
		buf_printf(&pdf, "41 0 obj <</Title(%s)/Author(Administrator)>> endobj\n", junk[i]);
		end(&pdf, "/Info 41 0 R");
		struct book book = book_of(&pdf, &result);
		assert_string_equal(book.title, "The Moons of Jupiter");
		assert_string_equal(book.title_source, "page");
		assert_int_equal(book.author_count, 0);
		play_result_free(&result);
	}
}

/* ---- the cover ---- */

static void test_cover_is_a_small_jpeg(void **state)
{
	(void)state;
	static struct play_result result;
	struct buf pdf = BUF_EMPTY, jpeg = BUF_EMPTY;
	begin(&pdf, "", "1 0 0 rg 0 0 400 800 re f");
	end(&pdf, "");
	struct book book = book_of(&pdf, &result);
	assert_string_equal(book.cover, "t/w/cover.jpg");
	play_bytes(play_result_beside(&result, JOB_BESIDE + BOOK_COVER), &jpeg);
	assert_true(jpeg.len > 100 && jpeg.len < (size_t)200 * 1024);
	assert_memory_equal(jpeg.data, "\xff\xd8\xff", 3);
	/* Start of frame: height and width. */
	const unsigned char *frame = memmem(jpeg.data, jpeg.len, "\xff\xc0\x00\x11\x08", 5);
	assert_non_null(frame);
	int height = frame[5] << 8 | frame[6], width = frame[7] << 8 | frame[8];
	assert_in_range(height, 595, 600);
	assert_in_range(width, 298, 301);
	buf_free(&jpeg);
	play_result_free(&result);
}

static void test_a_later_turn_says_nothing_of_the_book(void **state)
{
	(void)state;
	static struct play_result result;
	struct buf pdf = BUF_EMPTY;
	begin(&pdf, "", "");
	end(&pdf, "");
	const struct play_input input = { .data = pdf.data, .len = pdf.len };
	const struct play play = {
		.inputs = &input, .input_count = 1, .first_page = 3, .max_pages = 100
	};
	run_done(player, &play, &result);
	assert_int_equal(result.beside_count, 0);
	play_result_free(&result);
	buf_free(&pdf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outline_has_levels_pages_and_places),
		cmocka_unit_test(test_loops_end),
		cmocka_unit_test(test_longer_loops_end),
		cmocka_unit_test(test_entries_that_lead_nowhere_are_left_out),
		cmocka_unit_test(test_thousands_of_entries_and_long_titles),
		cmocka_unit_test(test_depth_is_bounded),
		cmocka_unit_test(test_labels_are_said_as_printed),
		cmocka_unit_test(test_xmp_goes_before_info),
		cmocka_unit_test(test_xmp_that_is_none_is_no_trouble),
		cmocka_unit_test(test_junk_is_no_title_and_the_largest_print_is),
		cmocka_unit_test(test_cover_is_a_small_jpeg),
		cmocka_unit_test(test_a_later_turn_says_nothing_of_the_book),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
