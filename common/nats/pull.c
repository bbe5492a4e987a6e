/* pull.c: one request to a pull consumer at a time, answered on its own inbox. */
#include "common/nats/pull.h"

#include "common/base/alloc.h"
#include "common/nats/delivery.h"
#include "common/nats/internal.h"
#include "common/nats/subscription.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
	EXPIRES_MS = 15000,
	HEARTBEAT_MS = 1000, /* each wakes two threads here and several in the server */
	SILENCE_MS = 3500,   /* three heartbeats missed */
	ANSWER_TIMEOUT_MS = 2000,
	TICK_MS = 1000,
	FIRST_CHECK_MS = 250, /* between checks of a consumer that does not serve us */
	LAST_CHECK_MS = 5000,
};

enum answer {
	ANSWER_NONE,
	ANSWER_MESSAGE, /* the request was served */
	ANSWER_EXPIRED, /* nothing came in time: request again */
	ANSWER_REFUSED, /* the consumer does not serve us: check it */
};

struct pull {
	struct natsconn *conn;
	char *stream, *consumer;
	char inbox[64];
	char subject[600]; /* of requests */
	struct subscription *subscription;
	int event_fd;

	/* Used by pull_tick() only. */
	bool asked;     /* request `number` is outstanding */
	unsigned epoch; /* of the connection when it was sent */
	int64_t heard_ms, asked_ms;
	bool suspect;    /* check the consumer before the next request */
	unsigned checks; /* failed checks in a row */
	int64_t next_check_ms;
	bool reported_away; /* that the broker is unreachable */

	pthread_mutex_t lock; /* protects what follows, which is shared with the library's thread */
	natsMsg *arrived;     /* not taken yet */
	uint64_t number;      /* of the latest request */
	enum answer answer;   /* to the latest request */
	char refusal[120];    /* text of a refusal */
	bool heard;           /* anything received since the last tick */
	bool refuse;          /* NAK what arrives: the current delivery comes first */
};

/* ---- arrivals, in the library's thread ---- */

static bool is_delivery(natsMsg *message)
{
	const char *reply = natsMsg_GetReply(message);
	return reply && strncmp(reply, "$JS.ACK.", 8) == 0;
}

static void wake(struct pull *pull)
{
	uint64_t one = 1;
	if (write(pull->event_fd, &one, sizeof one) < 0)
		return; /* EAGAIN: already readable */
}

/* Handles a status message: the server's answer to a request. */
static void note_status(struct pull *pull, natsMsg *message)
{
	const char *status = "", *description = "";
	const char *subject = natsMsg_GetSubject(message);
	size_t len = strlen(pull->inbox);
	uint64_t number = 0;
	if (strncmp(subject, pull->inbox, len) == 0)
		number = strtoull(subject + len + 1, NULL, 10);
	natsMsgHeader_Get(message, "Status", &status);
	natsMsgHeader_Get(message, "Description", &description);
	if (strcmp(status, "100") == 0 || number != pull->number)
		return;
	if (strcmp(status, "404") == 0 || strcmp(status, "408") == 0) {
		pull->answer = ANSWER_EXPIRED;
	} else {
		pull->answer = ANSWER_REFUSED;
		snprintf(pull->refusal, sizeof pull->refusal, "%s %s", status,
			*description ? description : "no responders");
	}
	wake(pull);
}

/* Keeps the message if it is wanted. A delivery arrives under the stream's subject, so it does not
 * tell which request it answers: the latest, or an earlier one that was given up, in which case it
 * is still welcome. */
static bool note_delivery(struct pull *pull, natsMsg *message)
{
	pull->answer = ANSWER_MESSAGE;
	if (pull->refuse || pull->arrived)
		return false;
	pull->arrived = message;
	wake(pull);
	return true;
}

static void on_message(
	natsConnection *nats, natsSubscription *subscription, natsMsg *message, void *closure)
{
	(void)subscription;
	struct pull *pull = closure;
	bool delivery = is_delivery(message), kept = false;
	pthread_mutex_lock(&pull->lock);
	pull->heard = true;
	if (delivery)
		kept = note_delivery(pull, message);
	else
		note_status(pull, message);
	pthread_mutex_unlock(&pull->lock);
	if (delivery && !kept)
		natsConnection_PublishString(nats, natsMsg_GetReply(message), "-NAK");
	if (!kept)
		natsMsg_Destroy(message);
}

