/* recount: how far each page of the running jobs has come, by what is stored of it. */
#ifndef LECTERN_RECOUNT_H
#define LECTERN_RECOUNT_H

#include "common/err.h"
#include "common/natsconn.h"
#include "web/job_table.h"

/* Marks in the table what the stages' events told nobody, because nobody listened. Costs up to
 * four round trips for each page that is on its way; finished jobs cost nothing. */
int recount(struct natsconn *conn, struct job_table *table, struct err *err);

#endif
