/* test_settings_file.c: nothing in a file may be lost or changed on its way through inih, and TOML
 * outside the subset is refused by name. */
#include "unit.h"

#include "common/base/buf.h"
#include "common/config/file.h"

/* Record what arrives as "[section]@line" and "key=text@line". */
static int note_section(void *context, const char *section, int line, struct err *err)
{
	(void)err;
	buf_printf(context, "[%s]@%d\n", section, line);
	return 0;
}

static int note_value(void *context, const char *section, const char *key, const char *text,
	size_t len, int line, struct err *err)
{
	(void)section;
	(void)err;
	buf_printf(context, "%s=", key);
	buf_append(context, text, len);
	buf_printf(context, "@%d\n", line);
	return 0;
}

static int read_text(const char *text, size_t len, struct buf *notes, struct err *err)
{
	const struct settings_sink sink = { note_section, note_value, notes };
	return settings_file_read("f.toml", text, len, &sink, err);
}

static void assert_read(const char *text, const char *expected)
{
	struct buf notes = BUF_EMPTY;
	struct err err = { 0 };
	if (read_text(text, strlen(text), &notes, &err) < 0)
		fail_msg("%s", err.text);
	assert_string_equal(buf_string(&notes), expected);
	buf_free(&notes);
}

static void assert_refused(const char *text, const char *expected)
{
	struct buf notes = BUF_EMPTY;
	struct err err = { 0 };
	if (read_text(text, strlen(text), &notes, &err) == 0)
		fail_msg("taken: %s", text);
	assert_err(err, ERR_INVALID, expected);
	buf_free(&notes);
}

static void plain_lines(void **state)
{
	(void)state;
	assert_read("", "");
	assert_read("\n\n# comment\n", "");
	assert_read("[a]\nk = 1\n[b]\nk=2", "[a]@1\nk=1@2\n[b]@3\nk=2@4\n");
	assert_read("[ a ] # x\n\tk\t=\t1\n", "[a]@1\nk=1@2\n");
	assert_read("[a-b_1]\nk-2_x = 'v'\n", "[a-b_1]@1\nk-2_x='v'@2\n");
}

static void indented_lines_are_no_continuations(void **state)
{
	(void)state;
	assert_read("[a]\nk = 1\n   l = 2\n\t# x\n\t\tm = 3\n", "[a]@1\nk=1@2\nl=2@3\nm=3@5\n");
}

static void what_inih_would_cut_arrives_whole(void **state)
{
	(void)state;
	assert_read("[a]\nk = \"x ; y # z\" ; w\n", "[a]@1\nk=\"x ; y # z\" ; w@2\n");
	assert_read("[a]\nk = \"a=b:c [d] %41 %\"\n", "[a]@1\nk=\"a=b:c [d] %41 %\"@2\n");
	assert_read("[a]\nk = \"  blanks  \"   \n", "[a]@1\nk=\"  blanks  \"   @2\n");
	assert_read("[a]\nk = ';'\n", "[a]@1\nk=';'@2\n");
	assert_read("[a]\nk = \"caf\xc3\xa9\"\n", "[a]@1\nk=\"caf\xc3\xa9\"@2\n");
}

static void crlf_and_byte_order_mark(void **state)
{
	(void)state;
	assert_read("\xef\xbb\xbf[a]\r\nk = 1\r\n\r\nl = 2\r\n", "[a]@1\nk=1@2\nl=2@4\n");
	assert_refused("[a]\nk = \xef\xbb\xbf\x01", "f.toml:2: [a]: a control character");
	assert_refused("[a]\rk = 1\r", "f.toml:1: a control character");
}

static void lines_of_any_length(void **state)
{
	(void)state;
	for (size_t len = 1; len < 1200; len += len < 260 ? 1 : 97) {
		struct buf text = BUF_EMPTY, expected = BUF_EMPTY;
		buf_append_string(&text, "[a]\nlong = '");
		buf_append_string(&expected, "[a]@1\nlong='");
		/* Puts blanks, comment signs and letters at every position of a chunk. */
		for (size_t i = 0; i < len; i++) {
			buf_append_char(&text, " ;#a=%"[i % 6]);
			buf_append_char(&expected, " ;#a=%"[i % 6]);
		}
		buf_append_string(&text, "'\nnext = 2\n");
		buf_append_string(&expected, "'@2\nnext=2@3\n");
		assert_read(buf_string(&text), buf_string(&expected));
		buf_free(&text);
		buf_free(&expected);
	}
}

