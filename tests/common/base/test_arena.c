/* test_arena.c: tests of common/base/alloc and common/base/arena. */
#include "unit.h"

#include "common/base/alloc.h"
#include "common/base/arena.h"

#include <stdalign.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void alloc_zeroes(void **state)
{
	(void)state;
	unsigned char *p = alloc_zeroed(100, 3);
	for (int i = 0; i < 300; i++)
		assert_int_equal(p[i], 0);
	p = alloc_resize(p, 3000);
	p[2999] = 1;
	alloc_free(&p);
	assert_null(p);
	void *none = alloc_zeroed(0, 0);
	assert_non_null(none);
	alloc_free(&none);
}

static void alloc_copies_strings(void **state)
{
	(void)state;
	assert_null(alloc_string(NULL));
	char *copy = alloc_string("text");
	assert_string_equal(copy, "text");
	alloc_free(&copy);
}

static void too_much_memory_aborts(void **state)
{
	(void)state;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		const struct rlimit no_core = { 0, 0 };
		setrlimit(RLIMIT_CORE, &no_core);
		/* Discard the message. */
		close(STDERR_FILENO);
		volatile size_t n = SIZE_MAX / 2;
		void *volatile p = alloc_zeroed(n, 8);
		_exit(p ? 77 : 78);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	/* It must not return; sanitizers end the process in their own way. */
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) >= 77);
	assert_int_not_equal(status, 0);
}

static void arena_memory_is_zeroed_and_aligned(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	for (size_t size = 0; size < 5000; size += 37) {
		unsigned char *p = arena_alloc(arena, size);
		assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, size);
	}
	arena_free(&arena);
	assert_null(arena);
}

static void arena_pieces_do_not_overlap(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	enum { COUNT = 500, SIZE = 200 };
	unsigned char *pieces[COUNT];
	for (int i = 0; i < COUNT; i++) {
		pieces[i] = arena_alloc(arena, SIZE);
		memset(pieces[i], i, SIZE);
	}
	for (int i = 0; i < COUNT; i++) {
		for (int j = 0; j < SIZE; j++)
			assert_int_equal(pieces[i][j], i & 0xff);
	}
	arena_free(&arena);
}

static void arena_takes_large_pieces(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	char *small = arena_string(arena, "small");
	char *large = arena_alloc(arena, 1000000);
	large[999999] = 'x';
	assert_string_equal(small, "small");
	assert_string_equal(arena_string(arena, "after"), "after");
	arena_free(&arena);
}

static void arena_reset_gives_zeroes_again(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	for (int round = 0; round < 5; round++) {
		/* More than one block, and in one round a large one first. */
		if (round == 3)
			memset(arena_alloc(arena, 100000), 0xff, 100000);
		for (int i = 0; i < 40; i++) {
			unsigned char *p = arena_alloc(arena, 1000);
			for (int j = 0; j < 1000; j++)
				assert_int_equal(p[j], 0);
			memset(p, 0xff, 1000);
		}
		arena_reset(arena);
	}
	arena_free(&arena);
}

static void arena_copies(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	assert_null(arena_string(arena, NULL));
	assert_null(arena_string_n(arena, NULL, 3));
	assert_string_equal(arena_string_n(arena, "abcdef", 3), "abc");
	assert_string_equal(arena_printf(arena, "%s/%05d", "job", 42), "job/00042");
	char text[3000];
	memset(text, 'y', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_string_equal(arena_printf(arena, "%s", text), text);
	arena_free(&arena);
}

static void arena_free_takes_nothing(void **state)
{
	(void)state;
	struct arena *none = NULL;
	arena_free(NULL);
	arena_free(&none);
	struct arena *arena = arena_new();
	arena_reset(arena);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alloc_zeroes),
		cmocka_unit_test(alloc_copies_strings),
		cmocka_unit_test(too_much_memory_aborts),
		cmocka_unit_test(arena_memory_is_zeroed_and_aligned),
		cmocka_unit_test(arena_pieces_do_not_overlap),
		cmocka_unit_test(arena_takes_large_pieces),
		cmocka_unit_test(arena_reset_gives_zeroes_again),
		cmocka_unit_test(arena_copies),
		cmocka_unit_test(arena_free_takes_nothing),
	};
	return RUN(tests);
}
