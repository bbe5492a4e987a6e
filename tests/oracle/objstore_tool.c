/* objstore-tool: libfarm's stores by hand, for the judge in oracle.mjs.
 *
 *   objstore-tool URL ensure                                the farm's streams and buckets
 *   objstore-tool URL put BUCKET NAME FILE [DESCRIPTION [KEY=VALUE...]]
 *   objstore-tool URL write BUCKET NAME FILE                the same by the streaming writer
 *   objstore-tool URL get|read BUCKET NAME FILE             whole; in ranges
 *   objstore-tool URL info|delete BUCKET NAME
 *   objstore-tool URL list BUCKET PREFIX
 *   objstore-tool URL kv-create ID NAME, kv-mark ID PAGE OF, kv-get ID, kv-delete ID
 *   objstore-tool URL publish SUBJECT TEXT
 *   objstore-tool URL pull STREAM CONSUMER                  one message, acknowledged
 *
 * Prints JSON. Exit 0; 1 with the error on stderr; 2 usage; 3 not found.
 */
#include "common/base/arena.h"
#include "common/base/timestamp.h"
#include "common/farm/topology.h"
#include "common/farm/workflow_store.h"
#include "common/nats/pull.h"
#include "common/objstore/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONNECT_MS = 10000, PULL_MS = 10000, USAGE = 2, NOT_FOUND = 3 };

struct tool {
	struct natsconn *conn;
	struct arena *arena;
	int argc; /* after the command */
	char **argv;
	struct err err;
};

static int open_file(struct tool *tool, const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);
	if (fd < 0)
		err_errno(&tool->err, ERR_INTERNAL, errno, "%s", path);
	return fd;
}

static void print_info(struct tool *tool, const struct object_info *info)
{
	printf("%s\n", object_info_format(info, tool->arena));
}

/* ---- objects ---- */

static void read_spec(struct tool *tool, struct object_spec *spec)
{
	memset(spec, 0, sizeof *spec);
	spec->bucket = tool->argv[0];
	spec->name = tool->argv[1];
	spec->description = tool->argc > 3 ? tool->argv[3] : NULL;
	for (int i = 4; i < tool->argc; i++) {
		char *equals = strchr(tool->argv[i], '=');
		if (!equals)
			continue;
		*equals = '\0';
		meta_set(&spec->metadata, tool->arena, tool->argv[i], equals + 1);
	}
}

static int put(struct tool *tool)
{
	struct object_spec spec;
	struct object_info info;
	read_spec(tool, &spec);
	int fd = open_file(tool, tool->argv[2], O_RDONLY);
	if (fd < 0)
		return -1;
	int result = objstore_put(tool->conn, &spec, fd, tool->arena, &info, &tool->err);
	close(fd);
	if (result == 0)
		print_info(tool, &info);
	return result;
}

static int copy_to_writer(struct tool *tool, int fd, struct objwriter *writer)
{
	char data[70001];
	ssize_t n;
	while ((n = read(fd, data, sizeof data)) > 0) {
		if (objwriter_write(writer, data, (size_t)n, &tool->err) < 0)
			return -1;
	}
	return n < 0 ? err_errno(&tool->err, ERR_INTERNAL, errno, "reading") : 0;
}

static int write_object(struct tool *tool)
{
	struct object_spec spec;
	struct object_info info;
	struct objwriter *writer = NULL;
	read_spec(tool, &spec);
	int fd = open_file(tool, tool->argv[2], O_RDONLY);
	if (fd < 0)
		return -1;
	int result = objwriter_open(tool->conn, &spec, &writer, &tool->err);
	if (result == 0)
		result = copy_to_writer(tool, fd, writer);
	if (result == 0)
		result = objwriter_commit(&writer, tool->arena, &info, &tool->err);
	else
		objwriter_abort(&writer);
	close(fd);
	if (result == 0)
		print_info(tool, &info);
	return result;
}

static int get(struct tool *tool)
{
	struct object_info info;
	int fd = open_file(tool, tool->argv[2], O_RDWR | O_CREAT | O_TRUNC);
	if (fd < 0)
		return -1;
	int result = objstore_get(
		tool->conn, tool->argv[0], tool->argv[1], fd, tool->arena, &info, &tool->err);
	close(fd);
	if (result == 0)
		print_info(tool, &info);
	return result;
}

/* Backwards, in pieces that are no multiple of anything. */
static int copy_from_reader(struct tool *tool, struct objreader *reader, int fd)
{
	enum { PIECE = 300007 };
	char data[PIECE];
	uint64_t size = objreader_info(reader)->size;
	for (uint64_t piece = (size + PIECE - 1) / PIECE; piece-- > 0;) {
		size_t len;
		uint64_t offset = piece * PIECE;
		if (objreader_read(reader, offset, data, PIECE, &len, &tool->err) < 0)
			return -1;
		if (pwrite(fd, data, len, (off_t)offset) != (ssize_t)len)
			return err_errno(&tool->err, ERR_INTERNAL, errno, "writing");
	}
	return 0;
}

static int read_object(struct tool *tool)
{
	struct objreader *reader = NULL;
	int fd = open_file(tool, tool->argv[2], O_RDWR | O_CREAT | O_TRUNC);
	if (fd < 0)
		return -1;
	int result = objreader_open(tool->conn, tool->argv[0], tool->argv[1], &reader, &tool->err);
	if (result == 0)
		result = copy_from_reader(tool, reader, fd);
	if (result == 0)
		print_info(tool, objreader_info(reader));
	objreader_close(&reader);
	close(fd);
	return result;
}

static int info(struct tool *tool)
{
	struct object_info found;
	if (objstore_info(
		    tool->conn, tool->argv[0], tool->argv[1], tool->arena, &found, &tool->err) < 0)
		return -1;
	print_info(tool, &found);
	return 0;
}

