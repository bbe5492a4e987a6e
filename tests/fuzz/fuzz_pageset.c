/* A set of pages as text. */
#include "fuzz.h"

#include "common/base/pageset.h"

#include <string.h>

static void check_set(const struct pageset *set)
{
	int last = -1, count = 0;
	for (size_t i = 0; i < set->count; i++) {
		FUZZ_CHECK(set->ranges[i].first > last + 1 || i == 0);
		FUZZ_CHECK(set->ranges[i].first >= 1);
		FUZZ_CHECK(set->ranges[i].last >= set->ranges[i].first);
		last = set->ranges[i].last;
		count += set->ranges[i].last - set->ranges[i].first + 1;
	}
	FUZZ_CHECK(last <= PAGESET_MAX_PAGE);
	FUZZ_CHECK(pageset_count(set) == count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = BUF_EMPTY, first = BUF_EMPTY, second = BUF_EMPTY;
	struct pageset set = PAGESET_EMPTY;
	struct err err = { 0 };
	buf_append(&text, data, size);
	if (pageset_parse(&set, buf_string(&text), &err) == 0) {
		check_set(&set);
		pageset_format(&set, &first);
		FUZZ_CHECK(pageset_parse(&set, buf_string(&first), &err) == 0);
		pageset_format(&set, &second);
		FUZZ_CHECK(strcmp(buf_string(&first), buf_string(&second)) == 0);
	} else {
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0] && set.count == 0);
	}
	pageset_free(&set);
	buf_free(&text);
	buf_free(&first);
	buf_free(&second);
	return 0;
}
