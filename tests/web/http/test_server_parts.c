/* test_server_parts: routes, hosts, origins, tokens, idempotency keys, the farm, connections. */
#include "tests/common/unit.h"

#include "common/base/arena.h"
#include "common/base/timestamp.h"
#include "common/farm/event.h"
#include "web/http/auth.h"
#include "web/http/connections.h"
#include "web/http/gzip.h"
#include "web/http/penalty.h"
#include "web/http/problem.h"
#include "web/http/routes.h"
#include "web/http/target.h"
#include "web/jobs/idempotency.h"
#include "web/state/farm_snapshot.h"

#include <sys/socket.h>
#include <unistd.h>

static void patterns(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	const char *params[REQUEST_MAX_PARAMS];
	assert_true(routes_match("/", "/", arena, params));
	assert_true(routes_match("/jobs/{}", "/jobs/abc", arena, params));
	assert_string_equal(params[0], "abc");
	assert_true(routes_match("/jobs/{}/pages/{}.png", "/jobs/a/pages/12.png", arena, params));
	assert_string_equal(params[0], "a");
	assert_string_equal(params[1], "12");
	assert_false(routes_match("/jobs/{}", "/jobs/", arena, params));
	assert_false(routes_match("/jobs/{}", "/jobs", arena, params));
	assert_false(routes_match("/jobs/{}", "/jobs/a/b", arena, params));
	assert_false(routes_match("/jobs", "/jobs/", arena, params));
	assert_false(routes_match("/jobs/{}/audio", "/jobs//audio", arena, params));
	assert_false(routes_match("/jobs/{}/pages/{}.png", "/jobs/a/pages/.png", arena, params));
	assert_false(routes_match("/jobs/{}/pages/{}.png", "/jobs/a/pages/1.txt", arena, params));
	assert_false(routes_match("/jobs/{}/pages/{}.png", "/jobs/a/pages/1.pngx", arena, params));
	arena_free(&arena);
}

static void hosts(void **state)
{
	(void)state;
	assert_true(auth_host_is_loopback("localhost"));
	assert_true(auth_host_is_loopback("LOCALHOST:8080"));
	assert_true(auth_host_is_loopback("127.0.0.1:8080"));
	assert_true(auth_host_is_loopback("127.1.2.3"));
	assert_true(auth_host_is_loopback("[::1]:8080"));
	assert_false(auth_host_is_loopback("evil.example"));
	assert_false(auth_host_is_loopback("localhost.evil.example"));
	assert_false(auth_host_is_loopback("127.0.0.1.evil.example"));
	assert_false(auth_host_is_loopback(""));
}

static void origins(void **state)
{
	(void)state;
	assert_true(auth_origin_is_host("http://localhost:8080", "localhost:8080"));
	assert_true(auth_origin_is_host("https://Books.example", "books.example"));
	assert_false(auth_origin_is_host("http://localhost:8081", "localhost:8080"));
	assert_false(auth_origin_is_host("http://evil.example", "localhost:8080"));
	assert_false(auth_origin_is_host("null", "localhost:8080"));
	assert_false(auth_origin_is_host("http://localhost:8080", NULL));
}

static void tokens(void **state)
{
	(void)state;
	assert_true(auth_same("secret", "secret"));
	assert_false(auth_same("secreT", "secret"));
	assert_false(auth_same("secre", "secret"));
	assert_false(auth_same("secrets", "secret"));
	assert_false(auth_same("", "secret"));
}

static int load_token(const char *text)
{
	char path[] = "/tmp/lectern-token-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	struct http_settings settings = { .listen = "127.0.0.1", .token_file = path };
	struct auth *auth = NULL;
	struct err err;
	int result = auth_new(&settings, &auth, &err);
	if (result < 0)
		assert_int_equal(err.kind, ERR_INVALID);
	auth_free(&auth);
	unlink(path);
	return result;
}

static void token_files(void **state)
{
	(void)state;
	assert_int_equal(load_token("0123456789abcdef\n"), 0);
	assert_int_equal(load_token("0123456789abcdef"), 0);
	assert_int_equal(load_token("too short\n"), -1);
	assert_int_equal(load_token(""), -1);
	assert_int_equal(load_token("0123456789 abcdef with blanks\n"), -1);
	struct http_settings settings = { .listen = "::1", .token_file = "/nonexistent/token" };
	struct auth *auth = NULL;
	struct err err;
	assert_int_equal(auth_new(&settings, &auth, &err), -1);
	assert_contains(err.text, "/nonexistent/token");
}

