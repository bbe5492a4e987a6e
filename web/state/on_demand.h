/* on_demand: objects that are made on demand, and kept for a time.
 *
 * However many ask for one, it is asked for once. Safe to use from many threads. */
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
	ON_DEMAND_FAILED,  /* it cannot be made: *ret_reason */
	ON_DEMAND_REFUSED, /* it was not asked for: `ask` knows why */
	ON_DEMAND_BUSY,    /* not made yet */
};

struct on_demand_request {
	const char *bucket, *key;
	const char *source;  /* what its metadata name, see LIVE_SOURCE; NULL: anything */
	int64_t believed_ms; /* how long it is believed that it cannot be made */
	/* Asks for it: 1; 0: does not. */
	int (*ask)(void *context, struct natsconn *conn, struct err *err);
	void *context;
};

/* Waits for it some seconds. Reasons live in the arena. */
int on_demand_get(struct on_demand *all, struct natsconn *conn,
	const struct on_demand_request *request, struct arena *arena,
	enum on_demand_result *ret_result, const char **ret_reason, struct err *err);

#endif
