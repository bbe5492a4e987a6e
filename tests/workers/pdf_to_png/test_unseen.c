/* test_unseen.c: text that the page's picture does not show is not read, and everything that can
 * be seen is, however odd. */
#include "tests/workers/pdf_to_png/small_pdf.h"

#include "tests/common/unit.h"

struct sibling {
	const char *name, *content, *objects;
};

/* Every page begins and ends with a plain line, so that it is not blank. */
#define PLAIN(between)                                                     \
	"BT /T 11 Tf 40 260 Td (First plain line of text) Tj ET\n" between \
	"\nBT /T 11 Tf 0 g 40 40 Td (Last plain line of text) Tj ET\n"

#define SECRET "BT /T 11 Tf 40 150 Td (these secret words) Tj ET"
#define BOX    "30 140 200 30 re f"

static const char form_group[] = "20 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 400 300] "
				 "/Group << /S /Transparency >> /Resources << /Font << /T 5 0 R >> "
				 ">> /Length 48 >>\nstream\n" SECRET "\nendstream\nendobj\n";

static const struct sibling unseen[] = {
	{ "white on white", PLAIN("1 g " SECRET " 0 g"), NULL },
	{ "nearly white", PLAIN("0.97 g " SECRET " 0 g"), NULL },
	{ "nearly white, in colour", PLAIN("1 0.98 0.96 rg " SECRET " 0 g"), NULL },
	{ "white by CMYK", PLAIN("0 0 0 0 k " SECRET " 0 g"), NULL },
	{ "white, crossed by a rule", PLAIN("30 153 m 200 153 l S 1 g " SECRET " 0 g"), NULL },
	{ "black on black", PLAIN("0 g " BOX " " SECRET), NULL },
	{ "blue on blue", PLAIN("0 0 0.8 rg " BOX " 0 0 0.82 rg " SECRET " 0 g"), NULL },
	{ "white on a pale box", PLAIN("0.98 g " BOX " 1 g " SECRET " 0 g"), NULL },
	{ "opacity 0", PLAIN("q /A0 gs " SECRET " Q"), NULL },
	{ "opacity 0 on a line of text",
		PLAIN("BT /T 11 Tf 40 153 Td (other words are here to be seen) Tj ET q /A0 gs " SECRET
		      " Q"),
		NULL },
	{ "hardly opaque", PLAIN("q /A2 gs " SECRET " Q"), NULL },
	{ "a group of opacity 0", PLAIN("q /A0 gs /F Do Q"), form_group },
	{ "half a point", PLAIN("BT /T 0.5 Tf 40 150 Td (these secret words) Tj ET"), NULL },
	{ "one point", PLAIN("BT /T 1 Tf 40 150 Td (these secret words) Tj ET"), NULL },
	{ "half a point by its matrix",
		PLAIN("BT /T 10 Tf 0.05 0 0 0.05 40 150 Tm (these secret words) Tj ET"), NULL },
	{ "mode 3", PLAIN("BT /T 11 Tf 3 Tr 40 150 Td (these secret words) Tj 0 Tr ET"), NULL },
	{ "mode 7, and nothing is drawn through it",
		PLAIN("q BT /T 11 Tf 7 Tr 40 150 Td (these secret words) Tj ET Q"), NULL },
	{ "clipped away", PLAIN("q 300 200 20 20 re W n " SECRET " Q"), NULL },
	{ "clipped to nothing", PLAIN("q 40 150 0 0 re W n " SECRET " Q"), NULL },
	{ "under a white box", PLAIN(SECRET " 1 g " BOX " 0 g"), NULL },
	{ "under a black bar", PLAIN(SECRET " 0 g " BOX), NULL },
	{ "under a bar that fits", PLAIN(SECRET " 0 g 39 146 92 14 re f"), NULL },
	{ "under a thick line", PLAIN(SECRET " 16 w 30 153 m 200 153 l S 1 w"), NULL },
	{ "under an image",
		PLAIN(SECRET " q 200 0 0 30 30 140 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x20 EI Q"),
		NULL },
	{ "under a striped image",
		PLAIN(SECRET
			" q 200 0 0 30 30 140 cm BI /W 4 /H 1 /BPC 8 /CS /G ID \x20\x70\x20\x70"
			" EI Q"),
		NULL },
};

