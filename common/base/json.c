/* json.c: reads and writes JSON objects, on top of cJSON. */
#include "common/base/json.h"

#include "common/base/alloc.h"
#include "common/base/utf8.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

/* cJSON turns \u0000 into a NUL byte, which cuts the string short. Outside of strings a backslash
 * is a syntax error anyway. */
static bool has_escaped_nul(const char *text)
{
	for (const char *p = strchr(text, '\\'); p && p[1]; p = strchr(p + 2, '\\')) {
		if (strncmp(p, "\\u0000", 6) == 0)
			return true;
	}
	return false;
}

/* `text` must be NUL-terminated: some cJSON releases read one byte past the length they are given.
 */
static int parse_terminated(const char *text, size_t len, cJSON **ret_object, struct err *err)
{
	if (strlen(text) != len || has_escaped_nul(text))
		return err_set(err, ERR_INVALID, "a NUL character is not allowed");
	if (!utf8_is_valid(text, len))
		return err_set(err, ERR_INVALID, "invalid UTF-8");
	const char *end = NULL;
	cJSON *object = cJSON_ParseWithLengthOpts(text, len, &end, 0);
	if (!object)
		return err_set(err, ERR_INVALID, "not JSON (near byte %zu)",
			end ? (size_t)(end - text) : 0);
	if (!cJSON_IsObject(object)) {
		cJSON_Delete(object);
		return err_set(err, ERR_INVALID, "not a JSON object");
	}
	if (end[strspn(end, " \t\r\n")]) {
		cJSON_Delete(object);
		return err_set(err, ERR_INVALID, "unexpected text after the JSON object");
	}
	*ret_object = object;
	return 0;
}

int json_parse(const char *text, size_t len, cJSON **ret_object, struct err *err)
{
	char *copy = alloc_zeroed(len + 1, 1);
	if (len)
		memcpy(copy, text, len);
	int rc = parse_terminated(copy, len, ret_object, err);
	free(copy);
	return rc;
}

/* The member, or NULL if it is absent or null. */
static const cJSON *member(const struct json_in *in, const char *name)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(in->object, name);
	return item && !cJSON_IsNull(item) ? item : NULL;
}

static int refuse(const struct json_in *in, const char *name, struct err *err, const char *reason)
{
	return err_set(err, ERR_INVALID, "%s%s: %s", in->path, name, reason);
}

/* Maps the result of json_find_*() to that of json_get_*(). */
static int require(int found, const struct json_in *in, const char *name, struct err *err)
{
	if (found == 0)
		return refuse(in, name, err, "missing");
	return found < 0 ? -1 : 0;
}

int json_find_string(
	const struct json_in *in, const char *name, const char **ret_string, struct err *err)
{
	const cJSON *item = member(in, name);
	if (!item)
		return 0;
	if (!cJSON_IsString(item))
		return refuse(in, name, err, "must be a string");
	*ret_string = arena_string(in->arena, item->valuestring);
	return 1;
}

int json_get_string(
	const struct json_in *in, const char *name, const char **ret_string, struct err *err)
{
	return require(json_find_string(in, name, ret_string, err), in, name, err);
}

int json_find_int(const struct json_in *in, const char *name, int64_t min, int64_t max,
	int64_t *ret_int, struct err *err)
{
	const cJSON *item = member(in, name);
	if (!item)
		return 0;
	if (!cJSON_IsNumber(item))
		return refuse(in, name, err, "must be a number");
	double value = item->valuedouble;
	if (floor(value) != value || fabs(value) > (double)JSON_MAX_INT)
		return refuse(in, name, err, "must be a whole number");
	if ((int64_t)value < min || (int64_t)value > max)
		return err_set(err, ERR_INVALID, "%s%s: must be from %" PRId64 " to %" PRId64,
			in->path, name, min, max);
	*ret_int = (int64_t)value;
	return 1;
}

int json_get_int(const struct json_in *in, const char *name, int64_t min, int64_t max,
	int64_t *ret_int, struct err *err)
{
	return require(json_find_int(in, name, min, max, ret_int, err), in, name, err);
}

int json_find_number(const struct json_in *in, const char *name, double min, double max,
	double *ret_number, struct err *err)
{
	const cJSON *item = member(in, name);
	if (!item)
		return 0;
	if (!cJSON_IsNumber(item))
		return refuse(in, name, err, "must be a number");
	if (!(item->valuedouble >= min && item->valuedouble <= max))
		return err_set(
			err, ERR_INVALID, "%s%s: must be from %g to %g", in->path, name, min, max);
	*ret_number = item->valuedouble;
	return 1;
}