static void keys_make_ids(void **state)
{
	(void)state;
	char a[UUID_SIZE], b[UUID_SIZE];
	assert_true(idempotency_id("default", "key-1", a));
	assert_true(idempotency_id("default", "key-1", b));
	assert_string_equal(a, b);
	assert_true(event_name_is_safe(a));
	assert_int_equal(a[14], '8');
	assert_true(idempotency_id("default", "key-2", b));
	assert_string_not_equal(a, b);
	assert_true(idempotency_id("defaultk", "ey-1", b));
	assert_string_not_equal(a, b);
	assert_false(idempotency_id("default", "", b));
	assert_false(idempotency_id("default", "new\nline", b));
	char longer[257];
	memset(longer, 'k', 256);
	longer[256] = '\0';
	assert_false(idempotency_id("default", longer, b));
}

static void one_request_a_key(void **state)
{
	(void)state;
	struct idempotency *idempotency = idempotency_new();
	assert_true(idempotency_enter(idempotency, "a"));
	assert_false(idempotency_enter(idempotency, "a"));
	assert_true(idempotency_enter(idempotency, "b"));
	idempotency_leave(idempotency, "a");
	assert_true(idempotency_enter(idempotency, "a"));
	idempotency_free(&idempotency);
}

static void snapshots_replace_each_other(void **state)
{
	(void)state;
	struct farm_snapshot *farm = farm_snapshot_new();
	size_t count;
	int64_t age;
	struct channel_record *slots = farm_snapshot_slots(farm, &count, &age);
	assert_int_equal(count, 0);
	assert_int_equal(age, -1);
	free(slots);
	struct channel_record slot = channel_record(CHANNEL_SLOT);
	strcpy(slot.stage, "tts");
	strcpy(slot.state, "idle");
	assert_true(farm_snapshot_slot_is_ready(&slot));
	farm_snapshot_record(farm, &slot);
	slots = farm_snapshot_slots(farm, &count, &age);
	assert_int_equal(count, 0); /* not whole yet */
	free(slots);
	struct channel_record end = channel_record(CHANNEL_SNAPSHOT_END);
	farm_snapshot_record(farm, &slot);
	farm_snapshot_record(farm, &end);
	slots = farm_snapshot_slots(farm, &count, &age);
	assert_int_equal(count, 2);
	assert_string_equal(slots[1].stage, "tts");
	assert_true(age >= 0);
	free(slots);
	strcpy(slot.state, "backoff");
	assert_false(farm_snapshot_slot_is_ready(&slot));
	farm_snapshot_record(farm, &slot);
	farm_snapshot_record(farm, &end);
	slots = farm_snapshot_slots(farm, &count, &age);
	assert_int_equal(count, 1);
	assert_string_equal(slots[0].state, "backoff");
	free(slots);
	farm_snapshot_free(&farm);
}

static void slow_connections_are_cut(void **state)
{
	(void)state;
	struct connections *connections = connections_new(8, 8, 0);
	int a[2], b[2];
	char byte;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, a), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, b), 0);
	struct connection *slow = connections_add(connections, a[0], "10.0.0.1", 0);
	struct connection *fine = connections_add(connections, b[0], "10.0.0.1", 0);
	connection_set_deadline(connections, slow, 1000);
	connection_set_deadline(connections, fine, 0);
	assert_int_equal(connections_expire(connections, 999), 0);
	assert_int_equal(connections_expire(connections, 1000), 1);
	assert_int_equal(connections_expire(connections, 2000), 0); /* once */
	assert_int_equal(read(a[1], &byte, 1), 0);
	assert_int_equal(recv(b[1], &byte, 1, MSG_DONTWAIT), -1);
	assert_int_equal(connections_count(connections), 2);
	connections_remove(connections, &slow);
	assert_null(slow);
	connections_remove(connections, &fine);
	assert_int_equal(connections_count(connections), 0);
	connections_free(&connections);
	for (int i = 0; i < 2; i++) {
		close(a[i]);
		close(b[i]);
	}
}

/* A table of two slots; sockets whose other ends are of no interest. */
static struct connection *connect_one(
	struct connections *connections, const char *address, int fds[2])
{
	static int64_t now = 1;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	return connections_add(connections, fds[0], address, now++);
}

static void end_both(struct connections **connections, struct connection **one,
	struct connection **other, const int one_fds[2], const int other_fds[2])
{
	connections_remove(*connections, one);
	connections_remove(*connections, other);
	connections_free(connections);
	for (int i = 0; i < 2; i++) {
		close(one_fds[i]);
		close(other_fds[i]);
	}
}

static bool was_cut(const int fds[2])
{
	char byte;
	return recv(fds[1], &byte, 1, MSG_DONTWAIT) == 0;
}

