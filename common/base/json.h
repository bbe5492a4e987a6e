/* json: reads and writes JSON objects, on top of cJSON.
 *
 * Readers name the offending field ("header.workflowId: missing"); an optional field that is null
 * counts as absent. The text must be valid UTF-8 (RFC 8259) and hold exactly one object. A string
 * that contains a NUL character is refused, because C would cut it short there.
 */
#ifndef LECTERN_COMMON_BASE_JSON_H
#define LECTERN_COMMON_BASE_JSON_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/meta.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Integers beyond this are not exact in JSON (RFC 8259 section 6). */
#define JSON_MAX_INT INT64_C(9007199254740991)

/* Errors are ERR_INVALID. The caller frees the object with cJSON_Delete(). */
int json_parse(const char *text, size_t len, cJSON **ret_object, struct err *err);

/* An object being read. */
struct json_in {
	const cJSON *object;
	const char *path;    /* prefix of field names in errors: "" or "header." */
	struct arena *arena; /* where copies of strings go */
};

/* Required fields. All errors are ERR_INVALID; results are untouched on failure. */
int json_get_string(
	const struct json_in *in, const char *name, const char **ret_string, struct err *err);
int json_get_int(const struct json_in *in, const char *name, int64_t min, int64_t max,
	int64_t *ret_int, struct err *err);

/* Optional fields: returns 1 if found, 0 if absent (the result is untouched), -1 if invalid. */
int json_find_string(
	const struct json_in *in, const char *name, const char **ret_string, struct err *err);
int json_find_int(const struct json_in *in, const char *name, int64_t min, int64_t max,
	int64_t *ret_int, struct err *err);
int json_find_number(const struct json_in *in, const char *name, double min, double max,
	double *ret_number, struct err *err);
int json_find_bool(const struct json_in *in, const char *name, bool *ret_bool, struct err *err);
/* On success *ret_object reads that member; its path lives in the arena. */
int json_find_object(
	const struct json_in *in, const char *name, struct json_in *ret_object, struct err *err);
int json_find_array(
	const struct json_in *in, const char *name, const cJSON **ret_array, struct err *err);

/* ---- lenient reading: an invalid field counts as absent ---- */

int json_int_or(const cJSON *object, const char *name, int min, int max, int missing);

/* NULL if it is not a string. Lives as long as the object. */
const char *json_text(const cJSON *object, const char *name);

/* Adds the strings of the member `name` to `meta` as key-value pairs, copied into the arena, until
 * it holds `most` pairs; anything that is not valid UTF-8 is left out. */
void json_read_meta(
	const cJSON *object, const char *name, size_t most, struct arena *arena, struct meta *meta);

/* ---- writing; out of memory aborts ---- */

cJSON *json_new(void);
cJSON *json_add_object(cJSON *object, const char *name);
cJSON *json_add_array(cJSON *object, const char *name);

/* Appends a new object to an array. */
cJSON *json_append_object(cJSON *array);

/* NULL is written as null; invalid UTF-8 is replaced with U+FFFD. */
void json_add_string(cJSON *object, const char *name, const char *value);

/* The same, but NULL adds no member. */
void json_add_string_if(cJSON *object, const char *name, const char *value);

/* Integers are exact over the whole of int64_t, and doubles read back unchanged. Infinities and NaN
 * become null. */
void json_add_int(cJSON *object, const char *name, int64_t value);
void json_add_number(cJSON *object, const char *name, double value);
void json_add_bool(cJSON *object, const char *name, bool value);

/* Adds the pairs as an object of strings, made valid UTF-8. If `meta` is NULL the object is
 * empty. */
void json_add_meta(cJSON *object, const char *name, const struct meta *meta, struct arena *arena);

/* Returns the object on one line, in the arena. */
char *json_print(const cJSON *object, struct arena *arena);

#endif
