/* workflow_scan.c: reads the bucket's stream message by message, with direct gets. */
#include "common/farm/workflow_scan.h"

#include "common/base/arena.h"
#include "common/nats/kv.h"

#include <stdint.h>
#include <string.h>

/* The next message at or after sequence `from`; *ret_msg is NULL if there is none. */
static int next_message(struct natsconn *conn, const char *stream, const char *subject,
	uint64_t from, natsMsg **ret_msg, struct err *err)
{
	jsDirectGetMsgOptions options;
	jsDirectGetMsgOptions_Init(&options);
	options.Sequence = from;
	options.NextBySubject = subject;
	natsMsg *msg = NULL;
	natsStatus s = js_DirectGetMsg(&msg, natsconn_js(conn), stream, NULL, &options);
	if (s != NATS_OK && s != NATS_NOT_FOUND)
		return natsconn_err(err, s, 0, "%s", stream);
	*ret_msg = msg;
	return 0;
}

int workflow_scan(struct natsconn *conn,
	bool (*each)(void *context, struct workflow *workflow, int64_t mtime_ms), void *context,
	struct err *err)
{
	struct arena *arena = arena_new();
	const char *bucket = natsconn_settings(conn)->wav_aggregator_kv_bucket;
	const char *stream = kv_stream(arena, bucket);
	const char *subject = kv_subject(arena, bucket, "*");
	uint64_t from = 1;
	bool go_on = true;
	int rc = 0;
	while (go_on) {
		natsMsg *msg = NULL;
		rc = next_message(conn, stream, subject, from, &msg, err);
		if (rc < 0 || !msg)
			break;
		from = natsMsg_GetSequence(msg) + 1;
		struct workflow *workflow = NULL;
		struct err ignored;
		if (!kv_is_deletion(msg) &&
			workflow_parse(natsMsg_GetData(msg), (size_t)natsMsg_GetDataLength(msg),
				&workflow, &ignored) == 0) {
			workflow->revision = from - 1;
			go_on = each(context, workflow, natsMsg_GetTime(msg) / 1000000);
			workflow_free(&workflow);
		}
		natsMsg_Destroy(msg);
	}
	arena_free(&arena);
	return rc;
}
