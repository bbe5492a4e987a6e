/* Tests of workers/edge_sketch: words are heaps of blocks, each of its own shape. */
#include "unit.h"

#include "workers/pdf_to_png/edge_sketch.h"

enum { WIDTH = 800, HEIGHT = 1000, LETTER = 7, TALL = 14 };

static unsigned char sheets[3][WIDTH * HEIGHT];

static struct grey_image image_of(int sheet)
{
	return (struct grey_image) { WIDTH, HEIGHT, EDGE_SKETCH_DPI, WIDTH, sheets[sheet] };
}

/* White, or what a scanner takes for it, with dirt. */
static void clear(int sheet, unsigned char paper)
{
	memset(sheets[sheet], paper, sizeof sheets[sheet]);
	for (size_t i = 7; i < sizeof sheets[sheet]; i += 9973)
		sheets[sheet][i] = 0;
}

static void block(int sheet, int left, int top, int width, int height)
{
	for (int y = top; y < top + height; y++)
		memset(sheets[sheet] + (size_t)y * WIDTH + left, 30, (size_t)width);
}

/* A letter is a stem and a bar whose place tells it from others; a line may slope, in thousandths.
 */
static void print_line(int sheet, int left, int top, const char *text, int slope)
{
	int start = left;
	for (; *text; text++, left += LETTER) {
		int down = (left - start) * slope / 1000;
		if (*text == ' ')
			continue;
		block(sheet, left, top + down, 2, TALL);
		block(sheet, left, top + down + *text % 5 * 3, LETTER - 1, 2);
		if (*text % 3 == 0)
			block(sheet, left + 4, top + down + 4, 2, 8);
	}
}

static struct edge_sketch *sketch(int sheet, struct arena *arena)
{
	const struct grey_image image = image_of(sheet);
	return edge_sketch_of(&image, arena);
}

static void finds_pieces_from_the_edge(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	clear(0, 0xff);
	block(0, 100, 20, 600, 2);   /* a rule */
	block(0, 300, 40, 200, 100); /* a picture */
	print_line(0, 100, 60, "running head", 0);
	print_line(0, 650, 60, "aside", 0);
	print_line(0, 100, 110, "text of the page", 0);
	print_line(0, 100, 500, "in the middle", 0);
	print_line(0, 100, 940, "at the foot", 0);
	const struct edge_sketch *page = sketch(0, arena);
	assert_int_equal(edge_pieces(page, EDGE_TOP), 3);
	assert_int_equal(edge_pieces(page, EDGE_BOTTOM), 1);
	struct layout_box box = edge_piece_box(page, EDGE_TOP, 0);
	assert_in_range(box.left, 71, 73);
	assert_in_range(box.top, 42, 44);
	assert_in_range(box.right, 130, 133);
	assert_in_range(edge_piece_box(page, EDGE_BOTTOM, 0).top, 675, 678);
	clear(0, 0xff);
	assert_int_equal(edge_pieces(sketch(0, arena), EDGE_TOP), 0);
	arena_free(&arena);
}

static int found(int sheet, int other, size_t piece, struct arena *arena)
{
	return edge_piece_found(sketch(sheet, arena), EDGE_TOP, piece, sketch(other, arena));
}

static void knows_a_head_that_moved(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	clear(0, 0xff);
	clear(1, 0xe8);
	clear(2, 0xff);
	print_line(0, 100, 60, "the garden behind the station", 0);
	print_line(1, 420, 71, "the garden behind the station", 20);
	print_line(2, 100, 60, "a letter from our northern man", 0);
	assert_int_equal(found(0, 1, 0, arena), 1000);
	assert_int_equal(found(1, 0, 0, arena), 1000);
	assert_int_equal(found(0, 0, 0, arena), 1000);
	assert_in_range(found(0, 2, 0, arena), 0, 300);
	assert_true(edge_pieces_same_place(sketch(0, arena), 0, sketch(2, arena), 0, EDGE_TOP));
	arena_free(&arena);
}

static void a_number_may_differ(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	clear(0, 0xff);
	clear(1, 0xff);
	print_line(0, 100, 60, "   weather and music", 0);
	print_line(1, 100, 60, "   weather and music", 0);
	block(0, 100, 60, 14, TALL);
	block(1, 100, 60, 14, 3);
	block(1, 100, 71, 14, 3);
	assert_in_range(found(0, 1, 0, arena), 700, 999);
	arena_free(&arena);
}

static void elsewhere_is_not_the_same(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	clear(0, 0xff);
	clear(1, 0xff);
	print_line(0, 100, 40, "weather and music", 0);
	print_line(1, 100, 110, "weather and music", 0);
	assert_int_equal(found(0, 1, 0, arena), 0);
	assert_false(edge_pieces_same_place(sketch(0, arena), 0, sketch(1, arena), 0, EDGE_TOP));
	/* A page of another size is nobody's neighbour. */
	const struct grey_image half = { WIDTH / 2, HEIGHT, EDGE_SKETCH_DPI, WIDTH, sheets[0] };
	assert_int_equal(
		edge_piece_found(sketch(0, arena), EDGE_TOP, 0, edge_sketch_of(&half, arena)), 0);
	arena_free(&arena);
}

/* Nothing but noise, and sheets too small for a strip. */
static void takes_any_image(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	unsigned long noise = 1;
	for (size_t i = 0; i < sizeof sheets[0]; i++) {
		noise = noise * 6364136223846793005ul + 1442695040888963407ul;
		sheets[0][i] = (unsigned char)(noise >> 40);
	}
	const struct edge_sketch *page = sketch(0, arena);
	for (size_t i = 0; i < edge_pieces(page, EDGE_TOP); i++)
		assert_in_range(edge_piece_found(page, EDGE_TOP, i, page), 0, 1000);
	for (int side = 1; side < 12; side++) {
		const struct grey_image small = { side, side, EDGE_SKETCH_DPI, WIDTH, sheets[0] };
		assert_int_equal(edge_pieces(edge_sketch_of(&small, arena), EDGE_BOTTOM), 0);
	}
	memset(sheets[0], 0, sizeof sheets[0]);
	assert_int_equal(edge_pieces(sketch(0, arena), EDGE_TOP), 0);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_pieces_from_the_edge),
		cmocka_unit_test(knows_a_head_that_moved),
		cmocka_unit_test(a_number_may_differ),
		cmocka_unit_test(elsewhere_is_not_the_same),
		cmocka_unit_test(takes_any_image),
	};
	return RUN(tests);
}
