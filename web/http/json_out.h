/* json_out: writes JSON text into a buf, including commas and escapes.
 *
 * Strings are UTF-8; invalid bytes become U+FFFD, so the text is valid JSON whatever another
 * program stored. '<' and U+2028/9 are escaped too, so the text may be embedded in HTML.
 */
#ifndef LECTERN_WEB_HTTP_JSON_OUT_H
#define LECTERN_WEB_HTTP_JSON_OUT_H

#include "common/base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct json_out {
	struct buf *buf;
	bool comma; /* a value precedes at this level */
};

/* Starts writing at the end of buf, which must outlive the writer. */
struct json_out json_out(struct buf *buf);

/* key NULL: an array element or the outermost value. A string value of NULL writes null. */
void json_out_object(struct json_out *out, const char *key);
void json_out_array(struct json_out *out, const char *key);
void json_out_end_object(struct json_out *out);
void json_out_end_array(struct json_out *out);
void json_out_string(struct json_out *out, const char *key, const char *value);
void json_out_int(struct json_out *out, const char *key, int64_t value);
void json_out_bool(struct json_out *out, const char *key, bool value);
void json_out_null(struct json_out *out, const char *key);
/* Writes at most `decimals` digits after the point; null when the value is not finite. */
void json_out_number(struct json_out *out, const char *key, double value, int decimals);

#endif
