/* problem: the table of errors, and their JSON and HTML forms. */
#include "web/http/problem.h"

#include "web/http/json_out.h"
#include "web/http/user_text.h"

struct row {
	unsigned status;
	const char *name, *title;
};

static const struct row rows[PROBLEM_COUNT] = {
	[PROBLEM_BAD_REQUEST] = { 400, "bad-request", "The request is malformed" },
	[PROBLEM_UNAUTHORIZED] = { 401, "unauthorized", "A token is needed" },
	[PROBLEM_FORBIDDEN] = { 403, "forbidden", "Another site sent this request" },
	[PROBLEM_NOT_FOUND] = { 404, "not-found", "Not found" },
	[PROBLEM_METHOD_NOT_ALLOWED] = { 405, "method-not-allowed", "This is not possible here" },
	[PROBLEM_TIMEOUT] = { 408, "timeout", "The upload took too long" },
	[PROBLEM_CONFLICT] = { 409, "conflict", "The job's status does not allow this" },
	[PROBLEM_CHANGED] = { 409, "changed", "It was changed in the meantime" },
	[PROBLEM_GONE] = { 410, "gone", "It is no longer kept" },
	[PROBLEM_TOO_LARGE] = { 413, "too-large", "The file is too large" },
	[PROBLEM_TARGET_TOO_LONG] = { 414, "target-too-long", "The address is too long" },
	[PROBLEM_NOT_A_PDF] = { 415, "not-a-pdf", "This is not a PDF" },
	[PROBLEM_UNSUPPORTED_TYPE] = { 415, "unsupported-type",
		"This kind of request body is not supported" },
	[PROBLEM_RANGE] = { 416, "range", "The range is beyond the end" },
	[PROBLEM_MISDIRECTED] = { 421, "misdirected", "This server has another name" },
	[PROBLEM_BAD_OPTION] = { 422, "bad-option", "An option is wrong" },
	[PROBLEM_BAD_FORM] = { 422, "bad-form", "The form is incomplete" },
	[PROBLEM_KEY_REUSED] = { 422, "key-reused",
		"The Idempotency-Key was used for another upload" },
	[PROBLEM_QUEUE_FULL] = { 429, "queue-full", "Too many jobs are waiting" },
	[PROBLEM_TOO_MANY_UPLOADS] = { 429, "too-many-uploads", "Too many uploads are under way" },
	[PROBLEM_TOO_MANY_TOKENS] = { 429, "too-many-tokens", "Too many wrong tokens" },
	[PROBLEM_HEADERS_TOO_LARGE] = { 431, "headers-too-large",
		"The request's headers are too large" },
	[PROBLEM_INTERNAL] = { 500, "internal", "Something went wrong here" },
	[PROBLEM_NOT_IMPLEMENTED] = { 501, "not-implemented", "This is not supported here" },
	[PROBLEM_BROKER_AWAY] = { 503, "broker-away", "The message broker cannot be reached" },
	[PROBLEM_BUSY] = { 503, "busy", "The farm is busy" },
	[PROBLEM_VERSION] = { 505, "http-version", "This version of HTTP is not supported" },
	[PROBLEM_DISK_FULL] = { 507, "disk-full", "The disk is full" },
};

unsigned problem_status(enum problem problem)
{
	return rows[problem].status;
}

const char *problem_name(enum problem problem)
{
	return rows[problem].name;
}

enum problem problem_of_err(const struct err *err)
{
	switch (err->kind) {
	case ERR_UNAVAILABLE:
		return PROBLEM_BROKER_AWAY;
	case ERR_NO_SPACE:
		return PROBLEM_DISK_FULL;
	case ERR_NOT_FOUND:
		return PROBLEM_NOT_FOUND;
	case ERR_CONFLICT:
		return PROBLEM_CONFLICT;
	case ERR_INVALID:
		return PROBLEM_BAD_REQUEST;
	default:
		return PROBLEM_INTERNAL;
	}
}

const char *problem_words(const struct err *err)
{
	switch (err->kind) {
	case ERR_UNAVAILABLE:
		return "The farm does not answer: its message broker is away or stalled. Please try "
		       "again in a minute.";
	case ERR_NO_SPACE:
		return "The farm's disk is full. Deleting finished books frees space.";
	case ERR_NOT_FOUND:
		return "It is no longer there.";
	case ERR_CONFLICT:
	case ERR_INVALID:
		return NULL;
	default:
		return "Something went wrong on the farm; its log says what.";
	}
}

void problem_json(struct buf *buf, enum problem problem, const char *detail)
{
	struct json_out out = json_out(buf);
	json_out_object(&out, NULL);
	struct buf type = BUF_EMPTY;
	buf_printf(&type, "%s%s", PROBLEM_TYPE_PREFIX, rows[problem].name);
	json_out_string(&out, "type", type.data);
	buf_free(&type);
	json_out_string(&out, "title", rows[problem].title);
	json_out_int(&out, "status", rows[problem].status);
	json_out_string(&out, "detail", detail);
	json_out_end_object(&out);
	buf_append_char(buf, '\n');
}

void problem_html(struct buf *buf, enum problem problem, const char *detail, const char *base_path)
{
	buf_append_string(buf, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
			       "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
			       "content=\"width=device-width, initial-scale=1\">\n<title>");
	user_text_html(buf, rows[problem].title);
	buf_printf(buf, " – Lectern</title>\n<link rel=\"stylesheet\" href=\"%s/style.css\">\n",
		base_path);
	buf_append_string(buf, "</head>\n<body class=\"problem\">\n<main>\n<h1>");
	user_text_html(buf, rows[problem].title);
	buf_append_string(buf, "</h1>\n<p>");
	user_text_html(buf, detail);
	buf_printf(buf,
		"</p>\n<p><a href=\"%s/\">Back to Lectern</a></p>\n</main>\n</body>\n</html>\n",
		base_path);
}
