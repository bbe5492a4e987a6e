/* broker: whether and how lecternd runs nats-server itself.
 *
 * It does so with [nats] server = "auto" and a loopback url on which nothing answers, with its own
 * configuration file and store below the state directory. Otherwise the broker is external.
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
	BROKER_EMBEDDED, /* it must be run here; everything is prepared */
	BROKER_ANSWERED, /* the embedded one answered a probe */
	BROKER_FAILED,   /* no broker is possible; see the error */
};

/* `err` is NULL except with BROKER_FAILED. */
typedef void broker_listener(void *context, enum broker_event event, const struct err *err);

/* State of the embedded broker's process. */
enum broker_process { BROKER_NO_PROCESS, BROKER_PROCESS_STARTING, BROKER_PROCESS_READY };

struct broker {
	struct arena *arena; /* owned */
	struct loop *loop;
	broker_listener *listener;
	void *context;
	const struct nats_settings *nats; /* until it is decided */
	struct broker_address address;
	struct probe probe;
	struct loop_timer timer;
	const char *directory, *store, *config_path;
	const char *question; /* sent to check that JetStream works */
	int lock;             /* lock file descriptor, shared with nats-server; -1 if none */
	int64_t lock_until;   /* monotonic ms: how long to wait for a previous lecternd's broker */
	enum broker_process process;
	bool decided;
	bool embedded;
	bool own_password; /* embedded, with our generated password */
};

void broker_init(struct broker *broker);

/* Starts deciding and reports BROKER_USABLE, BROKER_EMBEDDED or BROKER_FAILED, possibly before it
 * returns. The settings must live until then. */
void broker_begin(struct broker *broker, struct loop *loop, const struct settings *settings,
	broker_listener *listener, void *context);

/* The farm is stopping: cancels a pending decision. */
void broker_give_up(struct broker *broker);

/* Tells the state of the embedded broker's process. A starting one is probed often, so that its
 * readiness is noticed soon. */
void broker_set_process(struct broker *broker, enum broker_process process);

/* Adds to freshly read settings what children need to use the embedded broker. */
void broker_fill_settings(const struct broker *broker, struct settings *settings);

/* Removes the broker's configuration and keeps its store. */
void broker_close(struct broker *broker);

#endif
