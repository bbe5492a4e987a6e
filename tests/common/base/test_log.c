/* test_log.c: a record is always one readable line. */
#include "unit.h"

#include "common/base/log.h"

#include <sys/mman.h>
#include <unistd.h>

static int real_stderr = -1, captured = -1;
static char text[8192];

static void capture(void)
{
	captured = memfd_create("test_log", MFD_CLOEXEC);
	real_stderr = dup(STDERR_FILENO);
	assert_true(captured >= 0 && real_stderr >= 0);
	assert_true(dup2(captured, STDERR_FILENO) >= 0);
}

/* Returns what was logged since capture(). */
static const char *release(void)
{
	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	ssize_t n = pread(captured, text, sizeof text - 1, 0);
	close(captured);
	assert_true(n >= 0);
	text[n] = '\0';
	return text;
}

static void text_records(void **state)
{
	(void)state;
	log_open("tts", LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
	capture();
	log_info("page %d: %s", 12, "spoken");
	const char *line = release();
	char expected[100];
	snprintf(expected, sizeof expected, "Z info  tts[%d]: page 12: spoken\n", (int)getpid());
	/* Skip the time of day. */
	assert_string_equal(line + strlen("2026-01-02T03:04:05.678"), expected);
}

static void json_records(void **state)
{
	(void)state;
	log_open("web", LOG_LEVEL_INFO, LOG_FORMAT_JSON);
	capture();
	log_error("say \"%s\" \\ \001", "x");
	const char *line = release();
	assert_memory_equal(line, "{\"time\":\"2", 10);
	char expected[120];
	snprintf(expected, sizeof expected,
		"Z\",\"level\":\"error\",\"program\":\"web\",\"pid\":%d,"
		"\"message\":\"say \\\"x\\\" \\\\ \\u0001\"}\n",
		(int)getpid());
	assert_string_equal(line + strlen("{\"time\":\"2026-01-02T03:04:05.678"), expected);
}

static void levels(void **state)
{
	(void)state;
	log_open("tts", LOG_LEVEL_WARN, LOG_FORMAT_TEXT);
	capture();
	log_debug("one");
	log_info("two");
	log_warn("three");
	log_error("four");
	log_set_level(LOG_LEVEL_DEBUG);
	log_debug("five");
	const char *lines = release();
	assert_null(strstr(lines, "one"));
	assert_null(strstr(lines, "two"));
	assert_contains(lines, "warn  tts");
	assert_contains(lines, ": three\n");
	assert_contains(lines, ": four\n");
	assert_contains(lines, "debug tts");
	assert_contains(lines, ": five\n");
}

static void stays_on_one_line(void **state)
{
	(void)state;
	log_open("tts", LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
	capture();
	log_info("a\nb\tc\033[31md\x7f");
	const char *line = release();
	assert_contains(line, ": a\\nb\\tc\\x1b[31md\\x7f\n");
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
}

static void odd_bytes_stay_readable(void **state)
{
	(void)state;
	log_open("tts", LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
	capture();
	log_info("caf\xc3\xa9 \xff \xc2\x9b"
		 "1m");
	assert_contains(release(), ": caf\xc3\xa9 \\xff \\u009b"
				   "1m\n");
	log_open("tts", LOG_LEVEL_INFO, LOG_FORMAT_JSON);
	capture();
	log_info("caf\xc3\xa9 \xff");
	assert_contains(release(), "caf\xc3\xa9 \\ufffd\"}\n");
}

static void long_messages_are_cut(void **state)
{
	(void)state;
	char message[5000];
	memset(message, 'm', sizeof message - 1);
	message[sizeof message - 1] = '\0';
	log_open("tts", LOG_LEVEL_INFO, LOG_FORMAT_JSON);
	capture();
	log_info("%s", message);
	const char *line = release();
	size_t len = strlen(line);
	assert_true(len > 500 && len < 2000);
	assert_string_equal(line + len - 4, "m\"}\n");
}

static void names(void **state)
{
	(void)state;
	enum log_level level = LOG_LEVEL_ERROR;
	enum log_format format = LOG_FORMAT_JSON;
	assert_true(log_level_parse("debug", &level));
	assert_int_equal(level, LOG_LEVEL_DEBUG);
	assert_true(log_level_parse("warn", &level));
	assert_false(log_level_parse("warning", &level));
	assert_false(log_level_parse("", &level));
	assert_int_equal(level, LOG_LEVEL_WARN);
	assert_true(log_format_parse("text", &format));
	assert_int_equal(format, LOG_FORMAT_TEXT);
	assert_true(log_format_parse("json", &format));
	assert_false(log_format_parse("xml", &format));
	assert_int_equal(format, LOG_FORMAT_JSON);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_records),
		cmocka_unit_test(json_records),
		cmocka_unit_test(levels),
		cmocka_unit_test(stays_on_one_line),
		cmocka_unit_test(odd_bytes_stay_readable),
		cmocka_unit_test(long_messages_are_cut),
		cmocka_unit_test(names),
	};
	return RUN(tests);
}
