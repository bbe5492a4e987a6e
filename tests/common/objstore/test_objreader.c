/* test_objreader.c: reads any range of an object, whoever wrote it and whatever is in between. */
#include "tests/common/objstore/object_fixture.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- ranges ---- */

static void assert_range(
	struct objreader *reader, const char *data, size_t size, uint64_t offset, size_t want)
{
	char *got = malloc(want + 1);
	size_t len = 12345;
	assert_ok(objreader_read(reader, offset, got, want, &len, &fix.err), fix.err);
	size_t expected = offset >= size ? 0 : size - offset < want ? size - (size_t)offset : want;
	assert_int_equal(len, expected);
	assert_memory_equal(got, data + offset, expected);
	free(got);
}

static void read_ranges(const char *name, const char *data, size_t size)
{
	struct objreader *reader = NULL;
	assert_ok(objreader_open(fix.conn, BUCKET, name, &reader, &fix.err), fix.err);
	assert_int_equal(objreader_info(reader)->size, size);
	assert_range(reader, data, size, size - 1, 1);
	assert_range(reader, data, size, size - 100, 1000);
	assert_range(reader, data, size, 0, 10);
	assert_range(reader, data, size, 131071, 2);
	uint64_t random = 7;
	for (int i = 0; i < 60; i++) {
		random = random * 6364136223846793005u + 1442695040888963407u;
		assert_range(reader, data, size, (random >> 20) % size, (random >> 44) % 300000);
	}
	for (size_t offset = 0; offset < size; offset += 400000)
		assert_range(reader, data, size, offset, 400000);
	char byte;
	size_t len = 1;
	assert_ok(objreader_read(reader, size, &byte, 1, &len, &fix.err), fix.err);
	assert_int_equal(len, 0);
	len = 1;
	assert_ok(objreader_read(reader, UINT64_MAX, &byte, 1, &len, &fix.err), fix.err);
	assert_int_equal(len, 0);
	objreader_close(&reader);
	assert_null(reader);
}

static void any_range_can_be_read(void **state)
{
	(void)state;
	char *data = object_bytes(8000000, 8);
	object_put("t/range", data, 8000000);
	object_put("t/after", "x", 1);
	read_ranges("t/range", data, 8000000);
	free(data);
}

/* Several writers at once: their chunks alternate in the stream. */
static void ranges_of_interleaved_objects_can_be_read(void **state)
{
	(void)state;
	char *data = object_bytes(9000000, 9);
	struct objwriter *writers[3] = { object_open_writer("t/one"), object_open_writer("t/two"),
		object_open_writer("t/three") };
	struct object_info info;
	size_t done[3] = { 0 }, size[3] = { 4000000, 2500000, 1300000 };
	for (int i = 0; i < 400; i++) {
		int w = i % 7 < 4 ? 0 : i % 7 < 6 ? 1 : 2;
		size_t n = size[w] - done[w] < 90000 ? size[w] - done[w] : 90000;
		assert_ok(objwriter_write(writers[w], data + done[w], n, &fix.err), fix.err);
		done[w] += n;
	}
	for (int w = 0; w < 3; w++) {
		assert_int_equal(done[w], size[w]);
		assert_ok(objwriter_commit(&writers[w], fix.arena, &info, &fix.err), fix.err);
	}
	read_ranges("t/one", data, 4000000);
	read_ranges("t/two", data, 2500000);
	read_ranges("t/three", data, 1300000);
	free(data);
}

