/* objstore_bench.c - puts and gets of the object store beside plain publishes and plain reads.
 *
 * usage: objstore_bench URL BYTES COUNT
 *
 * Prints megabytes a second: put, get; the bare messages that an object is, one object after the
 * other, as puts and gets do (its chunks, all acknowledged, then its metadata; the metadata, then
 * the chunks); plain publishes of the chunks alone, of all objects at once, and plain direct reads
 * of them; then CPU milliseconds a megabyte of the client for put and get. A bucket of its own is
 * made, and emptied afterwards. */
#include "common/base/alloc.h"
#include "common/base/timestamp.h"
#include "common/config/settings.h"
#include "common/objstore/parts.h"
#include "common/objstore/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { CONNECT_MS = 10000, WAIT_MS = 60000, BLOCK = 64 * 1024, METADATA = 300 };

struct bench {
	struct natsconn *conn;
	jsCtx *js;
	struct arena *arena;
	const char *bucket, *stream;
	const char *plain, *meta; /* subjects of the plain publishes, and of one bare metadata */
	uint64_t size;
	int count;
	int input, output; /* in memory */
};

static _Noreturn void fail(const char *what, const char *why)
{
	fprintf(stderr, "objstore_bench: %s: %s\n", what, why);
	exit(1);
}

