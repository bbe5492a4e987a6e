/* snapshot: reports the state of the farm to lectern-web, over its channel.
 *
 * Sent when lectern-web becomes ready, and when something has changed, at most once a second. A
 * snapshot that does not fit into the channel's queue is continued a moment later.
 */
#ifndef LECTERN_SUPERVISOR_SNAPSHOT_H
#define LECTERN_SUPERVISOR_SNAPSHOT_H

#include "common/ipc/channel.h"
#include "supervisor/os/loop.h"

#include <stddef.h>
#include <sys/types.h>

struct pool;
struct slot;

struct snapshot {
	struct loop *loop;
	const struct pool *pools; /* all of them */
	size_t pool_count;
	struct loop_timer timer;
	struct channel_record *records; /* owned; being sent */
	size_t count, sent;
	int64_t not_before; /* earliest time of the next snapshot */
	pid_t reader;       /* the web process that got the last one, or 0 */
};

void snapshot_open(
	struct snapshot *snapshot, struct loop *loop, const struct pool *pools, size_t pool_count);
void snapshot_close(struct snapshot *snapshot);

/* Reports that something has changed. */
void snapshot_mark(struct snapshot *snapshot);

/* The record for one slot; public for tests. */
struct channel_record snapshot_record(const struct slot *slot, int64_t now);

#endif
