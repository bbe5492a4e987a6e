/* metadata.c: reads, replaces and removes the metadata messages of objects. */
#include "common/objstore/parts.h"

#include "common/base/timestamp.h"
#include "common/nats/internal.h"
#include "common/nats/retry.h"

#include <string.h>

static const int64_t ns_per_ms = 1000000;

/* The latest metadata message. ERR_NOT_FOUND if there is none. */
static int get_message(struct natsconn *conn, const char *bucket, const char *name,
	struct arena *arena, natsMsg **ret_message, bool *ret_no_bucket, struct err *err)
{
	jsErrCode code = 0;
	natsStatus status =
		js_GetLastMsg(ret_message, natsconn_js(conn), object_stream(arena, bucket),
			object_meta_subject(arena, bucket, name), NULL, &code);
	*ret_no_bucket = code == JSStreamNotFoundErr;
	if (*ret_no_bucket)
		return err_set(err, ERR_NOT_FOUND, "no such bucket");
	if (status == NATS_NOT_FOUND || code == JSNoMessageFoundErr)
		return err_set(err, ERR_NOT_FOUND, "no such object");
	if (status != NATS_OK)
		return natsconn_err(err, status, code, "reading its metadata");
	return 0;
}

static int parse_message(
	natsMsg *message, struct arena *arena, struct object_info *ret_info, struct err *err)
{
	struct object_info info;
	if (object_info_parse(natsMsg_GetData(message), (size_t)natsMsg_GetDataLength(message),
		    arena, &info, err) < 0)
		return -1;
	info.sequence = natsMsg_GetSequence(message);
	info.mtime_ms = natsMsg_GetTime(message) / ns_per_ms;
	*ret_info = info;
	return 0;
}

int object_meta_read(struct natsconn *conn, const char *bucket, const char *name,
	struct arena *arena, struct object_info *ret_info, struct err *err)
{
	natsMsg *message = NULL;
	bool no_bucket;
	if (get_message(conn, bucket, name, arena, &message, &no_bucket, err) < 0)
		return -1;
	int result = parse_message(message, arena, ret_info, err);
	natsMsg_Destroy(message);
	return result;
}

int object_meta_previous(struct natsconn *conn, const char *bucket, const char *name,
	struct arena *arena, struct object_info *ret_info, struct err *err)
{
	natsMsg *message = NULL;
	bool no_bucket;
	struct err error;
	if (get_message(conn, bucket, name, arena, &message, &no_bucket, &error) < 0) {
		if (error.kind == ERR_NOT_FOUND && !no_bucket) {
			memset(ret_info, 0, sizeof *ret_info);
			return 0;
		}
		if (err)
			*err = error;
		return -1;
	}
	if (parse_message(message, arena, ret_info, NULL) < 0) {
		memset(ret_info, 0, sizeof *ret_info);
		ret_info->sequence = natsMsg_GetSequence(message);
	}
	/* The subject determines bucket and name, whatever the message says. */
	ret_info->bucket = arena_string(arena, bucket);
	ret_info->name = arena_string(arena, name);
	natsMsg_Destroy(message);
	return 0;
}

static natsStatus publish(struct natsconn *conn, const char *subject, const char *json,
	uint64_t expected, jsPubAck **ret_ack, jsErrCode *ret_code)
{
	natsMsg *message = NULL;
	jsPubOptions options;
	jsPubOptions_Init(&options);
	options.ExpectLastSubjectSeq = expected;
	options.ExpectNoMessage = expected == 0;
	natsStatus status = natsMsg_Create(&message, subject, NULL, json, (int)strlen(json));
	if (status == NATS_OK)
		status = natsMsgHeader_Set(message, "Nats-Rollup", "sub");
	if (status == NATS_OK)
		status = js_PublishMsg(ret_ack, natsconn_js(conn), message, &options, ret_code);
	natsMsg_Destroy(message);
	return status;
}

int object_meta_write(struct natsconn *conn, const struct object_info *info, uint64_t expected,
	uint64_t *ret_sequence, struct err *err)
{
	struct arena *arena = arena_new();
	jsPubAck *ack = NULL;
	jsErrCode code = 0;
	natsStatus status = publish(conn, object_meta_subject(arena, info->bucket, info->name),
		object_info_format(info, arena), expected, &ack, &code);
	arena_free(&arena);
	if (status != NATS_OK)
		return natsconn_err(err, status, code, "writing its metadata");
	*ret_sequence = ack->Sequence;
	jsPubAck_Destroy(ack);
	return 0;
}

/* ---- finding a live object ---- */

