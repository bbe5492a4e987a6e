/* test_upkeep: what looking after jobs is built on: one holder of a lease, the scan of all states,
 * the removal of what a job stored, of a WAV that is kept in its FLAC alone, and files that wait.
 */
#include "tests/common/nats/nats_farm.h"

#include "common/farm/encoded_audio.h"
#include "common/farm/job_objects.h"
#include "common/farm/kept_wav.h"
#include "common/farm/workflow_scan.h"
#include "common/farm/workflow_store.h"
#include "common/nats/lease.h"
#include "common/objstore/store.h"
#include "workers/upkeep/lost_files.h"
#include "workers/upkeep/reconciler.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- the lease ---- */

enum { LONG_MS = 600000, SHORT_MS = 1 };

static bool takes(const char *name, const char *holder, int64_t ttl_ms)
{
	bool held = false;
	assert_ok(lease_take(conn, name, holder, ttl_ms, &held, &err), err);
	return held;
}

static void one_holds_a_lease_and_renews_it(void **state)
{
	(void)state;
	assert_true(takes("work", "a", LONG_MS));
	assert_false(takes("work", "b", LONG_MS));
	assert_true(takes("work", "a", LONG_MS));
	assert_true(takes("other-work", "b", LONG_MS));
}

static bool is_had_by_c(void *context)
{
	(void)context;
	return takes("short", "c", LONG_MS);
}

static void a_lease_that_ran_out_is_anybodys(void **state)
{
	(void)state;
	assert_true(takes("short", "a", SHORT_MS));
	assert_true(nats_eventually(is_had_by_c, NULL));
	assert_false(takes("short", "a", LONG_MS));
}

static void what_is_no_lease_is_taken(void **state)
{
	(void)state;
	static const char subject[] = "$KV.WAV_AGGREGATOR_STATE.lease.odd";
	assert_ok(natsconn_publish(conn, subject, "{\"holder\":7", 11, NULL, &err), err);
	assert_true(takes("odd", "a", LONG_MS));
	assert_false(takes("odd", "b", LONG_MS));
}

/* ---- the scan ---- */

struct seen {
	char ids[200];
	int left;
	bool in_time;
};

static bool note(void *context, struct workflow *workflow, int64_t mtime_ms)
{
	struct seen *seen = context;
	strcat(seen->ids, workflow->id);
	strcat(seen->ids, " ");
	seen->in_time = seen->in_time && mtime_ms > 0 && workflow->revision > 0;
	return --seen->left > 0;
}

static struct workflow *make_job(const char *id)
{
	const char *key = workflow_source_key(arena, "default", id);
	struct workflow *workflow = workflow_new(id, "default", "me", "book.pdf", key);
	assert_ok(workflow_store_create(conn, workflow, &err), err);
	return workflow;
}

static int make_running(struct workflow *workflow, void *context, struct err *error)
{
	(void)context;
	return workflow_set_total(workflow, 3, error) < 0 ? -1 : 1;
}

static void every_state_is_seen_once(void **state)
{
	(void)state;
	static const char odd[] = "$KV.WAV_AGGREGATOR_STATE.odd";
	for (const char *id = "a\0b\0c\0d\0"; *id; id += 2) {
		struct workflow *workflow = make_job(id);
		workflow_free(&workflow);
	}
	assert_ok(workflow_store_delete(conn, "b", &err), err);
	assert_ok(natsconn_publish(conn, odd, "no state", 8, NULL, &err), err);
	assert_ok(workflow_store_change(conn, "a", make_running, NULL, NULL, NULL, &err), err);

	struct seen all = { "", 100, true }, first = { "", 1, true };
	assert_ok(workflow_scan(conn, note, &all, &err), err);
	assert_string_equal(all.ids, "c d a ");
	assert_true(all.in_time);
	assert_ok(workflow_scan(conn, note, &first, &err), err);
	assert_string_equal(first.ids, "c ");
}

/* ---- what a job stored ---- */

static void put(const char *bucket, const char *key)
{
	const struct object_spec spec = { .bucket = bucket, .name = key };
	struct object_info info;
	assert_ok(objstore_put_bytes(conn, &spec, key, strlen(key), arena, &info, &err), err);
}

static bool has(const char *bucket, const char *key)
{
	struct object_info info;
	return objstore_info(conn, bucket, key, arena, &info, &err) == 0;
}

