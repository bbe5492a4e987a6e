/* json: a job as the interface shows it. */
#ifndef LECTERN_WEB_JOBS_JSON_H
#define LECTERN_WEB_JOBS_JSON_H

#include "web/http/json_out.h"
#include "web/state/job_table.h"

/* key NULL: as an array's element or the outermost value. Links begin with base_path. */
void job_json(
	struct json_out *out, const char *key, const struct job_view *view, const char *base_path);

/* A job that the table does not hold yet: its progress is what its state says. */
struct job_view job_view_of(struct workflow *workflow);

/* Pages of a known total that neither arrived nor were left out. The caller frees the set. */
void job_gaps(const struct workflow *workflow, struct pageset *ret_gaps);

#endif
