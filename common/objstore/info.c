/* info.c: an object's metadata as JSON (ADR-20). */
#include "common/objstore/store.h"

#include "common/base/json.h"
#include "common/base/utf8.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* JSON numbers are doubles, which are not exact beyond this. */
static const double max_exact = 9007199254740992.0; /* 2^53 */

void objstore_copy_info(
	const struct object_info *info, struct arena *arena, struct object_info *ret_info)
{
	struct object_info copy = *info;
	copy.bucket = arena_string(arena, info->bucket);
	copy.name = arena_string(arena, info->name);
	copy.description = arena_string(arena, info->description);
	copy.nuid = arena_string(arena, info->nuid);
	copy.digest = arena_string(arena, info->digest);
	copy.link_bucket = arena_string(arena, info->link_bucket);
	copy.link_name = arena_string(arena, info->link_name);
	memset(&copy.metadata, 0, sizeof copy.metadata);
	for (size_t i = 0; i < info->metadata.count; i++)
		meta_set(&copy.metadata, arena, info->metadata.items[i].key,
			info->metadata.items[i].value);
	*ret_info = copy;
}

/* ---- reading ---- */

static int ill_typed(struct err *err, const char *field, const char *needs)
{
	return err_set(err, ERR_INVALID, "object metadata: field %s is not %s", field, needs);
}

/* If absent or null, leaves *ret_text untouched. */
static int read_string(const cJSON *json, const char *field, struct arena *arena,
	const char **ret_text, struct err *err)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, field);
	if (!item || cJSON_IsNull(item))
		return 0;
	if (!cJSON_IsString(item))
		return ill_typed(err, field, "a string");
	*ret_text = arena_string(arena, item->valuestring);
	return 0;
}

static int read_required(const cJSON *json, const char *field, struct arena *arena,
	const char **ret_text, struct err *err)
{
	const char *text = NULL;
	if (read_string(json, field, arena, &text, err) < 0)
		return -1;
	if (!text || !*text)
		return err_set(err, ERR_INVALID, "object metadata: field %s is missing", field);
	*ret_text = text;
	return 0;
}

/* Absent or null reads as 0. */
static int read_number(
	const cJSON *json, const char *field, double max, uint64_t *ret_number, struct err *err)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, field);
	if (!item || cJSON_IsNull(item)) {
		*ret_number = 0;
		return 0;
	}
	if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0) || item->valuedouble > max ||
		floor(item->valuedouble) != item->valuedouble)
		return ill_typed(err, field, "a whole number in its range");
	*ret_number = (uint64_t)item->valuedouble;
	return 0;
}

static int read_metadata(
	const cJSON *json, struct arena *arena, struct meta *ret_meta, struct err *err)
{
	const cJSON *object = cJSON_GetObjectItemCaseSensitive(json, "metadata");
	if (!object || cJSON_IsNull(object))
		return 0;
	if (!cJSON_IsObject(object))
		return ill_typed(err, "metadata", "an object");
	const cJSON *item;
	cJSON_ArrayForEach(item, object)
	{
		if (!cJSON_IsString(item))
			return ill_typed(err, "metadata", "an object of strings");
		meta_set(ret_meta, arena, item->string, item->valuestring);
	}
	return 0;
}

static int read_options(
	const cJSON *json, struct arena *arena, struct object_info *info, struct err *err)
{
	const cJSON *options = cJSON_GetObjectItemCaseSensitive(json, "options");
	if (!options || cJSON_IsNull(options))
		return 0;
	if (!cJSON_IsObject(options))
		return ill_typed(err, "options", "an object");
	uint64_t chunk_size;
	if (read_number(options, "max_chunk_size", UINT32_MAX, &chunk_size, err) < 0)
		return -1;
	info->max_chunk_size = (uint32_t)chunk_size;
	const cJSON *link = cJSON_GetObjectItemCaseSensitive(options, "link");
	if (!link || cJSON_IsNull(link))
		return 0;
	if (!cJSON_IsObject(link))
		return ill_typed(err, "link", "an object");
	if (read_required(link, "bucket", arena, &info->link_bucket, err) < 0)
		return -1;
	return read_string(link, "name", arena, &info->link_name, err);
}

