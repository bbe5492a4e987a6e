/* test_objget.c: what a get requests from the server. */
#include "tests/common/objstore/object_fixture.h"

#include <stdlib.h>
#include <unistd.h>

enum { CHUNKS = 7, LEN = CHUNKS * 512 * 1024 - 1000 };

/* How many reads of that kind from the bucket's stream a get of t/big requests. */
static int reads_of_a_get(const char *kind, const char *data)
{
	natsSubscription *reads = NULL;
	int pending = 0;
	const char *subject = arena_printf(fix.arena, "$JS.API.%s.GET." STREAM, kind);
	assert_int_equal(
		natsConnection_SubscribeSync(&reads, natsconn_nats(fix.conn), subject), NATS_OK);
	object_assert_stored("t/big", data, LEN);
	assert_int_equal(natsConnection_Flush(natsconn_nats(fix.conn)), NATS_OK);
	natsSubscription_GetPending(reads, &pending, NULL);
	natsSubscription_Unsubscribe(reads);
	natsConnection_Flush(natsconn_nats(fix.conn));
	natsSubscription_Destroy(reads);
	return pending;
}

/* Chunks are prefetched, but never one that does not exist, and none twice. */
static void each_chunk_is_asked_for_once(void **state)
{
	(void)state;
	char *data = object_bytes(LEN, 1);
	object_put("t/big", data, LEN);
	assert_int_equal(reads_of_a_get("DIRECT", data), CHUNKS);
	assert_int_equal(reads_of_a_get("STREAM.MSG", data), 1); /* the metadata */
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(each_chunk_is_asked_for_once, object_fixture_purge),
	};
	return cmocka_run_group_tests(tests, object_fixture_start, object_fixture_stop);
}
