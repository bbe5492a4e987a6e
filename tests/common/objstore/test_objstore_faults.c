/* test_objstore_faults.c: the server dies, hangs or is full in the middle of a put or a get. */
#include "tests/common/nats/nats_farm.h"

#include "common/base/timestamp.h"
#include "common/objstore/store.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BUCKET "PNG_FILES"
#define STREAM "OBJ_PNG_FILES"

static const size_t BIG = (size_t)48 * 1024 * 1024, CHUNK = 524288;

static char *data;

static int start(void **state)
{
	(void)state;
	nats_server_start(&server);
	farm_connect();
	data = malloc(BIG);
	nats_fill(data, BIG, 1);
	return farm_fill();
}

static int stop(void **state)
{
	free(data);
	return farm_stop(state);
}

static int purge(void **state)
{
	(void)state;
	return js_PurgeStream(natsconn_js(conn), STREAM, NULL, NULL) == NATS_OK ? 0 : -1;
}

static int file_of(size_t len)
{
	int fd = memfd_create("test", MFD_CLOEXEC);
	assert_int_equal(write(fd, data, len), len);
	return fd;
}

static void assert_stored(const char *name, size_t len)
{
	struct object_info info;
	int fd = memfd_create("test", MFD_CLOEXEC);
	assert_ok(objstore_get(conn, BUCKET, name, fd, arena, &info, &err), err);
	assert_int_equal(info.size, len);
	char *got = mmap(NULL, len, PROT_READ, MAP_SHARED, fd, 0);
	assert_memory_equal(got, data, len);
	munmap(got, len);
	close(fd);
}

/* Waits, on a connection of its own, until there are `least` messages: the put is in progress. */
static void wait_for_messages(struct natsconn *watcher, int64_t least)
{
	int64_t end = clock_monotonic_ms() + 20000;
	while (nats_stream_messages(watcher, STREAM) < least && clock_monotonic_ms() < end)
		usleep(500);
}

struct background_put {
	pthread_t thread;
	int fd, result;
	struct object_info info;
	struct err error;
	atomic_bool over;
};

static void *put_in_background(void *arg)
{
	struct background_put *put = arg;
	struct object_spec spec = { .bucket = BUCKET, .name = "t/big" };
	struct arena *own = arena_new();
	put->result = objstore_put(conn, &spec, put->fd, own, &put->info, &put->error);
	arena_free(&own);
	atomic_store(&put->over, true);
	return NULL;
}

static void begin_put(struct background_put *put, size_t len)
{
	memset(put, 0, sizeof *put);
	put->fd = file_of(len);
	pthread_create(&put->thread, NULL, put_in_background, put);
}

static void end_put(struct background_put *put)
{
	pthread_join(put->thread, NULL);
	close(put->fd);
}

/* ---- a server that dies ---- */

static void a_put_survives_kills_and_leaves_no_orphans(void **state)
{
	(void)state;
	struct background_put put;
	struct natsconn *watcher = nats_server_connect(settings);
	begin_put(&put, BIG);
	for (int i = 0; i < 2 && !atomic_load(&put.over); i++) {
		wait_for_messages(watcher, 40);
		nats_server_kill(&server, SIGKILL);
		nats_server_restart(&server);
	}
	end_put(&put);
	natsconn_close(&watcher);
	assert_ok(put.result, put.error);
	assert_stored("t/big", BIG);
	assert_int_equal(nats_stream_messages(conn, STREAM), BIG / CHUNK + 1);
}

static atomic_bool getting_over;

static void *get_in_background(void *arg)
{
	struct background_put *get = arg;
	struct arena *own = arena_new();
	get->result = 0;
	for (int i = 0; i < 4 && get->result == 0; i++)
		get->result =
			objstore_get(conn, BUCKET, "t/big", get->fd, own, &get->info, &get->error);
	arena_free(&own);
	atomic_store(&getting_over, true);
	return NULL;
}

static void a_get_survives_kills(void **state)
{
	(void)state;
	struct background_put put;
	begin_put(&put, BIG);
	end_put(&put);
	assert_ok(put.result, put.error);
	struct background_put get = { .fd = memfd_create("test", MFD_CLOEXEC) };
	atomic_store(&getting_over, false);
	pthread_create(&get.thread, NULL, get_in_background, &get);
	for (int i = 0; i < 2 && !atomic_load(&getting_over); i++) {
		usleep(60000);
		nats_server_kill(&server, SIGKILL);
		nats_server_restart(&server);
	}
	pthread_join(get.thread, NULL);
	assert_ok(get.result, get.error);
	char *got = mmap(NULL, BIG, PROT_READ, MAP_SHARED, get.fd, 0);
	assert_memory_equal(got, data, BIG);
	munmap(got, BIG);
	close(get.fd);
}

/* Streamed bytes cannot be sent again, so the writer fails and nothing becomes visible. */
static void a_streaming_writer_fails_when_the_server_dies(void **state)
{
	(void)state;
	struct object_spec spec = { .bucket = BUCKET, .name = "t/stream" };
	struct object_info info;
	struct objwriter *writer = NULL;
	assert_ok(objwriter_open(conn, &spec, &writer, &err), err);
	assert_ok(objwriter_write(writer, data, 4 * CHUNK, &err), err);
	nats_server_kill(&server, SIGKILL);
	int64_t begun = clock_monotonic_ms();
	int result = 0;
	for (size_t at = 0; at + CHUNK <= BIG && result == 0; at += CHUNK)
		result = objwriter_write(writer, data + at, CHUNK, &err);
	assert_int_equal(result, -1);
	assert_int_equal(err.kind, ERR_UNAVAILABLE);
	assert_non_null(strstr(err.text, BUCKET "/t/stream: "));
	assert_true(clock_monotonic_ms() - begun < 20000);
	nats_server_restart(&server);
	assert_int_equal(objwriter_commit(&writer, arena, &info, &err), -1);
	assert_int_equal(err.kind, ERR_UNAVAILABLE);
	assert_null(writer);
	assert_int_equal(objstore_info(conn, BUCKET, "t/stream", arena, &info, &err), -1);
	assert_int_equal(err.kind, ERR_NOT_FOUND);
	assert_int_equal(nats_stream_messages(conn, STREAM), 0);
}

