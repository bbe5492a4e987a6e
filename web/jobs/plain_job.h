/* plain_job: what a browser without scripts is shown of a job, as HTML. */
#ifndef LECTERN_WEB_JOBS_PLAIN_JOB_H
#define LECTERN_WEB_JOBS_PLAIN_JOB_H

#include "common/base/buf.h"
#include "web/state/job_table.h"

/* What it is called: its file's name, without the ending that all have. */
void plain_job_name(struct buf *html, const struct job_view *view);

/* Its state and, where there is something to hear, a player and links. `root` leads from the page
 * to the site's root: "" or "../". */
void plain_job_body(struct buf *html, const struct job_view *view, const char *root);

#endif