static const struct sibling seen[] = {
	{ "black on white", PLAIN(SECRET), NULL },
	{ "white on black", PLAIN("0 g " BOX " 1 g " SECRET " 0 g"), NULL },
	{ "white on grey", PLAIN("0.6 g " BOX " 1 g " SECRET " 0 g"), NULL },
	{ "faint", PLAIN("0.7 g " SECRET " 0 g"), NULL },
	{ "fainter", PLAIN("0.82 g " SECRET " 0 g"), NULL },
	{ "yellow on white", PLAIN("1 0.9 0 rg " SECRET " 0 g"), NULL },
	{ "red on a grey as dark", PLAIN("0.3 g " BOX " 1 0 0 rg " SECRET " 0 g"), NULL },
	{ "outlines", PLAIN("BT /T 11 Tf 1 Tr 0.3 w 40 150 Td (these secret words) Tj 0 Tr ET 1 w"),
		NULL },
	{ "filled and stroked",
		PLAIN("BT /T 11 Tf 2 Tr 0.3 w 40 150 Td (these secret words) Tj 0 Tr ET 1 w"),
		NULL },
	{ "painted through letters",
		PLAIN("q BT /T 11 Tf 7 Tr 40 150 Td (these secret words) Tj ET " BOX " Q"), NULL },
	{ "on a box", PLAIN("0.9 0.9 0.5 rg " BOX " 0 g " SECRET), NULL },
	{ "under a transparent box", PLAIN(SECRET " q /A3 gs 1 1 0 rg " BOX " Q"), NULL },
	{ "under a marker", PLAIN(SECRET " q /M gs 1 1 0 rg " BOX " Q"), NULL },
	{ "in a frame drawn later", PLAIN(SECRET " 30 140 200 30 re S"), NULL },
	{ "underlined", PLAIN(SECRET " 40 147 90 1 re f"), NULL },
	{ "clipped to its paragraph", PLAIN("q 30 140 200 30 re W n " SECRET " Q"), NULL },
	{ "six points", PLAIN("BT /T 6 Tf 40 150 Td (these secret words) Tj ET"), NULL },
	{ "white, and black over it", PLAIN("1 g " SECRET " 0 g " SECRET), NULL },
	{ "a group", PLAIN("/F Do"), form_group },
	{ "over an image",
		PLAIN("q 200 0 0 30 30 140 cm BI /W 4 /H 1 /BPC 8 /CS /G ID \xff\xd0\xf0\xd0"
		      " EI Q " SECRET),
		NULL },
};

static void check(const struct sibling *sibling, int dpi, bool is_seen)
{
	struct arena *arena = arena_new();
	const struct small_pdf pdf = { .content = sibling->content, .objects = sibling->objects };
	struct small_pdf_text text = small_pdf_read(&pdf, dpi, arena);
	if (!strstr(text.seen, "First plain line of text") ||
		!strstr(text.seen, "Last plain line of text"))
		fail_msg("%s at %d dpi: lost: %s", sibling->name, dpi, text.unseen);
	if ((strstr(text.seen, "these secret words") != NULL) != is_seen ||
		(strstr(text.unseen, "these secret words") != NULL) == is_seen)
		fail_msg("%s at %d dpi: seen: %sunseen: %s", sibling->name, dpi, text.seen,
			text.unseen);
	arena_free(&arena);
}

static void what_nobody_sees(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++) {
		check(&unseen[i], 72, false);
		check(&unseen[i], 250, false);
	}
}

static void what_can_be_seen(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
		check(&seen[i], 72, true);
		check(&seen[i], 250, true);
	}
}

static void a_word_of_a_line(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	const struct small_pdf pdf = {
		.content = "BT /T 11 Tf 40 260 Td (The sum is 4711 guilders in all) Tj ET\n"
			   "0 g 90 256 24 14 re f\n",
	};
	struct small_pdf_text text = small_pdf_read(&pdf, 150, arena);
	assert_string_equal(text.seen, "The sum is guilders in all\n");
	assert_string_equal(text.unseen, "4711\n");
	assert_int_equal(text.own.layout.lines[0].word_count, 6);
	arena_free(&arena);
}

/* MuPDF draws nothing, but nothing hides the text either. */
static void a_blank_page_of_hidden_text(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	const struct small_pdf pdf = { .content = "1 g " SECRET };
	struct small_pdf_text text = small_pdf_read(&pdf, 150, arena);
	assert_string_equal(text.seen, "");
	assert_string_equal(text.unseen, "these secret words\n");
	assert_int_equal(text.own.characters, 0);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_nobody_sees),
		cmocka_unit_test(what_can_be_seen),
		cmocka_unit_test(a_word_of_a_line),
		cmocka_unit_test(a_blank_page_of_hidden_text),
	};
	return RUN(tests);
}
