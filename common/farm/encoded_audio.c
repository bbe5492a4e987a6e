/* encoded_audio.c: file states kept in objects, requests sent as events. */
#include "common/farm/encoded_audio.h"
#include "common/farm/event_publish.h"
#include "common/farm/page_metadata.h"

#include "common/base/uuid.h"
#include "common/config/settings.h"
#include "common/objstore/store.h"

#include <stdlib.h>
#include <string.h>

#define ENCODED_FILE "audio"

char *encoded_audio_key(
	struct arena *arena, const char *tenant, const char *id, enum audio_format format)
{
	return arena_printf(
		arena, "%s/%s/" ENCODED_FILE ".%s", tenant, id, audio_format_name(format));
}

char *encoded_audio_piece_key(struct arena *arena, const char *tenant, const char *id,
	enum audio_format format, int piece)
{
	char *all = arena_printf(arena, "%s/%s/pieces/%s/", tenant, id, audio_format_name(format));
	return piece > 0 ? arena_printf(arena, "%s%05d", all, piece) : all;
}

#define ENCODED_WISHES "again"

static char *request_key(
	struct arena *arena, const char *tenant, const char *id, enum audio_format format)
{
	return arena_printf(
		arena, "%s/%s/" ENCODED_WISHES ".%s", tenant, id, audio_format_name(format));
}

const char *encoded_state_name(enum encoded_state state)
{
	static const char *const names[] = { "none", "waiting", "making", "ready", "failed" };
	return names[state];
}

/* ---- existing files ---- */

static enum encoded_state state_of(const struct meta *meta)
{
	const char *state = meta_get(meta, ENCODED_STATE);
	if (state && strcmp(state, "ready") == 0)
		return ENCODED_READY;
	return state && strcmp(state, "failed") == 0 ? ENCODED_FAILED : ENCODED_WAITING;
}

bool encoded_audio_fits(const struct object_info *info, const char *digest)
{
	const char *source = meta_get(&info->metadata, ENCODED_SOURCE);
	return source && strcmp(source, digest) == 0;
}

bool encoded_audio_is_ready(const struct object_info *info)
{
	return state_of(&info->metadata) == ENCODED_READY;
}

bool encoded_audio_is_waiting(const struct object_info *info)
{
	const char *state = meta_get(&info->metadata, ENCODED_STATE);
	return state && state_of(&info->metadata) == ENCODED_WAITING;
}

static bool parse_key(struct arena *arena, const char *key, const char *start, const char **ret_id,
	enum audio_format *ret_format)
{
	size_t len;
	const char *id = workflow_id_in_key(key, &len);
	const char *format = id && strncmp(id + len, start, strlen(start)) == 0
				     ? id + len + strlen(start)
				     : NULL;
	if (!format || !audio_format_parse(format, strlen(format), ret_format))
		return false;
	*ret_id = arena_string_n(arena, id, len);
	return true;
}

bool encoded_audio_parse_key(
	struct arena *arena, const char *key, const char **ret_id, enum audio_format *ret_format)
{
	return parse_key(arena, key, "/" ENCODED_FILE ".", ret_id, ret_format);
}

bool encoded_audio_parse_request(
	struct arena *arena, const char *key, const char **ret_id, enum audio_format *ret_format)
{
	return parse_key(arena, key, "/" ENCODED_WISHES ".", ret_id, ret_format);
}

static int pieces_of(const struct object_info *info)
{
	return (int)meta_get_int(&info->metadata, ENCODED_PIECES, 1, 1000000, 0);
}

/* Whether the piece exists and was made from the WAV with that digest: 1 yes, 0 no, -1 on error. */
static int has_piece(struct natsconn *conn, const char *tenant, const char *id, const char *digest,
	enum audio_format format, int piece, struct err *err)
{
	const char *bucket = natsconn_settings(conn)->encoded_audio_object_store_bucket;
	struct arena *arena = arena_new();
	struct object_info info;
	struct err why;
	int rc = 0;
	if (objstore_info(conn, bucket, encoded_audio_piece_key(arena, tenant, id, format, piece),
		    arena, &info, &why) == 0)
		rc = encoded_audio_fits(&info, digest);
	else if (why.kind != ERR_NOT_FOUND)
		rc = err_set(err, why.kind, "%s", why.text);
	arena_free(&arena);
	return rc;
}

