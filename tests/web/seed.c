/* seed.c: puts jobs and objects into a broker as the farm's stages would, for tests of lectern-web.
 *
 * usage: seed PROJECT.toml many COUNT             so many jobs of several statuses
 *        seed PROJECT.toml state                  a job's state, JSON from standard input
 *        seed PROJECT.toml object BUCKET NAME [KEY=VALUE...]
 *                                                 an object, from standard input, and metadata
 *        seed PROJECT.toml audio BUCKET NAME SIZE an object of a known pattern: the byte at
 *                                                 offset n is (n * 31 + n / 256) mod 256
 *        seed PROJECT.toml publish SUBJECT        a message to a stream, from standard input
 *        seed PROJECT.toml status WORKFLOW STATUS changes a job's status
 *        seed PROJECT.toml objects BUCKET         prints the names of the objects, sorted by time
 *        seed PROJECT.toml stream STREAM          prints the messages in it, and the last one's
 * number seed PROJECT.toml bytes BUCKET           prints what the bucket's stream holds, in bytes
 * An object's digest is printed. */
#include "common/base/alloc.h"
#include "common/base/timestamp.h"
#include "common/base/uuid.h"
#include "common/config/settings.h"
#include "common/farm/topology.h"
#include "common/farm/workflow_store.h"
#include "common/nats/connection.h"
#include "common/objstore/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct natsconn *conn;
static struct arena *arena;
static struct err err;

static void read_input(struct buf *buf)
{
	char piece[65536];
	ssize_t n;
	while ((n = read(STDIN_FILENO, piece, sizeof piece)) > 0)
		buf_append(buf, piece, (size_t)n);
}

static int put_state(void)
{
	struct buf text = BUF_EMPTY;
	struct workflow *workflow = NULL;
	read_input(&text);
	int result = workflow_parse(buf_string(&text), text.len, &workflow, &err);
	if (result == 0)
		result = workflow_store_create(conn, workflow, &err);
	workflow_free(&workflow);
	buf_free(&text);
	return result;
}

static int put_many(int count)
{
	static const enum workflow_status statuses[] = { WORKFLOW_COMPLETED,
		WORKFLOW_COMPLETED_WITH_ERRORS, WORKFLOW_FAILED, WORKFLOW_CANCELLED };
	for (int i = 0; i < count; i++) {
		char id[UUID_SIZE], name[32];
		uuid_new(id);
		snprintf(name, sizeof name, "book %05d.pdf", i);
		struct workflow *workflow =
			workflow_new(id, "default", "tester", name, "default/none/source.pdf");
		workflow_set_total(workflow, 100, &err);
		pageset_add_range(&workflow->received, 1, 100);
		workflow_finish(workflow, statuses[i % 4], i % 4 == 2 ? "made to fail" : NULL);
		int result = workflow_store_create(conn, workflow, &err);
		workflow_free(&workflow);
		if (result < 0)
			return -1;
	}
	return 0;
}

static int put_object(const char *bucket, const char *name, char **pairs)
{
	struct buf text = BUF_EMPTY;
	struct object_info info;
	struct object_spec spec = { .bucket = bucket, .name = name };
	for (; *pairs; pairs++) {
		size_t len = strcspn(*pairs, "=");
		meta_set(&spec.metadata, arena, arena_string_n(arena, *pairs, len),
			*pairs + len + ((*pairs)[len] == '='));
	}
	read_input(&text);
	int result =
		objstore_put_bytes(conn, &spec, buf_string(&text), text.len, arena, &info, &err);
	buf_free(&text);
	if (result == 0)
		puts(info.digest);
	return result;
}

static int put_pattern(const char *bucket, const char *name, uint64_t size)
{
	static unsigned char piece[131072];
	struct objwriter *writer;
	struct object_info info;
	const struct object_spec spec = { .bucket = bucket, .name = name };
	if (objwriter_open(conn, &spec, &writer, &err) < 0)
		return -1;
	for (uint64_t at = 0; at < size; at += sizeof piece) {
		size_t len = size - at < sizeof piece ? (size_t)(size - at) : sizeof piece;
		for (size_t i = 0; i < len; i++)
			piece[i] = (unsigned char)((at + i) * 31 + (at + i) / 256);
		if (objwriter_write(writer, piece, len, &err) < 0) {
			objwriter_abort(&writer);
			return -1;
		}
	}
	if (objwriter_commit(&writer, arena, &info, &err) < 0)
		return -1;
	puts(info.digest);
	return 0;
}

