/* live: the starting page, shared with other endpoints that may start at a page as a playlist
 * does. */
#ifndef LECTERN_WEB_JOBS_LIVE_H
#define LECTERN_WEB_JOBS_LIVE_H

#include "web/http/request.h"

/* Reads the query's `from`, a page number; without it *ret_origin is unchanged. -1: the reply
 * has been made. */
int live_read_origin(struct request *request, const struct meta *fields, int *ret_origin);

#endif
