/* object_fixture.c: one server and bucket for a test program, and shorthands. */
#include "tests/common/objstore/object_fixture.h"

#include "common/farm/topology.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct object_fixture fix;

int object_fixture_start(void **state)
{
	(void)state;
	nats_server_start(&fix.server);
	fix.settings = nats_server_settings(&fix.server, "");
	fix.conn = nats_server_connect(fix.settings);
	fix.arena = arena_new();
	if (topology_ensure(fix.conn, &fix.err) < 0) {
		fprintf(stderr, "%s\n", fix.err.text);
		return -1;
	}
	return 0;
}

int object_fixture_stop(void **state)
{
	(void)state;
	arena_free(&fix.arena);
	natsconn_close(&fix.conn);
	settings_free(&fix.settings);
	nats_server_stop(&fix.server);
	return 0;
}

int object_fixture_purge(void **state)
{
	(void)state;
	jsErrCode code;
	return js_PurgeStream(natsconn_js(fix.conn), STREAM, NULL, &code) == NATS_OK ? 0 : -1;
}

/* ---- helpers ---- */

int object_file(const void *data, size_t len)
{
	int fd = memfd_create("test", MFD_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), len);
	return fd;
}

char *object_bytes(size_t len, uint64_t seed)
{
	char *data = malloc(len + 1);
	nats_fill(data, len, seed);
	return data;
}

struct object_info object_put(const char *name, const void *data, size_t len)
{
	struct object_spec spec = { .bucket = BUCKET, .name = name };
	struct object_info info;
	int fd = object_file(data, len);
	assert_ok(objstore_put(fix.conn, &spec, fd, fix.arena, &info, &fix.err), fix.err);
	close(fd);
	return info;
}

void object_assert_stored(const char *name, const void *data, size_t len)
{
	struct object_info info;
	int fd = memfd_create("test", MFD_CLOEXEC);
	assert_ok(objstore_get(fix.conn, BUCKET, name, fd, fix.arena, &info, &fix.err), fix.err);
	assert_int_equal(info.size, len);
	assert_int_equal(lseek(fd, 0, SEEK_END), len);
	char *read_back = malloc(len + 1);
	assert_int_equal(pread(fd, read_back, len, 0), len);
	assert_memory_equal(read_back, data, len);
	free(read_back);
	close(fd);
}

int64_t object_messages(void)
{
	return nats_stream_messages(fix.conn, STREAM);
}

void object_remove_chunk(uint64_t sequence)
{
	assert_int_equal(
		js_DeleteMsg(natsconn_js(fix.conn), STREAM, sequence, NULL, NULL), NATS_OK);
}

void object_publish_meta(const char *subject, const char *json)
{
	assert_ok(natsconn_publish(fix.conn, subject, json, strlen(json), NULL, &fix.err), fix.err);
}

struct objwriter *object_open_writer(const char *name)
{
	struct object_spec spec = { .bucket = BUCKET, .name = name };
	struct objwriter *writer = NULL;
	assert_ok(objwriter_open(fix.conn, &spec, &writer, &fix.err), fix.err);
	return writer;
}

/* As another client leaves a deleted object: marked, without chunks. */
void object_mark_as_deleted(void)
{
	char json[300];
	snprintf(json, sizeof json,
		"{\"name\":\"t/marked\",\"bucket\":\"%s\",\"nuid\":\"abc\",\"size\":0,"
		"\"chunks\":0,\"deleted\":true,\"unknown\":[1]}",
		BUCKET);
	assert_ok(natsconn_publish(fix.conn, "$O." BUCKET ".M.dC9tYXJrZWQ=", json, strlen(json),
			  NULL, &fix.err),
		fix.err);
}
