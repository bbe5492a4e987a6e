/* farm: everything that one lecternd runs, and its life cycle.
 *
 *   probing -> broker starting -> running -> draining -> broker stopping -> done
 *
 * Callbacks of the loop change slots and mark shared state as changed; after each turn of the loop
 * the farm updates pools and phases accordingly.
 */
#ifndef LECTERN_SUPERVISOR_FARM_H
#define LECTERN_SUPERVISOR_FARM_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "supervisor/broker/broker.h"
#include "supervisor/os/children.h"
#include "supervisor/os/loop.h"
#include "supervisor/os/signals.h"
#include "supervisor/os/web_socket.h"
#include "supervisor/pool/pool.h"
#include "supervisor/reload.h"
#include "supervisor/snapshot.h"

#include <stdbool.h>

enum farm_phase {
	FARM_PROBING,
	FARM_BROKER_STARTING,
	FARM_RUNNING,
	FARM_DRAINING,
	FARM_BROKER_STOPPING,
	FARM_DONE,
};

struct farm {
	struct settings *settings; /* owned; in effect */
	const char *config_path;   /* NULL for the defaults */
	bool foreground;
	unsigned oldest_generation; /* whose configuration file still exists */
	enum farm_phase phase;
	struct pool_shared shared;        /* its loop is owned */
	struct pool pools[SERVICE_COUNT]; /* in the order of services[] */
	struct broker broker;
	struct web_socket web_socket;
	struct snapshot snapshot;
	struct reload reload;
	struct children children;
	struct signals signals;
	struct loop_timer drain_timer, watchdog_timer, ready_timer;
	int lock;             /* of the state directory */
	bool announced_ready; /* to systemd */
	bool failed;          /* a fatal error occurred at run time */
};

/* Takes ownership of the settings, and locks the state directory; starts nothing yet. Call
 * farm_close() even after a failure. */
int farm_open(struct farm *farm, struct settings *settings, const char *config_path,
	bool foreground, struct err *err);
void farm_close(struct farm *farm);

/* Runs until stopped. Returns lecternd's exit status. */
int farm_run(struct farm *farm);

#endif