static const struct {
	const char *bucket, *extension;
} of_page[] = {
	{ "PNG_FILES", "png" },
	{ "TEXT_FILES", "txt" },
	{ "AUDIO_FILES", "pcm" },
	{ "WAV_FILES", "wav" },
};
enum { KINDS = sizeof of_page / sizeof *of_page };

/* A job of three pages with everything that it may have stored. */
static struct workflow *make_stored_job(const char *id)
{
	struct workflow *workflow = make_job(id);
	assert_ok(workflow_set_total(workflow, 3, &err), err);
	put("PDF_FILES", workflow->pdf_key);
	put("FINAL_AUDIO_FILES", workflow_final_key(arena, "default", id));
	for (int page = 1; page <= 3; page++) {
		for (size_t i = 0; i < KINDS; i++)
			put(of_page[i].bucket, workflow_page_key(arena, "default", id, page,
						       of_page[i].extension));
	}
	return workflow;
}

/* "png txt pcm wav" of a page, as far as they are there. */
static const char *stored_of_page(const char *id, int page)
{
	const char *list = "";
	for (size_t i = 0; i < KINDS; i++) {
		const char *key =
			workflow_page_key(arena, "default", id, page, of_page[i].extension);
		if (has(of_page[i].bucket, key))
			list = arena_printf(arena, "%s%s ", list, of_page[i].extension);
	}
	return list;
}

static void count(void *context)
{
	++*(int *)context;
}

static void only_what_is_named_is_removed(void **state)
{
	(void)state;
	struct workflow *mine = make_stored_job("mine"), *other = make_stored_job("other");
	int alive = 0;
	assert_ok(job_objects_remove_page(conn, mine, 2, JOB_PNG | JOB_WAV, &err), err);
	assert_string_equal(stored_of_page("mine", 2), "txt pcm ");
	assert_string_equal(stored_of_page("mine", 1), "png txt pcm wav ");

	assert_ok(job_objects_remove(conn, mine, JOB_INTERMEDIATES, count, &alive, &err), err);
	assert_int_equal(alive, 3);
	for (int page = 1; page <= 3; page++)
		assert_string_equal(stored_of_page("mine", page), "txt ");
	assert_true(has("PDF_FILES", mine->pdf_key));
	assert_true(has("FINAL_AUDIO_FILES", workflow_final_key(arena, "default", "mine")));

	assert_ok(job_objects_remove(conn, mine, JOB_EVERYTHING, NULL, NULL, &err), err);
	assert_string_equal(stored_of_page("mine", 1), "");
	assert_false(has("PDF_FILES", mine->pdf_key));
	assert_false(has("FINAL_AUDIO_FILES", workflow_final_key(arena, "default", "mine")));
	/* Removing what is gone is fine, and nothing of the neighbour's was touched. */
	assert_ok(job_objects_remove(conn, mine, JOB_EVERYTHING, NULL, NULL, &err), err);
	assert_string_equal(stored_of_page("other", 3), "png txt pcm wav ");
	assert_true(has("PDF_FILES", other->pdf_key));
	workflow_free(&mine);
	workflow_free(&other);
}

/* ---- jobs that failed before they had a page ---- */

static int set_failed(struct workflow *workflow, void *context, struct err *error)
{
	const int *pages = context;
	if (*pages > 0 && workflow_set_total(workflow, *pages, error) < 0)
		return -1;
	workflow_finish(workflow, WORKFLOW_FAILED, "no such object");
	return 1;
}

static void fail_job(const char *id, int pages)
{
	struct workflow *workflow = make_job(id);
	workflow_free(&workflow);
	assert_ok(workflow_store_change(conn, id, set_failed, &pages, NULL, NULL, &err), err);
}

static bool is_there(const char *id)
{
	struct workflow *workflow = NULL;
	bool there = workflow_store_get(conn, id, &workflow, &err) == 0;
	workflow_free(&workflow);
	return there;
}

static bool old_rogues_are_gone(void *context)
{
	reconciler_tick(context, count, &(int) { 0 });
	return !is_there("rogue1") && !is_there("rogue2");
}

static void of_rogue_jobs_the_newest_stay(void **state)
{
	(void)state;
	fail_job("opened", 3);
	for (int i = 1; i <= 4; i++)
		fail_job(arena_printf(arena, "rogue%d", i), 0);
	settings->wav_aggregator.max_failed_jobs = 2;
	settings->wav_aggregator.stalled_seconds = 4;
	struct reconciler *reconciler = reconciler_new(conn, settings);
	assert_true(nats_eventually(old_rogues_are_gone, reconciler));
	assert_true(is_there("rogue3") && is_there("rogue4"));
	assert_true(is_there("opened"));
	reconciler_free(&reconciler);
}

