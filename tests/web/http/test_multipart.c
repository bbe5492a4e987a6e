/* test_multipart: forms in pieces of every size. */
#include "tests/common/unit.h"

#include "common/base/buf.h"
#include "web/http/multipart.h"

/* Writes down what it is told: "<name|file|type>data;" */
struct notes {
	struct buf text;
	int fail_at_begin;
};

static int note_begin(void *context, const char *name, const char *file_name,
	const char *content_type, struct err *err)
{
	struct notes *notes = context;
	if (notes->fail_at_begin)
		return err_set(err, ERR_INVALID, "not wanted");
	buf_printf(&notes->text, "<%s|%s|%s>", name, file_name ? file_name : "-",
		content_type ? content_type : "-");
	return 0;
}

static int note_data(void *context, const void *data, size_t len, struct err *err)
{
	(void)err;
	struct notes *notes = context;
	assert_true(len > 0);
	buf_append(&notes->text, data, len);
	return 0;
}

static int note_end(void *context, struct err *err)
{
	(void)err;
	struct notes *notes = context;
	buf_append_char(&notes->text, ';');
	return 0;
}

static const struct multipart_sink sink = { note_begin, note_data, note_end };

/* Feeds in pieces of `step` bytes; 0 or -1. */
static int parse(const char *boundary, const char *body, size_t len, size_t step,
	struct notes *notes, struct err *err)
{
	struct multipart *parser = NULL;
	char type[200];
	snprintf(type, sizeof type, "multipart/form-data; boundary=%s", boundary);
	assert_int_equal(multipart_new(type, &sink, notes, &parser, err), 0);
	int result = 0;
	for (size_t at = 0; at < len && result == 0; at += step)
		result = multipart_feed(parser, body + at, len - at < step ? len - at : step, err);
	if (result == 0)
		result = multipart_finish(parser, err);
	multipart_free(&parser);
	assert_null(parser);
	return result;
}

static void expect(const char *boundary, const char *body, size_t len, const char *notes_text)
{
	for (size_t step = 1; step <= len; step++) {
		struct notes notes = { BUF_EMPTY, 0 };
		struct err err = { ERR_NONE, "" };
		if (parse(boundary, body, len, step, &notes, &err) < 0)
			fail_msg("step %zu: %s", step, err.text);
		assert_string_equal(buf_string(&notes.text), notes_text);
		buf_free(&notes.text);
	}
}

#define EXPECT(boundary, body, text) expect(boundary, body, sizeof body - 1, text)

static void expect_refusal(const char *body, const char *reason)
{
	size_t len = strlen(body);
	for (size_t step = 1; step <= len; step++) {
		struct notes notes = { BUF_EMPTY, 0 };
		struct err err = { ERR_NONE, "" };
		assert_int_equal(parse("X", body, len, step, &notes, &err), -1);
		assert_int_equal(err.kind, ERR_INVALID);
		assert_contains(err.text, reason);
		buf_free(&notes.text);
	}
}

static void reads_a_browsers_form(void **state)
{
	(void)state;
	EXPECT("----WebKitFormBoundaryAbC",
		"------WebKitFormBoundaryAbC\r\n"
		"Content-Disposition: form-data; name=\"voice\"\r\n\r\nen-gb\r\n"
		"------WebKitFormBoundaryAbC\r\n"
		"Content-Disposition: form-data; name=\"file\"; filename=\"a b.pdf\"\r\n"
		"Content-Type: application/pdf\r\n\r\n%PDF-1.7\n\r\n\r\nend\r\n"
		"------WebKitFormBoundaryAbC--\r\n",
		"<voice|-|->en-gb;<file|a b.pdf|application/pdf>%PDF-1.7\n\r\n\r\nend;");
}

static void data_may_look_like_a_boundary(void **state)
{
	(void)state;
	EXPECT("XX",
		"--XX\r\nContent-Disposition: form-data; name=f\r\n\r\n"
		"\r\r\n\r\n-\r\n--\r\n--X\r\n--x\r\r\n--XY--XX\r\n--XX--",
		"<f|-|->\r\r\n\r\n-\r\n--\r\n--X\r\n--x\r\r\n--XY--XX;");
}

static void parts_may_be_empty(void **state)
{
	(void)state;
	EXPECT("X",
		"--X\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n\r\n"
		"--X \t\r\nCONTENT-DISPOSITION:form-data;name=\"b\";filename=\"\"\r\n\r\n\r\n--X--",
		"<a|-|->;<b||->;");
}

static void preamble_and_epilogue_are_passed_over(void **state)
{
	(void)state;
	EXPECT("X",
		"This is MIME.\r\n--X\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--X--"
		"\r\n--X\r\nnothing of this counts",
		"<a|-|->1;");
}

static void names_are_unescaped(void **state)
{
	(void)state;
	EXPECT("X",
		"--X\r\nContent-Disposition: form-data; name=\"a\"; "
		"filename=\"q%22q\\\"q\\\\C:\\dir;x%41.pdf\"\r\n\r\n\r\n--X--",
		"<a|q\"q\"q\\C:\\dir;x%41.pdf|->;");
}

