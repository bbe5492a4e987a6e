/* problem: the errors that clients see (RFC 9457). The type URIs are part of the public
 * interface. */
#ifndef LECTERN_WEB_HTTP_PROBLEM_H
#define LECTERN_WEB_HTTP_PROBLEM_H

#include "common/base/buf.h"
#include "common/base/err.h"

enum problem {
	PROBLEM_BAD_REQUEST,
	PROBLEM_UNAUTHORIZED,
	PROBLEM_FORBIDDEN,
	PROBLEM_NOT_FOUND,
	PROBLEM_METHOD_NOT_ALLOWED,
	PROBLEM_TIMEOUT,
	PROBLEM_CONFLICT,
	PROBLEM_CHANGED,
	PROBLEM_GONE,
	PROBLEM_TOO_LARGE,
	PROBLEM_TARGET_TOO_LONG,
	PROBLEM_NOT_A_PDF,
	PROBLEM_UNSUPPORTED_TYPE,
	PROBLEM_RANGE,
	PROBLEM_MISDIRECTED,
	PROBLEM_BAD_OPTION,
	PROBLEM_BAD_FORM,
	PROBLEM_KEY_REUSED,
	PROBLEM_QUEUE_FULL,
	PROBLEM_TOO_MANY_UPLOADS,
	PROBLEM_TOO_MANY_TOKENS,
	PROBLEM_HEADERS_TOO_LARGE,
	PROBLEM_INTERNAL,
	PROBLEM_NOT_IMPLEMENTED,
	PROBLEM_BROKER_AWAY,
	PROBLEM_BUSY,
	PROBLEM_VERSION,
	PROBLEM_DISK_FULL,
	PROBLEM_COUNT,
};

#define PROBLEM_TYPE_PREFIX "urn:lectern:problem:"

unsigned problem_status(enum problem problem);
const char *problem_name(enum problem problem); /* "not-a-pdf" */

/* The problem that an internal error is reported as. */
enum problem problem_of_err(const struct err *err);

/* A user-facing text for an internal failure, or NULL when err's own text is fit to be shown.
 * Technical details belong in the log. */
const char *problem_words(const struct err *err);

/* Append the problem as application/problem+json, and as an HTML page. */
void problem_json(struct buf *buf, enum problem problem, const char *detail);
void problem_html(struct buf *buf, enum problem problem, const char *detail, const char *base_path);

#endif
