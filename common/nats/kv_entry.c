/* kv_entry.c: reads an entry of a key-value bucket, and writes it by compare-and-set. */
#include "common/nats/kv_entry.h"

#include "common/base/arena.h"
#include "common/base/uuid.h"
#include "common/nats/kv.h"
#include "common/nats/retry.h"

#include <string.h>

void kv_entry_free(struct kv_entry *entry)
{
	natsMsg_Destroy(entry->message);
	memset(entry, 0, sizeof *entry);
}

int kv_entry_read(struct natsconn *conn, const char *bucket, const char *key,
	struct kv_entry *ret_entry, struct err *err)
{
	struct arena *arena = arena_new();
	struct kv_entry entry = { 0 };
	jsErrCode code = 0;
	natsStatus status = js_GetLastMsg(&entry.message, natsconn_js(conn),
		kv_stream(arena, bucket), kv_subject(arena, bucket, key), NULL, &code);
	arena_free(&arena);
	if (code == JSStreamNotFoundErr)
		return natsconn_err(err, status, code, "%s: no such bucket", bucket);
	if (status == NATS_NOT_FOUND || code == JSNoMessageFoundErr) {
		*ret_entry = entry;
		return 0;
	}
	if (status != NATS_OK)
		return natsconn_err(err, status, code, "%s/%s", bucket, key);
	entry.sequence = natsMsg_GetSequence(entry.message);
	entry.deleted = kv_is_deletion(entry.message);
	*ret_entry = entry;
	return 0;
}

struct write {
	const char *subject;
	const char *value; /* NULL for a deletion marker */
	uint64_t expected;
	char msg_id[UUID_SIZE]; /* lets the server deduplicate retries */
};

static natsStatus publish(
	struct natsconn *conn, const struct write *write, jsPubAck **ret_ack, jsErrCode *ret_code)
{
	natsMsg *message = NULL;
	jsPubOptions options;
	jsPubOptions_Init(&options);
	options.ExpectLastSubjectSeq = write->expected;
	options.ExpectNoMessage = write->expected == 0;
	options.MsgId = write->msg_id;
	*ret_code = 0;
	natsStatus status = natsMsg_Create(&message, write->subject, NULL, write->value,
		write->value ? (int)strlen(write->value) : 0);
	if (status == NATS_OK && !write->value)
		status = natsMsgHeader_Set(message, "KV-Operation", "PURGE");
	if (status == NATS_OK && !write->value)
		status = natsMsgHeader_Set(message, "Nats-Rollup", "sub");
	if (status == NATS_OK)
		status = js_PublishMsg(ret_ack, natsconn_js(conn), message, &options, ret_code);
	natsMsg_Destroy(message);
	return status;
}

int kv_entry_write(struct natsconn *conn, const char *bucket, const char *key, const char *value,
	uint64_t expected, int64_t deadline_ms, uint64_t *ret_sequence, struct err *err)
{
	struct arena *arena = arena_new();
	struct write write = {
		.subject = kv_subject(arena, bucket, key),
		.value = value,
		.expected = expected,
	};
	struct retry retry = retry_until(deadline_ms, RETRY_UNAVAILABLE);
	retry.conn = conn;
	struct err error;
	int result;
	uuid_new(write.msg_id);
	do {
		jsPubAck *ack = NULL;
		jsErrCode code;
		natsStatus status = publish(conn, &write, &ack, &code);
		result = 0;
		if (status == NATS_OK)
			*ret_sequence = ack->Sequence;
		else
			result = natsconn_err(&error, status, code, "%s/%s", bucket, key);
		jsPubAck_Destroy(ack);
	} while (retry_again(&retry, result, &error));
	arena_free(&arena);
	return retry_result(result, &error, err);
}
