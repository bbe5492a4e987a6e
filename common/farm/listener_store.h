/* listener_store: reads and changes what is known of a listener, in the bucket LISTENER_STATE, by
 * compare-and-set. Foreign data in its place that cannot be parsed counts as nothing,
 * and is replaced by what comes next. */
#ifndef LECTERN_COMMON_FARM_LISTENER_STORE_H
#define LECTERN_COMMON_FARM_LISTENER_STORE_H

#include "common/farm/listener.h"
#include "common/nats/connection.h"

#include <stdbool.h>

/* A listener of a book. */
struct listener_key {
	const char *tenant, *user; /* user: any text, see [http] user */
	const char *job;
};

/* Nothing kept is a zeroed state. Strings live in the arena. */
int listener_store_get(struct natsconn *conn, const struct listener_key *key, struct arena *arena,
	struct listener_state *ret_state, struct err *err);

/* Keeps the position unless a later one stands there (listener_is_later). *ret_stands: which of the
 * two it is now. */
int listener_store_set_position(struct natsconn *conn, const struct listener_key *key,
	const struct listener_position *position, struct listener_position *ret_stands,
	struct err *err);

/* Replaces the bookmarks. *ret_changed: somebody else changed them since `bookmarks->revision`, and
 * nothing was done; never when that is -1. *ret_stands: those that stand now, in the arena. */
int listener_store_set_bookmarks(struct natsconn *conn, const struct listener_key *key,
	const struct listener_bookmarks *bookmarks, struct arena *arena,
	struct listener_bookmarks *ret_stands, bool *ret_changed, struct err *err);

/* Of every listener of that job. Nothing there is fine. */
int listener_store_remove_job(struct natsconn *conn, const char *job, struct err *err);

#endif
