/* recount: determines the progress of each page of running jobs from what is stored of it. */
#ifndef LECTERN_WEB_STATE_RECOUNT_H
#define LECTERN_WEB_STATE_RECOUNT_H

#include "common/base/err.h"
#include "common/nats/connection.h"
#include "web/state/job_table.h"

/* Marks in the table what the stages announced while nobody was listening. Costs up to four
 * round trips for each page in progress; finished jobs cost nothing. */
int recount(struct natsconn *conn, struct job_table *table, struct err *err);

#endif
