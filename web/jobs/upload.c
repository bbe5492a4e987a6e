/* upload: checks that a file is a PDF, and writes it to the object store as it arrives. */
#include "config.h"

#include "common/farm/page_metadata.h"
#include "web/jobs/upload.h"

#include "common/base/alloc.h"
#include "common/base/base64url.h"
#include "common/base/buf.h"
#include "common/base/uuid.h"
#include "common/farm/workflow.h"
#include "common/objstore/store.h"
#include "web/http/user_text.h"
#include "web/state/leftovers.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct upload {
	struct arena *arena;
	struct natsconn *conn;
	const struct settings *settings;
	struct leftovers *leftovers;
	bool one_of_several; /* uploads for the same job */
	const char *id, *name, *key;
	bool unnamed;
	uint64_t size;
	struct buf head; /* the first bytes, until they have been examined */
	bool is_pdf;
	struct objwriter *writer;
	EVP_MD_CTX *digest; /* used without conn */
	const char *digest_text;
	char nuid[OBJECT_NUID_SIZE]; /* of the stored object; "": nothing is stored */
	bool kept;
};

/* A unique name among several uploads for the same job. */
static const char *own_key(struct arena *arena, const char *tenant, const char *id)
{
	char unique[UUID_SIZE];
	uuid_new(unique);
	return arena_printf(arena, "%s/%s/source-%s.pdf", tenant, id, unique);
}

struct upload *upload_new(struct natsconn *conn, const struct settings *settings,
	struct leftovers *leftovers, const char *id, bool one_of_several, const char *raw_name)
{
	const char *tenant = settings->http.tenant;
	struct upload *upload = alloc_zeroed(1, sizeof *upload);
	upload->arena = arena_new();
	upload->conn = conn;
	upload->settings = settings;
	upload->leftovers = leftovers;
	upload->one_of_several = one_of_several;
	upload->id = arena_string(upload->arena, id);
	upload->unnamed = !raw_name || !*raw_name;
	upload->name = user_file_name(upload->arena, raw_name);
	upload->key = one_of_several ? own_key(upload->arena, tenant, id)
				     : workflow_source_key(upload->arena, tenant, id);
	if (!conn) {
		upload->digest = EVP_MD_CTX_new();
		if (!upload->digest || !EVP_DigestInit_ex(upload->digest, EVP_sha256(), NULL))
			abort(); /* out of memory, or no SHA-256 in libcrypto */
	}
	return upload;
}

void upload_free(struct upload **upload)
{
	if (!upload || !*upload)
		return;
	struct upload *u = *upload;
	if (u->writer)
		objwriter_abort(&u->writer);
	if (*u->nuid && !u->kept)
		leftovers_add(u->leftovers, u->id, u->key, u->nuid, u->one_of_several);
	EVP_MD_CTX_free(u->digest);
	buf_free(&u->head);
	arena_free(&u->arena);
	alloc_free(upload);
}

/* A missing bucket will be recreated by the backend: report it as if the broker were away. */
static int fail(struct err *err, enum problem *ret_problem)
{
	if (err->kind == ERR_NOT_FOUND)
		err->kind = ERR_UNAVAILABLE;
	*ret_problem = problem_of_err(err);
	return -1;
}

/* If the broker is known to be silent, do not wait for it again. */
static int check_broker(const struct upload *upload, struct err *err)
{
	return natsconn_is_silent(upload->conn)
		       ? err_set(err, ERR_UNAVAILABLE, "the message broker does not answer")
		       : 0;
}

static int store(struct upload *upload, const void *data, size_t len, enum problem *ret_problem,
	struct err *err)
{
	if (upload->digest) {
		EVP_DigestUpdate(upload->digest, data, len);
		return 0;
	}
	if (check_broker(upload, err) < 0 || objwriter_write(upload->writer, data, len, err) < 0)
		return fail(err, ret_problem);
	return 0;
}

static int open_writer(struct upload *upload, enum problem *ret_problem, struct err *err)
{
	struct object_spec spec = {
		.bucket = upload->settings->nats.pdf_object_store_bucket,
		.name = upload->key,
		.description = upload->name,
	};
	meta_set(&spec.metadata, upload->arena, META_FILE_NAME, upload->name);
	if (check_broker(upload, err) < 0 ||
		objwriter_open(upload->conn, &spec, &upload->writer, err) < 0)
		return fail(err, ret_problem);
	objwriter_leave_remains(upload->writer, upload->nuid);
	return 0;
}

