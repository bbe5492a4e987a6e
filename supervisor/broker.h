/* broker: whether lecternd runs nats-server itself, and how.
 *
 * With [nats] server = "auto" and a loopback url where nothing answers, it does: with a
 * configuration file and store of its own below the state directory. Otherwise the broker is
 * somebody else's.
 */
#ifndef LECTERN_SUPERVISOR_BROKER_H
#define LECTERN_SUPERVISOR_BROKER_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/config/settings.h"
#include "supervisor/broker_config.h"
#include "supervisor/loop.h"
#include "supervisor/probe.h"

#include <stdbool.h>

struct farm;

struct broker {
	struct arena *arena; /* owned */
	struct loop *loop;
	struct broker_address address;
	struct probe probe;
	struct loop_timer timer;
	const char *directory, *store, *config_path;
	const char *question; /* whether its JetStream works */
	int lock;             /* its descriptor is nats-server's, too; -1 */
	int64_t lock_until;   /* monotonic ms: how long an older one is waited for */
	bool embedded;
	bool own_password; /* embedded, with the password that we made up */
};

void broker_init(struct broker *broker);

/* Decides, and then calls farm_start_children() or farm_fail(), later or before it returns. */
void broker_begin(struct broker *broker, struct farm *farm);

/* A process of the embedded one was made: from now on it may answer. */
void broker_spawned(struct broker *broker);

/* Settings that were just read: adds how children use the embedded broker. */
void broker_tell(const struct broker *broker, struct settings *settings);

/* Its configuration goes, its store stays. */
void broker_close(struct broker *broker);

#endif