static int read_fields(
	const cJSON *json, struct arena *arena, struct object_info *info, struct err *err)
{
	uint64_t chunks;
	if (read_required(json, "name", arena, &info->name, err) < 0 ||
		read_required(json, "bucket", arena, &info->bucket, err) < 0 ||
		read_string(json, "nuid", arena, &info->nuid, err) < 0 ||
		read_string(json, "description", arena, &info->description, err) < 0 ||
		read_string(json, "digest", arena, &info->digest, err) < 0 ||
		read_number(json, "size", max_exact, &info->size, err) < 0 ||
		read_number(json, "chunks", UINT32_MAX, &chunks, err) < 0 ||
		read_metadata(json, arena, &info->metadata, err) < 0 ||
		read_options(json, arena, info, err) < 0)
		return -1;
	info->chunks = (uint32_t)chunks;
	const cJSON *deleted = cJSON_GetObjectItemCaseSensitive(json, "deleted");
	if (deleted && !cJSON_IsBool(deleted) && !cJSON_IsNull(deleted))
		return ill_typed(err, "deleted", "a boolean");
	info->deleted = cJSON_IsTrue(deleted);
	/* The nuid becomes part of a subject: it must be a single token without wildcards. */
	if (info->nuid && strpbrk(info->nuid, ".*> \t\r\n"))
		return ill_typed(err, "nuid", "one token");
	if ((!info->nuid || !*info->nuid) && !info->deleted && !info->link_bucket)
		return err_set(err, ERR_INVALID, "object metadata: field nuid is missing");
	return 0;
}

int object_info_parse(const char *json, size_t len, struct arena *arena,
	struct object_info *ret_info, struct err *err)
{
	struct object_info info;
	memset(&info, 0, sizeof info);
	cJSON *root = NULL;
	if (json_parse(json, len, &root, err) < 0)
		return err_prefix(err, "object metadata");
	int result = read_fields(root, arena, &info, err);
	cJSON_Delete(root);
	if (result == 0)
		*ret_info = info;
	return result;
}

/* ---- writing ---- */

/* cJSON fails only when out of memory. */
static void add(cJSON *parent, const char *field, cJSON *item)
{
	if (!item || !cJSON_AddItemToObject(parent, field, item))
		abort();
}

static void add_string(cJSON *parent, const char *field, const char *text, struct arena *arena)
{
	if (text && *text)
		add(parent, field, cJSON_CreateString(utf8_sanitize(arena, text)));
}

static cJSON *make_options(const struct object_info *info, struct arena *arena)
{
	cJSON *options = cJSON_CreateObject();
	if (info->max_chunk_size)
		json_add_int(options, "max_chunk_size", info->max_chunk_size);
	if (info->link_bucket) {
		cJSON *link = cJSON_CreateObject();
		add(link, "bucket", cJSON_CreateString(info->link_bucket));
		add_string(link, "name", info->link_name, arena);
		add(options, "link", link);
	}
	return options;
}

char *object_info_format(const struct object_info *info, struct arena *arena)
{
	cJSON *root = cJSON_CreateObject();
	add_string(root, "name", info->name, arena);
	add_string(root, "description", info->description, arena);
	if (info->metadata.count)
		json_add_meta(root, "metadata", &info->metadata, arena);
	if (info->max_chunk_size || info->link_bucket)
		add(root, "options", make_options(info, arena));
	add_string(root, "bucket", info->bucket, arena);
	add_string(root, "nuid", info->nuid, arena);
	json_add_int(root, "size", (int64_t)info->size);
	json_add_int(root, "chunks", info->chunks);
	add_string(root, "digest", info->digest, arena);
	if (info->deleted)
		add(root, "deleted", cJSON_CreateTrue());
	char *text = cJSON_PrintUnformatted(root);
	cJSON_Delete(root);
	if (!text)
		abort();
	char *result = arena_string(arena, text);
	cJSON_free(text);
	return result;
}