/* ---- the WAV of a finished job, and its FLAC ---- */

enum { FLAC_BYTES = 3 << 20 }; /* several chunks */

static void set_sound(struct workflow *workflow, const char *digest)
{
	workflow->audio_digest = arena_string(workflow->arena, digest);
	workflow->final_audio_key =
		workflow_final_key(workflow->arena, workflow->tenant_id, workflow->id);
}

static int set_read(struct workflow *workflow, void *context, struct err *error)
{
	if (workflow_set_total(workflow, 1, error) < 0)
		return -1;
	set_sound(workflow, context);
	workflow_finish(workflow, WORKFLOW_COMPLETED, NULL);
	return 1;
}

static void put_wav(const char *id, const char *text, struct object_info *ret_info)
{
	const struct object_spec spec = { .bucket = "FINAL_AUDIO_FILES",
		.name = workflow_final_key(arena, "default", id) };
	assert_ok(objstore_put_bytes(conn, &spec, text, strlen(text), arena, ret_info, &err), err);
}

static void put_flac(const char *id, const char *digest, uint64_t request)
{
	static const char flac[FLAC_BYTES];
	struct object_info info;
	struct object_spec spec = { .bucket = "ENCODED_AUDIO_FILES",
		.name = encoded_audio_key(arena, "default", id, AUDIO_FLAC) };
	meta_set(&spec.metadata, arena, ENCODED_STATE, "ready");
	meta_set(&spec.metadata, arena, ENCODED_SOURCE, digest);
	meta_set(&spec.metadata, arena, KEPT_WAV_HEAD, "UklGRg");
	if (request > 0)
		meta_setf(&spec.metadata, arena, ENCODED_REQUEST, "%" PRIu64, request);
	assert_ok(objstore_put_bytes(conn, &spec, flac, sizeof flac, arena, &info, &err), err);
}

/* A job that is read, with its WAV and a FLAC of that. */
static const char *make_read_job(const char *id)
{
	struct workflow *workflow = make_job(id);
	struct object_info wav;
	workflow_free(&workflow);
	put_wav(id, id, &wav);
	put_flac(id, wav.digest, 0);
	assert_ok(workflow_store_change(
			  conn, id, set_read, (void *)(uintptr_t)wav.digest, NULL, NULL, &err),
		err);
	return wav.digest;
}

static bool has_wav(const char *id)
{
	return has("FINAL_AUDIO_FILES", workflow_final_key(arena, "default", id));
}

/* What happens to a book while its FLAC is read back. */
struct meanwhile {
	const char *id;
	void (*happens)(const char *id);
	int signs; /* of life */
};

static void live(void *context)
{
	struct meanwhile *meanwhile = context;
	if (meanwhile->signs++ == 0 && meanwhile->happens)
		meanwhile->happens(meanwhile->id);
}

static bool goes(struct meanwhile *meanwhile)
{
	const struct kept_wav_watch watch = { live, meanwhile };
	bool removed = false;
	assert_ok(kept_wav_release(conn, settings, meanwhile->id, &watch, &removed, &err), err);
	return removed;
}

static void a_wav_that_nothing_needs_goes(void **state)
{
	(void)state;
	settings->audio_encoder.keep_wav = "until_encoded";
	make_read_job("kept");
	struct meanwhile nothing = { "kept", NULL, 0 };
	assert_true(goes(&nothing));
	assert_false(has_wav("kept"));
	assert_true(nothing.signs >= FLAC_BYTES / (1 << 20));
}

static void is_joined_anew(const char *id)
{
	struct object_info info;
	put_wav(id, "another voice", &info);
}

static int set_reopened(struct workflow *workflow, void *context, struct err *error)
{
	(void)context;
	(void)error;
	workflow->audio_digest = NULL;
	workflow->status = WORKFLOW_RUNNING;
	return 1;
}

static void is_reopened(const char *id)
{
	assert_ok(workflow_store_change(conn, id, set_reopened, NULL, NULL, NULL, &err), err);
}

static void is_spoken_anew(const char *id)
{
	struct object_info info;
	is_reopened(id);
	put_wav(id, "another voice", &info);
	assert_ok(workflow_store_change(
			  conn, id, set_read, (void *)(uintptr_t)info.digest, NULL, NULL, &err),
		err);
}

