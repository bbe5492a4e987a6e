/* reload: SIGHUP: a whole new configuration, or the old one and why. */
#ifndef LECTERN_SUPERVISOR_RELOAD_H
#define LECTERN_SUPERVISOR_RELOAD_H

#include "supervisor/loop.h"

#include <stdint.h>

struct farm;

struct reload {
	struct loop_timer timer;
	int64_t not_before; /* monotonic ms: requests that come too fast become one */
};

void reload_open(struct reload *reload, struct farm *farm);
void reload_close(struct reload *reload, struct farm *farm);

/* Asks for one. */
void reload_request(struct reload *reload, struct farm *farm);

#endif
