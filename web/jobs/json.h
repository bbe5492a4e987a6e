/* json: a job's JSON representation in the API. */
#ifndef LECTERN_WEB_JOBS_JSON_H
#define LECTERN_WEB_JOBS_JSON_H

#include "web/http/json_out.h"
#include "web/state/job_table.h"

/* key NULL: an array element or the outermost value. Links begin with base_path. */
void job_json(
	struct json_out *out, const char *key, const struct job_view *view, const char *base_path);

/* A view of a job that is not in the table yet; its progress is what the state says. It borrows
 * the workflow. */
struct job_view job_view_of(struct workflow *workflow);

/* Pages of a known total that neither arrived nor were skipped. The caller frees the set. */
void job_gaps(const struct workflow *workflow, struct pageset *ret_gaps);

#endif
