/* free_space: whether there is room to start more work, or what is left is needed by the work
 * already started.
 *
 * A full disk loses nothing, but brings everything to a halt, even what would free space. So work
 * is not started when space runs low. Checked are the disk of the state directory, the broker's
 * below it if lecternd runs the broker, and the broker's quota for our account. Server-wide limits
 * of an external broker are not visible to its clients.
 */
#ifndef LECTERN_COMMON_FARM_FREE_SPACE_H
#define LECTERN_COMMON_FARM_FREE_SPACE_H

#include "common/config/settings.h"
#include "common/nats/connection.h"

#include <stdbool.h>
#include <stdint.h>

enum { FREE_SPACE_TEXT = 200 };

/* True if fewer than `bytes` are left, with a text that says where. For an account whose quota is
 * less than twenty times `bytes`, the threshold is a twentieth of the quota. If the free space
 * cannot be determined, returns false. */
bool free_space_is_low(struct natsconn *conn, const struct settings *settings, int64_t bytes,
	char text[static FREE_SPACE_TEXT]);

#endif
