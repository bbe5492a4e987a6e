/* test_objstore.c: objects of all sizes, replaced, listed, deleted, damaged, linked. */
#include "tests/common/objstore/object_fixture.h"

#include "common/base/timestamp.h"
#include "common/farm/page_metadata.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static uint64_t last_sequence(void)
{
	jsStreamInfo *info = NULL;
	assert_int_equal(
		js_GetStreamInfo(&info, natsconn_js(fix.conn), STREAM, NULL, NULL), NATS_OK);
	uint64_t sequence = info->State.LastSeq;
	jsStreamInfo_Destroy(info);
	return sequence;
}

/* ---- whole objects ---- */

static void objects_of_all_sizes_come_back(void **state)
{
	(void)state;
	static const size_t sizes[] = { 0, 1, 131072, 524287, 524288, 524289, 1048576, 5000000 };
	static const unsigned chunks[] = { 0, 1, 1, 1, 1, 2, 2, 10 };
	int64_t expected = 0;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char name[40];
		snprintf(name, sizeof name, "t/sizes/%zu.png", sizes[i]);
		char *data = object_bytes(sizes[i], i);
		struct object_info info = object_put(name, data, sizes[i]);
		assert_int_equal(info.size, sizes[i]);
		assert_int_equal(info.chunks, chunks[i]);
		assert_string_equal(info.name, name);
		assert_string_equal(info.bucket, BUCKET);
		assert_int_equal(strlen(info.nuid), 22);
		object_assert_stored(name, data, sizes[i]);
		free(data);
		expected += chunks[i] + 1;
		assert_int_equal(object_messages(), expected);
	}
}

static void the_digest_is_sha256(void **state)
{
	(void)state;
	struct object_info info = object_put("t/abc", "abc", 3);
	assert_string_equal(info.digest, "SHA-256=ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0=");
	info = object_put("t/empty", "", 0);
	assert_string_equal(info.digest, "SHA-256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=");
}

static void metadata_and_description_come_back(void **state)
{
	(void)state;
	struct object_spec spec = {
		.bucket = BUCKET,
		.name = "t/meta",
		.description = "B\xc3\xbc"
			       "cher & \"quotes\"",
	};
	meta_set(&spec.metadata, fix.arena, META_FILE_NAME, "\xe6\x9c\xac.pdf");
	meta_set(&spec.metadata, fix.arena, META_SAMPLE_RATE, "22050");
	struct object_info put_info, info;
	assert_ok(objstore_put_bytes(fix.conn, &spec, "x", 1, fix.arena, &put_info, &fix.err),
		fix.err);
	assert_ok(objstore_info(fix.conn, BUCKET, "t/meta", fix.arena, &info, &fix.err), fix.err);
	assert_string_equal(info.description, spec.description);
	assert_true(meta_equal(&info.metadata, &spec.metadata));
	assert_int_equal(info.sequence, put_info.sequence);
	assert_string_equal(info.digest, put_info.digest);
	assert_string_equal(info.nuid, put_info.nuid);
	assert_int_equal(info.max_chunk_size, 524288);
	assert_in_range(info.mtime_ms, clock_unix_ms() - 60000, clock_unix_ms() + 60000);
	assert_true(meta_equal(&put_info.metadata, &spec.metadata));
}

static void an_identical_put_writes_nothing(void **state)
{
	(void)state;
	char *data = object_bytes(1200000, 1);
	struct object_info first = object_put("t/same", data, 1200000);
	uint64_t sequence = last_sequence();
	struct object_info second = object_put("t/same", data, 1200000);
	assert_int_equal(last_sequence(), sequence);
	assert_string_equal(first.nuid, second.nuid);

	/* Different metadata make a different object. */
	struct object_spec spec = { .bucket = BUCKET, .name = "t/same" };
	meta_set(&spec.metadata, fix.arena, META_OUTCOME, "spoken");
	assert_ok(objstore_put_bytes(fix.conn, &spec, data, 1200000, fix.arena, &second, &fix.err),
		fix.err);
	assert_string_not_equal(first.nuid, second.nuid);
	assert_int_equal(object_messages(), 4);

	/* A damaged object does not count as the same. */
	jsOptions options;
	jsOptions_Init(&options);
	char subject[80];
	snprintf(subject, sizeof subject, "$O." BUCKET ".C.%s", second.nuid);
	options.Stream.Purge.Subject = subject;
	assert_int_equal(js_PurgeStream(natsconn_js(fix.conn), STREAM, &options, NULL), NATS_OK);
	assert_ok(objstore_put_bytes(fix.conn, &spec, data, 1200000, fix.arena, &second, &fix.err),
		fix.err);
	object_assert_stored("t/same", data, 1200000);
	free(data);
}

