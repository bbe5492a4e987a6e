/* probe: asks an address whether a NATS server answers there, without waiting.
 *
 * A NATS server speaks first: "INFO {...}". One whose JetStream hangs still does that, so that a
 * server of our own is asked a question besides.
 */
#ifndef LECTERN_SUPERVISOR_BROKER_PROBE_H
#define LECTERN_SUPERVISOR_BROKER_PROBE_H

#include "common/base/buf.h"
#include "supervisor/os/loop.h"

#include <stdbool.h>
#include <sys/socket.h>

enum probe_answer {
	PROBE_NOBODY,   /* nothing listens there */
	PROBE_NATS,     /* a NATS server, that answers the question if there is one */
	PROBE_STRANGER, /* something else, or silent for two seconds */
};

typedef void probe_done(void *context, enum probe_answer answer);

struct probe {
	struct loop *loop;
	struct loop_source source;
	struct loop_timer timer;
	probe_done *done;
	void *context;
	const char *question; /* what is said when INFO has come; NULL: nothing */
	const char *answer;   /* what must come then */
	bool asked;
	bool lacks_jetstream; /* of the server that was heard last: by its INFO */
	struct buf heard;     /* owned */
};

void probe_open(struct probe *probe, struct loop *loop, probe_done *done, void *context);
void probe_close(struct probe *probe);

/* From now on it asks, and only `answer` somewhere in what comes back will do. Both outlive it. */
void probe_ask(struct probe *probe, const char *question, const char *answer);

/* Calls `done` once, later or before it returns. One at a time: a running one is given up. */
void probe_start(struct probe *probe, const struct sockaddr *address, socklen_t len);

#endif
