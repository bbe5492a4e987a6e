/* signals: what lecternd hears, by signalfd, so that nothing runs in a handler. */
#ifndef LECTERN_SUPERVISOR_OS_SIGNALS_H
#define LECTERN_SUPERVISOR_OS_SIGNALS_H

#include "common/base/err.h"
#include "supervisor/os/loop.h"

typedef void signals_heard(void *context, int signal);

struct signals {
	struct loop *loop;
	struct loop_source source;
	signals_heard *heard;
	void *context;
};

/* CHLD, TERM, INT, HUP and USR1 are heard; PIPE and whatever else a supervisor must not die of is
 * ignored. */
int signals_open(struct signals *signals, struct loop *loop, signals_heard *heard, void *context,
	struct err *err);

/* Harmless on one that was never opened, with source.fd -1. */
void signals_close(struct signals *signals);

#endif
