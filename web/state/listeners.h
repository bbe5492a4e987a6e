/* listeners: the listener's position in each book, between clients that report it often and a
 * store that should be written rarely.
 *
 * A position takes effect, and is returned to readers, at once. It is written to the bucket at
 * most every ten seconds for each book, latest value only, and at shutdown. Thread-safe.
 */
#ifndef LECTERN_WEB_STATE_LISTENERS_H
#define LECTERN_WEB_STATE_LISTENERS_H

#include "common/config/settings.h"
#include "common/farm/listener_store.h"
#include "web/state/backend.h"
#include "web/state/job_table.h"

#include <stdbool.h>

struct listeners;

/* The arguments must outlive it. */
struct listeners *listeners_start(
	const struct settings *settings, struct backend *backend, struct job_table *table);

/* Writes what is still pending, if the broker answers. */
void listeners_stop(struct listeners **listeners);

/* The current position. */
int listeners_get(struct listeners *listeners, struct natsconn *conn, const char *job,
	struct listener_position *ret_position, struct err *err);

/* A client reports its position. *ret_stands: that position, or a later one that is already
 * known. */
int listeners_put(struct listeners *listeners, struct natsconn *conn, const char *job,
	const struct listener_position *position, struct listener_position *ret_stands,
	struct err *err);

/* The job was deleted: nothing more is written for it. */
void listeners_forget(struct listeners *listeners, const char *job);

/* The key of a book's bookmarks. Valid as long as `job` and the settings. */
struct listener_key listeners_key(const struct listeners *listeners, const char *job);

#endif
