/* test_engine_link.c: records over the link, good and bad, and a job's side of them. */
#include "tests/workers/engine/engine_test.h"

#include "common/base/alloc.h"
#include "common/base/timestamp.h"
#include "common/base/utf8.h"
#include "workers/engine/job_session.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

struct header {
	uint32_t magic;
	uint16_t version, kind;
};
static const struct header good = { 0x4c454e47u, 1, LINK_READY };

struct pair {
	int front, engine;
};

static struct pair make_pair(void)
{
	int fds[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
	return (struct pair) { fds[0], fds[1] };
}

static void close_pair(struct pair *pair)
{
	close(pair->front);
	close(pair->engine);
}

static void send_raw(int socket, const struct header *header, const char *text, size_t len)
{
	char *record = alloc_zeroed(1, sizeof *header + len);
	memcpy(record, header, sizeof *header);
	memcpy(record + sizeof *header, text, len);
	assert_int_equal(send(socket, record, sizeof *header + len, 0), sizeof *header + len);
	free(record);
}

static void test_there_and_back(void **state)
{
	(void)state;
	struct pair pair = make_pair();
	struct link_message message;
	struct err err;
	cJSON *body = cJSON_CreateObject();
	cJSON_AddNumberToObject(body, "page", 42);
	int fd = memfd_create("object", MFD_CLOEXEC);
	assert_int_equal(write(fd, "hello", 5), 5);
	assert_int_equal(link_send(pair.engine, LINK_PUT, body, fd, &err), 0);
	assert_int_equal(link_send(pair.engine, LINK_READY, NULL, -1, &err), 0);
	cJSON_Delete(body);
	close(fd);

	assert_int_equal(link_receive(pair.front, &message, &err), 0);
	assert_int_equal(message.kind, LINK_PUT);
	assert_int_equal(cJSON_GetObjectItem(message.body, "page")->valueint, 42);
	char text[6] = "";
	assert_int_equal(pread(message.fd, text, 5, 0), 5);
	assert_string_equal(text, "hello");
	assert_true(fcntl(message.fd, F_GETFD) & FD_CLOEXEC);
	fd = message.fd;
	link_message_free(&message);
	assert_int_equal(fcntl(fd, F_GETFD), -1);

	assert_int_equal(link_receive(pair.front, &message, &err), 0);
	assert_int_equal(message.kind, LINK_READY);
	assert_int_equal(message.fd, -1);
	assert_true(cJSON_IsObject(message.body));
	link_message_free(&message);
	close_pair(&pair);
}

static void check_garbage(const struct header *header, const char *text, size_t len)
{
	struct pair pair = make_pair();
	struct link_message message;
	struct err err;
	send_raw(pair.engine, header, text, len);
	assert_int_equal(link_receive(pair.front, &message, &err), -1);
	assert_int_equal(err.kind, ERR_INVALID);
	/* What follows is read as if nothing had been. */
	assert_int_equal(link_send(pair.engine, LINK_READY, NULL, -1, &err), 0);
	assert_int_equal(link_receive(pair.front, &message, &err), 0);
	link_message_free(&message);
	close_pair(&pair);
}

static void test_garbage(void **state)
{
	(void)state;
	static const struct header magic = { 0x12345678, 1, LINK_READY },
				   version = { 0x4c454e47u, 2, LINK_READY },
				   kind = { 0x4c454e47u, 1, 33 }, kind0 = { 0x4c454e47u, 1, 0 };
	check_garbage(&magic, "{}", 2);
	check_garbage(&version, "{}", 2);
	check_garbage(&kind, "{}", 2);
	check_garbage(&kind0, "{}", 2);
	check_garbage(&good, "", 0);
	check_garbage(&good, "{", 1);
	check_garbage(&good, "[]", 2);
	check_garbage(&good, "null", 4);
	check_garbage(&good, "\0\0\0", 3);
	char *deep = alloc_zeroed(1, 20000);
	memset(deep, '[', 20000);
	check_garbage(&good, deep, 20000);
	free(deep);
	char *large = alloc_zeroed(1, ENGINE_MAX_BODY + 100);
	memset(large, ' ', ENGINE_MAX_BODY + 100);
	large[0] = '{';
	large[ENGINE_MAX_BODY + 99] = '}';
	check_garbage(&good, large, ENGINE_MAX_BODY + 100);
	free(large);
	struct link_message message;
	struct err err;
	assert_int_equal(link_decode("LENG", 4, &message, &err), -1);
	assert_int_equal(err.kind, ERR_INVALID);
}

static void test_largest_record(void **state)
{
	(void)state;
	struct pair pair = make_pair();
	struct link_message message;
	struct err err;
	char *text = alloc_zeroed(1, ENGINE_MAX_BODY + 1);
	cJSON *body = cJSON_CreateObject();
	memset(text, 'x', ENGINE_MAX_BODY);
	cJSON_AddStringToObject(body, "reason", text);
	assert_int_equal(link_send(pair.engine, LINK_FATAL, body, -1, &err), -1);
	assert_int_equal(err.kind, ERR_INVALID);
	text[ENGINE_MAX_BODY - strlen("{\"reason\":\"\"}")] = '\0';
	cJSON_ReplaceItemInObject(body, "reason", cJSON_CreateString(text));
	assert_int_equal(link_send(pair.engine, LINK_FATAL, body, -1, &err), 0);
	assert_int_equal(link_receive(pair.front, &message, &err), 0);
	assert_string_equal(cJSON_GetObjectItem(message.body, "reason")->valuestring, text);
	link_message_free(&message);
	cJSON_Delete(body);
	free(text);
	close_pair(&pair);
}

static int open_descriptors(void)
{
	int count = 0;
	for (int fd = 0; fd < 200; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

/* One descriptor belongs to a record; others that come with it are closed. */
static void test_too_many_descriptors(void **state)
{
	(void)state;
	struct pair pair = make_pair();
	struct err err;
	int fds[3] = { dup(0), dup(0), dup(0) };
	char control[CMSG_SPACE(sizeof fds)] __attribute__((aligned(8))) = { 0 };
	char record[sizeof good + 2];
	memcpy(record, &good, sizeof good);
	memcpy(record + sizeof good, "{}", 2);
	struct iovec part = { record, sizeof record };
	struct msghdr sent = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof control,
	};
	struct cmsghdr *rights = CMSG_FIRSTHDR(&sent);
	rights->cmsg_level = SOL_SOCKET;
	rights->cmsg_type = SCM_RIGHTS;
	rights->cmsg_len = CMSG_LEN(sizeof fds);
	memcpy(CMSG_DATA(rights), fds, sizeof fds);
	assert_true(sendmsg(pair.engine, &sent, 0) > 0);
	int before = open_descriptors();
	struct link_message message;
	assert_int_equal(link_receive(pair.front, &message, &err), 0);
	assert_int_equal(open_descriptors(), before + 1);
	link_message_free(&message);
	assert_int_equal(open_descriptors(), before);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
	close_pair(&pair);
}

static void test_nobody_there(void **state)
{
	(void)state;
	struct pair pair = make_pair();
	struct link_message message;
	struct err err;
	assert_int_equal(fcntl(pair.front, F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(link_receive(pair.front, &message, &err), -1);
	assert_int_equal(err.kind, ERR_UNAVAILABLE);
	close(pair.engine);
	assert_int_equal(link_receive(pair.front, &message, &err), -1);
	assert_int_equal(err.kind, ERR_NOT_FOUND);
	assert_int_equal(link_send(pair.front, LINK_JOB, NULL, -1, &err), -1);
	assert_int_equal(err.kind, ERR_NOT_FOUND);
	close(pair.front);
}

static void *receive_many(void *context)
{
	struct link_message message;
	struct err err;
	for (int i = 0; i < 5000; i++) {
		if (link_receive(*(int *)context, &message, &err) < 0)
			return NULL;
		bool right = cJSON_GetObjectItem(message.body, "page")->valueint == i;
		link_message_free(&message);
		if (!right)
			return NULL;
	}
	return context;
}

/* A full queue is waited for, also by a socket that does not block. */
static void test_full_queue(void **state)
{
	(void)state;
	struct pair pair = make_pair();
	struct err err;
	pthread_t reader;
	void *right;
	assert_int_equal(fcntl(pair.front, F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(pthread_create(&reader, NULL, receive_many, &pair.engine), 0);
	for (int i = 0; i < 5000; i++) {
		cJSON *body = cJSON_CreateObject();
		cJSON_AddNumberToObject(body, "page", i);
		assert_int_equal(link_send(pair.front, LINK_JOB, body, -1, &err), 0);
		cJSON_Delete(body);
	}
	pthread_join(reader, &right);
	assert_ptr_equal(right, &pair.engine);
	close_pair(&pair);
}

/* ---- the job ---- */

static void test_job_fields(void **state)
{
	(void)state;
	struct pair pair = make_pair();
	struct job *job = job_session_new(pair.engine);
	cJSON *body = cJSON_Parse(
		"{\"page\":3,\"totalPages\":9,\"firstPage\":2,\"maxPages\":4,"
		"\"options\":{\"voice\":\"de\",\"odd\":7},\"parameters\":{\"seed\":\"5\"}}");
	job_session_begin(job, body);
	assert_int_equal(job_page(job), 3);
	assert_int_equal(job_total_pages(job), 9);
	assert_int_equal(job_first_page(job), 2);
	assert_int_equal(job_max_pages(job), 4);
	assert_string_equal(job_option(job, "voice"), "de");
	assert_null(job_option(job, "odd"));
	assert_null(job_option(job, "seed"));
	assert_string_equal(job_parameter(job, "seed"), "5");
	cJSON_Delete(body);
	/* Nothing of it is left in the next. */
	body = cJSON_Parse("{\"page\":-1,\"totalPages\":\"9\",\"options\":[]}");
	job_session_begin(job, body);
	assert_int_equal(job_page(job), 0);
	assert_int_equal(job_total_pages(job), 0);
	assert_int_equal(job_first_page(job), 1);
	assert_int_equal(job_max_pages(job), 1);
	assert_null(job_option(job, "voice"));
	assert_null(job_parameter(job, "seed"));
	cJSON_Delete(body);
	job_session_free(&job);
	close_pair(&pair);
}

static void test_progress_is_sparse(void **state)
{
	(void)state;
	struct pair pair = make_pair();
	struct job *job = job_session_new(pair.engine);
	struct link_message message;
	struct err err;
	int records = 0;
	cJSON *body = cJSON_CreateObject();
	job_session_begin(job, body);
	cJSON_Delete(body);
	int64_t started = clock_monotonic_ms();
	for (int i = 0; i < 10000; i++)
		assert_int_equal(job_progress(job, 1, i / 10), 0);
	int64_t took = clock_monotonic_ms() - started;
	assert_int_equal(job_progress(job, 2, 0), 0);
	assert_int_equal(fcntl(pair.front, F_SETFL, O_NONBLOCK), 0);
	while (link_receive(pair.front, &message, &err) == 0) {
		assert_int_equal(message.kind, LINK_PROGRESS);
		records++;
		link_message_free(&message);
	}
	/* One at once for each page, then one in 200 ms. */
	assert_in_range(records, 2, 2 + took / 200);
	close(pair.front);
	assert_int_equal(job_progress(job, 3, 0), -1);
	job_session_free(&job);
	close(pair.engine);
}

static void test_reasons_are_presentable(void **state)
{
	(void)state;
	struct pair pair = make_pair();
	struct job *job = job_session_new(pair.engine);
	struct link_message message;
	struct err err;
	char *reason = alloc_zeroed(1, 5001);
	memset(reason, '\xe9', 5000);
	struct err why = { .kind = ERR_INVALID };
	snprintf(why.text, sizeof why.text, "%s", reason);
	assert_int_equal(job_session_end(job, VERDICT_REJECT, &why, &err), 0);
	assert_int_equal(link_receive(pair.front, &message, &err), 0);
	const char *told = cJSON_GetObjectItem(message.body, "reason")->valuestring;
	assert_true(utf8_is_valid(told, strlen(told)));
	assert_in_range(strlen(told), 900, 1000);
	link_message_free(&message);
	free(reason);
	job_session_free(&job);
	close_pair(&pair);
}

static void test_text(void **state)
{
	(void)state;
	char text[16];
	cJSON *body = cJSON_CreateObject();
	cJSON_AddStringToObject(body, "plain", "Seite \xc3\xbc");
	cJSON_AddStringToObject(body, "odd",
		"a\x1b[2J\n\xff"
		"b\x7f\xc2\x9b");
	cJSON_AddStringToObject(body, "long", "0123456789abcd\xc3\xbc");
	cJSON_AddNumberToObject(body, "number", 1);
	link_text(body, "plain", text, sizeof text);
	assert_string_equal(text, "Seite \xc3\xbc");
	link_text(body, "odd", text, sizeof text);
	assert_string_equal(text, "a [2J \xef\xbf\xbd"
				  "b  ");
	link_text(body, "long", text, sizeof text);
	assert_string_equal(text, "0123456789abcd");
	link_text(body, "number", text, sizeof text);
	assert_string_equal(text, "");
	link_text(body, "none", text, sizeof text);
	assert_string_equal(text, "");
	cJSON_Delete(body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_largest_record),
		cmocka_unit_test(test_too_many_descriptors),
		cmocka_unit_test(test_nobody_there),
		cmocka_unit_test(test_full_queue),
		cmocka_unit_test(test_job_fields),
		cmocka_unit_test(test_progress_is_sparse),
		cmocka_unit_test(test_reasons_are_presentable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
