/* nats_farm: what tests with a nats-server share: the server, a connection to it, and the farm's
 * streams and buckets. Include it in one file of a test program only. */
#ifndef LECTERN_TESTS_COMMON_NATS_NATS_FARM_H
#define LECTERN_TESTS_COMMON_NATS_NATS_FARM_H

#include "tests/common/nats/nats_check.h"

#include "common/base/arena.h"
#include "common/farm/topology.h"

static struct nats_server server;
static struct settings *settings;
static struct natsconn *conn;
static struct arena *arena;
static struct err err;

/* Connects to the running server. */
static inline void farm_connect(void)
{
	settings = nats_server_settings(&server, "");
	conn = nats_server_connect(settings);
	arena = arena_new();
}

static inline int farm_fill(void)
{
	if (topology_ensure(conn, &err) == 0)
		return 0;
	fprintf(stderr, "%s\n", err.text);
	return -1;
}

/* Setup and teardown of a group. */
static inline int farm_start(void **state)
{
	(void)state;
	nats_server_start(&server);
	farm_connect();
	return farm_fill();
}

static inline int farm_stop(void **state)
{
	(void)state;
	arena_free(&arena);
	natsconn_close(&conn);
	settings_free(&settings);
	nats_server_stop(&server);
	return 0;
}

#endif