/* ---- a server that hangs ---- */

static void nothing_hangs_with_a_hung_server(void **state)
{
	(void)state;
	struct object_spec spec = { .bucket = BUCKET, .name = "t/hung" };
	struct object_info info;
	assert_ok(objstore_put_bytes(conn, &spec, data, CHUNK * 3, arena, &info, &err), err);
	struct objwriter *writer = NULL;
	assert_ok(objwriter_open(conn, &spec, &writer, &err), err);
	kill(server.pid, SIGSTOP);
	int64_t begun = clock_monotonic_ms();
	int result = 0;
	for (size_t at = 0; at + CHUNK <= BIG && result == 0; at += CHUNK)
		result = objwriter_write(writer, data + at, CHUNK, &err);
	int64_t took = clock_monotonic_ms() - begun;
	kill(server.pid, SIGCONT);
	assert_int_equal(result, -1);
	assert_int_equal(err.kind, ERR_UNAVAILABLE);
	assert_true(took < 30000);
	objwriter_abort(&writer);
	assert_stored("t/hung", CHUNK * 3);
	assert_int_equal(nats_stream_messages(conn, STREAM), 4);
}

/* ---- a full bucket ---- */

static void a_full_bucket_is_no_space_and_keeps_what_it_has(void **state)
{
	(void)state;
	struct object_spec spec = { .bucket = BUCKET, .name = "t/kept" };
	struct object_info info;
	assert_ok(objstore_put_bytes(conn, &spec, data, CHUNK * 3, arena, &info, &err), err);
	jsStreamInfo *stream = NULL;
	assert_int_equal(js_GetStreamInfo(&stream, natsconn_js(conn), STREAM, NULL, NULL), NATS_OK);
	stream->Config->MaxBytes = CHUNK * 8;
	assert_int_equal(
		js_UpdateStream(NULL, natsconn_js(conn), stream->Config, NULL, NULL), NATS_OK);

	int fd = file_of(CHUNK * 20);
	assert_int_equal(objstore_put(conn, &spec, fd, arena, &info, &err), -1);
	assert_int_equal(err.kind, ERR_NO_SPACE);
	assert_non_null(strstr(err.text, "t/kept"));
	assert_stored("t/kept", CHUNK * 3);
	assert_int_equal(nats_stream_messages(conn, STREAM), 4);
	close(fd);

	/* Deleting still works, and frees space. */
	assert_ok(objstore_delete(conn, BUCKET, "t/kept", &err), err);
	assert_ok(objstore_put_bytes(conn, &spec, data, CHUNK * 5, arena, &info, &err), err);
	stream->Config->MaxBytes = -1;
	assert_int_equal(
		js_UpdateStream(NULL, natsconn_js(conn), stream->Config, NULL, NULL), NATS_OK);
	jsStreamInfo_Destroy(stream);
}

/* ---- many at once ---- */

enum { WRITERS = 12 };

static void *stream_one(void *arg)
{
	uintptr_t number = (uintptr_t)arg;
	char name[32];
	snprintf(name, sizeof name, "t/many/%d", (int)number);
	struct object_spec spec = { .bucket = BUCKET, .name = name };
	struct arena *own = arena_new();
	struct objwriter *writer = NULL;
	struct object_info info;
	struct err error;
	int result = objwriter_open(conn, &spec, &writer, &error);
	for (int i = 0; i < 20 && result == 0; i++)
		result = objwriter_write(writer, data + (size_t)i * 400000, 400000, &error);
	if (result == 0 && number % 4 == 3)
		objwriter_abort(&writer);
	else if (result == 0)
		result = objwriter_commit(&writer, own, &info, &error);
	else
		objwriter_abort(&writer);
	arena_free(&own);
	return result < 0 ? strdup(error.text) : NULL;
}

static void many_writers_share_a_connection(void **state)
{
	(void)state;
	pthread_t threads[WRITERS];
	char *failure = NULL;
	for (uintptr_t i = 0; i < WRITERS; i++)
		pthread_create(&threads[i], NULL, stream_one, (void *)i);
	for (int i = 0; i < WRITERS; i++) {
		void *result;
		pthread_join(threads[i], &result);
		if (result)
			failure = result;
	}
	if (failure)
		fail_msg("%s", failure);
	for (int i = 0; i < WRITERS; i++) {
		char name[32];
		snprintf(name, sizeof name, "t/many/%d", i);
		if (i % 4 != 3)
			assert_stored(name, 8000000);
	}
	assert_int_equal(nats_stream_messages(conn, STREAM), 9 * 17);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_put_survives_kills_and_leaves_no_orphans, purge),
		cmocka_unit_test_setup(a_get_survives_kills, purge),
		cmocka_unit_test_setup(a_streaming_writer_fails_when_the_server_dies, purge),
		cmocka_unit_test_setup(nothing_hangs_with_a_hung_server, purge),
		cmocka_unit_test_setup(a_full_bucket_is_no_space_and_keeps_what_it_has, purge),
		cmocka_unit_test_setup(many_writers_share_a_connection, purge),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
