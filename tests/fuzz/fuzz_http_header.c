/* Range, If-None-Match and Accept: the first line is the size of the representation. */
#include "fuzz.h"

#include "common/base/buf.h"
#include "web/http/header.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = BUF_EMPTY;
	buf_append(&text, data, size);
	char *rest = NULL;
	uint64_t whole = strtoull(buf_string(&text), &rest, 10);
	const char *value = *rest == '\n' ? rest + 1 : rest;
	uint64_t first = 0, last = 0;
	if (http_range(value, whole, &first, &last) == RANGE_ONE) {
		FUZZ_CHECK(first <= last);
		FUZZ_CHECK(last < whole);
	}
	http_etag_matches(value, "\"SHA-256=abc\"");
	http_accepts_html(value);
	buf_free(&text);
	return 0;
}