/* A small object is stored before anyone checks for an existing one. */
static void an_identical_small_put_changes_nothing(void **state)
{
	(void)state;
	struct object_info first = object_put("t/small", "same", 4);
	struct object_info second = object_put("t/small", "same", 4);
	assert_string_equal(first.nuid, second.nuid);
	assert_int_equal(first.sequence, second.sequence);
	assert_int_equal(object_messages(), 2);
	object_put("t/small", "other", 5);
	object_assert_stored("t/small", "other", 5);
	assert_int_equal(object_messages(), 2);
	object_put("t/empty", "", 0);
	object_put("t/empty", "", 0);
	object_assert_stored("t/empty", "", 0);
	assert_int_equal(object_messages(), 3);
}

static void an_overwrite_leaves_nothing_of_the_old(void **state)
{
	(void)state;
	char *data = object_bytes(4000000, 2);
	object_put("t/over", data, 4000000);
	object_put("t/over", data, 560000);
	object_assert_stored("t/over", data, 560000);
	assert_int_equal(object_messages(), 3);
	object_put("t/over", "", 0);
	object_assert_stored("t/over", "", 0);
	assert_int_equal(object_messages(), 1);
	free(data);
}

static void what_is_not_there_is_not_found(void **state)
{
	(void)state;
	struct object_info info;
	assert_int_equal(objstore_info(fix.conn, BUCKET, "t/none", fix.arena, &info, &fix.err), -1);
	assert_int_equal(fix.err.kind, ERR_NOT_FOUND);
	assert_string_equal(fix.err.text, BUCKET "/t/none: no such object");
	assert_int_equal(
		objstore_get(fix.conn, BUCKET, "t/none", -1, fix.arena, &info, &fix.err), -1);
	assert_int_equal(fix.err.kind, ERR_NOT_FOUND);
	assert_int_equal(
		objstore_info(fix.conn, "NO_BUCKET", "t/none", fix.arena, &info, &fix.err), -1);
	assert_int_equal(fix.err.kind, ERR_NOT_FOUND);
	assert_string_equal(fix.err.text, "NO_BUCKET/t/none: no such bucket");
	struct object_spec spec = { .bucket = "NO_BUCKET", .name = "x" };
	assert_int_equal(
		objstore_put_bytes(fix.conn, &spec, "x", 1, fix.arena, &info, &fix.err), -1);
	assert_int_equal(fix.err.kind, ERR_NOT_FOUND);
	assert_ok(objstore_delete(fix.conn, BUCKET, "t/none", &fix.err), fix.err);
}

static void unfit_names_are_refused(void **state)
{
	(void)state;
	static const char *const names[] = { "", "two words", "na\xc3\xafve", "line\nbreak" };
	static const char *const buckets[] = { "", "a.b", "a b", ">", "*", "a/b" };
	struct object_info info;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct object_spec spec = { .bucket = BUCKET, .name = names[i] };
		assert_int_equal(
			objstore_put_bytes(fix.conn, &spec, "x", 1, fix.arena, &info, &fix.err),
			-1);
		assert_int_equal(fix.err.kind, ERR_INVALID);
	}
	for (size_t i = 0; i < sizeof buckets / sizeof *buckets; i++) {
		assert_int_equal(
			objstore_info(fix.conn, buckets[i], "x", fix.arena, &info, &fix.err), -1);
		assert_int_equal(fix.err.kind, ERR_INVALID);
	}
}

/* ---- delete ---- */

