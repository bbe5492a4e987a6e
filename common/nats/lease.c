/* lease.c: the lease is JSON under its key, and is written only over the revision that was read. */
#include "common/nats/lease.h"

#include "common/base/arena.h"
#include "common/base/timestamp.h"
#include "common/nats/kv.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

struct lease {
	char holder[64];
	int64_t expires_ms; /* Unix time */
	uint64_t sequence;  /* 0 if never taken */
};

static void parse(struct lease *lease, natsMsg *msg)
{
	cJSON *json =
		cJSON_ParseWithLength(natsMsg_GetData(msg), (size_t)natsMsg_GetDataLength(msg));
	const char *holder = cJSON_GetStringValue(cJSON_GetObjectItem(json, "holder"));
	const char *expires = cJSON_GetStringValue(cJSON_GetObjectItem(json, "expires"));
	snprintf(lease->holder, sizeof lease->holder, "%s", holder ? holder : "");
	if (!expires || !timestamp_parse(expires, &lease->expires_ms))
		lease->expires_ms = 0;
	cJSON_Delete(json);
}

static int read_lease(struct natsconn *conn, const char *stream, const char *subject,
	struct lease *ret_lease, struct err *err)
{
	natsMsg *msg = NULL;
	jsErrCode code = 0;
	struct lease lease = { .sequence = 0 };
	natsStatus s = js_GetLastMsg(&msg, natsconn_js(conn), stream, subject, NULL, &code);
	if (s == NATS_OK) {
		lease.sequence = natsMsg_GetSequence(msg);
		parse(&lease, msg);
		natsMsg_Destroy(msg);
	} else if (natsconn_err(err, s, code, "%s", subject), err->kind != ERR_NOT_FOUND) {
		return -1;
	}
	*ret_lease = lease;
	return 0;
}

static int write_lease(struct natsconn *conn, const char *subject, const char *json,
	uint64_t sequence, bool *ret_held, struct err *err)
{
	jsPubOptions options;
	jsPubOptions_Init(&options);
	options.ExpectLastSubjectSeq = sequence;
	options.ExpectNoMessage = sequence == 0;
	jsErrCode code = 0;
	natsStatus s = js_Publish(
		NULL, natsconn_js(conn), subject, json, (int)strlen(json), &options, &code);
	*ret_held = s == NATS_OK;
	if (s == NATS_OK)
		return 0;
	natsconn_err(err, s, code, "%s", subject);
	return err->kind == ERR_CONFLICT ? 0 : -1;
}

int lease_take(struct natsconn *conn, const char *name, const char *holder, int64_t ttl_ms,
	bool *ret_held, struct err *err)
{
	struct arena *arena = arena_new();
	const char *bucket = natsconn_settings(conn)->wav_aggregator_kv_bucket;
	const char *stream = kv_stream(arena, bucket);
	const char *subject = kv_subject(arena, bucket, arena_printf(arena, "lease.%s", name));
	struct lease lease;
	bool held = false;
	int rc = read_lease(conn, stream, subject, &lease, err);
	int64_t now = clock_unix_ms();
	if (rc == 0 && (strcmp(lease.holder, holder) == 0 || lease.expires_ms <= now)) {
		char expires[TIMESTAMP_SIZE];
		timestamp_format(now + ttl_ms, expires);
		const char *json = arena_printf(
			arena, "{\"holder\":\"%s\",\"expires\":\"%s\"}", holder, expires);
		rc = write_lease(conn, subject, json, lease.sequence, &held, err);
	}
	arena_free(&arena);
	if (rc == 0)
		*ret_held = held;
	return rc;
}
