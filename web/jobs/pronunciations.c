/* pronunciations: POST /pronunciation: checks a list of words and their pronunciations and
 * converts it to lines or CSV. Nothing is stored. */
#include "common/text/pronunciation.h"
#include "web/http/routes.h"

#include <string.h>

/* 'l' for lines, 'c' for CSV; 0: unknown, and the reply has been made. */
static char form_named(struct request *request, const struct meta *fields, const char *field,
	const char *otherwise)
{
	const char *name = meta_get(fields, field);
	name = name ? name : otherwise;
	if (strcmp(name, "lines") == 0 || strcmp(name, "csv") == 0)
		return *name;
	reply_problem(request, PROBLEM_BAD_OPTION, "%s: \"lines\" or \"csv\" is expected", field);
	return 0;
}

static bool is_csv(const struct request *request)
{
	const char *type = request_header(request, "Content-Type");
	return type && strncmp(type, "text/csv", 8) == 0;
}

void handle_pronunciation(struct request *request)
{
	const struct buf *body = request->upload;
	struct meta fields;
	if (request_fields(request, &fields) < 0)
		return;
	char from = form_named(request, &fields, "from", is_csv(request) ? "csv" : "lines");
	char to = from ? form_named(request, &fields, "to", "lines") : 0;
	if (!to)
		return;
	struct pronunciation *list = NULL;
	struct err err = { 0 };
	const char *text = body ? buf_string(body) : "";
	size_t len = body ? body->len : 0;
	if (from == 'c')
		pronunciation_parse_csv("line", text, len, &list, &err);
	else
		pronunciation_parse("line", text, len, &list, &err);
	if (!list) {
		reply_failure(request, PROBLEM_BAD_OPTION, &err);
		return;
	}
	struct buf written = BUF_EMPTY;
	if (to == 'c')
		pronunciation_write_csv(list, &written);
	else
		pronunciation_write(list, &written);
	pronunciation_free(&list);
	reply_body(request, 200,
		to == 'c' ? "text/csv; charset=utf-8" : "text/plain; charset=utf-8", &written);
}
