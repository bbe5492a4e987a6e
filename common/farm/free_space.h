/* free_space: whether there is room to begin more work, or what there is belongs to the work that
 * has been begun.
 *
 * A full disk loses nothing, but everything stands still then, even what would make room. So who
 * begins work stops before. Looked at are the disk of the state directory, that of the broker
 * below it when lecternd runs the broker, and what the broker grants to our account. The
 * server-wide limits of a foreign server are not visible to its clients.
 */
#ifndef LECTERN_COMMON_FARM_FREE_SPACE_H
#define LECTERN_COMMON_FARM_FREE_SPACE_H

#include "common/config/settings.h"
#include "common/nats/connection.h"

#include <stdbool.h>
#include <stdint.h>

enum { FREE_SPACE_TEXT = 200 };

/* True when fewer than `bytes` are left, with a text that says where; of an account that has less
 * than twenty times as much, when a twentieth of it is. What cannot be found out is not low. */
bool free_space_is_low(struct natsconn *conn, const struct settings *settings, int64_t bytes,
	char text[static FREE_SPACE_TEXT]);

#endif
