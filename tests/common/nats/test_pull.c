/* test_pull.c: delivery, acks of all kinds, restarts of the server, a consumer that is deleted. */
#include "tests/common/nats/nats_farm.h"

#include "common/base/timestamp.h"
#include "common/nats/delivery.h"
#include "common/nats/pull.h"

#include <poll.h>
#include <signal.h>
#include <string.h>

/* The usual deadline is longer than any test waits, so redelivery means that there was a NAK. */
enum { ACK_WAIT_S = 120, SHORT_ACK_WAIT_S = 3 };

static void add_consumer(int64_t ack_wait_s)
{
	jsConsumerConfig config;
	jsConsumerConfig_Init(&config);
	config.Durable = "workers";
	config.AckPolicy = js_AckExplicit;
	config.AckWait = ack_wait_s * 1000000000;
	config.MaxDeliver = -1;
	config.FilterSubject = "work.do";
	assert_int_equal(
		js_AddConsumer(NULL, natsconn_js(conn), "WORK", &config, NULL, NULL), NATS_OK);
}

static int start(void **state)
{
	(void)state;
	nats_server_start(&server);
	farm_connect();
	jsStreamConfig config;
	const char *subjects[] = { "work.do" };
	jsStreamConfig_Init(&config);
	config.Name = "WORK";
	config.Subjects = subjects;
	config.SubjectsLen = 1;
	config.Retention = js_WorkQueuePolicy;
	assert_int_equal(js_AddStream(NULL, natsconn_js(conn), &config, NULL, NULL), NATS_OK);
	add_consumer(ACK_WAIT_S);
	return 0;
}

static void publish(const char *text)
{
	assert_ok(natsconn_publish(conn, "work.do", text, strlen(text), NULL, &err), err);
}

static struct pull *open_pull(void)
{
	struct pull *pull = NULL;
	assert_ok(pull_open(conn, "WORK", "workers", &pull, &err), err);
	return pull;
}

/* Does what a front does, for at most `ms`. An error is stored in `trouble` (may be NULL). */
static struct delivery *fetch(struct pull *pull, int64_t ms, struct err *trouble)
{
	int64_t end = clock_monotonic_ms() + ms;
	while (clock_monotonic_ms() < end) {
		struct err error;
		int next_ms = -1;
		if (pull_tick(pull, clock_monotonic_ms(), &next_ms, &error) < 0 && trouble)
			*trouble = error;
		assert_in_range(next_ms, 0, 1000);
		struct pollfd fd = { .fd = pull_fd(pull), .events = POLLIN };
		int64_t left = end - clock_monotonic_ms();
		poll(&fd, 1, left < next_ms ? (int)(left > 0 ? left : 0) : next_ms);
		struct delivery *delivery = pull_take(pull);
		if (delivery)
			return delivery;
	}
	return NULL;
}

static void delete_consumer(void)
{
	assert_int_equal(
		js_DeleteConsumer(natsconn_js(conn), "WORK", "workers", NULL, NULL), NATS_OK);
}

/* Ticks until something is wrong, and returns that. */
static struct err wait_for_trouble(struct pull *pull)
{
	struct err trouble = { ERR_NONE, "" };
	int64_t end = clock_monotonic_ms() + 30000;
	while (trouble.kind == ERR_NONE && clock_monotonic_ms() < end)
		assert_null(fetch(pull, 100, &trouble));
	return trouble;
}

static void assert_delivery(const struct delivery *delivery, const char *text, uint64_t count)
{
	assert_non_null(delivery);
	assert_int_equal(delivery_len(delivery), strlen(text));
	assert_memory_equal(delivery_data(delivery), text, strlen(text));
	assert_string_equal(delivery_subject(delivery), "work.do");
	assert_int_equal(delivery_count(delivery), count);
}

static void ack(struct delivery **delivery)
{
	assert_ok(delivery_ack(*delivery, &err), err);
	delivery_free(delivery);
}

/* ---- tests ---- */

