/* user_text: text that users send and get back: file names and instructions. */
#ifndef LECTERN_WEB_HTTP_USER_TEXT_H
#define LECTERN_WEB_HTTP_USER_TEXT_H

#include "common/base/arena.h"
#include "common/base/buf.h"

#include <stdbool.h>

enum { USER_FILE_NAME_MAX = 200 }; /* bytes */

/* Well-formed UTF-8 without control characters. `lines` allows tab, CR and LF. */
bool user_text_is_clean(const char *text, bool lines);

/* What a client called its file, fit to be shown: only what follows the last '/' or '\', repaired
 * UTF-8, no control or direction-changing characters, at most USER_FILE_NAME_MAX bytes.
 * "document.pdf" when nothing is left. */
char *user_file_name(struct arena *arena, const char *raw);

/* The same name with another extension ("book.pdf", "wav": "book.wav"). */
char *user_file_name_as(struct arena *arena, const char *name, const char *extension);

/* A Content-Disposition value: `disposition` ("attachment") with an ASCII filename and, where that
 * is not the whole truth, filename* (RFC 6266, RFC 8187). */
char *user_content_disposition(struct arena *arena, const char *disposition, const char *name);

/* Appends text in which all but ASCII letters, digits and what is in `plain` is percent-encoded,
 * byte by byte (RFC 3986). */
void user_text_percent(struct buf *buf, const char *text, const char *plain);

/* Appends text with & < > " ' escaped for HTML text and attributes; invalid bytes are replaced. */
void user_text_html(struct buf *buf, const char *text);

#endif