static void refuses_by_name(void **state)
{
	(void)state;
	assert_refused("[a]\n; x\n", "f.toml:2: [a]: a comment starts with #, not ;");
	assert_refused("[a]\nk: 1\n", "f.toml:2: [a] k: = is expected after a key, not :");
	assert_refused("[a]\nk\n", "f.toml:2: [a] k: = is expected after the key");
	assert_refused("[a]\nk l = 1\n", "f.toml:2: [a] k: = is expected after the key");
	assert_refused("[a]\n= 1\n", "f.toml:2: [a]: the key is missing before =");
	assert_refused("[a]\nk =\n", "f.toml:2: [a] k: the value is missing");
	assert_refused("[a]\nk = # 1\n", "f.toml:2: [a] k: the value is missing");
	assert_refused("[a]\nk.l = 1\n", "f.toml:2: [a] k: dotted keys are not supported");
	assert_refused("[a]\n\"k\" = 1\n", "f.toml:2: [a]: quoted keys are not supported");
	assert_refused("[a]\n'k' = 1\n", "f.toml:2: [a]: quoted keys are not supported");
	assert_refused(
		"[a]\n\n}\n", "f.toml:3: [a]: a key, a [section] or a # comment is expected");
	assert_refused("k = 1\n", "f.toml:1: k: stands before any [section]");
	assert_refused("[[a]]\n", "f.toml:1: arrays of tables ([[...]]) are not supported");
	assert_refused("[a.b]\n", "f.toml:1: dotted section names are not supported");
	assert_refused("[\"a\"]\n", "f.toml:1: quoted section names are not supported");
	assert_refused("[]\n", "f.toml:1: a section's name is expected after [");
	assert_refused("[a\n", "f.toml:1: ] is expected after the section's name");
	assert_refused("[a b]\n", "f.toml:1: ] is expected after the section's name");
	assert_refused("[a] k = 1\n", "f.toml:1: unexpected text after the section");
	assert_refused("[a]\n[b\n", "f.toml:2: ] is expected after the section's name");
}

static void refuses_odd_bytes(void **state)
{
	(void)state;
	struct buf notes = BUF_EMPTY;
	struct err err = { 0 };
	assert_int_equal(read_text("[a]\nk = \"x\0y\"\n", 14, &notes, &err), -1);
	assert_err(err, ERR_INVALID, "f.toml:2: [a]: a NUL byte");
	assert_int_equal(read_text("\0", 1, &notes, &err), -1);
	assert_err(err, ERR_INVALID, "f.toml:1: a NUL byte");
	buf_free(&notes);
	assert_refused("[a]\n\n# caf\xe9\n", "f.toml:3: invalid UTF-8");
	assert_refused("[a]\n# \x1b[31m\n", "f.toml:2: [a]: a control character");
}

static void refuses_long_names(void **state)
{
	(void)state;
	char text[256];
	snprintf(text, sizeof text, "[a]\n%048d = 1\n", 0);
	struct buf notes = BUF_EMPTY;
	struct err err = { 0 };
	assert_int_equal(read_text(text, strlen(text), &notes, &err), 0);
	snprintf(text, sizeof text, "[a]\n%049d = 1\n", 0);
	assert_refused(text, "f.toml:2: [a]: the key is too long");
	snprintf(text, sizeof text, "[%0200d]\n", 0);
	assert_refused(text, "f.toml:1: the section's name is too long");
	buf_free(&notes);
}

static int refuse_value(void *context, const char *section, const char *key, const char *text,
	size_t len, int line, struct err *err)
{
	(void)section;
	(void)key;
	(void)text;
	(void)len;
	(void)line;
	++*(int *)context;
	return err_set(err, ERR_INVALID, "not today");
}

static int take_section(void *context, const char *section, int line, struct err *err)
{
	(void)context;
	(void)section;
	(void)line;
	(void)err;
	return 0;
}

static void stops_at_the_first_error(void **state)
{
	(void)state;
	int calls = 0;
	struct err err = { 0 };
	const struct settings_sink sink = { take_section, refuse_value, &calls };
	static const char text[] = "[a]\nk = 1\nl = 2\n[[x]]\n";
	assert_int_equal(settings_file_read("f.toml", text, strlen(text), &sink, &err), -1);
	assert_int_equal(calls, 1);
	assert_err(err, ERR_INVALID, "f.toml:2: [a] k: not today");
}

static void long_paths_leave_room_for_the_reason(void **state)
{
	(void)state;
	char path[1000];
	memset(path, 'p', sizeof path);
	strcpy(path + sizeof path - 8, "/x.toml");
	struct err err = { 0 };
	settings_file_err(&err, path, 12, "nats", "url", "the reason");
	assert_memory_equal(err.text, "...ppp", 6);
	assert_contains(err.text, "pp/x.toml:12: [nats] url: the reason");
	settings_file_err(&err, "x", 0, NULL, NULL, "why");
	assert_err(err, ERR_INVALID, "x: why");
	settings_file_err(&err, "x", 0, "nats", "url", "why");
	assert_err(err, ERR_INVALID, "x: [nats] url: why");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_lines),
		cmocka_unit_test(indented_lines_are_no_continuations),
		cmocka_unit_test(what_inih_would_cut_arrives_whole),
		cmocka_unit_test(crlf_and_byte_order_mark),
		cmocka_unit_test(lines_of_any_length),
		cmocka_unit_test(refuses_by_name),
		cmocka_unit_test(refuses_odd_bytes),
		cmocka_unit_test(refuses_long_names),
		cmocka_unit_test(stops_at_the_first_error),
		cmocka_unit_test(long_paths_leave_room_for_the_reason),
	};
	return RUN(tests);
}
