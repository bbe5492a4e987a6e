/* probe: checks whether a NATS server answers at an address, without blocking.
 *
 * A NATS server speaks first: "INFO {...}". It still does so when its JetStream hangs, so our own
 * server is asked a question as well.
 */
#ifndef LECTERN_SUPERVISOR_BROKER_PROBE_H
#define LECTERN_SUPERVISOR_BROKER_PROBE_H

#include "common/base/buf.h"
#include "supervisor/os/loop.h"

#include <stdbool.h>
#include <sys/socket.h>

enum probe_answer {
	PROBE_NOBODY,   /* nothing listens there */
	PROBE_NATS,     /* a NATS server, which has answered the question if there is one */
	PROBE_STRANGER, /* something else, or no answer within two seconds */
};

typedef void probe_done(void *context, enum probe_answer answer);

struct probe {
	struct loop *loop;
	struct loop_source source;
	struct loop_timer timer;
	probe_done *done;
	void *context;
	const char *question; /* sent after INFO; NULL if none */
	const char *answer;   /* text that the reply must contain */
	bool asked;
	bool lacks_jetstream; /* the last server's INFO said so */
	struct buf heard;     /* owned */
};

void probe_open(struct probe *probe, struct loop *loop, probe_done *done, void *context);
void probe_close(struct probe *probe);

/* From now on probes send `question` and require `answer` somewhere in the reply. Both must outlive
 * the probe. */
void probe_ask(struct probe *probe, const char *question, const char *answer);

/* Calls `done` once, possibly before it returns. Cancels a probe that is still running. */
void probe_start(struct probe *probe, const struct sockaddr *address, socklen_t len);

#endif