static void messages_come_in_order_and_go_when_acked(void **state)
{
	(void)state;
	struct pull *pull = open_pull();
	uint64_t pending, last = 0;
	assert_null(fetch(pull, 50, NULL));
	publish("one");
	publish("two");
	publish("three");
	assert_ok(pull_pending(pull, &pending, &err), err);
	assert_in_range(pending, 2, 3); /* one may be in flight to us */
	static const char *const texts[] = { "one", "two", "three" };
	for (int i = 0; i < 3; i++) {
		struct delivery *delivery = fetch(pull, 30000, NULL);
		assert_delivery(delivery, texts[i], 1);
		assert_true(delivery_sequence(delivery) > last);
		last = delivery_sequence(delivery);
		ack(&delivery);
		assert_null(delivery);
		assert_int_equal(nats_stream_messages(conn, "WORK"), 2 - i);
	}
	pull_close(&pull);
	assert_null(pull);
}

static void an_empty_message_is_a_message(void **state)
{
	(void)state;
	struct pull *pull = open_pull();
	publish("");
	struct delivery *delivery = fetch(pull, 30000, NULL);
	assert_delivery(delivery, "", 1);
	ack(&delivery);
	pull_close(&pull);
}

static void a_nak_brings_it_back_after_its_delay(void **state)
{
	(void)state;
	struct pull *pull = open_pull();
	publish("again");
	struct delivery *delivery = fetch(pull, 30000, NULL);
	assert_delivery(delivery, "again", 1);
	assert_ok(delivery_nak(delivery, 0, &err), err);
	delivery_free(&delivery);
	delivery = fetch(pull, 30000, NULL);
	assert_delivery(delivery, "again", 2);
	int64_t begun = clock_monotonic_ms();
	assert_ok(delivery_nak(delivery, 700, &err), err);
	delivery_free(&delivery);
	delivery = fetch(pull, 30000, NULL);
	assert_delivery(delivery, "again", 3);
	assert_in_range(clock_monotonic_ms() - begun, 600, 10000);
	ack(&delivery);
	pull_close(&pull);
}

static void a_terminated_message_does_not_come_back(void **state)
{
	(void)state;
	struct pull *pull = open_pull();
	publish("poison");
	struct delivery *delivery = fetch(pull, 30000, NULL);
	assert_ok(delivery_term(delivery, &err), err);
	delivery_free(&delivery);
	assert_int_equal(nats_stream_messages(conn, "WORK"), 0);
	assert_null(fetch(pull, 300, NULL));
	pull_close(&pull);
}

static void progress_holds_the_deadline_off(void **state)
{
	(void)state;
	delete_consumer();
	add_consumer(SHORT_ACK_WAIT_S);
	struct pull *pull = open_pull(), *other = open_pull();
	publish("long");
	struct delivery *delivery = fetch(pull, 30000, NULL);
	assert_delivery(delivery, "long", 1);
	int64_t end = clock_monotonic_ms() + (int64_t)(SHORT_ACK_WAIT_S + 1) * 1000;
	while (clock_monotonic_ms() < end) {
		assert_ok(delivery_progress(delivery, &err), err);
		assert_null(fetch(other, 200, NULL));
	}
	ack(&delivery);
	pull_close(&other); /* its request is still outstanding */

	publish("forgotten");
	delivery = fetch(pull, 30000, NULL);
	assert_delivery(delivery, "forgotten", 1);
	other = open_pull();
	struct delivery *again = fetch(other, 20000, NULL);
	assert_delivery(again, "forgotten", 2);
	ack(&again);
	delivery_free(&delivery);
	pull_close(&pull);
	pull_close(&other);
	delete_consumer();
	add_consumer(ACK_WAIT_S);
}

static void who_works_is_sent_nothing_more(void **state)
{
	(void)state;
	struct pull *pull = open_pull(), *other = open_pull();
	assert_null(fetch(pull, 50, NULL));
	publish("mine");
	struct delivery *mine = fetch(pull, 30000, NULL);
	assert_delivery(mine, "mine", 1);
	publish("yours");
	struct delivery *yours = fetch(other, 10000, NULL);
	assert_delivery(yours, "yours", 1);
	ack(&mine);
	ack(&yours);
	pull_close(&pull);
	pull_close(&other);
}

