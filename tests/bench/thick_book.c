/* thick_book.c: a job of so many pages of which all but the joining is done: WAVs of a tenth of a
 * second, with timelines of so many words each, and the event of the last page. What it is for is
 * how much memory the end of a thick book takes, without reading and speaking it.
 *
 * usage: thick_book PROJECT.toml WORKFLOW PAGES WORDS */
#include "common/base/alloc.h"
#include "common/base/timestamp.h"
#include "common/base/uuid.h"
#include "common/config/settings.h"
#include "common/farm/event.h"
#include "common/farm/page_metadata.h"
#include "common/farm/timeline.h"
#include "common/farm/topology.h"
#include "common/farm/workflow_store.h"
#include "common/nats/connection.h"
#include "common/objstore/store.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 22050, SAMPLES = RATE / 10, HEADER = 44, SENTENCE = 12, CHAPTER = 25 /* pages */ };

static const char tenant[] = "default", digest[] = "SHA-256=thick";
static struct natsconn *conn;
static struct settings *settings;

static int put(const char *bucket, const char *name, const struct meta *meta, const void *data,
	size_t len, struct arena *arena, struct err *err)
{
	struct object_info info;
	const struct object_spec spec = { .bucket = bucket, .name = name, .metadata = *meta };
	return objstore_put_bytes(conn, &spec, data, len, arena, &info, err);
}

static int put_wav(const char *name, struct arena *arena, struct err *err)
{
	static unsigned char wav[HEADER + 2 * SAMPLES];
	const uint32_t sizes[] = { htole32(sizeof wav - 8), htole32(16), htole32(RATE),
		htole32(2 * RATE), htole32(2 * SAMPLES) };
	memcpy(wav, "RIFF....WAVEfmt ....\1\0\1\0........\2\0\20\0data....", HEADER);
	memcpy(wav + 4, &sizes[0], 4);
	memcpy(wav + 16, &sizes[1], 4);
	memcpy(wav + 24, &sizes[2], 4);
	memcpy(wav + 28, &sizes[3], 4);
	memcpy(wav + 40, &sizes[4], 4);
	struct meta meta = { 0 };
	meta_set(&meta, arena, META_SAMPLE_RATE, "22050");
	meta_set(&meta, arena, META_CHANNELS, "1");
	meta_set(&meta, arena, META_OUTCOME, "spoken");
	meta_set(&meta, arena, META_PCM_DIGEST, digest);
	return put(
		settings->nats.wav_object_store_bucket, name, &meta, wav, sizeof wav, arena, err);
}

static int put_timeline(const char *name, int page, int words, struct arena *arena, struct err *err)
{
	static const struct timeline_box box = { 0.1F, 0.2F, 0.15F, 0.22F };
	const size_t count = (size_t)(words / SENTENCE);
	struct timeline timeline = { digest, "eng", RATE, SAMPLES,
		arena_alloc(arena, (count + 1) * sizeof *timeline.utterances), count };
	for (size_t i = 0; i < count; i++) {
		struct timeline_utterance *utterance = &timeline.utterances[i];
		bool heading = i == 0 && page % CHAPTER == 1;
		*utterance = (struct timeline_utterance) {
			.role = heading ? "heading" : "paragraph",
			.section = "body",
			.text = heading ? arena_printf(arena, "Chapter %d: words, words",
						  page / CHAPTER + 1)
					: "A sentence has a dozen words or so, and this one has them.",
			.starts = true,
			.first = SAMPLES * (int64_t)i / (int64_t)count,
			.last = SAMPLES * (int64_t)(i + 1) / (int64_t)count,
			.words = arena_alloc(arena, SENTENCE * sizeof *utterance->words),
			.word_count = SENTENCE,
		};
		for (size_t k = 0; k < SENTENCE; k++)
			utterance->words[k] = (struct timeline_word) { "sentence", utterance->first,
				utterance->last, &box, 1, 0 };
	}
	const char *json = timeline_format(&timeline, arena);
	return put(settings->nats.timeline_object_store_bucket, name, &(struct meta) { 0 }, json,
		strlen(json), arena, err);
}

static int put_state(const char *id, int pages, struct err *err)
{
	struct workflow *workflow =
		workflow_new(id, tenant, "bench", "thick.pdf", "default/none/source.pdf");
	int rc = workflow_set_total(workflow, pages, err);
	if (rc == 0 && pages > 1)
		pageset_add_range(&workflow->received, 1, pages - 1);
	if (rc == 0)
		rc = workflow_store_create(conn, workflow, err);
	workflow_free(&workflow);
	return rc;
}

static int publish_last(const char *id, int pages, struct arena *arena, struct err *err)
{
	char event_id[UUID_SIZE], now[TIMESTAMP_SIZE];
	uuid_new(event_id);
	timestamp_now(now);
	struct event event = {
		.type = EVENT_WAV_FILE_CREATED,
		.header = { .timestamp = now,
			.workflow_id = id,
			.user_id = "bench",
			.tenant_id = tenant,
			.event_id = event_id },
		.key = workflow_page_key(arena, tenant, id, pages, "wav"),
		.page_number = pages,
		.total_pages = pages,
	};
	const char *json = event_format(&event, arena);
	return natsconn_publish(
		conn, settings->nats.wav_created_subject, json, strlen(json), NULL, err);
}

static int make(const char *id, int pages, int words, struct err *err)
{
	struct arena *arena = arena_new();
	int rc = put_state(id, pages, err);
	for (int page = 1; rc == 0 && page <= pages; page++) {
		struct arena *of_page = arena_new();
		rc = put_wav(workflow_page_key(of_page, tenant, id, page, "wav"), of_page, err);
		if (rc == 0)
			rc = put_timeline(workflow_page_key(of_page, tenant, id, page, "json"),
				page, words, of_page, err);
		arena_free(&of_page);
	}
	if (rc == 0)
		rc = publish_last(id, pages, arena, err);
	arena_free(&arena);
	return rc;
}

int main(int argc, char **argv)
{
	struct err err = { ERR_NONE, "" };
	int rc = -1;
	if (argc != 5)
		err_set(&err, ERR_INVALID, "usage: thick_book PROJECT.toml WORKFLOW PAGES WORDS");
	else if (settings_load(argv[1], &settings, &err) == 0 &&
		 natsconn_open(&settings->nats, "thick_book", 20000, &conn, &err) == 0 &&
		 topology_ensure(conn, &err) == 0)
		rc = make(argv[2], atoi(argv[3]), atoi(argv[4]), &err);
	if (rc < 0)
		fprintf(stderr, "thick_book: %s\n", err.text);
	natsconn_close(&conn);
	settings_free(&settings);
	return rc < 0;
}
