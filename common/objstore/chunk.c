/* chunk.c: reads one chunk, from any replica or, in case of doubt, from the leader. */
#include "common/objstore/parts.h"

#include "common/base/alloc.h"
#include "common/base/base64url.h"
#include "common/base/timestamp.h"
#include "common/nats/internal.h"
#include "common/nats/retry.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_MS = 5000 };

char *object_chunk_wanted(struct arena *arena, const char *subject, uint64_t from)
{
	return arena_printf(arena, "{\"seq\":%" PRIu64 ",\"next_by_subj\":\"%s\"}", from, subject);
}

void object_chunk_free(struct object_chunk *chunk)
{
	natsMsg_Destroy(chunk->message);
	free(chunk->decoded);
	memset(chunk, 0, sizeof *chunk);
}

/* Parses a non-negative decimal number; -1 if it is not one. */
static int64_t parse_decimal(const char *text)
{
	char *end;
	errno = 0;
	long long number = strtoll(text, &end, 10);
	return errno || end == text || number < 0 ? -1 : number;
}

static int64_t number_in(natsMsg *message, const char *header)
{
	const char *text = NULL;
	natsMsgHeader_Get(message, header, &text);
	return text ? parse_decimal(text) : -1;
}

bool object_chunk_of(natsMsg *message, uint64_t from, struct object_chunk *ret_chunk)
{
	int64_t sequence = number_in(message, "Nats-Sequence");
	if (sequence < 0 || (uint64_t)sequence < from)
		return false; /* only stored messages have that header */
	*ret_chunk = (struct object_chunk) {
		.message = message,
		.data = natsMsg_GetData(message),
		.len = (size_t)natsMsg_GetDataLength(message),
		.sequence = (uint64_t)sequence,
		.offset = number_in(message, OBJECT_OFFSET),
	};
	return true;
}

/* ---- any replica ---- */

static natsStatus read_direct(struct natsconn *conn, const char *stream, const char *subject,
	uint64_t from, struct object_chunk *ret_chunk)
{
	jsDirectGetMsgOptions which;
	jsOptions options;
	natsMsg *message = NULL;
	jsOptions_Init(&options);
	options.Wait = WAIT_MS;
	jsDirectGetMsgOptions_Init(&which);
	which.Sequence = from;
	which.NextBySubject = subject;
	natsStatus status = js_DirectGetMsg(&message, natsconn_js(conn), stream, &options, &which);
	if (status != NATS_OK)
		return status;
	if (object_chunk_of(message, from, ret_chunk))
		return NATS_OK;
	natsMsg_Destroy(message);
	return NATS_ERR;
}

/* ---- the leader ---- */

/* JSON uses the standard base64 alphabet. Returns bytes in the arena, or NULL if the item is not
 * base64. */
static char *decode(struct arena *arena, const cJSON *item, size_t *ret_len)
{
	if (!cJSON_IsString(item))
		return NULL;
	char *text = item->valuestring;
	for (char *at = text; *at; at++) {
		if (*at == '+')
			*at = '-';
		else if (*at == '/')
			*at = '_';
	}
	return base64url_decode(arena, text, ret_len);
}

static int64_t offset_in_headers(struct arena *arena, const cJSON *item)
{
	const char *headers = decode(arena, item, NULL);
	const char *at = headers ? strstr(headers, "\n" OBJECT_OFFSET ":") : NULL;
	return at ? parse_decimal(at + sizeof "\n" OBJECT_OFFSET ":" - 1) : -1;
}

static int read_stored(const cJSON *stored, struct object_chunk *ret_chunk, struct err *err)
{
	struct arena *arena = arena_new();
	const cJSON *sequence = cJSON_GetObjectItemCaseSensitive(stored, "seq");
	const cJSON *data = cJSON_GetObjectItemCaseSensitive(stored, "data");
	size_t len = 0;
	const char *bytes = data ? decode(arena, data, &len) : "";
	int result = 0;
	if (!cJSON_IsNumber(sequence) || !bytes) {
		result = err_set(err, ERR_INTERNAL, "reading a chunk: not a stored message");
	} else {
		char *copy = alloc_zeroed(len + 1, 1);
		memcpy(copy, bytes, len);
		*ret_chunk = (struct object_chunk) {
			.decoded = copy,
			.data = copy,
			.len = len,
			.sequence = (uint64_t)sequence->valuedouble,
			.offset = offset_in_headers(
				arena, cJSON_GetObjectItemCaseSensitive(stored, "hdrs")),
		};
	}
	arena_free(&arena);
	return result;
}

