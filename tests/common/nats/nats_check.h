/* nats_check: cmocka plus what these tests need. */
#ifndef LECTERN_TESTS_COMMON_NATS_NATS_CHECK_H
#define LECTERN_TESTS_COMMON_NATS_NATS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/common/nats/nats_fixture.h"

/* Asserts that the call succeeds, and shows its error if not. */
#define assert_ok(call, error)                                   \
	do {                                                     \
		if ((call) != 0)                                 \
			fail_msg("%s: %s", #call, (error).text); \
	} while (0)

#endif
