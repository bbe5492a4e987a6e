/* farm: everything that one lecternd runs, and the phases of its life.
 *
 *   probing -> broker starting -> running -> draining -> broker stopping -> done
 *
 * Callbacks of the loop change slots and set `changed`; farm_settle(), called after each turn,
 * draws the conclusions for pools and phases.
 */
#ifndef LECTERN_SUPERVISOR_FARM_H
#define LECTERN_SUPERVISOR_FARM_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "supervisor/broker.h"
#include "supervisor/loop.h"
#include "supervisor/orphans.h"
#include "supervisor/pool.h"
#include "supervisor/reload.h"
#include "supervisor/service.h"
#include "supervisor/snapshot.h"
#include "supervisor/web_socket.h"

#include <stdbool.h>

enum farm_phase {
	FARM_PROBING,
	FARM_BROKER_STARTING,
	FARM_RUNNING,
	FARM_DRAINING,
	FARM_BROKER_STOPPING,
	FARM_DONE,
};

/* How the children went at a stop; the worst counts. */
enum farm_ending { FARM_DRAINED, FARM_TERMINATED, FARM_KILLED };

struct farm {
	struct loop *loop;         /* owned */
	struct settings *settings; /* owned; in force */
	const char *config_path;   /* NULL: the defaults */
	bool foreground;
	unsigned generation, oldest_generation; /* of the configuration's files */
	enum farm_phase phase;
	struct pool pools[SERVICE_COUNT]; /* in the order of services[] */
	struct broker broker;
	struct web_socket web_socket;
	struct snapshot snapshot;
	struct reload reload;
	struct orphans orphans;
	struct loop_source signals;
	struct loop_timer drain_timer, watchdog_timer, ready_timer;
	int lock;        /* of the state directory */
	bool changed;    /* a slot or goal: settle */
	bool told_ready; /* to systemd */
	bool failed;     /* at run time: cannot go on */
	enum farm_ending ending;
};

/* Takes over the settings. Locks the state directory; nothing is started yet. */
int farm_open(struct farm *farm, struct settings *settings, const char *config_path,
	bool foreground, struct err *err);
void farm_close(struct farm *farm);

/* Runs until stopped. Returns lecternd's exit status. */
int farm_run(struct farm *farm);

/* The broker can be reached (or is not ours to run): starts the children. */
void farm_start_children(struct farm *farm);

/* Cannot go on: says why and stops everything. */
void farm_fail(struct farm *farm, const struct err *err);

/* A request to stop; another one hurries. */
void farm_stop(struct farm *farm, const char *reason);

/* Sets the pools' goals by the settings in force and the phase. */
void farm_set_goals(struct farm *farm);

/* A signal was sent to a slot's process: remembered for the exit status. */
void farm_forced(struct farm *farm, const struct slot *slot, int signal);

/* The pool of a kind of which there is one. */
struct pool *farm_pool(struct farm *farm, enum service_kind kind);

/* NULL when the pid is none of ours. */
struct slot *farm_find(struct farm *farm, pid_t pid);

#endif