static void who_waits_makes_room(void **state)
{
	(void)state;
	struct connections *connections = connections_new(2, 2, 0);
	int a[2], b[2];
	struct connection *first = connect_one(connections, "10.0.0.1", a);
	struct connection *second = connect_one(connections, "10.0.0.2", b);
	connection_set_busy(connections, first, true, 5);
	assert_true(connections_admit(connections, "10.0.0.3"));
	assert_false(was_cut(a));
	assert_true(was_cut(b));
	connections_remove(connections, &second);
	close(b[0]);
	close(b[1]);
	second = connect_one(connections, "10.0.0.2", b);
	connection_set_busy(connections, second, true, 5);
	assert_false(connections_admit(connections, "10.0.0.3"));
	assert_true(connections_admit(connections, "127.0.0.1")); /* the reserve */
	end_both(&connections, &first, &second, a, b);
}

/* Behind a proxy all clients have this machine's address. */
static void one_address_has_no_more_than_its_share(void **state)
{
	(void)state;
	struct connections *connections = connections_new(8, 1, 0);
	int a[2], b[2];
	struct connection *other = connect_one(connections, "10.0.0.1", a);
	struct connection *here = connect_one(connections, "127.0.0.1", b);
	connection_set_busy(connections, other, true, 5);
	connection_set_busy(connections, here, true, 5);
	assert_false(connections_admit(connections, "10.0.0.1"));
	assert_true(connections_admit(connections, "10.0.0.2"));
	assert_true(connections_admit(connections, "127.0.0.1")); /* the reserve */
	end_both(&connections, &other, &here, a, b);
}

static void the_slowest_body_makes_room(void **state)
{
	(void)state;
	struct connections *connections = connections_new(8, 8, 1000);
	int a[2], b[2];
	struct connection *slow = connect_one(connections, "10.0.0.1", a);
	struct connection *fine = connect_one(connections, "10.0.0.1", b);
	connection_await_body(connections, slow, 1000);
	connection_await_body(connections, fine, 1000);
	assert_true(connection_got_body(connections, fine, 9000, 2000));
	connection_await_body(connections, fine, 2000);
	assert_false(connections_cut_slowest_body(connections, 1000 + CONNECTION_HASTE_MS));
	assert_true(connections_cut_slowest_body(connections, 1001 + CONNECTION_HASTE_MS));
	assert_true(was_cut(a));
	assert_false(connections_cut_slowest_body(connections, 1002 + CONNECTION_HASTE_MS));
	assert_false(was_cut(b));
	end_both(&connections, &slow, &fine, a, b);
}

static void slow_bodies_are_cut(void **state)
{
	(void)state;
	struct connections *connections = connections_new(8, 8, 1000);
	int a[2], b[2];
	struct connection *slow = connect_one(connections, "10.0.0.1", a);
	struct connection *fine = connect_one(connections, "10.0.0.1", b);
	connection_await_body(connections, slow, 1000);
	connection_await_body(connections, fine, 1000);
	assert_true(connection_got_body(connections, slow, 10, 20000));
	assert_true(connection_got_body(connections, fine, 90000, 20000));
	/* While what came is stored nobody waits for the client. */
	connection_await_body(connections, slow, 100000);
	assert_true(connection_got_body(connections, slow, 10, 105000));
	connection_await_body(connections, slow, 105000);
	connection_await_body(connections, fine, 105000);
	assert_int_equal(connections_expire(connections, 125000), 1);
	assert_true(was_cut(a));
	assert_false(was_cut(b));
	assert_true(connection_got_body(connections, fine, 1, 120000));
	connection_await_body(connections, fine, 120000);
	assert_false(connection_got_body(connections, fine, 1, 300000));
	end_both(&connections, &slow, &fine, a, b);
}

static void wrong_tokens_wait(void **state)
{
	(void)state;
	struct penalty *penalty = penalty_new();
	int64_t now = 1000000;
	for (int i = 0; i < PENALTY_FREE; i++)
		assert_int_equal(penalty_add(penalty, "a", now), 0);
	for (int i = 1; i <= 5; i++) {
		assert_true(penalty_admits(penalty, "a", now));
		assert_int_equal(penalty_add(penalty, "a", now), i * PENALTY_STEP_MS);
	}
	assert_false(penalty_admits(penalty, "a", now));
	assert_true(penalty_admits(penalty, "b", now));
	assert_int_equal(penalty_add(penalty, "b", now), 0);
	assert_true(penalty_admits(penalty, "a", now + PENALTY_STEP_MS));
	/* Free ones come back. */
	now += 5 * PENALTY_STEP_MS + PENALTY_REGAIN_MS;
	assert_int_equal(penalty_add(penalty, "a", now), 0);
	assert_int_equal(penalty_add(penalty, "a", now), PENALTY_STEP_MS);
	/* Many addresses: the one that was quiet longest is forgotten. */
	for (int i = 0; i < PENALTY_ADDRESSES; i++) {
		char address[16];
		snprintf(address, sizeof address, "c%d", i);
		penalty_add(penalty, address, now + 1);
	}
	assert_int_equal(penalty_add(penalty, "a", now + 1), 0);
	penalty_free(&penalty);
}

