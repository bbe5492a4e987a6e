/* shared: state shared by the pools of one lecternd.
 *
 * The farm owns it and keeps it up to date. Pools, slots and their processes read it, and note in
 * it what the farm has to look at after this turn of the loop.
 */
#ifndef LECTERN_SUPERVISOR_POOL_SHARED_H
#define LECTERN_SUPERVISOR_POOL_SHARED_H

#include "common/config/settings.h"
#include "supervisor/os/loop.h"
#include "supervisor/os/web_socket.h"

#include <stdbool.h>

struct pool_shared {
	struct loop *loop;
	const struct settings *settings; /* in effect */
	unsigned generation;             /* of the configuration file written for children */
	bool stopping;                   /* the farm is draining: children are given no deadline for
					  * leaving */
	const char *broker_config;       /* of the embedded nats-server; NULL if none */
	int broker_lock;                 /* tells whose nats-server it is; -1 if none */
	struct web_socket *web_socket;   /* lectern-web's listening socket */

	/* Written for the farm. */
	bool changed;     /* a slot's state or reported data */
	int worst_signal; /* most severe signal sent, while stopping, to a worker that had been
			   * ready; 0 if none */
};

#endif
