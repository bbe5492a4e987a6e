/* json_out: writes JSON text into a buf, commas and escapes included.
 *
 * Strings are UTF-8; bytes that are not become U+FFFD, so that the text is always valid JSON,
 * whatever another program stored. Also escapes '<' and U+2028/9, so that it may stand in HTML.
 */
#ifndef LECTERN_WEB_HTTP_JSON_OUT_H
#define LECTERN_WEB_HTTP_JSON_OUT_H

#include "common/base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct json_out {
	struct buf *buf;
	bool comma; /* something stands before at this level */
};

/* Starts writing at the end of buf. */
struct json_out json_out(struct buf *buf);

/* key NULL: an array's element or the outermost value. A string value NULL writes null. */
void json_out_object(struct json_out *out, const char *key);
void json_out_array(struct json_out *out, const char *key);
void json_out_end_object(struct json_out *out);
void json_out_end_array(struct json_out *out);
void json_out_string(struct json_out *out, const char *key, const char *value);
void json_out_int(struct json_out *out, const char *key, int64_t value);
void json_out_bool(struct json_out *out, const char *key, bool value);
void json_out_null(struct json_out *out, const char *key);
/* At most `decimals` digits after the point; null when it is no finite number. */
void json_out_number(struct json_out *out, const char *key, double value, int decimals);

#endif
