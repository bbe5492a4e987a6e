/* printed: a page's text as it is printed, which stands beside the one that is said. */
#ifndef LECTERN_WEB_JOBS_PRINTED_H
#define LECTERN_WEB_JOBS_PRINTED_H

#include "common/farm/workflow.h"
#include "common/nats/connection.h"
#include "common/objstore/store.h"

/* *ret_text is NULL when the page has none that belongs to its text: then that is both.
 * ERR_NOT_FOUND when it has no text. *ret_info (may be NULL) describes the text object. In the
 * arena. */
int printed_text(struct natsconn *conn, const struct workflow *workflow, int page,
	struct arena *arena, const char **ret_text, struct object_info *ret_info, struct err *err);

#endif
