/* publish_window.c: acks arrive on reply subjects "<inbox>.<window>.<n>", and are counted in the
 * library's thread. */
#include "common/nats/publish_window.h"

#include "common/base/alloc.h"
#include "common/base/monotonic.h"
#include "common/base/timestamp.h"
#include "common/nats/internal.h"
#include "common/nats/subscription.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A stream that sends no ack for this long is considered gone. */
enum { ACK_WAIT_MS = 10000 };

struct pubwindow {
	struct pubhub *hub;
	struct pubwindow *next; /* under hub->lock, like everything below */
	uint64_t id;            /* never reused on this connection */
	uint64_t sent, answered;
	int64_t heard_ms; /* monotonic time of the last answer, or of sending when nothing was in
			   * flight */
	unsigned limit;
	pthread_cond_t changed;
	struct err error; /* the first failure, or ERR_NONE */
};

struct pubhub {
	natsConnection *nats;
	struct subscription *subscription;
	char inbox[64];
	pthread_mutex_t lock;
	struct pubwindow *windows;
	uint64_t last_id;
};

static void fail(struct pubwindow *window, const struct err *error)
{
	if (window->error.kind == ERR_NONE)
		window->error = *error;
}

/* ---- acks ---- */

/* Returns 0 for a PubAck, or the reason why the message was not stored. */
static int read_ack(natsMsg *message, struct err *err)
{
	if (natsMsg_IsNoResponders(message))
		return natsconn_err_said(
			err, NATS_NO_RESPONDERS, 0, "no stream accepts it", "publishing");
	cJSON *json = cJSON_ParseWithLength(
		natsMsg_GetData(message), (size_t)natsMsg_GetDataLength(message));
	const cJSON *error = cJSON_GetObjectItemCaseSensitive(json, "error");
	int result = 0;
	if (cJSON_IsObject(error)) {
		const cJSON *code = cJSON_GetObjectItemCaseSensitive(error, "err_code");
		const cJSON *text = cJSON_GetObjectItemCaseSensitive(error, "description");
		result = natsconn_err_said(err, NATS_ERR,
			(jsErrCode)(cJSON_IsNumber(code) ? code->valueint : 0),
			cJSON_IsString(text) ? text->valuestring : "no reason given", "publishing");
	} else if (!cJSON_IsString(cJSON_GetObjectItemCaseSensitive(json, "stream"))) {
		result = err_set(err, ERR_INTERNAL, "publishing: the reply is not a PubAck");
	}
	cJSON_Delete(json);
	return result;
}

static void on_ack(
	natsConnection *nats, natsSubscription *subscription, natsMsg *message, void *closure)
{
	(void)nats;
	(void)subscription;
	struct pubhub *hub = closure;
	struct err err = { ERR_NONE, "" };
	uint64_t id = strtoull(natsMsg_GetSubject(message) + strlen(hub->inbox) + 1, NULL, 10);
	int result = read_ack(message, &err);
	natsMsg_Destroy(message);
	pthread_mutex_lock(&hub->lock);
	for (struct pubwindow *window = hub->windows; window; window = window->next) {
		if (window->id != id)
			continue;
		if (window->answered < window->sent) /* not given up on yet */
			window->answered++;
		window->heard_ms = clock_monotonic_ms();
		if (result < 0)
			fail(window, &err);
		pthread_cond_signal(&window->changed);
		break;
	}
	pthread_mutex_unlock(&hub->lock);
}

/* Fails the windows whose outstanding publishes have had no answer since `since_ms`. */
static void give_up(struct pubhub *hub, int64_t since_ms, const struct err *error)
{
	pthread_mutex_lock(&hub->lock);
	for (struct pubwindow *window = hub->windows; window; window = window->next) {
		if (window->answered == window->sent || window->heard_ms > since_ms)
			continue;
		window->answered = window->sent;
		fail(window, error);
		pthread_cond_signal(&window->changed);
	}
	pthread_mutex_unlock(&hub->lock);
}

void pubhub_disconnected(struct pubhub *hub)
{
	static const struct err error = { ERR_UNAVAILABLE,
		"publishing: the connection broke before the acknowledgement" };
	give_up(hub, INT64_MAX, &error);
}

void pubhub_silent(struct pubhub *hub, int64_t since_ms)
{
	static const struct err error = { ERR_UNAVAILABLE,
		"publishing: the server is connected but does not answer" };
	give_up(hub, since_ms, &error);
}

/* ---- the hub ---- */

int pubhub_open(natsConnection *nats, struct pubhub **ret_hub, struct err *err)
{
	natsInbox *inbox = NULL;
	natsStatus status = natsInbox_Create(&inbox);
	if (status != NATS_OK)
		return natsconn_err(err, status, 0, "creating an inbox");
	struct pubhub *hub = alloc_zeroed(1, sizeof *hub);
	hub->nats = nats;
	snprintf(hub->inbox, sizeof hub->inbox, "%s", inbox);
	natsInbox_Destroy(inbox);
	pthread_mutex_init(&hub->lock, NULL);
	char subject[80];
	snprintf(subject, sizeof subject, "%s.*.*", hub->inbox);
	if (subscription_open(nats, subject, on_ack, hub, &hub->subscription, err) < 0) {
		pthread_mutex_destroy(&hub->lock);
		free(hub);
		return -1;
	}
	*ret_hub = hub;
	return 0;
}

