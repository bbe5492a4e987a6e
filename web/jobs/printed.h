/* printed: a page's text as printed, which is stored besides the text to be spoken. */
#ifndef LECTERN_WEB_JOBS_PRINTED_H
#define LECTERN_WEB_JOBS_PRINTED_H

#include "common/farm/workflow.h"
#include "common/nats/connection.h"
#include "common/objstore/store.h"

/* *ret_text is NULL when the page has no printed text that belongs to its spoken one, which then
 * serves as both. ERR_NOT_FOUND when the page has no text. *ret_info (may be NULL) describes the
 * text object. Both are in the arena. */
int printed_text(struct natsconn *conn, const struct workflow *workflow, int page,
	struct arena *arena, const char **ret_text, struct object_info *ret_info, struct err *err);

#endif
