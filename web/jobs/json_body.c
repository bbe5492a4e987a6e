/* json_body.c: collects a body as its bytes arrive. */
#include "web/jobs/json_body.h"

#include "common/base/alloc.h"
#include "common/base/json.h"
#include "web/http/routes.h"

static void begin(struct request *request)
{
	request->upload = alloc_zeroed(1, sizeof(struct buf));
}

static void take(struct request *request, const void *data, size_t len)
{
	struct buf *body = request->upload;
	if (body->len + len > JSON_BODY_MAX)
		reply_problem(
			request, PROBLEM_TOO_LARGE, "must be no more than %d bytes", JSON_BODY_MAX);
	else
		buf_append(body, data, len);
}

static void drop(struct request *request)
{
	if (request->upload)
		buf_free(request->upload);
	alloc_free(&request->upload);
}

const struct body_functions json_body = { begin, take, drop };

int json_body_parse(struct request *request, cJSON **ret_object, struct err *err)
{
	const struct buf *body = request->upload;
	cJSON *object = NULL;
	if (body && body->len > 0 && json_parse(body->data, body->len, &object, err) < 0)
		return -1;
	*ret_object = object;
	return 0;
}
