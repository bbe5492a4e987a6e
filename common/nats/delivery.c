/* delivery.c: one message of a pull consumer and its acknowledgement (reply subject as in
 * ADR-15). */
#include "common/nats/delivery.h"

#include "common/base/alloc.h"
#include "common/nats/internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ACK_WAIT_MS = 5000 };

struct delivery {
	struct natsconn *conn;
	natsMsg *message;
	uint64_t count, sequence;
};

/* Reads digits up to the next dot. */
static bool read_number(const char *token, uint64_t *ret_number)
{
	if (*token < '0' || *token > '9')
		return false;
	char *end;
	errno = 0;
	unsigned long long number = strtoull(token, &end, 10);
	if (errno || (*end != '.' && *end))
		return false;
	*ret_number = number;
	return true;
}

bool delivery_parse_reply(const char *reply, uint64_t *ret_count, uint64_t *ret_sequence)
{
	/* old:   $JS ACK <stream> <consumer> <count> <sequence> <c.sequence> <time> <pending>
	 * newer: $JS ACK <domain> <account> <stream> <consumer> <count> <sequence> ... */
	const char *tokens[16];
	size_t count = 0;
	tokens[count++] = reply;
	for (const char *dot = strchr(reply, '.'); dot && count < 16; dot = strchr(dot + 1, '.'))
		tokens[count++] = dot + 1;
	size_t first = count == 9 ? 4 : 6;
	if (count < 9 || count == 10 || strncmp(reply, "$JS.ACK.", 8) != 0)
		return false;
	uint64_t times, sequence;
	if (!read_number(tokens[first], &times) || !read_number(tokens[first + 1], &sequence))
		return false;
	*ret_count = times;
	*ret_sequence = sequence;
	return true;
}

struct delivery *delivery_new(struct natsconn *conn, natsMsg *message)
{
	struct delivery *delivery = alloc_zeroed(1, sizeof *delivery);
	delivery->conn = conn;
	delivery->message = message;
	delivery->count = 1; /* in case a future server uses an unknown form */
	delivery_parse_reply(natsMsg_GetReply(message), &delivery->count, &delivery->sequence);
	return delivery;
}

void delivery_free(struct delivery **delivery)
{
	if (!*delivery)
		return;
	natsMsg_Destroy((*delivery)->message);
	alloc_free(delivery);
}

const char *delivery_data(const struct delivery *delivery)
{
	return natsMsg_GetData(delivery->message);
}

size_t delivery_len(const struct delivery *delivery)
{
	return (size_t)natsMsg_GetDataLength(delivery->message);
}

const char *delivery_subject(const struct delivery *delivery)
{
	return natsMsg_GetSubject(delivery->message);
}

uint64_t delivery_count(const struct delivery *delivery)
{
	return delivery->count;
}

uint64_t delivery_sequence(const struct delivery *delivery)
{
	return delivery->sequence;
}

/* Sends an acknowledgement and waits for the server to confirm it. */
static int say_and_wait(struct delivery *delivery, const char *word, struct err *err)
{
	natsMsg *answer = NULL;
	natsStatus status = natsConnection_RequestString(&answer, natsconn_nats(delivery->conn),
		natsMsg_GetReply(delivery->message), word, ACK_WAIT_MS);
	natsMsg_Destroy(answer);
	if (status != NATS_OK)
		return natsconn_err(err, status, 0, "%s of message %" PRIu64 " of %s", word,
			delivery->sequence, delivery_subject(delivery));
	return 0;
}

static int say(struct delivery *delivery, const char *word, struct err *err)
{
	natsStatus status = natsConnection_PublishString(
		natsconn_nats(delivery->conn), natsMsg_GetReply(delivery->message), word);
	if (status != NATS_OK)
		return natsconn_err(err, status, 0, "%s of message %" PRIu64 " of %s", word,
			delivery->sequence, delivery_subject(delivery));
	return 0;
}

int delivery_ack(struct delivery *delivery, struct err *err)
{
	return say_and_wait(delivery, "+ACK", err);
}

int delivery_term(struct delivery *delivery, struct err *err)
{
	return say_and_wait(delivery, "+TERM", err);
}

int delivery_nak(struct delivery *delivery, int64_t delay_ms, struct err *err)
{
	char word[64];
	if (delay_ms > 0)
		snprintf(word, sizeof word, "-NAK {\"delay\":%" PRId64 "}", delay_ms * 1000000);
	else
		snprintf(word, sizeof word, "-NAK");
	return say(delivery, word, err);
}

int delivery_progress(struct delivery *delivery, struct err *err)
{
	return say(delivery, "+WPI", err);
}