int encoded_audio_has_all(struct natsconn *conn, const char *tenant, const char *id,
	const char *digest, enum audio_format format, int pieces, bool *ret_all, struct err *err)
{
	/* The last pieces are made last, so usually one lookup gives the answer. */
	for (int piece = pieces; piece > 0; piece--) {
		int has = has_piece(conn, tenant, id, digest, format, piece, err);
		if (has < 0)
			return -1;
		if (has == 0) {
			*ret_all = false;
			return 0;
		}
	}
	*ret_all = true;
	return 0;
}

/* Pieces are made in order, except for the few in progress, so a binary search finds the count. */
static int count_pieces(struct natsconn *conn, const char *tenant, const char *id,
	const char *digest, enum audio_format format, int pieces, int *ret_done, struct err *err)
{
	int done = 0, missing = pieces + 1;
	while (missing - done > 1) {
		int middle = done + (missing - done) / 2;
		int has = has_piece(conn, tenant, id, digest, format, middle, err);
		if (has < 0)
			return -1;
		if (has)
			done = middle;
		else
			missing = middle;
	}
	*ret_done = done;
	return 0;
}

int encoded_audio_look(struct natsconn *conn, const char *tenant, const char *id,
	const char *digest, enum audio_format format, struct arena *arena,
	struct encoded_audio *ret_file, struct err *err)
{
	const char *bucket = natsconn_settings(conn)->encoded_audio_object_store_bucket;
	struct encoded_audio file = { .state = ENCODED_NONE };
	struct object_info info;
	struct err why;
	if (objstore_info(conn, bucket, encoded_audio_key(arena, tenant, id, format), arena, &info,
		    &why) < 0) {
		if (why.kind != ERR_NOT_FOUND)
			return err_set(err, why.kind, "%s", why.text);
		*ret_file = file;
		return 0;
	}
	file.known = true;
	file.pieces = pieces_of(&info);
	if (!encoded_audio_fits(&info, digest)) {
		*ret_file = file;
		return 0;
	}
	const char *seconds = meta_get(&info.metadata, META_SECONDS);
	file.state = state_of(&info.metadata);
	file.reason = meta_get(&info.metadata, ENCODED_REASON);
	file.title = meta_get(&info.metadata, ENCODED_TITLE);
	file.author = meta_get(&info.metadata, ENCODED_AUTHOR);
	file.digest = info.digest;
	file.request = (uint64_t)meta_get_int(&info.metadata, ENCODED_REQUEST, 1, INT64_MAX, 0);
	file.bytes = (int64_t)info.size;
	file.seconds = seconds ? strtod(seconds, NULL) : 0;
	if (file.state == ENCODED_WAITING && file.pieces > 0) {
		if (count_pieces(conn, tenant, id, digest, format, file.pieces, &file.pieces_done,
			    err) < 0)
			return -1;
		file.state = ENCODED_MAKING;
	}
	*ret_file = file;
	return 0;
}

/* ---- requests ---- */

int encoded_audio_is_due(struct natsconn *conn, const char *tenant, const char *id,
	enum audio_format format, const struct encoded_audio *file, bool *ret_due, struct err *err)
{
	uint64_t request = 0;
	*ret_due = file->state == ENCODED_WAITING || file->state == ENCODED_MAKING;
	if (file->state != ENCODED_READY)
		return 0;
	if (encoded_audio_last_request(conn, tenant, id, format, &request, err) < 0)
		return -1;
	*ret_due = request > file->request;
	return 0;
}

int encoded_audio_request_again(struct natsconn *conn, const char *tenant, const char *id,
	enum audio_format format, struct err *err)
{
	struct arena *arena = arena_new();
	struct object_spec spec = {
		.bucket = natsconn_settings(conn)->encoded_audio_object_store_bucket,
		.name = request_key(arena, tenant, id, format),
	};
	struct object_info info;
	char mark[UUID_SIZE];
	uuid_new(mark); /* makes the metadata differ: an identical object would not be stored
			 * again */
	meta_set(&spec.metadata, arena, ENCODED_REQUEST, mark);
	int rc = objstore_put_bytes(conn, &spec, "", 0, arena, &info, err);
	arena_free(&arena);
	return rc;
}

