/* test_buf.c: tests of common/base/buf. */
#include "unit.h"

#include "common/base/buf.h"

#include <sys/mman.h>
#include <unistd.h>

static void empty_is_an_empty_string(void **state)
{
	(void)state;
	struct buf buf = BUF_EMPTY;
	assert_string_equal(buf_string(&buf), "");
	buf_clear(&buf);
	buf_free(&buf);
	buf_append(&buf, "", 0);
	assert_int_equal(buf.len, 0);
	assert_string_equal(buf_string(&buf), "");
	buf_free(&buf);
	assert_null(buf.data);
}

static void appends(void **state)
{
	(void)state;
	struct buf buf = BUF_EMPTY;
	buf_append(&buf, "ab\0c", 4);
	buf_append_string(&buf, "de");
	buf_append_char(&buf, 'f');
	buf_printf(&buf, "-%d-%s", 7, "g");
	assert_int_equal(buf.len, 11);
	assert_memory_equal(buf.data, "ab\0cdef-7-g", 12);
	buf_clear(&buf);
	assert_string_equal(buf_string(&buf), "");
	buf_append_string(&buf, "again");
	assert_string_equal(buf_string(&buf), "again");
	buf_free(&buf);
}

static void appends_numbers(void **state)
{
	(void)state;
	struct buf buf = BUF_EMPTY;
	buf_append_le(&buf, 0x0102030405060708, 8);
	buf_append_be(&buf, 0x0102030405060708, 8);
	buf_append_le(&buf, 0x11223344, 2);
	buf_append_be(&buf, 0x11223344, 3);
	buf_append_be(&buf, 0x55, 1);
	buf_append_hex(&buf, (const unsigned char *)"\x0a\xff", 2);
	assert_int_equal(buf.len, 26);
	assert_memory_equal(buf.data, "\x08\x07\x06\x05\x04\x03\x02\x01", 8);
	assert_memory_equal(buf.data + 8, "\x01\x02\x03\x04\x05\x06\x07\x08", 8);
	assert_memory_equal(buf.data + 16,
		"\x44\x33\x22\x33\x44\x55"
		"0aff",
		10);
	buf_free(&buf);
}

static void grows(void **state)
{
	(void)state;
	struct buf buf = BUF_EMPTY;
	for (int i = 0; i < 20000; i++)
		buf_append_char(&buf, (char)('a' + i % 26));
	buf_printf(&buf, "%5000d", 1);
	assert_int_equal(buf.len, 25000);
	assert_true(buf.cap > buf.len);
	for (int i = 0; i < 20000; i++)
		assert_int_equal(buf.data[i], 'a' + i % 26);
	buf_free(&buf);
}

static int file_of(size_t size)
{
	int fd = memfd_create("test_buf", MFD_CLOEXEC);
	assert_true(fd >= 0);
	for (size_t i = 0; i < size; i++) {
		char c = (char)(i % 251);
		assert_int_equal(write(fd, &c, 1), 1);
	}
	return fd;
}

static void reads_a_descriptor(void **state)
{
	(void)state;
	int fd = file_of(3000);
	struct buf buf = BUF_EMPTY;
	struct err err = { 0 };
	buf_append_string(&buf, "before");
	assert_int_equal(buf_read_fd(&buf, fd, 3000, &err), 0);
	assert_int_equal(buf.len, 3006);
	assert_memory_equal(buf.data, "before", 6);
	for (size_t i = 0; i < 3000; i++)
		assert_int_equal((unsigned char)buf.data[6 + i], i % 251);
	assert_int_equal(buf.data[3006], 0);
	buf_free(&buf);
	close(fd);
}

static void refuses_too_much(void **state)
{
	(void)state;
	int fd = file_of(3000);
	struct buf buf = BUF_EMPTY;
	struct err err = { 0 };
	assert_int_equal(buf_read_fd(&buf, fd, 2999, &err), -1);
	assert_err(err, ERR_INVALID, "3000 bytes, more than the 2999 allowed");
	buf_free(&buf);
	close(fd);
	assert_int_equal(buf_read_fd(&buf, -1, 10, &err), -1);
	assert_err(err, ERR_INTERNAL, "fstat: Bad file descriptor");
	buf_free(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_is_an_empty_string),
		cmocka_unit_test(appends),
		cmocka_unit_test(appends_numbers),
		cmocka_unit_test(grows),
		cmocka_unit_test(reads_a_descriptor),
		cmocka_unit_test(refuses_too_much),
	};
	return RUN(tests);
}
