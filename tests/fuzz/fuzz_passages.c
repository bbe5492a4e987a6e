/* A page's text in pieces; the first byte is the limit of one. */
#include "fuzz.h"

#include "common/text/letters.h"
#include "workers/tts/passages.h"

#include <string.h>

static size_t characters(const char *text, size_t len)
{
	size_t count = 0;
	for (size_t i = 0, size; i < len; i += size, count++)
		letters_decode(text + i, len - i, &size);
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	const char *text = (const char *)data + 1, *at = text, *end = text + size - 1;
	size_t limit = data[0];
	struct passages passages = passages_of(text, size - 1, limit);
	struct passage passage;
	/* In order, none empty, and nothing between them but blanks. */
	while (passages_next(&passages, &passage)) {
		FUZZ_CHECK(passage.len > 0);
		FUZZ_CHECK(passage.text >= at && passage.text + passage.len <= end);
		for (; at < passage.text; at++)
			FUZZ_CHECK(strchr(" \t\r\n", *at) && *at);
		at += passage.len;
		FUZZ_CHECK(limit == 0 || characters(passage.text, passage.len) <= limit);
	}
	for (; at < end; at++)
		FUZZ_CHECK(strchr(" \t\r\n", *at) && *at);
	return 0;
}
