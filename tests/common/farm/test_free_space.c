/* test_free_space.c: no room on the disk, and none in the broker's account. */
#include "tests/common/nats/nats_farm.h"

#include "common/farm/free_space.h"

#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

enum { MIB = 1024 * 1024, ACCOUNT_MIB = 100 };

static char text[FREE_SPACE_TEXT];

static int start(void **state)
{
	(void)state;
	nats_server_prepare(&server);
	nats_server_start_as(&server, "jetstream { store_dir: \"%D/store\" }\n"
				      "accounts { LECTERN: {\n"
				      "	jetstream: { max_memory: 0, max_file: 104857600 }\n"
				      "	users: [ { user: lectern, password: secret } ]\n"
				      "} }\n"
				      "no_auth_user: lectern\n");
	settings = nats_server_settings(&server, "");
	settings->supervisor.state_dir = server.dir;
	conn = nats_server_connect(settings);
	return farm_fill();
}

static bool low(int64_t bytes)
{
	text[0] = '\0';
	return free_space_is_low(conn, settings, bytes, text);
}

static void a_disk_has_less_than_is_needed(void **state)
{
	(void)state;
	struct statvfs fs;
	assert_int_equal(statvfs(server.dir, &fs), 0);
	int64_t left = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
	assert_false(low(0));
	assert_false(low(1));
	assert_true(low(left + INT64_C(1024) * MIB));
	assert_non_null(strstr(text, server.dir));
	assert_non_null(strstr(text, "are needed"));
}

/* A missing directory does not count as low space. */
static void what_cannot_be_known_is_not_low(void **state)
{
	(void)state;
	settings->supervisor.state_dir = "/does/not/exist";
	assert_false(low(INT64_MAX / 2));
	settings->supervisor.state_dir = server.dir;
}

static void publish_mib(int count)
{
	char *data = calloc(1, MIB / 2);
	for (int i = 0; i < 2 * count; i++)
		assert_ok(
			natsconn_publish(conn, "$O.WAV_FILES.C.ballast", data, MIB / 2, NULL, &err),
			err);
	free(data);
}

static void an_account_has_less_than_is_needed(void **state)
{
	(void)state;
	/* For an account this small a twentieth is enough. */
	publish_mib(ACCOUNT_MIB - 8);
	assert_false(low(INT64_C(256) * MIB));
	assert_false(low(MIB));
	publish_mib(4);
	assert_true(low(INT64_C(256) * MIB));
	assert_non_null(strstr(text, "account"));
	assert_false(low(MIB));
	js_PurgeStream(natsconn_js(conn), "OBJ_WAV_FILES", NULL, NULL);
	assert_false(low(INT64_C(256) * MIB));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_disk_has_less_than_is_needed),
		cmocka_unit_test(what_cannot_be_known_is_not_low),
		cmocka_unit_test(an_account_has_less_than_is_needed),
	};
	return cmocka_run_group_tests_name("free_space", tests, start, farm_stop);
}
