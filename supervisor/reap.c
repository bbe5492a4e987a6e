/* reap: from SIGCHLD to the slot. */
#include "supervisor/reap.h"

#include "common/base/log.h"
#include "supervisor/farm.h"
#include "supervisor/orphans.h"
#include "supervisor/slot.h"
#include "supervisor/sys.h"

#include <signal.h>

void reap(struct farm *farm)
{
	pid_t pid;
	while ((pid = sys_peek_dead()) > 0) {
		struct slot *slot = farm_find(farm, pid);
		/* Not reaped yet, its pid is still its own: the signal can hit nobody else. */
		if (slot)
			sys_kill(-pid, SIGKILL);
		int status = sys_reap(pid);
		if (slot) {
			slot_exited(slot, status);
			orphans_expect(&farm->orphans, farm);
		} else {
			log_debug("reaped pid=%d, no child of ours", (int)pid);
		}
	}
}
