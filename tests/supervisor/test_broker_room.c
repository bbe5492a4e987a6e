/* test_broker_room.c: a nats-server configured by lecternd does not fill up with purged
 * messages. */
#include "tests/common/nats/nats_farm.h"

#include "common/objstore/store.h"
#include "supervisor/broker/config.h"
#include "supervisor/os/program_output.h"

#include <stdlib.h>
#include <string.h>

enum { MIB = 1024 * 1024, ROOM = 30 * MIB, OBJECT = 8 * MIB, ROUNDS = 8, VERSION_WAIT_MS = 20000 };

static int start(void **state)
{
	(void)state;
	char said[256], store[160];
	int status;
	char *const argv[] = { (char[]) { "nats-server" }, (char[]) { "--version" }, NULL };
	struct arena *local = arena_new();
	struct broker_address address;
	struct broker_version version;
	struct buf text = BUF_EMPTY;
	nats_server_prepare(&server);
	snprintf(store, sizeof store, "%s/store", server.dir);
	if (program_output("nats-server", argv, VERSION_WAIT_MS, said, sizeof said, &status, &err) <
			0 ||
		!broker_version_parse(said, &version) ||
		!broker_address_parse("nats://127.0.0.1:4222", local, &address))
		return -1;
	broker_config_format(&address, store, ROOM, &version, &text);
	nats_server_start_as(&server, buf_string(&text)); /* on another port */
	buf_free(&text);
	arena_free(&local);
	farm_connect();
	return farm_fill();
}

static void what_is_gone_takes_no_room(void **state)
{
	(void)state;
	struct object_spec spec = { .bucket = "WAV_FILES", .name = "t/page.wav" };
	struct object_info info;
	char *data = malloc(OBJECT);
	assert_non_null(data);
	for (unsigned round = 0; round < ROUNDS; round++) {
		nats_fill(data, OBJECT, round);
		assert_ok(objstore_put_bytes(conn, &spec, data, OBJECT, arena, &info, &err), err);
		/* Some objects are replaced, some removed. */
		if (round % 2)
			assert_ok(objstore_delete(conn, spec.bucket, spec.name, &err), err);
	}
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_gone_takes_no_room),
	};
	return cmocka_run_group_tests(tests, start, farm_stop);
}