/* A request given up too early is answered late: that message must go to someone else. */
static void a_second_message_is_sent_back(void **state)
{
	(void)state;
	struct pull *pull = open_pull(), *other = open_pull();
	int next_ms;
	int64_t now_ms = clock_monotonic_ms();
	assert_ok(pull_tick(pull, now_ms, &next_ms, &err), err);
	assert_ok(pull_tick(pull, now_ms + 10000, &next_ms, &err), err);
	publish("first");
	publish("second");
	struct pollfd fd = { .fd = pull_fd(pull), .events = POLLIN };
	assert_int_equal(poll(&fd, 1, 30000), 1);
	struct delivery *first = pull_take(pull);
	assert_delivery(first, "first", 1);
	struct delivery *second = fetch(other, 30000, NULL);
	assert_delivery(second, "second", 2);
	ack(&first);
	ack(&second);
	pull_close(&pull);
	pull_close(&other);
}

static void closing_gives_back_what_was_not_taken(void **state)
{
	(void)state;
	struct pull *pull = open_pull();
	assert_null(fetch(pull, 50, NULL));
	publish("untaken");
	struct pollfd fd = { .fd = pull_fd(pull), .events = POLLIN };
	assert_int_equal(poll(&fd, 1, 10000), 1);
	pull_close(&pull);
	pull = open_pull();
	struct delivery *delivery = fetch(pull, 30000, NULL);
	assert_delivery(delivery, "untaken", 2);
	ack(&delivery);

	/* Nothing is sent to a closed pull. */
	assert_null(fetch(pull, 50, NULL));
	struct pull *closed = open_pull();
	assert_null(fetch(closed, 50, NULL));
	pull_close(&closed);
	for (int i = 0; i < 5; i++) {
		publish("next");
		delivery = fetch(pull, 30000, NULL);
		assert_delivery(delivery, "next", 1);
		ack(&delivery);
	}
	pull_close(&pull);
}

static void opening_and_closing_under_fire_loses_nothing(void **state)
{
	(void)state;
	int got = 0;
	for (int i = 0; i < 200; i++)
		publish("shot");
	for (int round = 0; round < 400 && got < 200; round++) {
		struct pull *pull = open_pull();
		struct delivery *delivery = fetch(pull, round % 3 ? 3000 : 1, NULL);
		if (delivery) {
			ack(&delivery);
			got++;
			int next_ms;
			pull_tick(pull, clock_monotonic_ms(), &next_ms, &err);
		}
		pull_close(&pull);
	}
	assert_int_equal(got, 200);
	assert_int_equal(nats_stream_messages(conn, "WORK"), 0);
}

static void a_restarted_server_is_asked_again(void **state)
{
	(void)state;
	struct pull *pull = open_pull();
	assert_null(fetch(pull, 50, NULL));
	nats_server_kill(&server, SIGKILL);
	assert_int_equal(wait_for_trouble(pull).kind, ERR_UNAVAILABLE);
	nats_server_restart(&server);
	struct natsconn *publisher = nats_server_connect(settings);
	assert_ok(natsconn_publish(publisher, "work.do", "after", 5, NULL, &err), err);
	struct delivery *delivery = fetch(pull, 30000, NULL);
	assert_delivery(delivery, "after", 1);
	ack(&delivery);

	/* A delivery survives a restart and can still be acknowledged. */
	publish("held");
	delivery = fetch(pull, 30000, NULL);
	assert_non_null(delivery);
	nats_server_kill(&server, SIGTERM);
	assert_int_equal(delivery_ack(delivery, &err), -1);
	assert_int_equal(err.kind, ERR_UNAVAILABLE);
	nats_server_restart(&server);
	int64_t end = clock_monotonic_ms() + 30000;
	while (delivery_ack(delivery, &err) < 0 && clock_monotonic_ms() < end)
		poll(NULL, 0, 50);
	delivery_free(&delivery);
	assert_int_equal(nats_stream_messages(conn, "WORK"), 0);
	natsconn_close(&publisher);
	pull_close(&pull);
}

