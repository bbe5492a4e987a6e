/* test_channel.c: tests of common/ipc/channel over a real socket pair. */
#include "unit.h"

#include "common/base/log.h"
#include "common/ipc/channel.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static int pair[2];

static int setup(void **state)
{
	(void)state;
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair);
}

static int teardown(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		if (pair[i] >= 0)
			close(pair[i]);
	}
	return 0;
}

static void carries_records_in_order(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct channel_record start = channel_record(CHANNEL_JOB_START), got;
	start.deadline_ms = INT64_C(3600000000000);
	start.pid = 4711;
	snprintf(start.job, sizeof start.job, "id page 12");
	struct channel_record end = channel_record(CHANNEL_JOB_END);
	end.value = CHANNEL_OUTCOME_REJECT;
	end.rss_kib = 123456;
	assert_int_equal(channel_send(pair[0], &start, &err), 0);
	assert_int_equal(channel_send(pair[0], &end, &err), 0);
	assert_int_equal(channel_receive(pair[1], &got), CHANNEL_GOT);
	assert_memory_equal(&got, &start, sizeof got);
	assert_int_equal(channel_receive(pair[1], &got), CHANNEL_GOT);
	assert_memory_equal(&got, &end, sizeof got);
	assert_int_equal(channel_receive(pair[1], &got), CHANNEL_EMPTY);
}

static void a_dead_peer_is_noticed(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct channel_record record = channel_record(CHANNEL_READY), got;
	assert_int_equal(channel_send(pair[0], &record, &err), 0);
	close(pair[0]);
	pair[0] = -1;
	assert_int_equal(channel_receive(pair[1], &got), CHANNEL_GOT);
	assert_int_equal(channel_receive(pair[1], &got), CHANNEL_CLOSED);
	assert_int_equal(channel_send(pair[1], &record, &err), -1);
	assert_err(err, ERR_NOT_FOUND, "channel: the peer is gone");
}

static void a_full_queue_drops(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct channel_record record = channel_record(CHANNEL_PROGRESS);
	int sent = 0;
	while (channel_send(pair[0], &record, &err) == 0)
		assert_true(++sent < 1000000);
	assert_true(sent > 0);
	assert_err(err, ERR_UNAVAILABLE, "channel: the peer's queue is full");
	struct channel_record got;
	for (int i = 0; i < sent; i++)
		assert_int_equal(channel_receive(pair[1], &got), CHANNEL_GOT);
	assert_int_equal(channel_receive(pair[1], &got), CHANNEL_EMPTY);
}

static void garbage_is_told_apart(void **state)
{
	(void)state;
	struct channel_record good = channel_record(CHANNEL_READY), got;
	char long_one[sizeof good + 1] = { 0 };
	memcpy(long_one, &good, sizeof good);
	assert_true(send(pair[0], "hello", 5, 0) == 5);
	assert_int_equal(channel_receive(pair[1], &got), CHANNEL_GARBAGE);
	assert_true(send(pair[0], long_one, sizeof long_one, 0) == (ssize_t)sizeof long_one);
	assert_int_equal(channel_receive(pair[1], &got), CHANNEL_GARBAGE);
	assert_true(send(pair[0], long_one, sizeof good - 1, 0) == (ssize_t)sizeof good - 1);
	assert_int_equal(channel_receive(pair[1], &got), CHANNEL_GARBAGE);
	/* The next record is unaffected. */
	assert_int_equal(channel_send(pair[0], &good, NULL), 0);
	assert_int_equal(channel_receive(pair[1], &got), CHANNEL_GOT);
}

static bool decodes(struct channel_record record)
{
	struct channel_record got;
	return channel_decode(&record, sizeof record, &got);
}

