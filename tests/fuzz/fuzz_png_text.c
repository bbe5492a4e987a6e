/* A PNG that may hold a text. What is found is packed and found again; and the input itself, as a
 * text, comes back. */
#include "fuzz.h"

#include "common/base/buf.h"
#include "workers/page/png_text.h"

#include <stdlib.h>
#include <string.h>

static void check_text(const char *text, size_t len, struct arena *arena)
{
	size_t size;
	unsigned char *packed = png_text_pack(text, len, &size);
	struct buf png = BUF_EMPTY;
	const unsigned char head[] = { (unsigned char)(size >> 24), (unsigned char)(size >> 16),
		(unsigned char)(size >> 8), (unsigned char)size };
	buf_append(&png, "\x89PNG\r\n\x1a\n", 8);
	buf_append(&png, head, sizeof head);
	buf_append(&png, PNG_TEXT_TYPE, 4);
	buf_append(&png, packed, size);
	buf_append(&png, "\0\0\0\0", 4);
	free(packed);
	const char *found = png_text_find(png.data, png.len, arena);
	buf_free(&png);
	FUZZ_CHECK((found != NULL) == !memchr(text, '\0', len));
	FUZZ_CHECK(!found || (strlen(found) == len && memcmp(found, text, len) == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = png_text_find(data, size, arena);
	if (text)
		check_text(text, strlen(text), arena);
	if (size > 0)
		check_text((const char *)data, size, arena);
	arena_free(&arena);
	return 0;
}
