/* feed_pages.c: makes the aggregator believe in a book: puts synthetic WAVs of pages and tells of
 * them, as pcm-to-wav does.
 *
 * usage: feed_pages PROJECT.toml NATS_URL WORKFLOW TOTAL FIRST LAST RATE SECONDS
 *            puts pages FIRST to LAST of TOTAL (makes the workflow before page 1), then tells of
 *            them, and prints in how many milliseconds they were marked as received
 *        feed_pages check AUDIO.wav PAGES RATE SECONDS
 *            every page is there, once, in its place
 *
 * Each sample of a page is its number, so that the joined audio shows which page is where. */
#include "common/base/arena.h"
#include "common/base/timestamp.h"
#include "common/config/settings.h"
#include "common/farm/event.h"
#include "common/farm/page_metadata.h"
#include "common/farm/workflow.h"
#include "common/farm/workflow_store.h"
#include "common/nats/connection.h"
#include "common/objstore/store.h"
#include "workers/engine/silence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CONNECT_MS = 10000, WAV_HEADER = 44, POLL_MS = 10, WAIT_MS = 600000 };

struct feed {
	struct natsconn *conn;
	const struct settings *settings;
	const char *workflow;
	int total, first, last, rate;
	double seconds;
};

static short sample_of(int page)
{
	return (short)(page % 30000 + 1);
}

static int put_page(const struct feed *feed, int page, struct arena *arena, struct err *err)
{
	struct buf wav = BUF_EMPTY;
	silence_wav(&wav, feed->rate, feed->seconds);
	short sample = sample_of(page);
	for (size_t at = WAV_HEADER; at + sizeof sample <= wav.len; at += sizeof sample)
		memcpy(wav.data + at, &sample, sizeof sample);
	struct object_spec spec = {
		.bucket = feed->settings->nats.wav_object_store_bucket,
		.name = workflow_page_key(arena, "tests", feed->workflow, page, "wav"),
	};
	meta_set(&spec.metadata, arena, META_OUTCOME, "spoken");
	struct object_info info;
	int rc = objstore_put_bytes(feed->conn, &spec, wav.data, wav.len, arena, &info, err);
	buf_free(&wav);
	return rc;
}

static int tell_of_page(const struct feed *feed, int page, struct arena *arena, struct err *err)
{
	const struct event_header cause = {
		.workflow_id = feed->workflow, .user_id = "tester", .tenant_id = "tests"
	};
	const struct event event = {
		.type = EVENT_WAV_FILE_CREATED,
		.header = event_header_next(&cause, arena),
		.key = workflow_page_key(arena, "tests", feed->workflow, page, "wav"),
		.page_number = page,
		.total_pages = feed->total,
	};
	const char *json = event_format(&event, arena);
	return natsconn_publish(feed->conn, feed->settings->nats.wav_created_subject, json,
		strlen(json), NULL, err);
}

static int for_pages(const struct feed *feed,
	int (*each)(const struct feed *feed, int page, struct arena *arena, struct err *err),
	struct err *err)
{
	struct arena *arena = arena_new();
	int rc = 0;
	for (int page = feed->first; rc == 0 && page <= feed->last; page++) {
		rc = each(feed, page, arena, err);
		arena_reset(arena);
	}
	arena_free(&arena);
	return rc;
}

static int make_workflow(const struct feed *feed, struct err *err)
{
	struct workflow *workflow = workflow_new(
		feed->workflow, "tests", "tester", "synthetic.pdf", "tests/none/source.pdf");
	int rc = workflow_set_total(workflow, feed->total, err);
	if (rc == 0)
		rc = workflow_store_create(feed->conn, workflow, err);
	workflow_free(&workflow);
	return rc;
}

static int wait_until_marked(const struct feed *feed, struct err *err)
{
	const struct timespec pause = { 0, POLL_MS * 1000000L };
	for (int64_t limit = clock_monotonic_ms() + WAIT_MS; clock_monotonic_ms() < limit;) {
		struct workflow *workflow = NULL;
		if (workflow_store_get(feed->conn, feed->workflow, &workflow, err) < 0)
			return -1;
		bool marked = pageset_count(&workflow->received) >= feed->last;
		workflow_free(&workflow);
		if (marked)
			return 0;
		nanosleep(&pause, NULL);
	}
	return err_set(err, ERR_UNAVAILABLE, "the pages were not marked in time");
}

static int feed_pages(struct feed *feed, struct err *err)
{
	if ((feed->first == 1 && make_workflow(feed, err) < 0) ||
		for_pages(feed, put_page, err) < 0)
		return -1;
	int64_t began = clock_monotonic_ms();
	if (for_pages(feed, tell_of_page, err) < 0 || wait_until_marked(feed, err) < 0)
		return -1;
	printf("%lld\n", (long long)(clock_monotonic_ms() - began));
	return 0;
}

static int check_page(FILE *file, int page, long samples)
{
	for (long i = 0; i < samples; i++) {
		short sample;
		if (fread(&sample, sizeof sample, 1, file) != 1 || sample != sample_of(page)) {
			fprintf(stderr, "page %d is not where it should be\n", page);
			return 1;
		}
	}
	return 0;
}

static int check_audio(char **args)
{
	FILE *file = fopen(args[0], "re");
	int pages = atoi(args[1]), status = 0;
	long samples = (long)(atoi(args[2]) * atof(args[3]) + 0.5);
	long long bytes = (long long)samples * pages * (long long)sizeof(short);
	if (!file || fseeko(file, 0, SEEK_END) < 0 || ftello(file) - bytes < WAV_HEADER ||
		ftello(file) - bytes > 200 || fseeko(file, -bytes, SEEK_END) < 0) {
		fprintf(stderr, "%s: not of that length\n", args[0]);
		status = 1;
	}
	for (int page = 1; status == 0 && page <= pages; page++)
		status = check_page(file, page, samples);
	if (file)
		fclose(file);
	return status;
}

int main(int argc, char **argv)
{
	if (argc == 6 && strcmp(argv[1], "check") == 0)
		return check_audio(argv + 2);
	if (argc != 9) {
		fprintf(stderr, "usage: see the head of %s\n", __FILE__);
		return 2;
	}
	struct err err;
	struct settings *settings = NULL;
	if (settings_load(argv[1], &settings, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	struct nats_settings nats = settings->nats;
	nats.url = argv[2];
	struct feed feed = {
		.settings = settings,
		.workflow = argv[3],
		.total = atoi(argv[4]),
		.first = atoi(argv[5]),
		.last = atoi(argv[6]),
		.rate = atoi(argv[7]),
		.seconds = atof(argv[8]),
	};
	int rc = natsconn_open(&nats, "feed_pages", CONNECT_MS, &feed.conn, &err);
	if (rc == 0)
		rc = feed_pages(&feed, &err);
	if (rc < 0)
		fprintf(stderr, "%s\n", err.text);
	natsconn_close(&feed.conn);
	settings_free(&settings);
	return rc < 0;
}