int encoded_audio_last_request(struct natsconn *conn, const char *tenant, const char *id,
	enum audio_format format, uint64_t *ret_request, struct err *err)
{
	const char *bucket = natsconn_settings(conn)->encoded_audio_object_store_bucket;
	struct arena *arena = arena_new();
	struct object_info info = { .sequence = 0 };
	struct err why;
	int rc = objstore_info(
		conn, bucket, request_key(arena, tenant, id, format), arena, &info, &why);
	if (rc < 0)
		rc = why.kind == ERR_NOT_FOUND ? 0 : err_set(err, why.kind, "%s", why.text);
	if (rc == 0)
		*ret_request = info.sequence;
	arena_free(&arena);
	return rc;
}

static int put_state(struct natsconn *conn, const char *key, const char *state, const char *digest,
	const char *reason, int pieces, struct arena *arena, struct err *err)
{
	struct object_spec spec = {
		.bucket = natsconn_settings(conn)->encoded_audio_object_store_bucket,
		.name = key,
	};
	struct object_info info;
	meta_set(&spec.metadata, arena, ENCODED_STATE, state);
	meta_set(&spec.metadata, arena, ENCODED_SOURCE, digest);
	if (reason)
		meta_set(&spec.metadata, arena, ENCODED_REASON, reason);
	if (pieces > 0)
		meta_setf(&spec.metadata, arena, ENCODED_PIECES, "%d", pieces);
	return objstore_put_bytes(conn, &spec, "", 0, arena, &info, err);
}

/* The FLAC may be the only copy of the WAV's samples, see kept_wav.h. */
static bool stays_until_replaced(enum audio_format format, const struct encoded_audio *file)
{
	return format == AUDIO_FLAC && file->state == ENCODED_READY;
}

static int request(struct natsconn *conn, const struct event_header *header, const char *final_key,
	const char *digest, const struct encoded_request *what, struct arena *arena,
	struct err *err)
{
	const enum audio_format format = what->format;
	const struct nats_settings *nats = natsconn_settings(conn);
	const char *key = encoded_audio_key(arena, header->tenant_id, header->workflow_id, format);
	struct encoded_audio file;
	if (encoded_audio_look(conn, header->tenant_id, header->workflow_id, digest, format, arena,
		    &file, err) < 0)
		return -1;
	if (file.state == ENCODED_READY && !what->again)
		return 0;
	const struct event event = {
		.type = EVENT_AUDIO_ENCODE_REQUESTED,
		.header = event_header_next(header, arena),
		.key = final_key,
		.format = audio_format_name(format),
		.digest = digest,
	};
	if (!stays_until_replaced(format, &file) &&
		put_state(conn, key, "waiting", digest, NULL, file.pieces, arena, err) < 0)
		return -1;
	return event_publish(
		conn, nats->encode_requested_subject, &event, what->message_id, arena, err);
}

int encoded_audio_request(struct natsconn *conn, const struct event_header *header,
	const char *final_key, const char *digest, const struct encoded_request *what,
	struct err *err)
{
	struct arena *arena = arena_new();
	int rc = request(conn, header, final_key, digest, what, arena, err);
	arena_free(&arena);
	return rc;
}

static int request_all(struct natsconn *conn, const struct event_header *header,
	const char *final_key, const char *digest, unsigned wanted, struct arena *arena,
	struct err *err)
{
	for (int i = 0; i < AUDIO_FORMAT_COUNT; i++) {
		const enum audio_format format = (enum audio_format)i;
		struct encoded_audio file;
		if (encoded_audio_look(conn, header->tenant_id, header->workflow_id, digest, format,
			    arena, &file, err) < 0)
			return -1;
		if (!(wanted & 1u << i) && !file.known)
			continue;
		const struct encoded_request what = {
			.format = format,
			.message_id = arena_printf(arena, "%s.%s.%s", header->workflow_id,
				header->event_id, audio_format_name(format)),
		};
		if (request(conn, header, final_key, digest, &what, arena, err) < 0)
			return -1;
	}
	return 0;
}

int encoded_audio_request_all(struct natsconn *conn, const struct event_header *header,
	const char *final_key, const char *digest, unsigned wanted, struct err *err)
{
	struct arena *arena = arena_new();
	int rc = request_all(conn, header, final_key, digest, wanted, arena, err);
	arena_free(&arena);
	return rc;
}