static void delete_frees_stream_and_disk(void **state)
{
	(void)state;
	char *data = object_bytes(3000000, 3);
	for (int i = 0; i < 20; i++) {
		char name[40];
		snprintf(name, sizeof name, "t/job/page_%05d.png", i);
		object_put(name, data, 3000000);
	}
	assert_true(nats_stream_bytes(fix.conn, STREAM) > 60000000);
	assert_true(nats_server_disk(&fix.server) > 60000000);
	for (int i = 0; i < 20; i++) {
		char name[40];
		struct object_info info;
		snprintf(name, sizeof name, "t/job/page_%05d.png", i);
		assert_ok(objstore_delete(fix.conn, BUCKET, name, &fix.err), fix.err);
		assert_int_equal(
			objstore_info(fix.conn, BUCKET, name, fix.arena, &info, &fix.err), -1);
		assert_int_equal(fix.err.kind, ERR_NOT_FOUND);
	}
	assert_int_equal(nats_stream_bytes(fix.conn, STREAM), 0);
	assert_int_equal(object_messages(), 0);
	assert_in_range(nats_server_disk(&fix.server), 0, 12000000); /* at most the current block */
	object_put("t/job/page_00003.png", data, 100);
	object_assert_stored("t/job/page_00003.png", data, 100);
	free(data);
}

static void a_marked_object_is_gone_and_can_be_put_again(void **state)
{
	(void)state;
	struct object_info info;
	object_mark_as_deleted();
	assert_int_equal(
		objstore_info(fix.conn, BUCKET, "t/marked", fix.arena, &info, &fix.err), -1);
	assert_int_equal(fix.err.kind, ERR_NOT_FOUND);
	object_put("t/marked", "again", 5);
	object_assert_stored("t/marked", "again", 5);
	assert_int_equal(object_messages(), 2);
}

static void metadata_that_is_none_can_be_replaced_and_removed(void **state)
{
	(void)state;
	struct object_info info;
	for (int i = 0; i < 2; i++) {
		object_publish_meta("$O." BUCKET ".M.dC9tYXJrZWQ=", "no JSON");
		assert_int_equal(
			objstore_info(fix.conn, BUCKET, "t/marked", fix.arena, &info, &fix.err),
			-1);
		assert_int_equal(fix.err.kind, ERR_INVALID);
		if (i == 0)
			object_put("t/marked", "again", 5);
		else
			assert_ok(objstore_delete(fix.conn, BUCKET, "t/marked", &fix.err), fix.err);
		assert_int_equal(object_messages(), i == 0 ? 2 : 1);
	}
}

static int replace(const char *text, uint64_t sequence, struct object_info *ret_info)
{
	const struct object_spec spec = { .bucket = BUCKET, .name = "t/replaced" };
	return objstore_replace_bytes(
		fix.conn, &spec, text, strlen(text), sequence, fix.arena, ret_info, &fix.err);
}

static void only_what_was_read_is_replaced(void **state)
{
	(void)state;
	struct object_info first, second;
	assert_ok(replace("first", 0, &first), fix.err);
	assert_int_equal(replace("another first", 0, &second), -1);
	assert_int_equal(fix.err.kind, ERR_CONFLICT);
	object_assert_stored("t/replaced", "first", 5);
	assert_ok(replace("second", first.sequence, &second), fix.err);
	assert_int_equal(replace("another second", first.sequence, &first), -1);
	assert_int_equal(fix.err.kind, ERR_CONFLICT);
	object_assert_stored("t/replaced", "second", 6);
	assert_int_equal(object_messages(), 2); /* nothing left of the others */
	assert_ok(objstore_delete(fix.conn, BUCKET, "t/replaced", &fix.err), fix.err);
	assert_int_equal(replace("third", second.sequence, &first), -1);
	assert_int_equal(fix.err.kind, ERR_CONFLICT);
	assert_ok(replace("third", 0, &first), fix.err);
	object_assert_stored("t/replaced", "third", 5);
}

static int put_new(const char *text, struct object_info *ret_info)
{
	const struct object_spec spec = {
		.bucket = BUCKET, .name = "t/replaced", .only_new = true
	};
	return objstore_put_bytes(
		fix.conn, &spec, text, strlen(text), fix.arena, ret_info, &fix.err);
}

