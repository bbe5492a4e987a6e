/* live: what else may begin at a page, as a list for players does. */
#ifndef LECTERN_WEB_JOBS_LIVE_H
#define LECTERN_WEB_JOBS_LIVE_H

#include "web/http/request.h"

/* The query's `from`, the number of a page; *ret_origin is left as it is without. -1: the reply is
 * made. */
int live_read_origin(struct request *request, const struct meta *fields, int *ret_origin);

#endif