static int read_answer(natsMsg *answer, struct object_chunk *ret_chunk, struct err *err)
{
	cJSON *json = cJSON_ParseWithLength(
		natsMsg_GetData(answer), (size_t)natsMsg_GetDataLength(answer));
	const cJSON *error = cJSON_GetObjectItemCaseSensitive(json, "error");
	const cJSON *stored = cJSON_GetObjectItemCaseSensitive(json, "message");
	int result;
	if (cJSON_IsObject(error)) {
		const cJSON *code = cJSON_GetObjectItemCaseSensitive(error, "err_code");
		const cJSON *text = cJSON_GetObjectItemCaseSensitive(error, "description");
		result = natsconn_err_said(err, NATS_ERR,
			(jsErrCode)(cJSON_IsNumber(code) ? code->valueint : 0),
			cJSON_IsString(text) ? text->valuestring : "no reason given",
			"reading a chunk");
	} else {
		result = read_stored(stored, ret_chunk, err);
	}
	cJSON_Delete(json);
	return result;
}

static int read_leader(struct natsconn *conn, struct arena *arena, const char *stream,
	const char *subject, uint64_t from, struct object_chunk *ret_chunk, struct err *err)
{
	natsMsg *answer = NULL;
	natsStatus status = natsConnection_RequestString(&answer, natsconn_nats(conn),
		arena_printf(arena, "$JS.API.STREAM.MSG.GET.%s", stream),
		object_chunk_wanted(arena, subject, from), WAIT_MS);
	if (status != NATS_OK)
		return natsconn_err(err, status, 0, "reading a chunk");
	int result = read_answer(answer, ret_chunk, err);
	natsMsg_Destroy(answer);
	return result;
}

int object_chunk_next(struct natsconn *conn, const char *bucket, const char *subject, uint64_t from,
	struct object_chunk *ret_chunk, struct err *err)
{
	struct arena *arena = arena_new();
	const char *stream = object_stream(arena, bucket);
	uint64_t first = from ? from : 1;
	int result = 0;
	natsStatus status = read_direct(conn, stream, subject, first, ret_chunk);
	/* A replica may lag behind, and while a cluster elects a leader none may answer. */
	if (status == NATS_NOT_FOUND || status == NATS_NO_RESPONDERS)
		result = read_leader(conn, arena, stream, subject, first, ret_chunk, err);
	else if (status != NATS_OK)
		result = natsconn_err(err, status, 0, "reading a chunk");
	arena_free(&arena);
	return result;
}

/* Finds an object's first chunk. If asked for it from the stream's beginning, a server searches all
 * blocks of its file before it, and nats-server 2.9 loads each block's index from disk; so the
 * search starts shortly before the metadata. */
static int first_chunk(struct natsconn *conn, const struct object_info *info, const char *subject,
	struct object_chunk *ret_chunk, struct err *err)
{
	const uint64_t others = 64; /* allowance for messages of concurrent writers */
	uint64_t near = info->chunks + others;
	struct err error;
	if (info->sequence > near) {
		if (object_chunk_next(conn, info->bucket, subject, info->sequence - near, ret_chunk,
			    &error) == 0) {
			if (ret_chunk->offset == 0)
				return 0;
			object_chunk_free(ret_chunk);
		} else if (error.kind != ERR_NOT_FOUND) {
			if (err)
				*err = error;
			return -1;
		}
	}
	return object_chunk_next(conn, info->bucket, subject, 1, ret_chunk, err);
}

int object_chunk_find(struct natsconn *conn, const struct object_info *info, const char *subject,
	uint64_t from, int64_t ms, struct object_chunk *ret_chunk, struct err *err)
{
	struct retry retry = retry_for(ms, RETRY_UNAVAILABLE);
	struct err error;
	int result;
	do {
		result = from ? object_chunk_next(
					conn, info->bucket, subject, from, ret_chunk, &error)
			      : first_chunk(conn, info, subject, ret_chunk, &error);
	} while (retry_again(&retry, result, &error));
	return retry_result(result, &error, err);
}
