/* test_objwriter.c: streaming puts, and concurrent writers, readers and removers of one name. */
#include "tests/common/objstore/object_fixture.h"

#include "common/objstore/parts.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- streaming writers ---- */

static void a_writer_takes_any_pieces(void **state)
{
	(void)state;
	static const size_t pieces[] = { 1, 4095, 524288, 524287, 7, 1200000, 0, 262144 };
	char *data = object_bytes(8000000, 5);
	struct objwriter *writer = object_open_writer("t/pieces");
	struct object_info info;
	size_t len = 0;
	for (size_t i = 0; len < 7600000; i++) {
		size_t n = pieces[i % 8] < 7600000 - len ? pieces[i % 8] : 7600000 - len;
		assert_ok(objwriter_write(writer, data + len, n, &fix.err), fix.err);
		len += n;
		assert_int_equal(
			objstore_info(fix.conn, BUCKET, "t/pieces", fix.arena, &info, &fix.err),
			-1);
	}
	assert_ok(objwriter_commit(&writer, fix.arena, &info, &fix.err), fix.err);
	assert_null(writer);
	assert_int_equal(info.chunks, 15);
	object_assert_stored("t/pieces", data, 7600000);
	free(data);
}

static void an_aborted_writer_leaves_nothing(void **state)
{
	(void)state;
	char *data = object_bytes(3000000, 6);
	object_put("t/abort", "before", 6);
	struct objwriter *writer = object_open_writer("t/abort");
	assert_ok(objwriter_write(writer, data, 3000000, &fix.err), fix.err);
	objwriter_abort(&writer);
	assert_null(writer);
	objwriter_abort(&writer);
	object_assert_stored("t/abort", "before", 6);
	assert_int_equal(object_messages(), 2);
	free(data);
}

enum { WRITERS = 8, ROUNDS = 12 };

static void *overwrite(void *arg)
{
	uint64_t seed = (uint64_t)(uintptr_t)arg;
	struct arena *own = arena_new();
	char *data = object_bytes(400000, seed);
	struct object_spec spec = { .bucket = BUCKET, .name = "t/contended" };
	struct object_info info;
	struct err error;
	char *failure = NULL;
	for (int i = 0; i < ROUNDS && !failure; i++) {
		if (objstore_put_bytes(fix.conn, &spec, data, 200000 + (size_t)i * 10000 + seed,
			    own, &info, &error) < 0)
			failure = strdup(error.text);
	}
	free(data);
	arena_free(&own);
	return failure;
}

static void writers_of_one_name_leave_one_object(void **state)
{
	(void)state;
	pthread_t threads[WRITERS];
	for (uintptr_t i = 0; i < WRITERS; i++)
		pthread_create(&threads[i], NULL, overwrite, (void *)(i + 1));
	for (int i = 0; i < WRITERS; i++) {
		void *failure;
		pthread_join(threads[i], &failure);
		if (failure)
			fail_msg("%s", (char *)failure);
	}
	struct object_info info;
	int fd = memfd_create("test", MFD_CLOEXEC);
	assert_ok(objstore_get(fix.conn, BUCKET, "t/contended", fd, fix.arena, &info, &fix.err),
		fix.err);
	assert_int_equal(object_messages(), info.chunks + 1);
	close(fd);
}

static void *put_and_delete(void *arg)
{
	uint64_t seed = (uint64_t)(uintptr_t)arg;
	struct arena *own = arena_new();
	char *data = object_bytes(400000, seed);
	struct object_spec spec = { .bucket = BUCKET, .name = "t/contended" };
	struct object_info info;
	struct err error;
	char *failure = NULL;
	for (int i = 0; i < ROUNDS && !failure; i++) {
		int result =
			(seed + (uint64_t)i) % 2
				? objstore_delete(fix.conn, BUCKET, "t/contended", &error)
				: objstore_put_bytes(fix.conn, &spec, data,
					  200000 + (size_t)i * 10000 + seed, own, &info, &error);
		if (result < 0)
			failure = strdup(error.text);
	}
	free(data);
	arena_free(&own);
	return failure;
}

static void puts_and_deletes_at_once_leave_no_orphans(void **state)
{
	(void)state;
	pthread_t threads[WRITERS];
	for (uintptr_t i = 0; i < WRITERS; i++)
		pthread_create(&threads[i], NULL, put_and_delete, (void *)(i + 1));
	for (int i = 0; i < WRITERS; i++) {
		void *failure;
		pthread_join(threads[i], &failure);
		if (failure)
			fail_msg("%s", (char *)failure);
	}
	assert_ok(objstore_delete(fix.conn, BUCKET, "t/contended", &fix.err), fix.err);
	assert_int_equal(object_messages(), 0);
}

static atomic_bool reading_over;