static void what_is_only_new_replaces_nothing(void **state)
{
	(void)state;
	struct object_info info;
	assert_ok(objstore_delete(fix.conn, BUCKET, "t/replaced", &fix.err), fix.err);
	assert_ok(put_new("first", &info), fix.err);
	assert_ok(put_new("first", &info), fix.err);
	assert_int_equal(put_new("second", &info), -1);
	assert_int_equal(fix.err.kind, ERR_CONFLICT);
	object_assert_stored("t/replaced", "first", 5);
	assert_ok(objstore_delete(fix.conn, BUCKET, "t/replaced", &fix.err), fix.err);
	assert_ok(put_new("third", &info), fix.err);
	object_assert_stored("t/replaced", "third", 5);
}

/* ---- damage and links ---- */

static void assert_damaged_quickly(const char *name)
{
	struct object_info info;
	int fd = memfd_create("test", MFD_CLOEXEC);
	int64_t begun = clock_monotonic_ms();
	assert_int_equal(objstore_get(fix.conn, BUCKET, name, fd, fix.arena, &info, &fix.err), -1);
	assert_int_equal(fix.err.kind, ERR_DAMAGED);
	assert_non_null(strstr(fix.err.text, name));
	assert_true(clock_monotonic_ms() - begun < 15000); /* not after all retries */
	close(fd);
}

static void missing_chunks_are_damage_told_quickly(void **state)
{
	(void)state;
	char *data = object_bytes(2800000, 4);
	for (int lost = 0; lost < 6; lost++) {
		struct object_info info = object_put("t/damaged", data, 2800000 - (size_t)lost);
		object_remove_chunk(info.sequence - 6 + (uint64_t)lost);
		assert_damaged_quickly("t/damaged");
	}
	object_fixture_purge(state);
	struct object_info info = object_put("t/damaged", data, 2800000);
	for (uint64_t i = 1; i <= 6; i++)
		object_remove_chunk(info.sequence - i);
	assert_damaged_quickly("t/damaged");
	free(data);
}

static void changed_bytes_are_damage(void **state)
{
	(void)state;
	struct object_info info = object_put("t/changed", "original", 8);
	char subject[80];
	object_remove_chunk(info.sequence - 1);
	snprintf(subject, sizeof subject, "$O." BUCKET ".C.%s", info.nuid);
	assert_ok(natsconn_publish(fix.conn, subject, "0riginal", 8, NULL, &fix.err), fix.err);
	assert_damaged_quickly("t/changed");
	assert_ok(natsconn_publish(fix.conn, subject, "more", 4, NULL, &fix.err), fix.err);
	assert_damaged_quickly("t/changed");
}

static void one_link_is_followed(void **state)
{
	(void)state;
	struct object_info info;
	object_put("t/target", "the target", 10);
	/* "a", "b", "c", "d" in base64url */
	object_publish_meta("$O." BUCKET ".M.YQ==",
		"{\"name\":\"a\",\"bucket\":\"" BUCKET "\",\"nuid\":\"L1\",\"options\":"
		"{\"link\":{\"bucket\":\"" BUCKET "\",\"name\":\"t/target\"}}}");
	object_publish_meta("$O." BUCKET ".M.Yg==",
		"{\"name\":\"b\",\"bucket\":\"" BUCKET "\",\"nuid\":\"L2\",\"options\":"
		"{\"link\":{\"bucket\":\"" BUCKET "\"}}}");
	object_publish_meta("$O." BUCKET ".M.Yw==",
		"{\"name\":\"c\",\"bucket\":\"" BUCKET "\",\"nuid\":\"L3\",\"options\":"
		"{\"link\":{\"bucket\":\"" BUCKET "\",\"name\":\"a\"}}}");
	object_publish_meta("$O." BUCKET ".M.ZA==",
		"{\"name\":\"d\",\"bucket\":\"" BUCKET "\",\"nuid\":\"L4\",\"options\":"
		"{\"link\":{\"bucket\":\"" BUCKET "\",\"name\":\"nowhere\"}}}");
	object_assert_stored("a", "the target", 10);
	assert_ok(objstore_info(fix.conn, BUCKET, "a", fix.arena, &info, &fix.err), fix.err);
	assert_string_equal(info.link_name, "t/target");
	assert_int_equal(objstore_get(fix.conn, BUCKET, "b", -1, fix.arena, &info, &fix.err), -1);
	assert_int_equal(fix.err.kind, ERR_INVALID);
	assert_int_equal(objstore_get(fix.conn, BUCKET, "c", -1, fix.arena, &info, &fix.err), -1);
	assert_int_equal(fix.err.kind, ERR_INVALID);
	assert_int_equal(objstore_get(fix.conn, BUCKET, "d", -1, fix.arena, &info, &fix.err), -1);
	assert_int_equal(fix.err.kind, ERR_NOT_FOUND);
	/* Deleting a link leaves its target. */
	assert_ok(objstore_delete(fix.conn, BUCKET, "a", &fix.err), fix.err);
	object_assert_stored("t/target", "the target", 10);
}

