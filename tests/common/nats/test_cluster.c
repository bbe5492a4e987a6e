/* test_cluster.c: three servers, three replicas, and a server killed at bad moments. */
#include "tests/common/nats/nats_check.h"

#include "common/base/timestamp.h"
#include "common/farm/topology.h"
#include "common/farm/workflow_store.h"
#include "common/objstore/store.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BUCKET "PNG_FILES"

static struct nats_server servers[NATS_CLUSTER];
static struct nats_settings nats;
static struct settings *settings;
static struct natsconn *conn;
static struct err err;
static char urls[200];

static int start(void **state)
{
	(void)state;
	nats_cluster_start(servers);
	settings = nats_server_settings(&servers[0], "");
	snprintf(urls, sizeof urls, "%s,%s,%s", servers[0].url, servers[1].url, servers[2].url);
	nats = settings->nats;
	nats.url = urls;
	nats.replicas = NATS_CLUSTER;
	if (natsconn_open(&nats, "test", 20000, &conn, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return -1;
	}
	return 0;
}

static int stop(void **state)
{
	(void)state;
	natsconn_close(&conn);
	settings_free(&settings);
	for (int i = 0; i < NATS_CLUSTER; i++)
		nats_server_stop(&servers[i]);
	return 0;
}

/* Requested while the cluster is still electing its leader. */
static void the_topology_is_made_on_three(void **state)
{
	(void)state;
	assert_ok(topology_ensure(conn, &err), err);
	jsStreamInfo *info = NULL;
	assert_int_equal(
		js_GetStreamInfo(&info, natsconn_js(conn), "OBJ_PNG_FILES", NULL, NULL), NATS_OK);
	assert_int_equal(info->Config->Replicas, NATS_CLUSTER);
	jsStreamInfo_Destroy(info);
	assert_ok(topology_ensure(conn, &err), err);
}

/* The replica that answers a read may lag behind; a writer must never notice. */
static void what_was_written_is_read(void **state)
{
	(void)state;
	enum { TIMES = 60, SIZE = 300000 };
	struct arena *arena = arena_new();
	char *data = malloc(SIZE), *got = malloc(SIZE);
	struct object_spec spec = { .bucket = BUCKET, .name = "t/fresh" };
	int fd = memfd_create("test", MFD_CLOEXEC);
	bool same = true;
	for (uint64_t i = 0; i < TIMES && same; i++) {
		struct object_info info;
		nats_fill(data, SIZE, i);
		same = objstore_put_bytes(conn, &spec, data, SIZE, arena, &info, &err) == 0 &&
		       objstore_get(conn, BUCKET, "t/fresh", fd, arena, &info, &err) == 0 &&
		       pread(fd, got, SIZE, 0) == SIZE && memcmp(got, data, SIZE) == 0;
	}
	close(fd);
	free(data);
	free(got);
	arena_free(&arena);
	if (!same)
		fail_msg("%s", err.text);
}

/* ---- a killed server ---- */

static atomic_int rounds;
static atomic_bool enough;

static int mark_next(struct workflow *workflow, void *context, struct err *error)
{
	return workflow_mark_page(workflow, *(int *)context, PAGE_SPOKEN, NULL, NULL, NULL, error) <
			       0
		       ? -1
		       : 1;
}

enum { PAGE_BYTES = 400000 };

struct desk {
	struct arena *arena;
	char *data, *got; /* PAGE_BYTES each */
	int fd;           /* receives what is read */
};

/* The state, object and message of one page: what a worker does between fetch and ack. */
static int work_on_page(struct desk *desk, int page, struct err *error)
{
	char name[40];
	struct object_info info;
	snprintf(name, sizeof name, "t/page_%05d", page);
	struct object_spec spec = { .bucket = BUCKET, .name = name };
	nats_fill(desk->data, PAGE_BYTES, (uint64_t)page);
	if (objstore_put_bytes(conn, &spec, desk->data, PAGE_BYTES, desk->arena, &info, error) <
			0 ||
		objstore_get(conn, BUCKET, name, desk->fd, desk->arena, &info, error) < 0 ||
		workflow_store_change(conn, "w1", mark_next, &page, NULL, NULL, error) < 0 ||
		objstore_delete(conn, BUCKET, name, error) < 0)
		return -1;
	if (pread(desk->fd, desk->got, PAGE_BYTES, 0) != PAGE_BYTES ||
		memcmp(desk->got, desk->data, PAGE_BYTES) != 0)
		return err_set(error, ERR_DAMAGED, "%s differs", name);
	atomic_fetch_add(&rounds, 1);
	return 0;
}

/* Works on page after page until told to stop. A page for which the broker was unavailable is done
 * again, as if redelivered. Any other failure is returned in `arg`, a struct err. */
static void *work(void *arg)
{
	struct err *error = arg;
	struct desk desk = { arena_new(), malloc(PAGE_BYTES), malloc(PAGE_BYTES),
		memfd_create("test", MFD_CLOEXEC) };
	for (int page = 1; !atomic_load(&enough);) {
		if (work_on_page(&desk, page, error) == 0)
			page++;
		else if (error->kind != ERR_UNAVAILABLE)
			break;
		else
			*error = (struct err) { ERR_NONE, "" };
	}
	close(desk.fd);
	free(desk.data);
	free(desk.got);
	arena_free(&desk.arena);
	return NULL;
}

static int set_total(struct workflow *workflow, void *context, struct err *error)
{
	(void)context;
	return workflow_set_total(workflow, 100000, error) < 0 ? -1 : 1;
}

static bool worked_on(void *least)
{
	return atomic_load(&rounds) >= *(int *)least;
}

/* The number of the server that leads the stream of states. */
static int leader(void)
{
	jsStreamInfo *info = NULL;
	int number = 0;
	if (js_GetStreamInfo(&info, natsconn_js(conn), "KV_WAV_AGGREGATOR_STATE", NULL, NULL) ==
		NATS_OK) {
		if (info->Cluster && info->Cluster->Leader)
			number = atoi(info->Cluster->Leader + 1);
		jsStreamInfo_Destroy(info);
	}
	return number;
}

static void work_goes_on_without_any_one_server(void **state)
{
	(void)state;
	struct workflow *workflow = workflow_new("w1", "default", "me", "book", "x.pdf");
	assert_ok(workflow_store_create(conn, workflow, &err), err);
	workflow_free(&workflow);
	assert_ok(workflow_store_change(conn, "w1", set_total, NULL, NULL, NULL, &err), err);
	pthread_t thread;
	struct err failure = { ERR_NONE, "" };
	pthread_create(&thread, NULL, work, &failure);
	int least = 5;
	bool going = nats_eventually(worked_on, &least);
	int number = leader();
	nats_server_kill(&servers[number], SIGKILL);
	least = atomic_load(&rounds) + 5;
	going = going && nats_eventually(worked_on, &least);
	nats_server_restart(&servers[number]);
	least = atomic_load(&rounds) + 10;
	going = going && nats_eventually(worked_on, &least);
	atomic_store(&enough, true);
	pthread_join(thread, NULL);
	if (failure.kind != ERR_NONE)
		fail_msg("%s", failure.text);
	assert_true(going);
	assert_ok(workflow_store_get(conn, "w1", &workflow, &err), err);
	for (int page = 1; page <= atomic_load(&rounds); page++)
		assert_true(pageset_has(&workflow->received, page));
	/* At most the one in progress comes on top. */
	assert_in_range(
		pageset_count(&workflow->received), atomic_load(&rounds), atomic_load(&rounds) + 1);
	workflow_free(&workflow);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_topology_is_made_on_three),
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(work_goes_on_without_any_one_server),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
