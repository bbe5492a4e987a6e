/* on_demand: objects that are made on demand and kept for a while.
 *
 * However many clients want an object, it is requested only once. Thread-safe.
 */
#ifndef LECTERN_WEB_STATE_ON_DEMAND_H
#define LECTERN_WEB_STATE_ON_DEMAND_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/nats/connection.h"

#include <stdint.h>

struct on_demand;

struct on_demand *on_demand_new(void);
void on_demand_free(struct on_demand **all);

enum on_demand_result {
	ON_DEMAND_READY,
	ON_DEMAND_FAILED,  /* it cannot be made, see *ret_reason */
	ON_DEMAND_REFUSED, /* it was not requested; `ask` knows why */
	ON_DEMAND_BUSY,    /* not made in time, or too much is being waited for */
};

struct on_demand_request {
	const char *bucket, *key;
	const char *source;  /* expected in the metadata, see LIVE_SOURCE; NULL: any */
	int64_t believed_ms; /* how long a stored failure is valid */
	/* Requests the object. 1: requested; 0: refused; -1: error. */
	int (*ask)(void *context, struct natsconn *conn, struct err *err);
	void *context;
};

/* Returns the object's state, waiting for it up to some ten seconds (twice that behind another
 * client's request). *ret_reason is in the arena, NULL without a reason. */
int on_demand_get(struct on_demand *all, struct natsconn *conn,
	const struct on_demand_request *request, struct arena *arena,
	enum on_demand_result *ret_result, const char **ret_reason, struct err *err);

#endif
