/* topology_consumer.c: creates a durable pull consumer, or refuses an existing one that does not
 * fit. */
#include "common/farm/topology_parts.h"

#include "common/nats/internal.h"
#include "common/nats/retry.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	/* Messages waiting for their turn, such as those of books for which the disk has no room
	 * yet, count as pending, so the limit must exceed any queue (max_queued_jobs). How many are
	 * worked on at a time is the workers' business. */
	MAX_ACK_PENDING = 1000000,
	/* The server's default, which earlier versions used. */
	FORMER_MAX_ACK_PENDING = 1000,
};

static int refuse(
	const struct consumer_plan *plan, struct err *err, const char *has, const char *needs)
{
	return err_set(err, ERR_INVALID,
		"consumer %s of stream %s exists and does not fit: it has %s, but needs %s",
		plan->name, plan->stream, has, needs);
}

/* A consumer without a filter takes everything, which is fine only if the whole stream is ours. */
static int check_filter(struct natsconn *conn, const struct consumer_plan *plan, const char *filter,
	struct err *err)
{
	char has[160], needs[160];
	snprintf(needs, sizeof needs, "the filter %s", plan->subject);
	if (filter && *filter) {
		if (strcmp(filter, plan->subject) == 0)
			return 0;
		snprintf(has, sizeof has, "the filter %s", filter);
		return refuse(plan, err, has, needs);
	}
	jsStreamInfo *info = NULL;
	jsErrCode code = 0;
	natsStatus status = js_GetStreamInfo(&info, natsconn_js(conn), plan->stream, NULL, &code);
	if (status != NATS_OK)
		return natsconn_err(err, status, code, "stream %s", plan->stream);
	bool alone = info->Config->SubjectsLen == 1 &&
		     strcmp(info->Config->Subjects[0], plan->subject) == 0;
	jsStreamInfo_Destroy(info);
	return alone ? 0 : refuse(plan, err, "no filter", needs);
}

static int check(struct natsconn *conn, const struct consumer_plan *plan,
	const jsConsumerConfig *config, int64_t ack_wait_ns, struct err *err)
{
	char has[80], needs[80];
	if (config->DeliverSubject && *config->DeliverSubject)
		return refuse(plan, err, "a deliver subject (push)", "a pull consumer");
	if (config->AckPolicy != js_AckExplicit)
		return refuse(plan, err,
			config->AckPolicy == js_AckNone ? "ack policy none" : "ack policy all",
			"explicit acks");
	if (config->MaxDeliver > 0) {
		snprintf(has, sizeof has, "max_deliver %" PRId64, config->MaxDeliver);
		return refuse(plan, err, has,
			"-1 (a message beyond it would stay in the queue for ever)");
	}
	/* The deadline is renewed at a quarter of the configured time. */
	if (config->AckWait > 0 && config->AckWait < ack_wait_ns / 2) {
		snprintf(has, sizeof has, "ack_wait %" PRId64 " ms", config->AckWait / 1000000);
		snprintf(needs, sizeof needs, "about %" PRId64 " ms", ack_wait_ns / 1000000);
		return refuse(plan, err, has, needs);
	}
	return check_filter(conn, plan, config->FilterSubject, err);
}

/* Creates the consumer with this limit. A broker may be configured to allow less; its default is
 * always allowed.
 */
static int make_with(struct natsconn *conn, const struct consumer_plan *plan, int64_t ack_wait_ns,
	int64_t max_ack_pending, struct err *err)
{
	jsConsumerConfig config;
	jsErrCode code = 0;
	jsConsumerConfig_Init(&config);
	config.Durable = plan->name;
	config.AckPolicy = js_AckExplicit;
	config.AckWait = ack_wait_ns;
	config.MaxDeliver = -1;
	config.FilterSubject = plan->subject;
	config.MaxAckPending = max_ack_pending;
	natsStatus status =
		js_AddConsumer(NULL, natsconn_js(conn), plan->stream, &config, NULL, &code);
	if (status == NATS_OK)
		return 0;
	if (code == JSConsumerMaxPendingAckExcessErr && max_ack_pending != FORMER_MAX_ACK_PENDING)
		return make_with(conn, plan, ack_wait_ns, FORMER_MAX_ACK_PENDING, err);
	natsconn_err(
		err, status, code, "creating consumer %s of stream %s", plan->name, plan->stream);
	if (!err)
		return -1;
	if (code == JSConsumerWQConsumerNotUniqueErr || code == JSConsumerWQMultipleUnfilteredErr)
		return err_set(err, ERR_INVALID,
			"consumer %s of stream %s cannot be created: another consumer of that stream "
			"takes %s already",
			plan->name, plan->stream, plan->subject);
	/* Another process has just created it: check that one. */
	if (code == JSConsumerNameExistErr || code == JSConsumerExistingActiveErr ||
		code == JSStreamNotFoundErr)
		err->kind = ERR_CONFLICT;
	return -1;
}