static void zero_bytes_are_data(void **state)
{
	(void)state;
	static const char body[] =
		"--X\r\nContent-Disposition: form-data; name=a\r\n\r\n1\0\0002\r\n--X--";
	struct notes notes = { BUF_EMPTY, 0 };
	struct err err;
	assert_int_equal(parse("X", body, sizeof body - 1, 7, &notes, &err), 0);
	assert_int_equal(notes.text.len, strlen("<a|-|->") + 5);
	assert_memory_equal(notes.text.data, "<a|-|->1\0\0002;", notes.text.len);
	buf_free(&notes.text);
}

static void refuses_what_is_no_form(void **state)
{
	(void)state;
	expect_refusal("--X\r\nContent-Disposition: form-data; name=a\r\n\r\nhalf", "closing");
	expect_refusal(
		"--X\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--X\r\n", "closing");
	expect_refusal("nothing", "closing");
	expect_refusal("--Xjunk\r\n", "text follows");
	expect_refusal("--X\rx", "bare CR");
	expect_refusal("--X-x", "text follows");
	expect_refusal("--X\r\n\r\ndata\r\n--X--", "without a field's name");
	expect_refusal(
		"--X\r\nContent-Disposition: attachment; name=a\r\n\r\n\r\n--X--", "not form-data");
	expect_refusal("--X\r\nContent-Disposition: form-data; name=\"a\r\n\r\n\r\n--X--", "quote");
	expect_refusal("--X\r\nno colon here\r\n\r\n\r\n--X--", "colon");
	expect_refusal("--X\r\nContent-Disposition: form-data; name=a\r\n"
		       "Content-Transfer-Encoding: base64\r\n\r\n\r\n--X--",
		"Content-Transfer-Encoding");
}

static void limits_hold(void **state)
{
	(void)state;
	struct buf body = BUF_EMPTY;
	struct notes notes = { BUF_EMPTY, 0 };
	struct err err;
	buf_append_string(&body, "--X\r\nX-Long: ");
	for (int i = 0; i < MULTIPART_MAX_HEADER; i++)
		buf_append_char(&body, 'a');
	assert_int_equal(parse("X", body.data, body.len, 1000, &notes, &err), -1);
	assert_contains(err.text, "header is longer");
	buf_clear(&body);
	for (int i = 0; i < 5000; i++)
		buf_append_char(&body, 'p');
	assert_int_equal(parse("X", body.data, body.len, 1000, &notes, &err), -1);
	assert_contains(err.text, "does not begin");
	buf_clear(&body);
	for (int i = 0; i <= MULTIPART_MAX_PARTS; i++)
		buf_append_string(
			&body, "--X\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n");
	assert_int_equal(parse("X", body.data, body.len, 1000, &notes, &err), -1);
	assert_contains(err.text, "parts");
	buf_free(&body);
	buf_free(&notes.text);
}

static void the_sinks_refusal_ends_it(void **state)
{
	(void)state;
	struct notes notes = { BUF_EMPTY, 1 };
	struct err err;
	static const char body[] =
		"--X\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--X--";
	assert_int_equal(parse("X", body, sizeof body - 1, 4, &notes, &err), -1);
	assert_string_equal(err.text, "not wanted");
	buf_free(&notes.text);
}

static int boundary_of(const char *type, struct err *err)
{
	struct multipart *parser = NULL;
	int result = multipart_new(type, &sink, NULL, &parser, err);
	multipart_free(&parser);
	return result;
}

static void boundaries_are_checked(void **state)
{
	(void)state;
	struct err err;
	assert_int_equal(boundary_of("multipart/form-data; boundary=abc", &err), 0);
	assert_int_equal(
		boundary_of("Multipart/Form-Data ; charset=utf-8; Boundary=\"a b\"", &err), 0);
	assert_int_equal(boundary_of("multipart/form-data; boundary=0123456789012345678901234567"
				     "890123456789012345678901234567890123456789",
				 &err),
		0);
	assert_int_equal(boundary_of("multipart/form-data", &err), -1);
	assert_int_equal(boundary_of("multipart/form-datax; boundary=a", &err), -1);
	assert_int_equal(boundary_of("multipart/mixed; boundary=a", &err), -1);
	assert_int_equal(boundary_of("multipart/form-data; boundary=", &err), -1);
	assert_int_equal(boundary_of("multipart/form-data; boundary=\"a \"", &err), -1);
	assert_int_equal(boundary_of("multipart/form-data; boundary=a\"b", &err), -1);
	assert_int_equal(boundary_of("multipart/form-data; boundary=0123456789012345678901234567"
				     "8901234567890123456789012345678901234567890",
				 &err),
		-1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_browsers_form),
		cmocka_unit_test(data_may_look_like_a_boundary),
		cmocka_unit_test(parts_may_be_empty),
		cmocka_unit_test(preamble_and_epilogue_are_passed_over),
		cmocka_unit_test(names_are_unescaped),
		cmocka_unit_test(zero_bytes_are_data),
		cmocka_unit_test(refuses_what_is_no_form),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(the_sinks_refusal_ends_it),
		cmocka_unit_test(boundaries_are_checked),
	};
	return RUN(tests);
}
