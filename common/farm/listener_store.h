/* listener_store: reads and changes a listener's data in the bucket LISTENER_STATE, by
 * compare-and-set. An entry that cannot be parsed counts as missing, and is replaced by the next
 * change. */
#ifndef LECTERN_COMMON_FARM_LISTENER_STORE_H
#define LECTERN_COMMON_FARM_LISTENER_STORE_H

#include "common/farm/listener.h"
#include "common/nats/connection.h"

#include <stdbool.h>

/* A listener to a book. */
struct listener_key {
	const char *tenant, *user; /* user: arbitrary text, see [http] user */
	const char *job;
};

/* A missing entry gives a zeroed state. The strings live in the arena. */
int listener_store_get(struct natsconn *conn, const struct listener_key *key, struct arena *arena,
	struct listener_state *ret_state, struct err *err);

/* Stores the position unless the stored one is later (listener_is_later()). *ret_stands is the one
 * that is stored afterwards. */
int listener_store_set_position(struct natsconn *conn, const struct listener_key *key,
	const struct listener_position *position, struct listener_position *ret_stands,
	struct err *err);

/* Replaces the bookmarks. If they have changed since `bookmarks->revision`, sets *ret_changed and
 * does nothing; a revision of -1 replaces them in any case. *ret_stands is what is stored
 * afterwards, in the arena. */
int listener_store_set_bookmarks(struct natsconn *conn, const struct listener_key *key,
	const struct listener_bookmarks *bookmarks, struct arena *arena,
	struct listener_bookmarks *ret_stands, bool *ret_changed, struct err *err);

/* Removes the data of every listener of that job. Having none is no error. */
int listener_store_remove_job(struct natsconn *conn, const char *job, struct err *err);

#endif
