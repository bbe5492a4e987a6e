/* json_body: collects a request's body (request->upload is a struct buf) and parses it as one
 * JSON object. */
#ifndef LECTERN_WEB_JOBS_JSON_BODY_H
#define LECTERN_WEB_JOBS_JSON_BODY_H

#include "common/base/err.h"
#include "web/http/request.h"

#include <cjson/cJSON.h>

enum { JSON_BODY_MAX = 1024 * 1024 }; /* bytes; larger bodies get 413 */

/* The object, which the caller frees with cJSON_Delete(); NULL when there is no body.
 * ERR_INVALID: the body is not a JSON object. */
int json_body_parse(struct request *request, cJSON **ret_object, struct err *err);

#endif