void pubhub_close(struct pubhub **hub)
{
	struct pubhub *it = *hub;
	if (!it)
		return;
	*hub = NULL;
	if (!subscription_close(&it->subscription))
		return; /* its thread may still use it: better leak than use after free */
	pthread_mutex_destroy(&it->lock);
	free(it);
}

/* ---- windows ---- */

struct pubwindow *pubwindow_open(struct pubhub *hub, unsigned limit)
{
	struct pubwindow *window = alloc_zeroed(1, sizeof *window);
	window->hub = hub;
	window->limit = limit;
	monotonic_cond_init(&window->changed);
	pthread_mutex_lock(&hub->lock);
	window->id = ++hub->last_id;
	window->next = hub->windows;
	hub->windows = window;
	pthread_mutex_unlock(&hub->lock);
	return window;
}

void pubwindow_close(struct pubwindow **window)
{
	struct pubwindow *it = *window;
	if (!it)
		return;
	*window = NULL;
	pthread_mutex_lock(&it->hub->lock);
	struct pubwindow **link = &it->hub->windows;
	while (*link != it)
		link = &(*link)->next;
	*link = it->next;
	pthread_mutex_unlock(&it->hub->lock);
	pthread_cond_destroy(&it->changed);
	free(it);
}

/* Waits, holding the lock, until at most `most` publishes are in flight. Every answer restarts the
 * timeout. */
static void wait_in_flight(struct pubwindow *window, uint64_t most, int64_t ms)
{
	struct timespec end = monotonic_after(ms);
	uint64_t seen = window->answered;
	while (window->sent - window->answered > most) {
		if (window->answered != seen) {
			seen = window->answered;
			end = monotonic_after(ms);
		}
		if (pthread_cond_timedwait(&window->changed, &window->hub->lock, &end) == 0)
			continue;
		if (window->answered == seen)
			return;
	}
}

/* Waits for room for one more (most = limit - 1) or for everything (most = 0). */
static int await(struct pubwindow *window, uint64_t most, struct err *err)
{
	struct pubhub *hub = window->hub;
	pthread_mutex_lock(&hub->lock);
	if (window->error.kind == ERR_NONE)
		wait_in_flight(window, most, ACK_WAIT_MS);
	if (window->error.kind == ERR_NONE && window->sent - window->answered > most)
		err_set(&window->error, ERR_UNAVAILABLE,
			"publishing: no acknowledgement within %d s", ACK_WAIT_MS / 1000);
	int result = 0;
	if (window->error.kind != ERR_NONE) {
		if (err)
			*err = window->error;
		result = -1;
	}
	pthread_mutex_unlock(&hub->lock);
	return result;
}

static natsStatus publish(natsConnection *nats, const char *subject, const char *reply,
	const char *header, const char *value, const void *data, size_t len)
{
	natsMsg *message = NULL;
	natsStatus status = natsMsg_Create(&message, subject, reply, data, (int)len);
	if (status == NATS_OK && header)
		status = natsMsgHeader_Set(message, header, value);
	if (status == NATS_OK)
		status = natsConnection_PublishMsg(nats, message);
	natsMsg_Destroy(message);
	return status;
}

int pubwindow_publish(struct pubwindow *window, const char *subject, const char *header,
	const char *value, const void *data, size_t len, struct err *err)
{
	struct pubhub *hub = window->hub;
	if (await(window, window->limit - 1, err) < 0)
		return -1;
	char reply[112];
	pthread_mutex_lock(&hub->lock);
	if (window->answered == window->sent)
		window->heard_ms = clock_monotonic_ms();
	snprintf(reply, sizeof reply, "%s.%" PRIu64 ".%" PRIu64, hub->inbox, window->id,
		window->sent);
	window->sent++; /* before the ack can arrive */
	pthread_mutex_unlock(&hub->lock);
	natsStatus status = publish(hub->nats, subject, reply, header, value, data, len);
	if (status == NATS_OK)
		return 0;
	struct err error;
	natsconn_err(&error, status, 0, "publishing");
	pthread_mutex_lock(&hub->lock);
	if (window->answered < window->sent)
		window->answered++;
	fail(window, &error);
	if (err)
		*err = window->error;
	pthread_mutex_unlock(&hub->lock);
	return -1;
}

uint64_t pubwindow_answered(struct pubwindow *window)
{
	pthread_mutex_lock(&window->hub->lock);
	uint64_t answered = window->answered;
	pthread_mutex_unlock(&window->hub->lock);
	return answered;
}

int pubwindow_flush(struct pubwindow *window, struct err *err)
{
	return await(window, 0, err);
}

void pubwindow_settle(struct pubwindow *window, int64_t ms)
{
	pthread_mutex_lock(&window->hub->lock);
	wait_in_flight(window, 0, ms);
	pthread_mutex_unlock(&window->hub->lock);
}