static int delete (struct tool *tool)
{
	return objstore_delete(tool->conn, tool->argv[0], tool->argv[1], &tool->err);
}

static bool print_each(void *context, const struct object_info *found)
{
	print_info(context, found);
	return true;
}

static int list(struct tool *tool)
{
	return objstore_list(
		tool->conn, tool->argv[0], tool->argv[1], print_each, tool, &tool->err);
}

/* ---- workflows ---- */

static int kv_create(struct tool *tool)
{
	struct workflow *workflow =
		workflow_new(tool->argv[0], "default", "me", tool->argv[1], "default/source.pdf");
	int result = workflow_store_create(tool->conn, workflow, &tool->err);
	workflow_free(&workflow);
	return result;
}

static void print_workflow(struct workflow **workflow)
{
	char *text = workflow_format(*workflow);
	printf("{\"revision\":%" PRIu64 ",\"value\":%s}\n", (*workflow)->revision, text);
	free(text);
	workflow_free(workflow);
}

static int mark(struct workflow *workflow, void *context, struct err *err)
{
	struct tool *tool = context;
	if (workflow_set_total(workflow, atoi(tool->argv[2]), err) < 0)
		return -1;
	return workflow_mark_page(
		       workflow, atoi(tool->argv[1]), PAGE_SPOKEN, NULL, NULL, NULL, err) < 0
		       ? -1
		       : 1;
}

static int kv_mark(struct tool *tool)
{
	struct workflow *workflow = NULL;
	if (workflow_store_change(
		    tool->conn, tool->argv[0], mark, tool, &workflow, NULL, &tool->err) < 0)
		return -1;
	print_workflow(&workflow);
	return 0;
}

static int kv_get(struct tool *tool)
{
	struct workflow *workflow = NULL;
	if (workflow_store_get(tool->conn, tool->argv[0], &workflow, &tool->err) < 0)
		return -1;
	print_workflow(&workflow);
	return 0;
}

static int kv_delete(struct tool *tool)
{
	return workflow_store_delete(tool->conn, tool->argv[0], &tool->err);
}

/* ---- messages ---- */

static int ensure(struct tool *tool)
{
	return topology_ensure(tool->conn, &tool->err);
}

static int publish(struct tool *tool)
{
	return natsconn_publish(
		tool->conn, tool->argv[0], tool->argv[1], strlen(tool->argv[1]), NULL, &tool->err);
}

static struct delivery *wait_for_delivery(struct tool *tool, struct pull *pull)
{
	int64_t end = clock_monotonic_ms() + PULL_MS;
	struct delivery *delivery = NULL;
	err_set(&tool->err, ERR_NOT_FOUND, "no message came");
	while (!delivery && clock_monotonic_ms() < end) {
		int next_ms;
		pull_tick(pull, clock_monotonic_ms(), &next_ms, &tool->err);
		struct pollfd fd = { .fd = pull_fd(pull), .events = POLLIN };
		poll(&fd, 1, next_ms);
		delivery = pull_take(pull);
	}
	return delivery;
}

static int pull_one(struct tool *tool)
{
	struct pull *pull = NULL;
	if (pull_open(tool->conn, tool->argv[0], tool->argv[1], &pull, &tool->err) < 0)
		return -1;
	struct delivery *delivery = wait_for_delivery(tool, pull);
	int result = -1;
	if (delivery) {
		printf("%.*s\n", (int)delivery_len(delivery), delivery_data(delivery));
		result = delivery_ack(delivery, &tool->err);
	}
	delivery_free(&delivery);
	pull_close(&pull);
	return result;
}

/* ---- the command line ---- */

static const struct command {
	const char *name;
	int least; /* arguments */
	int (*run)(struct tool *tool);
} commands[] = {
	{ "ensure", 0, ensure },
	{ "put", 3, put },
	{ "write", 3, write_object },
	{ "get", 3, get },
	{ "read", 3, read_object },
	{ "info", 2, info },
	{ "delete", 2, delete },
	{ "list", 2, list },
	{ "kv-create", 2, kv_create },
	{ "kv-mark", 3, kv_mark },
	{ "kv-get", 1, kv_get },
	{ "kv-delete", 1, kv_delete },
	{ "publish", 2, publish },
	{ "pull", 2, pull_one },
};

static int run(const char *url, const struct command *command, int argc, char **argv)
{
	struct tool tool = { .argc = argc, .argv = argv };
	struct settings *settings = NULL;
	if (settings_load("", &settings, &tool.err) < 0) {
		fprintf(stderr, "objstore-tool: %s\n", tool.err.text);
		return 1;
	}
	settings->nats.url = url;
	int result =
		natsconn_open(&settings->nats, "objstore-tool", CONNECT_MS, &tool.conn, &tool.err);
	if (result == 0) {
		tool.arena = arena_new();
		result = command->run(&tool);
		arena_free(&tool.arena);
		natsconn_close(&tool.conn);
	}
	if (result < 0)
		fprintf(stderr, "objstore-tool: %s: %s\n", err_kind_name(tool.err.kind),
			tool.err.text);
	settings_free(&settings);
	if (result < 0)
		return tool.err.kind == ERR_NOT_FOUND ? NOT_FOUND : 1;
	return 0;
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc >= 3 && i < sizeof commands / sizeof *commands; i++) {
		if (strcmp(commands[i].name, argv[2]) == 0 && argc - 3 >= commands[i].least)
			return run(argv[1], &commands[i], argc - 3, argv + 3);
	}
	fprintf(stderr, "usage: objstore-tool URL COMMAND ARGUMENT...\n");
	return USAGE;
}