static double seconds_of(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void make_bucket(struct bench *b)
{
	b->arena = arena_new();
	b->bucket = arena_printf(b->arena, "BENCH_%d", (int)getpid());
	b->stream = object_stream(b->arena, b->bucket);
	b->plain = object_chunk_subject(b->arena, b->bucket, "plain");
	b->meta = arena_printf(b->arena, "$O.%s.M.bare", b->bucket);
	const char *subjects[] = { arena_printf(b->arena, "$O.%s.C.>", b->bucket),
		arena_printf(b->arena, "$O.%s.M.>", b->bucket) };
	jsStreamConfig config;
	jsErrCode code;
	jsStreamConfig_Init(&config);
	config.Name = b->stream;
	config.Subjects = subjects;
	config.SubjectsLen = 2;
	config.Discard = js_DiscardNew;
	config.AllowRollup = true;
	config.AllowDirect = true;
	natsStatus s = js_AddStream(NULL, b->js, &config, NULL, &code);
	if (s != NATS_OK)
		fail("the bucket", natsStatus_GetText(s));
}

static void empty_bucket(struct bench *b)
{
	jsOptions options;
	jsErrCode code;
	jsOptions_Init(&options);
	options.Wait = WAIT_MS;
	js_PurgeStream(b->js, b->stream, &options, &code);
}

static void make_input(struct bench *b)
{
	static unsigned char block[BLOCK];
	srandom(1);
	for (size_t i = 0; i < BLOCK; i++)
		block[i] = (unsigned char)random();
	b->input = memfd_create("input", MFD_CLOEXEC);
	b->output = memfd_create("output", MFD_CLOEXEC);
	for (uint64_t at = 0; at < b->size; at += BLOCK) {
		size_t len = b->size - at < BLOCK ? (size_t)(b->size - at) : BLOCK;
		if (write(b->input, block, len) != (ssize_t)len)
			fail("the input", "no memory");
	}
}

/* ---- what is measured ---- */

static void put_all(struct bench *b)
{
	struct arena *arena = arena_new();
	for (int i = 0; i < b->count; i++) {
		struct object_info info;
		struct err err;
		const struct object_spec spec = {
			.bucket = b->bucket,
			.name = arena_printf(arena, "object-%d", i),
		};
		if (objstore_put(b->conn, &spec, b->input, arena, &info, &err) < 0)
			fail("put", err.text);
	}
	arena_free(&arena);
}

static void get_all(struct bench *b)
{
	struct arena *arena = arena_new();
	for (int i = 0; i < b->count; i++) {
		struct object_info info;
		struct err err;
		const char *name = arena_printf(arena, "object-%d", i);
		if (objstore_get(b->conn, b->bucket, name, b->output, arena, &info, &err) < 0)
			fail("get", err.text);
	}
	arena_free(&arena);
}

static void publish_chunks(struct bench *b)
{
	size_t most = object_chunk_size(b->conn);
	char *data = alloc_zeroed(1, most);
	for (uint64_t at = 0; at < b->size; at += most) {
		size_t len = b->size - at < most ? (size_t)(b->size - at) : most;
		natsStatus s = pread(b->input, data, len, (off_t)at) == (ssize_t)len
				       ? js_PublishAsync(b->js, b->plain, data, (int)len, NULL)
				       : NATS_IO_ERROR;
		if (s != NATS_OK)
			fail("publish", natsStatus_GetText(s));
	}
	free(data);
}

static void wait_for_all(struct bench *b)
{
	jsPubOptions options;
	jsPubOptions_Init(&options);
	options.MaxWait = WAIT_MS;
	natsStatus s = js_PublishAsyncComplete(b->js, &options);
	if (s != NATS_OK)
		fail("publish", natsStatus_GetText(s));
}

/* As fast as the library and the server take them. */
static void publish_all(struct bench *b)
{
	for (int i = 0; i < b->count; i++)
		publish_chunks(b);
	wait_for_all(b);
}

/* The first message of the subject from that sequence on; the sequence after it. */
static uint64_t read_next(struct bench *b, const char *subject, uint64_t from, uint64_t *got)
{
	natsMsg *message = NULL;
	jsDirectGetMsgOptions which;
	jsDirectGetMsgOptions_Init(&which);
	which.Sequence = from;
	which.NextBySubject = subject;
	natsStatus s = js_DirectGetMsg(&message, b->js, b->stream, NULL, &which);
	if (s != NATS_OK)
		fail("read", natsStatus_GetText(s));
	*got += (uint64_t)natsMsg_GetDataLength(message);
	from = natsMsg_GetSequence(message) + 1;
	natsMsg_Destroy(message);
	return from;
}

static void read_all(struct bench *b)
{
	uint64_t got = 0, from = 1;
	while (got < b->size * (uint64_t)b->count)
		from = read_next(b, b->plain, from, &got);
}

/* Metadata is written when the chunks are safe, and not before. */
static void publish_objects(struct bench *b)
{
	static const char metadata[METADATA];
	for (int i = 0; i < b->count; i++) {
		publish_chunks(b);
		wait_for_all(b);
		natsStatus s =
			js_Publish(NULL, b->js, b->meta, metadata, sizeof metadata, NULL, NULL);
		if (s != NATS_OK)
			fail("publish", natsStatus_GetText(s));
	}
}

static void read_objects(struct bench *b)
{
	uint64_t from = 1;
	for (int i = 0; i < b->count; i++) {
		uint64_t got = 0, metadata = 0;
		read_next(b, b->meta, 1, &metadata);
		while (got < b->size)
			from = read_next(b, b->plain, from, &got);
	}
}

struct figures {
	double rate, cpu; /* MB/s, CPU ms a MB */
};

static struct figures measure(struct bench *b, void (*work)(struct bench *b))
{
	double megabytes = (double)b->size * b->count / 1e6;
	double wall = seconds_of(CLOCK_MONOTONIC), cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
	work(b);
	wall = seconds_of(CLOCK_MONOTONIC) - wall;
	cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	return (struct figures) { megabytes / wall, cpu * 1000 / megabytes };
}

int main(int argc, char **argv)
{
	struct bench b = { 0 };
	struct settings *settings = NULL;
	struct err err;
	if (argc != 4)
		return 2;
	alloc_keep_freed(); /* as fronts do */
	b.size = strtoull(argv[2], NULL, 10);
	b.count = atoi(argv[3]);
	if (settings_load(NULL, &settings, &err) < 0)
		fail("settings", err.text);
	struct nats_settings nats = settings->nats;
	nats.url = argv[1];
	if (natsconn_open(&nats, "objstore_bench", CONNECT_MS, &b.conn, &err) < 0)
		fail("connection", err.text);
	b.js = natsconn_js(b.conn);
	make_bucket(&b);
	make_input(&b);
	struct figures plain = measure(&b, publish_all), reads = measure(&b, read_all);
	empty_bucket(&b);
	struct figures bare = measure(&b, publish_objects), parts = measure(&b, read_objects);
	empty_bucket(&b);
	struct figures put = measure(&b, put_all), get = measure(&b, get_all);
	printf("%.2f %.2f %.2f %.2f %.2f %.2f %.2f %.2f\n", put.rate, get.rate, bare.rate,
		parts.rate, plain.rate, reads.rate, put.cpu, get.cpu);
	empty_bucket(&b);
	arena_free(&b.arena);
	natsconn_close(&b.conn);
	settings_free(&settings);
	nats_CloseAndWait(2000);
	return 0;
}
