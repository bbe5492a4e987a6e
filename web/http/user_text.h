/* user_text: text that users send and get back, such as file names and instructions. */
#ifndef LECTERN_WEB_HTTP_USER_TEXT_H
#define LECTERN_WEB_HTTP_USER_TEXT_H

#include "common/base/arena.h"
#include "common/base/buf.h"

#include <stdbool.h>

enum { USER_FILE_NAME_MAX = 200 }; /* bytes */

/* Whether text is well-formed UTF-8 without control characters. `lines` allows tab, CR and LF. */
bool user_text_is_clean(const char *text, bool lines);

/* A client's file name made fit for display: only what follows the last '/' or '\', repaired to
 * valid UTF-8, without control and direction-changing characters, at most USER_FILE_NAME_MAX
 * bytes. "document.pdf" when nothing is left. In the arena. */
char *user_file_name(struct arena *arena, const char *raw);

/* The name with another extension ("book.pdf" and "wav" give "book.wav"). In the arena. */
char *user_file_name_as(struct arena *arena, const char *name, const char *extension);

/* A Content-Disposition value: `disposition` ("attachment") with an ASCII filename and, if that
 * cannot express the name exactly, filename* (RFC 6266, RFC 8187). In the arena. */
char *user_content_disposition(struct arena *arena, const char *disposition, const char *name);

/* Appends text, percent-encoding each byte except ASCII letters, digits and the characters in
 * `plain` (RFC 3986). */
void user_text_percent(struct buf *buf, const char *text, const char *plain);

/* Appends text with & < > " ' escaped for HTML text and attributes; invalid bytes are replaced. */
void user_text_html(struct buf *buf, const char *text);

#endif