static void decode_checks_every_field_it_can(void **state)
{
	(void)state;
	struct channel_record record = channel_record(CHANNEL_READY);
	assert_true(decodes(record));
	record.magic ^= 1;
	assert_false(decodes(record));
	record = channel_record(CHANNEL_READY);
	record.version++;
	assert_false(decodes(record));
	static const int kinds[] = { 0, 6, 63, 69, 65535 };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		assert_false(decodes(channel_record((enum channel_kind)kinds[i])));
	static const int good[] = { 1, 2, 3, 4, 5, 64, 65, 66, 67, 68 };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(decodes(channel_record((enum channel_kind)good[i])));
	record = channel_record(CHANNEL_JOB_END);
	record.value = 3;
	assert_false(decodes(record));
	record.value = -1;
	assert_false(decodes(record));
	record = channel_record(CHANNEL_LOG_LEVEL);
	record.value = LOG_LEVEL_ERROR;
	assert_true(decodes(record));
	record.value = LOG_LEVEL_ERROR + 1;
	assert_false(decodes(record));
}

static void decode_ends_strings(void **state)
{
	(void)state;
	struct channel_record record = channel_record(CHANNEL_SLOT), got;
	memset(record.stage, 'a', sizeof record.stage);
	memset(record.state, 'b', sizeof record.state);
	memset(record.job, 'c', sizeof record.job);
	memset(record.detail, 'd', sizeof record.detail);
	assert_true(channel_decode(&record, sizeof record, &got));
	assert_int_equal(strlen(got.stage), sizeof got.stage - 1);
	assert_int_equal(strlen(got.state), sizeof got.state - 1);
	assert_int_equal(strlen(got.job), sizeof got.job - 1);
	assert_int_equal(strlen(got.detail), sizeof got.detail - 1);
	assert_false(channel_decode(&record, sizeof record - 1, &got));
	assert_false(channel_decode(NULL, 0, &got));
}

static void environment_names_the_descriptor(void **state)
{
	(void)state;
	char number[16];
	assert_int_equal(unsetenv(CHANNEL_ENV), 0);
	assert_int_equal(channel_from_env(), -1);
	snprintf(number, sizeof number, "%d", pair[0]);
	assert_int_equal(fcntl(pair[0], F_SETFD, 0), 0);
	assert_int_equal(setenv(CHANNEL_ENV, number, 1), 0);
	assert_int_equal(channel_from_env(), pair[0]);
	assert_true(fcntl(pair[0], F_GETFD) & FD_CLOEXEC);
	assert_true(fcntl(pair[0], F_GETFL) & O_NONBLOCK);
	assert_null(getenv(CHANNEL_ENV));
}

static void environment_may_lie(void **state)
{
	(void)state;
	static const char *const values[] = { "", "x", "-1", "99999999999999", "60000", "1x",
		"0x3" };
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		assert_int_equal(setenv(CHANNEL_ENV, values[i], 1), 0);
		assert_int_equal(channel_from_env(), -1);
		assert_null(getenv(CHANNEL_ENV));
	}
	int pipe_ends[2];
	assert_int_equal(pipe(pipe_ends), 0);
	char number[16];
	snprintf(number, sizeof number, "%d", pipe_ends[0]);
	assert_int_equal(setenv(CHANNEL_ENV, number, 1), 0);
	assert_int_equal(channel_from_env(), -1);
	close(pipe_ends[0]);
	close(pipe_ends[1]);
}

static void signs_come_before_silence_ends(void **state)
{
	(void)state;
	for (int64_t seconds = 1; seconds <= 3600; seconds++) {
		assert_in_range(channel_sign_ms(seconds), 100, 5000);
		assert_true(channel_sign_ms(seconds) * 4 <= seconds * 1000);
	}
	assert_int_equal(channel_sign_ms(30), 5000);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(carries_records_in_order),
		TEST(a_dead_peer_is_noticed),
		TEST(a_full_queue_drops),
		TEST(garbage_is_told_apart),
		TEST(decode_checks_every_field_it_can),
		TEST(decode_ends_strings),
		TEST(environment_names_the_descriptor),
		TEST(environment_may_lie),
		TEST(signs_come_before_silence_ends),
	};
	return RUN(tests);
}