/* ---- opening and closing ---- */

static int open_inbox(struct pull *pull, struct err *err)
{
	natsInbox *inbox = NULL;
	natsStatus status = natsInbox_Create(&inbox);
	if (status != NATS_OK)
		return natsconn_err(err, status, 0, "creating an inbox");
	snprintf(pull->inbox, sizeof pull->inbox, "%s", inbox);
	natsInbox_Destroy(inbox);
	char subject[80];
	snprintf(subject, sizeof subject, "%s.*", pull->inbox);
	return subscription_open(
		natsconn_nats(pull->conn), subject, on_message, pull, &pull->subscription, err);
}

static void free_pull(struct pull *pull)
{
	if (pull->event_fd >= 0)
		close(pull->event_fd);
	pthread_mutex_destroy(&pull->lock);
	free(pull->stream);
	free(pull->consumer);
	free(pull);
}

int pull_open(struct natsconn *conn, const char *stream, const char *consumer,
	struct pull **ret_pull, struct err *err)
{
	struct pull *pull = alloc_zeroed(1, sizeof *pull);
	pull->conn = conn;
	pull->stream = alloc_string(stream);
	pull->consumer = alloc_string(consumer);
	pthread_mutex_init(&pull->lock, NULL);
	snprintf(pull->subject, sizeof pull->subject, "$JS.API.CONSUMER.MSG.NEXT.%s.%s", stream,
		consumer);
	pull->event_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (pull->event_fd < 0) {
		err_errno(err, ERR_INTERNAL, errno, "eventfd");
		free_pull(pull);
		return -1;
	}
	if (open_inbox(pull, err) < 0) {
		free_pull(pull);
		return -1;
	}
	*ret_pull = pull;
	return 0;
}

void pull_close(struct pull **pull)
{
	struct pull *it = *pull;
	if (!it)
		return;
	*pull = NULL;
	natsConnection *nats = natsconn_nats(it->conn);
	pthread_mutex_lock(&it->lock);
	it->refuse = true;
	pthread_mutex_unlock(&it->lock);
	bool quiet = subscription_close(&it->subscription);
	pthread_mutex_lock(&it->lock);
	natsMsg *arrived = it->arrived;
	it->arrived = NULL;
	pthread_mutex_unlock(&it->lock);
	if (arrived)
		natsConnection_PublishString(nats, natsMsg_GetReply(arrived), "-NAK");
	natsMsg_Destroy(arrived);
	if (natsconn_is_connected(it->conn))
		natsConnection_FlushTimeout(nats, ANSWER_TIMEOUT_MS);
	if (quiet) /* otherwise the library's thread may still use it */
		free_pull(it);
}

int pull_fd(const struct pull *pull)
{
	return pull->event_fd;
}

/* ---- requests ---- */

static int ask(struct pull *pull, int64_t now_ms, struct err *err)
{
	char body[120], reply[96];
	int len = snprintf(body, sizeof body,
		"{\"batch\":1,\"expires\":%" PRId64 ",\"idle_heartbeat\":%" PRId64 "}",
		(int64_t)EXPIRES_MS * 1000000, (int64_t)HEARTBEAT_MS * 1000000);
	pthread_mutex_lock(&pull->lock);
	uint64_t number = ++pull->number;
	pull->answer = ANSWER_NONE;
	pull->heard = false;
	pthread_mutex_unlock(&pull->lock);
	snprintf(reply, sizeof reply, "%s.%" PRIu64, pull->inbox, number);
	pull->epoch = natsconn_epoch(pull->conn);
	natsStatus status = natsConnection_PublishRequest(
		natsconn_nats(pull->conn), pull->subject, reply, body, len);
	if (status != NATS_OK)
		return natsconn_err(err, status, 0, "asking for messages of %s/%s", pull->stream,
			pull->consumer);
	pull->asked = true;
	pull->asked_ms = pull->heard_ms = now_ms;
	return 0;
}

static natsStatus consumer_info(struct pull *pull, jsConsumerInfo **ret_info, jsErrCode *ret_code)
{
	jsOptions options;
	jsOptions_Init(&options);
	options.Wait = ANSWER_TIMEOUT_MS;
	*ret_code = 0;
	return js_GetConsumerInfo(ret_info, natsconn_js(pull->conn), pull->stream, pull->consumer,
		&options, ret_code);
}