static void one_that_changes_while_its_flac_is_read_stays(void **state)
{
	(void)state;
	static const struct meanwhile all[] = {
		{ "joined", is_joined_anew, 0 },
		{ "reopened", is_reopened, 0 },
		{ "anew", is_spoken_anew, 0 },
	};
	settings->audio_encoder.keep_wav = "until_encoded";
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct meanwhile meanwhile = all[i];
		make_read_job(meanwhile.id);
		assert_false(goes(&meanwhile));
		assert_true(has_wav(meanwhile.id));
	}
}

static void only_the_wav_that_was_judged_is_removed(void **state)
{
	(void)state;
	struct object_info old, now;
	bool removed = true;
	put_wav("replaced", "one voice", &old);
	put_wav("replaced", "another voice", &now);
	assert_ok(objstore_delete_known(conn, &old, &removed, &err), err);
	assert_false(removed);
	assert_true(has_wav("replaced"));
	assert_ok(objstore_delete_known(conn, &now, &removed, &err), err);
	assert_true(removed);
	assert_false(has_wav("replaced"));
}

/* ---- files that nobody was asked for ---- */

static uint64_t requests(void)
{
	uint64_t count_of = 0;
	jsStreamInfo *info = NULL;
	assert_int_equal(
		js_GetStreamInfo(&info, natsconn_js(conn), "AUDIO_ENCODING", NULL, NULL), NATS_OK);
	count_of = info->State.Msgs;
	jsStreamInfo_Destroy(info);
	return count_of;
}

static void look_for_lost_files(void)
{
	struct lost_files lost = { .conn = conn, .settings = settings };
	assert_ok(lost_files_look(&lost, -1, count, &(int) { 0 }, &err), err);
}

static void a_flac_that_is_requested_again_is_asked_for_until_it_fails(void **state)
{
	(void)state;
	const char *digest = make_read_job("wished");
	struct workflow *workflow = NULL;
	struct encoded_audio file;
	look_for_lost_files();
	const uint64_t before = requests();
	assert_ok(encoded_audio_request_again(conn, "default", "wished", AUDIO_FLAC, &err), err);
	look_for_lost_files();
	assert_int_equal(requests(), before + 1);

	assert_ok(workflow_store_get(conn, "wished", &workflow, &err), err);
	assert_ok(encoded_audio_failed(conn, workflow, digest, AUDIO_FLAC, "no sound", &err), err);
	workflow_free(&workflow);
	look_for_lost_files();
	assert_int_equal(requests(), before + 1);
	assert_ok(encoded_audio_look(
			  conn, "default", "wished", digest, AUDIO_FLAC, arena, &file, &err),
		err);
	assert_int_equal(file.state, ENCODED_READY);
}

static uint64_t wish_of(const char *id)
{
	uint64_t request = 0;
	assert_ok(encoded_audio_last_request(conn, "default", id, AUDIO_FLAC, &request, &err), err);
	return request;
}

static void a_wish_goes_when_it_is_fulfilled(void **state)
{
	(void)state;
	const char *digest = make_read_job("fulfilled");
	assert_ok(encoded_audio_request_again(conn, "default", "fulfilled", AUDIO_FLAC, &err), err);
	const uint64_t first = wish_of("fulfilled");
	assert_true(first > 0);
	put_flac("fulfilled", digest, first);
	/* Another came meanwhile. */
	assert_ok(encoded_audio_request_again(conn, "default", "fulfilled", AUDIO_FLAC, &err), err);
	look_for_lost_files();
	assert_true(wish_of("fulfilled") > first);
	put_flac("fulfilled", digest, wish_of("fulfilled"));
	look_for_lost_files();
	assert_int_equal(wish_of("fulfilled"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_holds_a_lease_and_renews_it),
		cmocka_unit_test(a_lease_that_ran_out_is_anybodys),
		cmocka_unit_test(what_is_no_lease_is_taken),
		cmocka_unit_test(every_state_is_seen_once),
		cmocka_unit_test(only_what_is_named_is_removed),
		cmocka_unit_test(of_rogue_jobs_the_newest_stay),
		cmocka_unit_test(a_wav_that_nothing_needs_goes),
		cmocka_unit_test(one_that_changes_while_its_flac_is_read_stays),
		cmocka_unit_test(only_the_wav_that_was_judged_is_removed),
		cmocka_unit_test(a_flac_that_is_requested_again_is_asked_for_until_it_fails),
		cmocka_unit_test(a_wish_goes_when_it_is_fulfilled),
	};
	return cmocka_run_group_tests(tests, farm_start, farm_stop);
}
