/* text_pages.c: content streams whose text operators and drawing differ. */
#include "tests/tools/text_pages.h"

#include "tests/tools/prose.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 16, LINE_WIDTH = 72 };

static const double left = 72, top = 750, type = 12, leading = 17;

/* Latin-1 of what is UTF-8 here. */
static void append_string(struct buf *out, const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		unsigned code = *p;
		if (*p >= 0x80) {
			if ((*p & 0xfe) != 0xc2)
				abort();
			code = (*p & 3u) << 6 | (*(p + 1) & 0x3fu);
			p++;
		}
		buf_printf(out, "\\%03o", code);
	}
}

void text_line(
	struct made_page *page, const char *font, double x, double y, double size, const char *text)
{
	buf_printf(&page->content, "BT /%s %g Tf %g %g Td (", font, size, x, y);
	append_string(&page->content, text);
	buf_append_string(&page->content, ") Tj ET\n");
}

static void draw_lines(struct made_page *page, struct buf *words, const char *font,
	const char *const *lines, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text_line(page, font, left, top - (double)i * leading, type, lines[i]);
		buf_printf(words, "%s\n", lines[i]);
	}
}

#define DRAW_LINES(page, words, font, lines) \
	draw_lines(page, words, font, lines, sizeof lines / sizeof *lines)

/* ---- languages ---- */

void german_page(struct made_page *page, struct buf *words)
{
	static const char *const lines[] = {
		"Am nächsten Morgen öffnete die Lehrerin das große Fenster und hörte",
		"draußen die Vögel. Über den Dächern lag noch Nebel, und auf der Straße",
		"fuhren die ersten Wagen zum Bahnhof. Sie überlegte, ob sie den Brief",
		"heute beantworten müsse, oder ob es genüge, wenn sie ihn ihrer Schwester",
		"zeigte. Schließlich setzte sie sich an den Tisch, nahm ein weißes Blatt",
		"und schrieb: Lieber Jürgen, für deine Grüße danke ich dir herzlich.",
	};
	DRAW_LINES(page, words, "T", lines);
}

void french_page(struct made_page *page, struct buf *words)
{
	static const char *const lines[] = {
		"Le lendemain matin, la maîtresse ouvrit la fenêtre et écouta les oiseaux",
		"du jardin. Un léger brouillard flottait encore au-dessus des toits, et les",
		"premières voitures passaient déjà vers la gare. Elle se demanda si elle",
		"devait répondre à cette lettre, ou s'il suffisait de la montrer à sa soeur.",
		"Enfin, elle s'assit à la table, prit une feuille blanche et commença :",
		"Cher François, je te remercie de tout coeur pour tes voeux de Noël.",
	};
	DRAW_LINES(page, words, "T", lines);
}

/* In the letters of the font. */
void russian_page(struct made_page *page, struct buf *words)
{
	static const char *const lines[] = {
		"Utrom ona otkrqla okno i dolgo slujala kak poet v sadu ptica",
		"Nad krqjami eje lejal tuman i po ulice ehali pervqe povozki",
		"Ona dumala otvetit li na eto pismo segodna ili pokazat ego sestre",
		"Nakonec ona sela za stol vzala bumagu i napisala dorogoi drug",
		"blagodaru teba za pismo i za horojie slova o najem dome i sade",
		"zdes vse po staromu tolko zima bqla dolgaa i sneg lejal do mara",
		"brat uehal v gorod i pijet redko a mama kak i vsegda vse pomnit",
		"prihodi k nam kogda budet teplo pod oknom rastut tvoi cvetq",
	};
	DRAW_LINES(page, words, "Y", lines);
}

/* The fonts' ToUnicode makes other letters of these; see pdf_builder.h. As they are seen, from the
 * left: what is read first stands at the right. */
void hebrew_page(struct made_page *page, struct buf *words)
{
	static const char *const lines[] = { "abg dhyz 12 kln", "abc" };
	DRAW_LINES(page, words, "R", lines);
}

void chinese_page(struct made_page *page, struct buf *words)
{
	static const char *const lines[] = { "abcdefghijklmnop", "qrstuv" };
	DRAW_LINES(page, words, "C", lines);
}

/* ---- more, or less, than text ---- */