static int read_patiently(struct natsconn *conn, const char *bucket, const char *name,
	struct arena *arena, struct object_info *ret_info, struct err *err)
{
	struct retry retry = retry_for(OBJECT_SHORT_MS, RETRY_UNAVAILABLE);
	struct err error;
	int result;
	do {
		result = object_meta_read(conn, bucket, name, arena, ret_info, &error);
	} while (retry_again(&retry, result, &error));
	if (result < 0)
		err_prefix(&error, "%s/%s", bucket, name);
	return retry_result(result, &error, err);
}

static int find_live(struct natsconn *conn, const char *bucket, const char *name,
	struct arena *arena, struct object_info *ret_info, struct err *err)
{
	struct object_info info;
	if (object_check_names(bucket, name, err) < 0 ||
		read_patiently(conn, bucket, name, arena, &info, err) < 0)
		return -1;
	if (info.deleted)
		return err_set(err, ERR_NOT_FOUND, "%s/%s: no such object", bucket, name);
	*ret_info = info;
	return 0;
}

int objstore_info(struct natsconn *conn, const char *bucket, const char *name, struct arena *arena,
	struct object_info *ret_info, struct err *err)
{
	return find_live(conn, bucket, name, arena, ret_info, err);
}

int object_meta_find(struct natsconn *conn, const char *bucket, const char *name,
	struct arena *arena, struct object_info *ret_info, struct err *err)
{
	struct object_info info;
	if (find_live(conn, bucket, name, arena, &info, err) < 0)
		return -1;
	if (!info.link_bucket) {
		*ret_info = info;
		return 0;
	}
	if (!info.link_name || !*info.link_name)
		return err_set(err, ERR_INVALID, "%s/%s: a link to the whole bucket %s", bucket,
			name, info.link_bucket);
	struct object_info target;
	if (find_live(conn, info.link_bucket, info.link_name, arena, &target, err) < 0)
		return err_prefix(err, "%s/%s: its link", bucket, name);
	if (target.link_bucket)
		return err_set(err, ERR_INVALID, "%s/%s: a link to a link", bucket, name);
	*ret_info = target;
	return 0;
}

/* ---- purging and counting ---- */

int object_purge(struct natsconn *conn, const char *bucket, const char *subject, uint64_t below,
	struct err *err)
{
	struct arena *arena = arena_new();
	jsOptions options;
	jsErrCode code = 0;
	jsOptions_Init(&options);
	options.Stream.Purge.Subject = subject;
	options.Stream.Purge.Sequence = below;
	natsStatus status =
		js_PurgeStream(natsconn_js(conn), object_stream(arena, bucket), &options, &code);
	arena_free(&arena);
	if (status != NATS_OK)
		return natsconn_err(err, status, code, "purging %s", subject);
	return 0;
}

int object_purge_chunks(
	struct natsconn *conn, const char *bucket, const char *nuid, int64_t ms, struct err *err)
{
	struct retry retry = retry_for(ms, RETRY_UNAVAILABLE);
	struct arena *arena = arena_new();
	const char *subject = object_chunk_subject(arena, bucket, nuid);
	struct err error;
	int result;
	do {
		result = object_purge(conn, bucket, subject, 0, &error);
	} while (retry_again(&retry, result, &error));
	arena_free(&arena);
	return retry_result(result, &error, err);
}

int object_subjects(struct natsconn *conn, const char *bucket, const char *filter, const char *what,
	jsStreamInfo **ret_info, struct err *err)
{
	struct arena *arena = arena_new();
	jsOptions options;
	jsErrCode code = 0;
	jsOptions_Init(&options);
	options.Stream.Info.SubjectsFilter = filter;
	natsStatus status = js_GetStreamInfo(
		ret_info, natsconn_js(conn), object_stream(arena, bucket), &options, &code);
	arena_free(&arena);
	return status == NATS_OK ? 0 : natsconn_err(err, status, code, "%s", what);
}

int object_count_chunks(struct natsconn *conn, const char *bucket, const char *nuid,
	uint64_t *ret_count, struct err *err)
{
	struct arena *arena = arena_new();
	jsStreamInfo *info = NULL;
	int result = object_subjects(conn, bucket, object_chunk_subject(arena, bucket, nuid),
		"counting its chunks", &info, err);
	arena_free(&arena);
	if (result < 0)
		return -1;
	uint64_t count = 0;
	const jsStreamStateSubjects *subjects = info->State.Subjects;
	for (int i = 0; subjects && i < subjects->Count; i++)
		count += subjects->List[i].Msgs;
	jsStreamInfo_Destroy(info);
	*ret_count = count;
	return 0;
}