static int publish(const char *subject)
{
	struct buf text = BUF_EMPTY;
	read_input(&text);
	int result = natsconn_publish(conn, subject, buf_string(&text), text.len, NULL, &err);
	buf_free(&text);
	return result;
}

static int set_status(struct workflow *workflow, void *context, struct err *ret_err)
{
	(void)ret_err;
	enum workflow_status status = *(enum workflow_status *)context;
	if (status >= WORKFLOW_COMPLETED)
		workflow_finish(workflow, status, NULL);
	else
		workflow->status = status;
	return 1;
}

static int change_status(const char *id, const char *name)
{
	enum workflow_status status;
	if (!workflow_status_parse(name, &status))
		return err_set(&err, ERR_INVALID, "%s: no such status", name);
	return workflow_store_change(conn, id, set_status, &status, NULL, NULL, &err);
}

static bool print_name(void *context, const struct object_info *info)
{
	(void)context;
	printf("%s\t%s\n", info->name, info->description ? info->description : "");
	return true;
}

static int print_bytes(const char *bucket)
{
	jsStreamInfo *info = NULL;
	jsErrCode code = 0;
	const char *stream = arena_printf(arena, "OBJ_%s", bucket);
	natsStatus s = js_GetStreamInfo(&info, natsconn_js(conn), stream, NULL, &code);
	if (s != NATS_OK)
		return natsconn_err(&err, s, code, "%s", stream);
	printf("%" PRIu64 "\n", info->State.Bytes);
	jsStreamInfo_Destroy(info);
	return 0;
}

static int print_stream(const char *stream)
{
	jsStreamInfo *info = NULL;
	jsErrCode code = 0;
	natsStatus s = js_GetStreamInfo(&info, natsconn_js(conn), stream, NULL, &code);
	if (s != NATS_OK)
		return natsconn_err(&err, s, code, "%s", stream);
	printf("%" PRIu64 " %" PRIu64 "\n", info->State.Msgs, info->State.LastSeq);
	jsStreamInfo_Destroy(info);
	return 0;
}

static int run(int argc, char **argv)
{
	const char *command = argv[2];
	if (argc == 3 && strcmp(command, "state") == 0)
		return put_state();
	if (argc == 4 && strcmp(command, "many") == 0)
		return put_many(atoi(argv[3]));
	if (argc >= 5 && strcmp(command, "object") == 0)
		return put_object(argv[3], argv[4], argv + 5);
	if (argc == 6 && strcmp(command, "audio") == 0)
		return put_pattern(argv[3], argv[4], strtoull(argv[5], NULL, 10));
	if (argc == 4 && strcmp(command, "publish") == 0)
		return publish(argv[3]);
	if (argc == 5 && strcmp(command, "status") == 0)
		return change_status(argv[3], argv[4]);
	if (argc == 4 && strcmp(command, "objects") == 0)
		return objstore_list(conn, argv[3], "", print_name, NULL, &err);
	if (argc == 4 && strcmp(command, "bytes") == 0)
		return print_bytes(argv[3]);
	if (argc == 4 && strcmp(command, "stream") == 0)
		return print_stream(argv[3]);
	return err_set(&err, ERR_INVALID, "see the head of seed.c for its commands");
}

int main(int argc, char **argv)
{
	struct settings *settings = NULL;
	int result = -1;
	arena = arena_new();
	if (argc < 3)
		err_set(&err, ERR_INVALID, "usage: seed PROJECT.toml COMMAND...");
	else if (settings_load(argv[1], &settings, &err) == 0 &&
		 natsconn_open(&settings->nats, "seed", 20000, &conn, &err) == 0 &&
		 topology_ensure(conn, &err) == 0)
		result = run(argc, argv);
	if (result < 0)
		fprintf(stderr, "seed: %s\n", err.text);
	natsconn_close(&conn);
	settings_free(&settings);
	arena_free(&arena);
	return result < 0;
}
