/* printed.c: "page_00042.words.json" contains the printed text and names the spoken one by its
 * digest. Anyone may have stored either. */
#include "web/jobs/printed.h"

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/farm/job_objects.h"

#include <string.h>

/* Size limit of a page's words with their boxes; larger files are not ours. */
enum { MOST_BYTES = 16 << 20, BLOCK = 64 * 1024 };

static int read_whole(struct objreader *reader, struct buf *out, struct err *err)
{
	size_t len = 1;
	for (uint64_t offset = 0; len > 0 && out->len < MOST_BYTES; offset += len) {
		buf_reserve(out, BLOCK);
		if (objreader_read(reader, offset, out->data + out->len, BLOCK, &len, err) < 0)
			return -1;
		out->len += len;
		out->data[out->len] = '\0';
	}
	return 0;
}

/* NULL: not valid, or it belongs to another text. */
static const char *text_in(const struct buf *json, const char *digest, struct arena *arena)
{
	cJSON *object;
	struct err ignored;
	if (json->len >= MOST_BYTES || json_parse(json->data, json->len, &object, &ignored) < 0)
		return NULL;
	const char *of = json_text(object, "digest"), *text = json_text(object, "printed");
	bool fits = of && text && digest && strcmp(of, digest) == 0;
	const char *copy = fits ? arena_string(arena, text) : NULL;
	cJSON_Delete(object);
	return copy;
}

int printed_text(struct natsconn *conn, const struct workflow *workflow, int page,
	struct arena *arena, const char **ret_text, struct object_info *ret_info, struct err *err)
{
	const char *bucket = job_objects_bucket(natsconn_settings(conn), JOB_TEXT);
	const char *tenant = workflow->tenant_id, *id = workflow->id;
	const char *words = workflow_page_key(arena, tenant, id, page, "words.json");
	struct object_info info;
	struct objreader *reader;
	if (objstore_info(conn, bucket, workflow_page_key(arena, tenant, id, page, "txt"), arena,
		    &info, err) < 0)
		return -1;
	const char *text = NULL;
	if (objreader_open(conn, bucket, words, &reader, err) == 0) {
		struct buf json = BUF_EMPTY;
		int rc = read_whole(reader, &json, err);
		objreader_close(&reader);
		text = rc == 0 ? text_in(&json, info.digest, arena) : NULL;
		buf_free(&json);
		if (rc < 0)
			return -1;
	} else if (err->kind != ERR_NOT_FOUND) {
		return -1;
	}
	*ret_text = text;
	if (ret_info)
		*ret_info = info;
	return 0;
}
