/* signals: lecternd's signals, read from a signalfd, so that no code runs in a signal handler. */
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

/* Reports CHLD, TERM, INT, HUP and USR1 to `heard`. Ignores PIPE and others that must not kill a
 * supervisor. */
int signals_open(struct signals *signals, struct loop *loop, signals_heard *heard, void *context,
	struct err *err);

/* Harmless if never opened, provided that source.fd is -1. */
void signals_close(struct signals *signals);

#endif
