/* shared: what the pools of one lecternd share.
 *
 * The farm owns it and keeps it up to date; pools, slots and the processes in them read it, and say
 * in it what the farm has to look at after this turn of the loop.
 */
#ifndef LECTERN_SUPERVISOR_POOL_SHARED_H
#define LECTERN_SUPERVISOR_POOL_SHARED_H

#include "common/config/settings.h"
#include "supervisor/os/loop.h"
#include "supervisor/os/web_socket.h"

#include <stdbool.h>

struct pool_shared {
	struct loop *loop;
	const struct settings *settings; /* in force */
	unsigned generation;             /* of the file that they are written to for children */
	bool stopping;             /* the farm drains: no child is given a time by which to leave */
	const char *broker_config; /* the embedded nats-server's; NULL: there is none */
	int broker_lock;           /* shows whose nats-server it is; -1 */
	struct web_socket *web_socket; /* what lectern-web listens on */

	/* For the farm. */
	bool changed;     /* a slot's state, or what is reported of it */
	int worst_signal; /* that a worker which had been ready got while stopping: 0, or SIGKILL
			   * before any other */
};

#endif