/* The first chunk is searched for shortly before the metadata, which does not always succeed. */
static void an_object_is_found_wherever_its_chunks_are(void **state)
{
	(void)state;
	enum { LEN = 1300000, OTHERS = 40 };
	char *data = object_bytes(LEN, 11), *got = malloc(LEN);
	struct object_info info;
	int fd = object_file("", 0);
	for (int k = 0; k < OTHERS; k++)
		object_put("t/other", data, (size_t)k + 1);
	for (int far = 0; far < 3; far++) {
		struct objwriter *writer = object_open_writer("t/far");
		for (int i = 0; i < 2; i++) {
			/* far 1: between the chunks; 2: also before the metadata */
			size_t half = LEN / 2;
			assert_ok(objwriter_write(writer, data + (size_t)i * half, half, &fix.err),
				fix.err);
			for (int k = 0; far > i && k < OTHERS; k++)
				object_put("t/other", data, (size_t)k + 1);
		}
		assert_ok(objwriter_commit(&writer, fix.arena, &info, &fix.err), fix.err);
		assert_true(info.sequence > 64);
		assert_ok(objstore_get(fix.conn, BUCKET, "t/far", fd, fix.arena, &info, &fix.err),
			fix.err);
		assert_int_equal(pread(fd, got, LEN, 0), LEN);
		assert_memory_equal(got, data, LEN);
		read_ranges("t/far", data, LEN);
	}
	close(fd);
	free(data);
	free(got);
}

/* Other clients' chunks may have any size and do not carry their offset. */
static void ranges_of_foreign_objects_can_be_read(void **state)
{
	(void)state;
	static const size_t sizes[] = { 100, 70000, 1, 131072, 4096, 131072, 33 };
	char *data = object_bytes(600000, 10);
	size_t at = 0;
	for (size_t i = 0; i < 7; i++) {
		assert_ok(natsconn_publish(fix.conn, "$O." BUCKET ".C.FOREIGN", data + at, sizes[i],
				  NULL, &fix.err),
			fix.err);
		object_put("t/noise", data, i + 1);
		at += sizes[i];
	}
	char json[300];
	snprintf(json, sizeof json,
		"{\"name\":\"foreign\",\"bucket\":\"%s\",\"nuid\":\"FOREIGN\",\"size\":%zu,"
		"\"chunks\":7,\"digest\":\"SHA-256=none\"}",
		BUCKET, at);
	object_publish_meta("$O." BUCKET ".M.Zm9yZWlnbg==", json);
	read_ranges("foreign", data, at);
	free(data);
}

static void a_range_of_a_replaced_object_is_a_conflict(void **state)
{
	(void)state;
	char *data = object_bytes(4000000, 11), byte;
	size_t len;
	object_put("t/moving", data, 4000000);
	struct objreader *reader = NULL;
	assert_ok(objreader_open(fix.conn, BUCKET, "t/moving", &reader, &fix.err), fix.err);
	assert_ok(objreader_read(reader, 0, &byte, 1, &len, &fix.err), fix.err);
	object_put("t/moving", data, 3999999);
	assert_int_equal(objreader_read(reader, 2000000, &byte, 1, &len, &fix.err), -1);
	assert_int_equal(fix.err.kind, ERR_CONFLICT);
	assert_ok(objstore_delete(fix.conn, BUCKET, "t/moving", &fix.err), fix.err);
	assert_int_equal(objreader_read(reader, 2800000, &byte, 1, &len, &fix.err), -1);
	assert_int_equal(fix.err.kind, ERR_NOT_FOUND);
	objreader_close(&reader);

	struct object_info info = object_put("t/moving", data, 4000000);
	assert_ok(objreader_open(fix.conn, BUCKET, "t/moving", &reader, &fix.err), fix.err);
	object_remove_chunk(info.sequence - 4);
	assert_int_equal(objreader_read(reader, 2400000, &byte, 1, &len, &fix.err), -1);
	assert_int_equal(fix.err.kind, ERR_DAMAGED);
	assert_ok(objreader_read(reader, 0, &byte, 1, &len, &fix.err), fix.err);
	assert_int_equal(byte, data[0]);
	objreader_close(&reader);
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(any_range_can_be_read, object_fixture_purge),
		cmocka_unit_test_setup(
			ranges_of_interleaved_objects_can_be_read, object_fixture_purge),
		cmocka_unit_test_setup(
			an_object_is_found_wherever_its_chunks_are, object_fixture_purge),
		cmocka_unit_test_setup(ranges_of_foreign_objects_can_be_read, object_fixture_purge),
		cmocka_unit_test_setup(
			a_range_of_a_replaced_object_is_a_conflict, object_fixture_purge),
	};
	return cmocka_run_group_tests(tests, object_fixture_start, object_fixture_stop);
}
