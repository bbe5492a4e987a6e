/* A list of words and their spoken forms, and, behind a byte of zero, the text that it is for. */
#include "fuzz.h"

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "common/text/pronunciation.h"

#include <string.h>

/* What is valid stays valid, and doing it again does the same. */
static void check_text(const struct pronunciation *list, const char *text, size_t len)
{
	struct buf once = BUF_EMPTY, again = BUF_EMPTY;
	pronunciation_apply(list, NULL, text, len, &once);
	pronunciation_apply(list, list, text, len, &again);
	FUZZ_CHECK(once.len == again.len);
	FUZZ_CHECK(once.len == 0 || memcmp(once.data, again.data, once.len) == 0);
	if (utf8_is_valid(text, len))
		FUZZ_CHECK(utf8_is_valid(once.data, once.len));
	buf_free(&once);
	buf_free(&again);
}

/* What is written of a list is that list again, in both forms. */
static void check_written(const struct pronunciation *list)
{
	struct buf csv = BUF_EMPTY, again = BUF_EMPTY;
	struct pronunciation *copy = NULL;
	struct err err = { 0 };
	pronunciation_write_csv(list, &csv);
	FUZZ_CHECK(pronunciation_parse_csv("csv", buf_string(&csv), csv.len, &copy, &err) == 0);
	pronunciation_write_csv(copy, &again);
	FUZZ_CHECK(csv.len == again.len && memcmp(csv.data, again.data, csv.len) == 0);
	pronunciation_free(&copy);
	buf_free(&csv);
	buf_free(&again);
}

static void check_csv(const char *text, size_t len)
{
	struct pronunciation *list = NULL;
	struct err err = { 0 };
	if (pronunciation_parse_csv("csv", text, len, &list, &err) < 0)
		FUZZ_CHECK(err.kind == ERR_INVALID && strncmp(err.text, "csv:", 4) == 0);
	if (list)
		check_written(list);
	pronunciation_free(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *zero = size ? memchr(data, 0, size) : NULL;
	size_t len = zero ? (size_t)(zero - text) : size;
	struct pronunciation *list = NULL;
	struct err err = { 0 };
	if (pronunciation_parse("list", text, len, &list, &err) < 0)
		FUZZ_CHECK(err.kind == ERR_INVALID && strncmp(err.text, "list:", 5) == 0);
	if (list)
		check_written(list);
	if (list && zero)
		check_text(list, zero + 1, size - len - 1);
	pronunciation_free(&list);
	check_csv(text, len);
	if (!zero)
		return 0;
	err = (struct err) { 0 };
	if (pronunciation_parse_option(text, &list, &err) < 0)
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
	else
		check_text(list, zero + 1, size - len - 1);
	pronunciation_free(&list);
	return 0;
}