static void *replace_while_read(void *arg)
{
	struct arena *own = arena_new();
	struct object_spec spec = { .bucket = BUCKET, .name = "t/replaced" };
	struct err error;
	char *data = arg;
	for (int i = 0; !atomic_load(&reading_over); i++) {
		struct object_info info;
		memset(data, 'a' + i % 26, 900000);
		objstore_put_bytes(fix.conn, &spec, data, 900000, own, &info, &error);
		arena_reset(own);
		usleep(20000);
	}
	arena_free(&own);
	return NULL;
}

/* A reader sees the old or the new object, never a mixture and never an error. */
static void a_reader_gets_a_whole_object_while_it_is_replaced(void **state)
{
	(void)state;
	char *data = malloc(900000), *got = malloc(900000);
	memset(data, 'z', 900000);
	object_put("t/replaced", data, 900000);
	pthread_t thread;
	atomic_store(&reading_over, false);
	pthread_create(&thread, NULL, replace_while_read, data);
	bool whole = true;
	for (int i = 0; i < 40 && whole; i++) {
		struct object_info info;
		int fd = memfd_create("test", MFD_CLOEXEC);
		whole = objstore_get(fix.conn, BUCKET, "t/replaced", fd, fix.arena, &info,
				&fix.err) == 0 &&
			pread(fd, got, 900000, 0) == 900000 && memcmp(got, got + 1, 899999) == 0;
		close(fd);
	}
	atomic_store(&reading_over, true);
	pthread_join(thread, NULL);
	free(data);
	free(got);
	if (!whole)
		fail_msg("%s", fix.err.text);
}

/* ---- reading back while storing ---- */

static bool put_proved(const char *name, const char *data, size_t len, struct object_info *ret_info)
{
	struct object_spec spec = { .bucket = BUCKET, .name = name };
	int fd = object_file(data, len);
	bool proved = true;
	assert_ok(objstore_put_proved(fix.conn, &spec, fd, fix.arena, ret_info, &proved, &fix.err),
		fix.err);
	close(fd);
	return proved;
}

static bool is_there(const struct object_info *info)
{
	bool there = false;
	assert_ok(objstore_is_there(fix.conn, info, &there, &fix.err), fix.err);
	return there;
}

static void what_is_put_is_read_back(void **state)
{
	(void)state;
	char *data = object_bytes(6000000, 8);
	struct object_info info, again;
	assert_true(put_proved("t/proved", data, 6000000, &info));
	object_assert_stored("t/proved", data, 6000000);
	assert_true(is_there(&info));
	assert_false(put_proved("t/proved", data, 6000000, &again)); /* nothing was stored */
	assert_string_equal(again.nuid, info.nuid);
	object_remove_chunk(info.sequence - 1);
	assert_false(is_there(&info));
	assert_true(put_proved("t/proved", data, 6000000, &again));
	assert_false(is_there(&info));
	assert_true(is_there(&again));
	assert_true(put_proved("t/empty", "", 0, &info));
	assert_ok(objstore_delete(fix.conn, BUCKET, "t/empty", &fix.err), fix.err);
	bool there;
	assert_int_equal(objstore_is_there(fix.conn, &info, &there, &fix.err), -1);
	assert_int_equal(fix.err.kind, ERR_NOT_FOUND);
	free(data);
}

/* Whether a proof succeeds when told that this many chunks are stored. */
static bool proves(const struct object_info *info, uint64_t chunks, const char *digest)
{
	const char *subject = object_chunk_subject(fix.arena, BUCKET, info->nuid);
	struct objproof *proof = objproof_open(fix.conn, BUCKET, subject);
	assert_non_null(proof);
	objproof_stored(proof, chunks / 2);
	bool proved = objproof_close(&proof, chunks, digest);
	assert_null(proof);
	return proved;
}

static void other_bytes_are_no_proof(void **state)
{
	(void)state;
	char *data = object_bytes(2000000, 9);
	struct object_info info = object_put("t/proof", data, 2000000);
	struct object_info other = object_put("t/other", data, 1999999);
	assert_int_equal(info.chunks, 4);
	assert_true(proves(&info, 4, info.digest));
	assert_false(proves(&info, 4, other.digest));
	assert_false(proves(&info, 3, info.digest));
	assert_false(proves(&info, 5, info.digest));
	assert_false(proves(&info, 0, NULL));
	/* A foreign chunk among them, and a missing one. */
	assert_ok(natsconn_publish(fix.conn, object_chunk_subject(fix.arena, BUCKET, other.nuid),
			  data, 1000, NULL, &fix.err),
		fix.err);
	assert_false(proves(&other, 5, other.digest));
	object_remove_chunk(info.sequence - 2);
	assert_false(proves(&info, 4, info.digest));
	struct objproof *none = NULL;
	assert_false(objproof_close(&none, 4, info.digest));
	free(data);
}