/* The server hangs without notice: heartbeats stop. */
static void a_silent_server_is_noticed(void **state)
{
	(void)state;
	struct pull *pull = open_pull();
	assert_null(fetch(pull, 50, NULL));
	kill(server.pid, SIGSTOP);
	struct err trouble = wait_for_trouble(pull);
	kill(server.pid, SIGCONT);
	assert_int_equal(trouble.kind, ERR_UNAVAILABLE);
	publish("awake");
	struct delivery *delivery = fetch(pull, 30000, NULL);
	assert_delivery(delivery, "awake", 1);
	ack(&delivery);
	pull_close(&pull);
}

static void a_deleted_consumer_is_told_by_name(void **state)
{
	(void)state;
	struct pull *pull = open_pull();
	assert_null(fetch(pull, 50, NULL));
	delete_consumer();
	struct err trouble = wait_for_trouble(pull);
	assert_int_equal(trouble.kind, ERR_NOT_FOUND);
	assert_string_equal(trouble.text, "consumer workers of stream WORK is gone");
	uint64_t pending = 77;
	assert_int_equal(pull_pending(pull, &pending, &err), -1);
	assert_int_equal(err.kind, ERR_NOT_FOUND);
	assert_int_equal(pending, 77);
	add_consumer(ACK_WAIT_S);
	publish("back");
	struct delivery *delivery = fetch(pull, 30000, NULL);
	assert_delivery(delivery, "back", 1);
	ack(&delivery);
	pull_close(&pull);
}

static void reply_subjects_are_read_in_both_forms(void **state)
{
	(void)state;
	uint64_t count = 0, sequence = 0;
	assert_true(delivery_parse_reply(
		"$JS.ACK.WORK.workers.3.42.7.1700000000000000000.5", &count, &sequence));
	assert_int_equal(count, 3);
	assert_int_equal(sequence, 42);
	assert_true(delivery_parse_reply(
		"$JS.ACK.hub.ABCDEF.WORK.workers.4.43.7.1700000000000000000.5", &count, &sequence));
	assert_int_equal(count, 4);
	assert_int_equal(sequence, 43);
	assert_true(delivery_parse_reply(
		"$JS.ACK._.ABCDEF.WORK.workers.5.44.7.1700000000000000000.5.rnd", &count,
		&sequence));
	assert_int_equal(count, 5);
	assert_int_equal(sequence, 44);
	static const char *const bad[] = { "", "$JS.ACK.", "$JS.ACK.a.b.1.2.3.4",
		"$JS.ACK.a.b.x.2.3.4.5", "$JS.ACK.a.b.1.-2.3.4.5", "_INBOX.a.b.1.2.3.4.5.6",
		"$JS.ACK.a.b.99999999999999999999.2.3.4.5" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(delivery_parse_reply(bad[i], &count, &sequence));
	assert_int_equal(count, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reply_subjects_are_read_in_both_forms),
		cmocka_unit_test(messages_come_in_order_and_go_when_acked),
		cmocka_unit_test(an_empty_message_is_a_message),
		cmocka_unit_test(a_nak_brings_it_back_after_its_delay),
		cmocka_unit_test(a_terminated_message_does_not_come_back),
		cmocka_unit_test(progress_holds_the_deadline_off),
		cmocka_unit_test(who_works_is_sent_nothing_more),
		cmocka_unit_test(a_second_message_is_sent_back),
		cmocka_unit_test(closing_gives_back_what_was_not_taken),
		cmocka_unit_test(opening_and_closing_under_fire_loses_nothing),
		cmocka_unit_test(a_restarted_server_is_asked_again),
		cmocka_unit_test(a_silent_server_is_noticed),
		cmocka_unit_test(a_deleted_consumer_is_told_by_name),
	};
	return cmocka_run_group_tests(tests, start, farm_stop);
}
