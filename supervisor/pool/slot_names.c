/* slot_names.c: names of states and reasons, as shown in the log and by lectern-web. */
#include "supervisor/pool/slot_policy.h"

const char *slot_state_name(enum slot_state state)
{
	static const char *const names[SLOT_STATE_COUNT] = {
		[SLOT_EMPTY] = "empty",
		[SLOT_STARTING] = "starting",
		[SLOT_IDLE] = "idle",
		[SLOT_BUSY] = "busy",
		[SLOT_DRAINING] = "draining",
		[SLOT_KILLING] = "killing",
		[SLOT_BACKOFF] = "backoff",
	};
	return names[state];
}

const char *slot_blame_text(enum slot_blame blame)
{
	static const char *const texts[SLOT_BLAME_COUNT] = {
		[SLOT_BLAME_NONE] = "",
		[SLOT_BLAME_NOT_READY] = "not ready in time",
		[SLOT_BLAME_SILENT] = "no progress: hung",
		[SLOT_BLAME_DEADLINE] = "its job is past its deadline",
		[SLOT_BLAME_CLOSED] = "closed its channel",
		[SLOT_BLAME_GARBAGE] = "sent an invalid record, or one out of turn",
		[SLOT_BLAME_STAYED] = "was asked to exit and did not",
		[SLOT_BLAME_HURRIED] = "stopped",
	};
	return texts[blame];
}