/* ---- list ---- */

struct listing {
	char names[600];
	int most;
};

static bool list_name(void *context, const struct object_info *info)
{
	struct listing *listing = context;
	strcat(listing->names, info->name);
	strcat(listing->names, " ");
	return --listing->most != 0;
}

static void live_objects_are_listed_by_prefix(void **state)
{
	(void)state;
	struct listing listing = { "", 0 };
	object_put("t/job1/a", "1", 1);
	object_put("t/job1/b", "2", 1);
	object_put("t/job2/a", "3", 1);
	object_put("t/job1/c", "4", 1);
	assert_ok(objstore_delete(fix.conn, BUCKET, "t/job1/b", &fix.err), fix.err);
	object_mark_as_deleted();
	assert_ok(
		objstore_list(fix.conn, BUCKET, "t/job1/", list_name, &listing, &fix.err), fix.err);
	assert_non_null(strstr(listing.names, "t/job1/a "));
	assert_non_null(strstr(listing.names, "t/job1/c "));
	assert_int_equal(strlen(listing.names), 2 * strlen("t/job1/a "));
	listing = (struct listing) { "", 1 };
	assert_ok(objstore_list(fix.conn, BUCKET, "", list_name, &listing, &fix.err), fix.err);
	assert_int_equal(strlen(listing.names), strlen("t/job1/a "));
	assert_int_equal(
		objstore_list(fix.conn, "NO_BUCKET", "", list_name, &listing, &fix.err), -1);
	assert_int_equal(fix.err.kind, ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(objects_of_all_sizes_come_back, object_fixture_purge),
		cmocka_unit_test_setup(the_digest_is_sha256, object_fixture_purge),
		cmocka_unit_test_setup(metadata_and_description_come_back, object_fixture_purge),
		cmocka_unit_test_setup(an_identical_put_writes_nothing, object_fixture_purge),
		cmocka_unit_test_setup(
			an_identical_small_put_changes_nothing, object_fixture_purge),
		cmocka_unit_test_setup(
			an_overwrite_leaves_nothing_of_the_old, object_fixture_purge),
		cmocka_unit_test_setup(what_is_not_there_is_not_found, object_fixture_purge),
		cmocka_unit_test_setup(unfit_names_are_refused, object_fixture_purge),
		cmocka_unit_test_setup(delete_frees_stream_and_disk, object_fixture_purge),
		cmocka_unit_test_setup(
			metadata_that_is_none_can_be_replaced_and_removed, object_fixture_purge),
		cmocka_unit_test_setup(
			a_marked_object_is_gone_and_can_be_put_again, object_fixture_purge),
		cmocka_unit_test_setup(
			missing_chunks_are_damage_told_quickly, object_fixture_purge),
		cmocka_unit_test_setup(only_what_was_read_is_replaced, object_fixture_purge),
		cmocka_unit_test_setup(what_is_only_new_replaces_nothing, object_fixture_purge),
		cmocka_unit_test_setup(changed_bytes_are_damage, object_fixture_purge),
		cmocka_unit_test_setup(one_link_is_followed, object_fixture_purge),
		cmocka_unit_test_setup(live_objects_are_listed_by_prefix, object_fixture_purge),
	};
	return cmocka_run_group_tests(tests, object_fixture_start, object_fixture_stop);
}