unsigned encoded_audio_wanted(const struct meta *options, const struct settings *settings)
{
	unsigned wanted = 0;
	const char *given = meta_get(options, "formats");
	const struct string_list *standard = &settings->audio_encoder.formats;
	/* The state may have been written by others and hold formats that do not exist: then none
	 * is wanted. */
	if (given)
		return audio_formats_parse(given, &wanted, NULL) == 0 ? wanted : 0;
	for (size_t i = 0; i < standard->count; i++) {
		enum audio_format format;
		const char *name = standard->items[i];
		if (audio_format_parse(name, strlen(name), &format))
			wanted |= 1u << format;
	}
	return wanted;
}

static int note_state(struct natsconn *conn, const struct workflow *workflow, const char *digest,
	enum audio_format format, const char *state, const char *reason, int pieces,
	struct err *err)
{
	struct arena *arena = arena_new();
	struct encoded_audio file;
	const char *key = encoded_audio_key(arena, workflow->tenant_id, workflow->id, format);
	int rc = encoded_audio_look(
		conn, workflow->tenant_id, workflow->id, digest, format, arena, &file, err);
	/* A file that is ready stays ready, even if this report comes late. */
	if (rc == 0 && file.state != ENCODED_READY)
		rc = put_state(conn, key, state, digest, reason,
			file.pieces > pieces ? file.pieces : pieces, arena, err);
	arena_free(&arena);
	return rc;
}

int encoded_audio_begun(struct natsconn *conn, const struct workflow *workflow, const char *digest,
	enum audio_format format, int pieces, struct err *err)
{
	return note_state(conn, workflow, digest, format, "waiting", NULL, pieces, err);
}

/* Keeps the existing file and stops waiting for another one. */
static int drop_request(struct natsconn *conn, const struct workflow *workflow,
	enum audio_format format, struct arena *arena, struct err *err)
{
	return objstore_delete(conn, natsconn_settings(conn)->encoded_audio_object_store_bucket,
		request_key(arena, workflow->tenant_id, workflow->id, format), err);
}

int encoded_audio_failed(struct natsconn *conn, const struct workflow *workflow, const char *digest,
	enum audio_format format, const char *reason, struct err *err)
{
	struct encoded_audio file;
	struct arena *arena = arena_new();
	bool due = false;
	int rc = encoded_audio_look(
		conn, workflow->tenant_id, workflow->id, digest, format, arena, &file, err);
	if (rc == 0)
		rc = encoded_audio_is_due(
			conn, workflow->tenant_id, workflow->id, format, &file, &due, err);
	if (rc == 0 && due && file.state == ENCODED_READY)
		rc = drop_request(conn, workflow, format, arena, err);
	else if (rc == 0)
		rc = note_state(conn, workflow, digest, format, "failed", reason, 0, err);
	arena_free(&arena);
	return rc;
}

/* ---- removal ---- */

int encoded_audio_remove_pieces(struct natsconn *conn, const char *tenant, const char *id,
	enum audio_format format, int pieces, struct err *err)
{
	const char *bucket = natsconn_settings(conn)->encoded_audio_object_store_bucket;
	struct arena *arena = arena_new();
	int rc = 0;
	for (int piece = 1; piece <= pieces; piece++) {
		const char *key = encoded_audio_piece_key(arena, tenant, id, format, piece);
		if (objstore_delete(conn, bucket, key, err) < 0)
			rc = -1;
	}
	arena_free(&arena);
	return rc;
}

int encoded_audio_remove(struct natsconn *conn, const char *tenant, const char *id, struct err *err)
{
	const char *bucket = natsconn_settings(conn)->encoded_audio_object_store_bucket;
	struct arena *arena = arena_new();
	int rc = 0;
	for (int i = 0; i < AUDIO_FORMAT_COUNT; i++) {
		const enum audio_format format = (enum audio_format)i;
		const char *key = encoded_audio_key(arena, tenant, id, format);
		struct object_info info;
		struct err why;
		if (objstore_delete(conn, bucket, request_key(arena, tenant, id, format), err) < 0)
			rc = -1;
		if (objstore_info(conn, bucket, key, arena, &info, &why) < 0) {
			if (why.kind != ERR_NOT_FOUND)
				rc = err_set(err, why.kind, "%s", why.text);
			continue;
		}
		if (encoded_audio_remove_pieces(conn, tenant, id, format, pieces_of(&info), err) <
				0 ||
			objstore_delete(conn, bucket, key, err) < 0)
			rc = -1;
	}
	arena_free(&arena);
	return rc;
}