static void targets(void **state)
{
	(void)state;
	static const struct {
		const char *text, *base, *authority, *path, *query;
		bool bad;
	} cases[] = {
		{ "/jobs", "", NULL, "/jobs", NULL, false },
		{ "/jobs?a=b?c", "", NULL, "/jobs", "a=b?c", false },
		{ "http://h:8080/jobs?x", "", "h:8080", "/jobs", "x", false },
		{ "HTTPS://h", "", "h", "/", NULL, false },
		{ "http://h?x=1", "", "h", "/", "x=1", false },
		{ "/base/jobs", "/base", NULL, "/jobs", NULL, false },
		{ "/jobs", "/base", NULL, "/jobs", NULL, false },
		{ "/base", "/base", NULL, "", NULL, false },
		{ "/base?x", "/base", NULL, "", "x", false },
		{ "/basement", "/base", NULL, "/basement", NULL, false },
		{ "http://h/base/jobs", "/base", "h", "/jobs", NULL, false },
		{ "/a%00b", "", NULL, "/a%00b", NULL, true },
		{ "*", "", NULL, "*", NULL, false },
	};
	struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct target target = target_parse(cases[i].text, cases[i].base, arena);
		assert_string_equal(target.path, cases[i].path);
		assert_int_equal(target.bad_path, cases[i].bad);
		assert_false(target.too_long);
		assert_int_equal(target.authority == NULL, cases[i].authority == NULL);
		if (target.authority)
			assert_string_equal(target.authority, cases[i].authority);
		assert_int_equal(target.query == NULL, cases[i].query == NULL);
		if (target.query)
			assert_string_equal(target.query, cases[i].query);
	}
	arena_free(&arena);
}

static ssize_t read_letters(void *context, uint64_t position, char *data, size_t size)
{
	(void)context;
	size_t left = position < 100000 ? 100000 - (size_t)position : 0;
	size_t len = left < size ? left : size;
	memset(data, 'x', len);
	return len ? (ssize_t)len : -1; /* MHD_CONTENT_READER_END_OF_STREAM */
}

static void drop_nothing(void *context)
{
	(void)context;
}

static void gzip(void **state)
{
	(void)state;
	assert_true(gzip_is_accepted("gzip"));
	assert_true(gzip_is_accepted("br, GZIP;q=0.5"));
	assert_true(gzip_is_accepted("*"));
	assert_false(gzip_is_accepted(NULL));
	assert_false(gzip_is_accepted("gzip;q=0, *"));
	assert_false(gzip_is_accepted("gzipped"));
	assert_false(gzip_suits("text/event-stream"));
	assert_false(gzip_suits("audio/wav"));
	struct gzip_stream *stream = gzip_stream_new(read_letters, NULL, drop_nothing);
	char block[1024];
	size_t total = 0;
	ssize_t len;
	while ((len = gzip_stream_read(stream, total, block, sizeof block)) > 0)
		total += (size_t)len;
	assert_int_equal(len, -1);
	assert_true(total > 20 && total < 1000);
	gzip_stream_free(stream);
}

static void problems_are_complete(void **state)
{
	(void)state;
	for (int i = 0; i < PROBLEM_COUNT; i++) {
		struct buf text = BUF_EMPTY;
		assert_true(problem_status((enum problem)i) >= 400);
		problem_json(&text, (enum problem)i, "because <of> \"it\"");
		assert_contains(text.data, PROBLEM_TYPE_PREFIX);
		assert_contains(text.data, "because \\u003cof> \\\"it\\\"");
		buf_clear(&text);
		problem_html(&text, (enum problem)i, "because <of> it", "/base");
		assert_contains(text.data, "href=\"/base/style.css\"");
		assert_contains(text.data, "because &lt;of&gt; it");
		buf_free(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns),
		cmocka_unit_test(hosts),
		cmocka_unit_test(origins),
		cmocka_unit_test(tokens),
		cmocka_unit_test(token_files),
		cmocka_unit_test(keys_make_ids),
		cmocka_unit_test(one_request_a_key),
		cmocka_unit_test(snapshots_replace_each_other),
		cmocka_unit_test(slow_connections_are_cut),
		cmocka_unit_test(who_waits_makes_room),
		cmocka_unit_test(one_address_has_no_more_than_its_share),
		cmocka_unit_test(the_slowest_body_makes_room),
		cmocka_unit_test(slow_bodies_are_cut),
		cmocka_unit_test(wrong_tokens_wait),
		cmocka_unit_test(targets),
		cmocka_unit_test(gzip),
		cmocka_unit_test(problems_are_complete),
	};
	return RUN(tests);
}
