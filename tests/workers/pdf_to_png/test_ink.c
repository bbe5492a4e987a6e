/* Tests of workers/ink: at 72 dpi, so that a pixel is a point. */
#include "unit.h"

#include "workers/pdf_to_png/ink.h"

enum { SIDE = 400 };

static unsigned char pixels[SIDE * SIDE];

static const struct grey_image image = { SIDE, SIDE, 72, SIDE, pixels };

static void clear(void)
{
	memset(pixels, 0xff, sizeof pixels);
}

static void fill(int left, int top, int width, int height)
{
	for (int y = top; y < top + height; y++)
		memset(pixels + (size_t)y * SIDE + left, 0, (size_t)width);
}

/* A line of letters, each 4 points wide and 8 high. */
static void print_line(int top)
{
	for (int x = 40; x < 360; x += 8)
		fill(x, top, 4, 8);
}

static const struct layout_box whole_line = { 40, 100, 360, 108 };

static void white_paper_has_no_ink(void **state)
{
	(void)state;
	clear();
	struct ink ink = ink_measure(&image, NULL, 0);
	assert_false(ink.any);
	assert_int_equal(ink.covered, 1000);
	pixels[7] = 0x80;
	assert_true(ink_measure(&image, NULL, 0).any);
}

static void text_covers_its_lines(void **state)
{
	(void)state;
	clear();
	print_line(100);
	assert_int_equal(ink_measure(&image, &whole_line, 1).covered, 1000);
	assert_int_equal(ink_measure(&image, NULL, 0).covered, 0);
	print_line(140);
	assert_in_range(ink_measure(&image, &whole_line, 1).covered, 450, 550);
	const struct layout_box beyond[] = { { -1e6f, -1e6f, 1e6f, 1e6f } };
	assert_int_equal(ink_measure(&image, beyond, 1).covered, 1000);
}

static void rules_and_areas_are_no_print(void **state)
{
	(void)state;
	clear();
	print_line(100);
	fill(20, 90, 360, 1);
	fill(20, 90, 1, 200);
	fill(30, 200, 300, 80);
	assert_int_equal(ink_measure(&image, &whole_line, 1).covered, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(white_paper_has_no_ink),
		cmocka_unit_test(text_covers_its_lines),
		cmocka_unit_test(rules_and_areas_are_no_print),
	};
	return RUN(tests);
}
