/* json_body: the body of a request, kept until it is whole (request->upload is a struct buf), as
 * one JSON object. */
#ifndef LECTERN_WEB_JOBS_JSON_BODY_H
#define LECTERN_WEB_JOBS_JSON_BODY_H

#include "common/base/err.h"
#include "web/http/request.h"

#include <cjson/cJSON.h>

enum { JSON_BODY_MAX = 1024 * 1024 }; /* bytes: 413 beyond */

/* The object, which the caller frees with cJSON_Delete(); NULL when there is no body.
 * ERR_INVALID: it is none. */
int json_body_parse(struct request *request, cJSON **ret_object, struct err *err);

#endif
