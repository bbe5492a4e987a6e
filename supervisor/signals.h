/* signals: what lecternd hears, by signalfd, so that nothing runs in a handler. */
#ifndef LECTERN_SUPERVISOR_SIGNALS_H
#define LECTERN_SUPERVISOR_SIGNALS_H

#include "common/base/err.h"

struct farm;

/* TERM and INT stop, HUP reloads, USR1 opens the log anew, CHLD reaps; PIPE and whatever else a
 * supervisor must not die of is ignored. */
int signals_open(struct farm *farm, struct err *err);
void signals_close(struct farm *farm);

#endif