/* Checks that the consumer exists. The error is reported again at every check. */
static int check(struct pull *pull, int64_t now_ms, struct err *err)
{
	jsConsumerInfo *info = NULL;
	jsErrCode code;
	natsStatus status = consumer_info(pull, &info, &code);
	jsConsumerInfo_Destroy(info);
	int64_t wait = pull->checks < 5 ? FIRST_CHECK_MS << pull->checks : LAST_CHECK_MS;
	pull->checks++;
	pull->next_check_ms = now_ms + (wait < LAST_CHECK_MS ? wait : LAST_CHECK_MS);
	if (status == NATS_OK) {
		pull->suspect = false;
		return 0;
	}
	if (status == NATS_NOT_FOUND || code == JSConsumerNotFoundErr ||
		code == JSStreamNotFoundErr)
		return err_set(err, ERR_NOT_FOUND, "consumer %s of stream %s is gone",
			pull->consumer, pull->stream);
	return natsconn_err(
		err, status, code, "consumer %s of stream %s", pull->consumer, pull->stream);
}

/* Evaluates the outstanding request: answered, or no longer going to be. */
static void settle(struct pull *pull, int64_t now_ms)
{
	pthread_mutex_lock(&pull->lock);
	enum answer answer = pull->answer;
	if (pull->heard)
		pull->heard_ms = now_ms;
	pull->heard = false;
	pthread_mutex_unlock(&pull->lock);
	if (answer == ANSWER_MESSAGE || answer == ANSWER_EXPIRED) {
		pull->asked = false;
		pull->checks = 0;
	} else if (answer == ANSWER_REFUSED) {
		pull->asked = false;
		pull->suspect = true;
	} else if (pull->epoch != natsconn_epoch(pull->conn)) {
		pull->asked = false; /* the server that knew of it is gone or has forgotten it */
		pull->checks = 0;
	} else if (now_ms - pull->heard_ms > SILENCE_MS ||
		   now_ms - pull->asked_ms > EXPIRES_MS + SILENCE_MS) {
		pull->asked = false;
		pull->suspect = true;
	}
}

static int report_away(struct pull *pull, struct err *err)
{
	if (pull->reported_away)
		return 0;
	pull->reported_away = true;
	return err_set(err, ERR_UNAVAILABLE, "waiting for messages of %s/%s: the broker is away",
		pull->stream, pull->consumer);
}

int pull_tick(struct pull *pull, int64_t now_ms, int *ret_next_ms, struct err *err)
{
	*ret_next_ms = TICK_MS;
	if (!natsconn_is_connected(pull->conn))
		return report_away(pull, err);
	pull->reported_away = false;
	pthread_mutex_lock(&pull->lock);
	bool waiting = pull->arrived != NULL;
	pull->refuse = false;
	pthread_mutex_unlock(&pull->lock);
	if (pull->asked)
		settle(pull, now_ms);
	if (pull->asked || waiting)
		return 0;
	if (pull->checks > 0 && now_ms < pull->next_check_ms) {
		int64_t wait = pull->next_check_ms - now_ms;
		*ret_next_ms = wait < TICK_MS ? (int)wait : TICK_MS;
		return 0;
	}
	if (pull->suspect && check(pull, now_ms, err) < 0)
		return -1;
	return ask(pull, now_ms, err);
}

struct delivery *pull_take(struct pull *pull)
{
	uint64_t count;
	pthread_mutex_lock(&pull->lock);
	natsMsg *message = pull->arrived;
	pull->arrived = NULL;
	/* Anything else that arrives before the next tick is sent back. */
	if (message)
		pull->refuse = true;
	if (read(pull->event_fd, &count, sizeof count) < 0)
		errno = 0; /* EAGAIN: was not readable */
	pthread_mutex_unlock(&pull->lock);
	return message ? delivery_new(pull->conn, message) : NULL;
}

int pull_pending(struct pull *pull, uint64_t *ret_pending, struct err *err)
{
	jsConsumerInfo *info = NULL;
	jsErrCode code;
	natsStatus status = consumer_info(pull, &info, &code);
	if (status != NATS_OK)
		return natsconn_err(err, status, code, "consumer %s of stream %s", pull->consumer,
			pull->stream);
	*ret_pending = info->NumPending;
	jsConsumerInfo_Destroy(info);
	return 0;
}
