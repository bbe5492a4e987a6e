/* json: reading and writing of JSON objects on top of cJSON.
 *
 * Readers name the field that is wrong ("header.workflowId: missing"); an optional field that is
 * null counts as absent. Text must be valid UTF-8 (RFC 8259), one object and nothing after it; a
 * string with a NUL character is refused, because C would cut it there.
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

/* The caller frees it with cJSON_Delete(). */
int json_parse(const char *text, size_t len, cJSON **ret_object, struct err *err);

/* An object that is being read. */
struct json_in {
	const cJSON *object;
	const char *path;    /* what stands before a field's name in errors: "" or "header." */
	struct arena *arena; /* for copies of strings */
};

/* Required fields. All errors are ERR_INVALID; results are untouched on failure. */
int json_get_string(
	const struct json_in *in, const char *name, const char **ret_string, struct err *err);
int json_get_int(const struct json_in *in, const char *name, int64_t min, int64_t max,
	int64_t *ret_int, struct err *err);

/* Optional fields: 1 there, 0 absent (the result is untouched), -1 wrong. */
int json_find_string(
	const struct json_in *in, const char *name, const char **ret_string, struct err *err);
int json_find_int(const struct json_in *in, const char *name, int64_t min, int64_t max,
	int64_t *ret_int, struct err *err);
int json_find_number(const struct json_in *in, const char *name, double min, double max,
	double *ret_number, struct err *err);
int json_find_bool(const struct json_in *in, const char *name, bool *ret_bool, struct err *err);
/* *ret_object reads the member; its path lives in the arena. */
int json_find_object(
	const struct json_in *in, const char *name, struct json_in *ret_object, struct err *err);
int json_find_array(
	const struct json_in *in, const char *name, const cJSON **ret_array, struct err *err);

/* ---- reading what may be anything: wrong counts as absent ---- */

int json_int_or(const cJSON *object, const char *name, int min, int max, int missing);

/* NULL when it is no string. Lives as long as the object. */
const char *json_text(const cJSON *object, const char *name);

/* The strings of the member `name` as key-value pairs, copied into the arena, at most `most` in
 * all; what is not valid UTF-8 is left out. */
void json_read_meta(
	const cJSON *object, const char *name, size_t most, struct arena *arena, struct meta *meta);

/* ---- writing; out of memory aborts ---- */

cJSON *json_new(void);
cJSON *json_add_object(cJSON *object, const char *name);
cJSON *json_add_array(cJSON *object, const char *name);

/* A new object at the end of an array. */
cJSON *json_append_object(cJSON *array);

/* NULL becomes null. Invalid UTF-8 is replaced by U+FFFD. */
void json_add_string(cJSON *object, const char *name, const char *value);

/* The same, but NULL adds nothing. */
void json_add_string_if(cJSON *object, const char *name, const char *value);

/* Exact for all of int64_t, and doubles read back as they were. Not a number becomes null. */
void json_add_int(cJSON *object, const char *name, int64_t value);
void json_add_number(cJSON *object, const char *name, double value);
void json_add_bool(cJSON *object, const char *name, bool value);

/* As an object of strings, valid UTF-8 in any case. `meta` may be NULL: an empty object. */
void json_add_meta(cJSON *object, const char *name, const struct meta *meta, struct arena *arena);

/* On one line, in the arena. */
char *json_print(const cJSON *object, struct arena *arena);

#endif
