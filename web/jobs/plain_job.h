/* plain_job: how a job is shown to browsers without scripts, as HTML. */
#ifndef LECTERN_WEB_JOBS_PLAIN_JOB_H
#define LECTERN_WEB_JOBS_PLAIN_JOB_H

#include "common/base/buf.h"
#include "web/state/job_table.h"

/* Appends its name: its file's name without the extension. */
void plain_job_name(struct buf *html, const struct job_view *view);

/* Appends its status and, if there is audio, a player and links. `root` leads from the page to
 * the site's root: "" or "../". */
void plain_job_body(struct buf *html, const struct job_view *view, const char *root);

#endif
