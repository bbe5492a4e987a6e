/* lost_files: files that wait to be made but were never requested.
 *
 * To get a file, a process records that it waits, and then requests it from audio-encoder. Between
 * the two the process may be killed, and later the queue may be purged: such a file would wait for
 * ever. So would a request to make an existing one again.
 */
#ifndef LECTERN_WORKERS_UPKEEP_LOST_FILES_H
#define LECTERN_WORKERS_UPKEEP_LOST_FILES_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/nats/connection.h"

#include <stdint.h>

struct lost_files {
	struct natsconn *conn;
	const struct settings *settings;
	uint64_t settled; /* the bucket's last sequence when nothing in it was waiting */
};

/* Requests again what has waited longer than limit_ms; call it while audio-encoder's queue is
 * empty. Reads the bucket's metadata, unless nothing was stored since nothing was last found
 * waiting. Calls `alive` now and then, as a heartbeat. Logs what it does. */
int lost_files_look(struct lost_files *lost, int64_t limit_ms, void (*alive)(void *context),
	void *context, struct err *err);

#endif