/* Two lines above a drawing of many small strokes. */
void figure_page(struct made_page *page, struct buf *words)
{
	static const char *const lines[] = { "The following picture shows how the weather of this",
		"country changes through the summer and the winter." };
	DRAW_LINES(page, words, "T", lines);
	for (int i = 0; i < 1500; i++) {
		int x = 80 + i * 37 % 430, y = 100 + i * 53 % 560;
		buf_printf(&page->content, "%d %d m %d %d l S\n", x, y, x + 7, y + 3 + i % 5);
	}
}

/* Raised numbers: marks of notes that are not on the page, which are no words, and an exponent. */
void endnotes_page(struct made_page *page, struct buf *words)
{
	const double small = 0.6, browser = 0.83; /* of the type's size */
	const struct {
		const char *before, *raised, *after, *heard;
		double size;
	} lines[] = {
		{ "Its walls were built by the old king.", "12", " They stood there for",
			"Its walls were built by the old king. They stood there for", small },
		{ "two hundred years,", "13", " and the council of the town paid for them",
			"two hundred years, and the council of the town paid for them", browser },
		{ "until the railway", "14", " came. The largest of their towers took",
			"until the railway came. The largest of their towers took", small },
		{ "up more than 300 m", "2", " of ground, and nobody knows why.",
			"up more than 300 m\302\262 of ground, and nobody knows why.", small },
		{ "The others (they were built in 1703)", "*", " were not as large, and of",
			"The others (they were built in 1703) were not as large, and of", small },
		{ "wood;", "[15]", " they did not last until 1840.",
			"wood; they did not last until 1840.", browser },
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		buf_printf(&page->content,
			"BT /T %g Tf %g %g Td (%s) Tj /T %g Tf %g Ts (%s) Tj /T %g Tf 0 Ts (%s) Tj "
			"ET\n",
			type, left, top - (double)i * leading, lines[i].before,
			lines[i].size * type, 0.33 * type, lines[i].raised, type, lines[i].after);
		buf_printf(words, "%s\n", lines[i].heard);
	}
}

/* Prose, and along the page's left side a line that runs upwards. */
void upright_stamp_page(struct made_page *page, struct buf *words)
{
	static const char *const lines[] = { "The teacher walked slowly through the garden.",
		"Every morning she opened the window and listened." };
	buf_append_string(
		&page->content, "BT /H 10 Tf 0 1 -1 0 30 200 Tm (Printed for the library) Tj ET\n");
	DRAW_LINES(page, words, "T", lines);
}

/* More than a book's chapter on one large sheet. */
void dense_page(struct made_page *page, struct buf *words)
{
	enum { DENSE_LINES = 700, DENSE_WIDTH = 200 };
	struct prose prose = prose_start(1);
	(void)words;
	page->width = 1300;
	page->height = 1800;
	for (int i = 0; i < DENSE_LINES; i++) {
		struct buf line = BUF_EMPTY;
		prose_line(&prose, DENSE_WIDTH, &line);
		text_line(page, "T", left, 1750 - i * 2.4, 2.2, line.data);
		buf_free(&line);
	}
}

/* ---- prose ---- */

static void draw_prose(struct made_page *page, struct buf *words, const char *font, int number,
	void (*change)(char *line))
{
	struct prose prose = prose_start(number);
	for (int i = 0; i < LINES; i++) {
		struct buf line = BUF_EMPTY;
		prose_line(&prose, LINE_WIDTH, &line);
		if (words)
			buf_printf(words, "%s\n", line.data);
		if (change)
			change(line.data);
		text_line(page, font, left, top - i * leading, type, line.data);
		buf_free(&line);
	}
}

void lying_page(struct made_page *page, struct buf *words, const char *font, int number)
{
	draw_prose(page, words, font, number, NULL);
}

void stamp_over(struct made_page *page, int number)
{
	(void)number;
	text_line(page, "H", 200, 30, 9, "Printed for the library, not for sale");
}

void text_under(struct made_page *page, int number)
{
	buf_append_string(&page->content, "3 Tr\n");
	draw_prose(page, NULL, "T", number, NULL);
}

/* As some OCR program saw it. */
static void misread(char *line)
{
	static const char from[] = "aeionrstl", to[] = "ocl1uvfj!";
	for (; *line; line++) {
		const char *at = strchr(from, *line);
		if (at)
			*line = to[at - from];
	}
}

void nonsense_under(struct made_page *page, int number)
{
	buf_append_string(&page->content, "3 Tr\n");
	draw_prose(page, NULL, "T", number, misread);
}