static int make(struct natsconn *conn, const struct consumer_plan *plan, int64_t ack_wait_ns,
	struct err *err)
{
	return make_with(conn, plan, ack_wait_ns, MAX_ACK_PENDING, err);
}

/* After a power failure or a SIGKILL of the broker, a stream may have lost its last messages and,
 * if it was empty, its last sequence number. It then counts from the start, and its consumer would
 * skip everything up to the number it remembers. The stream is queried after the consumer because
 * its sequence only grows. */
static int is_ahead(struct natsconn *conn, const struct consumer_plan *plan, uint64_t delivered,
	bool *ret_ahead, struct err *err)
{
	jsStreamInfo *info = NULL;
	jsErrCode code = 0;
	natsStatus status = js_GetStreamInfo(&info, natsconn_js(conn), plan->stream, NULL, &code);
	if (status != NATS_OK)
		return natsconn_err(err, status, code, "stream %s", plan->stream);
	*ret_ahead = delivered > info->State.LastSeq;
	jsStreamInfo_Destroy(info);
	return 0;
}

/* The new consumer redelivers what was delivered but not acknowledged, which is harmless. */
static int make_again(struct natsconn *conn, const struct consumer_plan *plan, int64_t ack_wait_ns,
	struct err *err)
{
	jsErrCode code = 0;
	natsStatus status =
		js_DeleteConsumer(natsconn_js(conn), plan->stream, plan->name, NULL, &code);
	if (status != NATS_OK && status != NATS_NOT_FOUND && code != JSConsumerNotFoundErr)
		return natsconn_err(err, status, code, "removing consumer %s of stream %s",
			plan->name, plan->stream);
	return make(conn, plan, ack_wait_ns, err);
}

/* Raises the limit only if it is the default; one that somebody chose stays. If the broker does not
 * allow a higher one, or not to us, the farm works with the default. */
static void raise_limit(
	struct natsconn *conn, const struct consumer_plan *plan, jsConsumerConfig *config)
{
	if (config->MaxAckPending != FORMER_MAX_ACK_PENDING)
		return;
	config->MaxAckPending = MAX_ACK_PENDING;
	js_UpdateConsumer(NULL, natsconn_js(conn), plan->stream, config, NULL, NULL);
}

static int ensure_once(struct natsconn *conn, const struct consumer_plan *plan, int64_t ack_wait_ns,
	struct err *err)
{
	jsConsumerInfo *info = NULL;
	jsErrCode code = 0;
	natsStatus status =
		js_GetConsumerInfo(&info, natsconn_js(conn), plan->stream, plan->name, NULL, &code);
	if (status == NATS_OK) {
		bool ahead = false;
		int result = check(conn, plan, info->Config, ack_wait_ns, err);
		if (result == 0)
			result = is_ahead(conn, plan, info->Delivered.Stream, &ahead, err);
		if (result == 0 && !ahead)
			raise_limit(conn, plan, info->Config);
		jsConsumerInfo_Destroy(info);
		return ahead ? make_again(conn, plan, ack_wait_ns, err) : result;
	}
	if (status != NATS_NOT_FOUND && code != JSConsumerNotFoundErr)
		return natsconn_err(
			err, status, code, "consumer %s of stream %s", plan->name, plan->stream);
	return make(conn, plan, ack_wait_ns, err);
}

int consumer_ensure(struct natsconn *conn, const struct consumer_plan *plan, int64_t ack_wait_ns,
	int64_t deadline_ms, struct err *err)
{
	struct retry retry = retry_until(deadline_ms, RETRY_TRANSIENT);
	struct err error;
	int result;
	do {
		result = ensure_once(conn, plan, ack_wait_ns, &error);
	} while (retry_again(&retry, result, &error));
	return retry_result(result, &error, err);
}