/* What the file seems to be instead, to help a user who chose the wrong one. */
static const char *kind_of(const struct buf *head)
{
	static const struct {
		const char *start, *kind;
	} kinds[] = {
		{ "PK\x03\x04", "an office document or a ZIP archive" },
		{ "\xd0\xcf\x11\xe0", "an old office document" },
		{ "\x89PNG", "an image" },
		{ "\xff\xd8\xff", "an image" },
		{ "II*", "an image" },
		{ "%!PS", "PostScript" },
		{ "\x1f\x8b", "a compressed file" },
		{ "<!DOCTYPE", "a web page" },
		{ "<html", "a web page" },
		{ "AT&TFORM", "a DjVu document" },
	};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		size_t len = strlen(kinds[i].start);
		if (head->len >= len && memcmp(head->data, kinds[i].start, len) == 0)
			return kinds[i].kind;
	}
	return memchr(head->data, 0, head->len) ? "something else" : "plain text";
}

/* The first bytes (or the whole file) have arrived: checks whether it is a PDF. */
static int sniff(struct upload *upload, enum problem *ret_problem, struct err *err)
{
	if (upload->size == 0) {
		*ret_problem = PROBLEM_NOT_A_PDF;
		return err_set(err, ERR_INVALID, "\"%s\" is empty", upload->name);
	}
	if (!memmem(upload->head.data, upload->head.len, "%PDF-", 5)) {
		*ret_problem = PROBLEM_NOT_A_PDF;
		return err_set(err, ERR_INVALID, "\"%s\" is %s, not a PDF", upload->name,
			kind_of(&upload->head));
	}
	upload->is_pdf = true;
	if (upload->conn && open_writer(upload, ret_problem, err) < 0)
		return -1;
	int result = store(upload, upload->head.data, upload->head.len, ret_problem, err);
	buf_free(&upload->head);
	return result;
}

int upload_data(struct upload *upload, const void *data, size_t len, enum problem *ret_problem,
	struct err *err)
{
	uint64_t max = (uint64_t)upload->settings->http.max_upload_mb << 20;
	upload->size += len;
	if (upload->size > max) {
		*ret_problem = PROBLEM_TOO_LARGE;
		return err_set(err, ERR_INVALID, "more than the %lld MiB allowed",
			(long long)upload->settings->http.max_upload_mb);
	}
	if (!upload->is_pdf) {
		size_t room = UPLOAD_SNIFF - upload->head.len;
		size_t n = len < room ? len : room;
		buf_append(&upload->head, data, n);
		if (upload->head.len < UPLOAD_SNIFF)
			return 0;
		if (sniff(upload, ret_problem, err) < 0)
			return -1;
		data = (const char *)data + n;
		len -= n;
	}
	return len ? store(upload, data, len, ret_problem, err) : 0;
}

static void finish_digest(struct upload *upload)
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	EVP_DigestFinal_ex(upload->digest, bytes, &len);
	upload->digest_text = arena_printf(
		upload->arena, "SHA-256=%s", base64url_encode(upload->arena, bytes, len));
}

int upload_commit(struct upload *upload, enum problem *ret_problem, struct err *err)
{
	if (!upload->is_pdf && sniff(upload, ret_problem, err) < 0)
		return -1;
	if (upload->digest) {
		finish_digest(upload);
		return 0;
	}
	struct object_info info;
	if (objwriter_commit(&upload->writer, upload->arena, &info, err) < 0)
		return fail(err, ret_problem);
	upload->digest_text = info.digest;
	snprintf(upload->nuid, sizeof upload->nuid, "%s", info.nuid);
	return 0;
}

void upload_keep(struct upload *upload)
{
	upload->kept = true;
}

const char *upload_id(const struct upload *upload)
{
	return upload->id;
}

const char *upload_name(const struct upload *upload)
{
	return upload->name;
}

const char *upload_key(const struct upload *upload)
{
	return upload->key;
}

uint64_t upload_size(const struct upload *upload)
{
	return upload->size;
}

const char *upload_digest(const struct upload *upload)
{
	return upload->digest_text;
}

bool upload_is_nothing(const struct upload *upload)
{
	return upload->unnamed && upload->size == 0;
}