int json_find_bool(const struct json_in *in, const char *name, bool *ret_bool, struct err *err)
{
	const cJSON *item = member(in, name);
	if (!item)
		return 0;
	if (!cJSON_IsBool(item))
		return refuse(in, name, err, "must be true or false");
	*ret_bool = cJSON_IsTrue(item);
	return 1;
}

int json_find_object(
	const struct json_in *in, const char *name, struct json_in *ret_object, struct err *err)
{
	const cJSON *item = member(in, name);
	if (!item)
		return 0;
	if (!cJSON_IsObject(item))
		return refuse(in, name, err, "must be an object");
	ret_object->object = item;
	ret_object->path = arena_printf(in->arena, "%s%s.", in->path, name);
	ret_object->arena = in->arena;
	return 1;
}

int json_find_array(
	const struct json_in *in, const char *name, const cJSON **ret_array, struct err *err)
{
	const cJSON *item = member(in, name);
	if (!item)
		return 0;
	if (!cJSON_IsArray(item))
		return refuse(in, name, err, "must be an array");
	*ret_array = item;
	return 1;
}

/* ---- lenient reading ---- */

int json_int_or(const cJSON *object, const char *name, int min, int max, int missing)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
	if (!cJSON_IsNumber(item) || !(item->valuedouble >= min && item->valuedouble <= max))
		return missing;
	return (int)item->valuedouble;
}

const char *json_text(const cJSON *object, const char *name)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

static bool is_text(const char *s)
{
	return utf8_is_valid(s, strlen(s));
}

void json_read_meta(
	const cJSON *object, const char *name, size_t most, struct arena *arena, struct meta *meta)
{
	const cJSON *item;
	cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(object, name))
	{
		if (cJSON_IsString(item) && item->string && meta->count < most &&
			is_text(item->string) && is_text(item->valuestring))
			meta_set(meta, arena, item->string, item->valuestring);
	}
}

/* ---- writing ---- */

static void *or_abort(void *ptr)
{
	if (!ptr)
		abort();
	return ptr;
}

cJSON *json_new(void)
{
	return or_abort(cJSON_CreateObject());
}

cJSON *json_add_object(cJSON *object, const char *name)
{
	return or_abort(cJSON_AddObjectToObject(object, name));
}

cJSON *json_add_array(cJSON *object, const char *name)
{
	return or_abort(cJSON_AddArrayToObject(object, name));
}

cJSON *json_append_object(cJSON *array)
{
	cJSON *object = json_new();
	cJSON_AddItemToArray(array, object);
	return object;
}

void json_add_string(cJSON *object, const char *name, const char *value)
{
	if (!value) {
		or_abort(cJSON_AddNullToObject(object, name));
	} else if (utf8_is_valid(value, strlen(value))) {
		or_abort(cJSON_AddStringToObject(object, name, value));
	} else {
		struct arena *arena = arena_new();
		or_abort(cJSON_AddStringToObject(object, name, utf8_sanitize(arena, value)));
		arena_free(&arena);
	}
}

void json_add_string_if(cJSON *object, const char *name, const char *value)
{
	if (value)
		json_add_string(object, name, value);
}

/* Numbers are formatted here because cJSON writes 9007199254740991 as 9.00719925474099e+15, and
 * some doubles with one digit too few (it checks them with a tolerance). */
void json_add_int(cJSON *object, const char *name, int64_t value)
{
	char text[32];
	snprintf(text, sizeof text, "%" PRId64, value);
	or_abort(cJSON_AddRawToObject(object, name, text));
}

void json_add_number(cJSON *object, const char *name, double value)
{
	char text[40];
	if (!isfinite(value)) {
		or_abort(cJSON_AddNullToObject(object, name));
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	or_abort(cJSON_AddRawToObject(object, name, text));
}

void json_add_bool(cJSON *object, const char *name, bool value)
{
	or_abort(cJSON_AddBoolToObject(object, name, value));
}

void json_add_meta(cJSON *object, const char *name, const struct meta *meta, struct arena *arena)
{
	cJSON *strings = json_add_object(object, name);
	for (size_t i = 0; meta && i < meta->count; i++)
		json_add_string(
			strings, utf8_sanitize(arena, meta->items[i].key), meta->items[i].value);
}

char *json_print(const cJSON *object, struct arena *arena)
{
	char *text = or_abort(cJSON_PrintUnformatted(object));
	char *copy = arena_string(arena, text);
	cJSON_free(text);
	return copy;
}