/* ---- leftovers of killed writers ---- */

static void chunks_of_nobody_are_swept(void **state)
{
	(void)state;
	unsigned removed = 99;
	char *data = object_bytes(1200000, 7);
	object_put("t/kept", data, 1200000);
	object_put("t/empty", "", 0);
	object_put("t/gone", data, 1);
	assert_ok(objstore_delete(fix.conn, BUCKET, "t/gone", &fix.err), fix.err);
	for (int i = 0; i < 5; i++)
		assert_ok(natsconn_publish(fix.conn,
				  i % 2 ? "$O." BUCKET ".C.LOST1" : "$O." BUCKET ".C.LOST2", data,
				  1000, NULL, &fix.err),
			fix.err);
	assert_int_equal(object_messages(), 3 + 1 + 1 + 5);
	/* They might belong to a put in progress. */
	assert_ok(objstore_sweep(fix.conn, BUCKET, 60000, &removed, &fix.err), fix.err);
	assert_int_equal(removed, 0);
	assert_int_equal(object_messages(), 10);
	usleep(50000);
	assert_ok(objstore_sweep(fix.conn, BUCKET, 0, &removed, &fix.err), fix.err);
	assert_int_equal(removed, 2);
	assert_int_equal(object_messages(), 5);
	object_assert_stored("t/kept", data, 1200000);
	object_assert_stored("t/empty", "", 0);
	/* Metadata that we do not understand may refer to any chunks. */
	object_publish_meta("$O." BUCKET ".M.eA==", "something new");
	assert_ok(natsconn_publish(fix.conn, "$O." BUCKET ".C.NEW", data, 1000, NULL, &fix.err),
		fix.err);
	usleep(50000);
	assert_int_equal(objstore_sweep(fix.conn, BUCKET, 0, &removed, &fix.err), -1);
	assert_int_equal(fix.err.kind, ERR_INVALID);
	assert_int_equal(object_messages(), 7);
	assert_int_equal(objstore_sweep(fix.conn, "NO_BUCKET", 0, &removed, &fix.err), -1);
	assert_int_equal(fix.err.kind, ERR_NOT_FOUND);
	free(data);
}

/* Every metadata message read makes the server load 8 MB of its file, so a large store must not be
 * read needlessly. */
static void no_name_is_read_for_nothing(void **state)
{
	(void)state;
	enum { LEN = 70000000 };
	unsigned removed = 99;
	char *data = object_bytes(LEN, 8);
	object_put("t/large", data, LEN);
	natsSubscription *reads = NULL;
	assert_int_equal(natsConnection_SubscribeSync(
				 &reads, natsconn_nats(fix.conn), "$JS.API.*.*.GET." STREAM),
		NATS_OK);
	int pending = 0;
	usleep(50000);
	assert_ok(objstore_sweep(fix.conn, BUCKET, 60000, &removed, &fix.err), fix.err);
	assert_ok(objstore_sweep(fix.conn, BUCKET, 0, &removed, &fix.err), fix.err);
	assert_int_equal(removed, 0);
	natsConnection_Flush(natsconn_nats(fix.conn));
	natsSubscription_GetPending(reads, &pending, NULL);
	assert_int_equal(pending, 0);
	assert_ok(natsconn_publish(fix.conn, "$O." BUCKET ".C.LOST", data, 1000, NULL, &fix.err),
		fix.err);
	usleep(50000);
	assert_ok(objstore_sweep(fix.conn, BUCKET, 0, &removed, &fix.err), fix.err);
	assert_int_equal(removed, 1);
	natsConnection_Flush(natsconn_nats(fix.conn));
	natsSubscription_GetPending(reads, &pending, NULL);
	assert_int_equal(pending, 2); /* the name, and the age of the chunk */
	natsSubscription_Destroy(reads);
	object_assert_stored("t/large", data, LEN);
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_writer_takes_any_pieces, object_fixture_purge),
		cmocka_unit_test_setup(an_aborted_writer_leaves_nothing, object_fixture_purge),
		cmocka_unit_test_setup(writers_of_one_name_leave_one_object, object_fixture_purge),
		cmocka_unit_test_setup(
			puts_and_deletes_at_once_leave_no_orphans, object_fixture_purge),
		cmocka_unit_test_setup(
			a_reader_gets_a_whole_object_while_it_is_replaced, object_fixture_purge),
		cmocka_unit_test_setup(what_is_put_is_read_back, object_fixture_purge),
		cmocka_unit_test_setup(other_bytes_are_no_proof, object_fixture_purge),
		cmocka_unit_test_setup(chunks_of_nobody_are_swept, object_fixture_purge),
		cmocka_unit_test_setup(no_name_is_read_for_nothing, object_fixture_purge),
	};
	return cmocka_run_group_tests(tests, object_fixture_start, object_fixture_stop);
}
