/* unit: cmocka with the headers it requires before it, and a few helpers. */
#ifndef LECTERN_TESTS_COMMON_UNIT_H
#define LECTERN_TESTS_COMMON_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/base/err.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define assert_err(err, expected_kind, expected_text)           \
	do {                                                    \
		assert_string_equal((err).text, expected_text); \
		assert_int_equal((err).kind, expected_kind);    \
	} while (0)

/* Asserts that `text` contains `part`. */
#define assert_contains(text, part)                                   \
	do {                                                          \
		if (!strstr(text, part))                              \
			fail_msg("\"%s\" is not in: %s", part, text); \
	} while (0)

#define RUN(tests) cmocka_run_group_tests(tests, NULL, NULL)

#endif
