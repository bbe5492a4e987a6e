/* recount: how far each page of the running jobs has come, by what is stored of it. */
#ifndef LECTERN_WEB_STATE_RECOUNT_H
#define LECTERN_WEB_STATE_RECOUNT_H

#include "common/base/err.h"
#include "common/nats/connection.h"
#include "web/state/job_table.h"

/* Marks in the table what the stages' events announced while nothing listened. Costs up to
 * four round trips for each page that is on its way; finished jobs cost nothing. */
int recount(struct natsconn *conn, struct job_table *table, struct err *err);

#endif
