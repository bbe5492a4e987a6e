/* broker: whether lecternd runs nats-server itself, and how.
 *
 * With [nats] server = "auto" and a loopback url where nothing answers, it does: with a
 * configuration file and store of its own below the state directory. Otherwise the broker is
 * external.
 */
#ifndef LECTERN_SUPERVISOR_BROKER_BROKER_H
#define LECTERN_SUPERVISOR_BROKER_BROKER_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/config/settings.h"
#include "supervisor/broker/config.h"
#include "supervisor/broker/probe.h"
#include "supervisor/os/loop.h"

#include <stdbool.h>

enum broker_event {
	BROKER_USABLE,   /* it is external, and answers or is not checked */
	BROKER_EMBEDDED, /* it is to be run here: everything for that is prepared */
	BROKER_ANSWERED, /* the embedded one did */
	BROKER_FAILED,   /* there can be none, see the error */
};

/* err only with BROKER_FAILED. */
typedef void broker_listener(void *context, enum broker_event event, const struct err *err);

/* How the embedded one's process is. */
enum broker_process { BROKER_NO_PROCESS, BROKER_PROCESS_STARTING, BROKER_PROCESS_READY };

struct broker {
	struct arena *arena; /* owned */
	struct loop *loop;
	broker_listener *listener;
	void *context;
	const struct nats_settings *nats; /* while it decides */
	struct broker_address address;
	struct probe probe;
	struct loop_timer timer;
	const char *directory, *store, *config_path;
	const char *question; /* whether its JetStream works */
	int lock;             /* its descriptor is nats-server's, too; -1 */
	int64_t lock_until;   /* monotonic ms: how long an older one is waited for */
	enum broker_process process;
	bool decided;
	bool embedded;
	bool own_password; /* embedded, with the password that we made up */
};

void broker_init(struct broker *broker);

/* Decides, and then reports BROKER_USABLE, BROKER_EMBEDDED or BROKER_FAILED, later or before it
 * returns. The settings outlive the decision. */
void broker_begin(struct broker *broker, struct loop *loop, const struct settings *settings,
	broker_listener *listener, void *context);

/* The farm stops: if it has not decided yet it need not any more. */
void broker_give_up(struct broker *broker);

/* How the embedded one's process is now: one that starts is asked often, so that it is known soon
 * when it answers. */
void broker_set_process(struct broker *broker, enum broker_process process);

/* Settings that were just read: adds how children use the embedded broker. */
void broker_fill_settings(const struct broker *broker, struct settings *settings);

/* Its configuration goes, its store stays. */
void broker_close(struct broker *broker);

#endif
